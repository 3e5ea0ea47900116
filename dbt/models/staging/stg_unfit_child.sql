{{ config(meta={'scope': 'partition'}) }}

{{ staged('unfit_child', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['birth_on', 'date'],
    ['xueji_no', 'text'],
    ['township', 'text'],
    ['village', 'text'],
    ['unfit_reason', 'code:unfit_reason'],
    ['disability_kind', 'code:disability_kind'],
    ['disability_level', 'code:disability_level'],
    ['disability_cert_no', 'cert'],
    ['education_certified', 'boolean'],
    ['federation_certified', 'boolean'],
    ['health_certified', 'boolean'],
    ['civil_affairs_certified', 'boolean'],
    ['certified_on', 'date'],
    ['is_taught_at_home', 'boolean'],
    ['guardian_name', 'name'],
    ['phone', 'phone'],
    ['address', 'text']
]) }}
