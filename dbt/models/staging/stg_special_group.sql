{{ config(meta={'scope': 'partition'}) }}

{{ staged('special_group', [
    ['group_kind', 'code:special_group'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['township', 'text'],
    ['village', 'text'],
    ['disability_cert_no', 'cert'],
    ['disability_kind', 'code:disability_kind'],
    ['disability_level', 'code:disability_level'],
    ['valid_from', 'date'],
    ['valid_to', 'date']
]) }}
