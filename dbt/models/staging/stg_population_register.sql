{{ config(meta={'scope': 'partition'}) }}

{{ staged('population_register', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['birth_on', 'date'],
    ['ethnicity', 'text'],
    ['hukou_no', 'text'],
    ['head_name', 'name'],
    ['relation', 'code:relation'],
    ['hukou_kind', 'code:hukou_kind'],
    ['township', 'text'],
    ['village', 'text'],
    ['address', 'text'],
    ['guardian_name', 'name'],
    ['guardian_id_number', 'person'],
    ['guardian_relation', 'text'],
    ['hukou_status', 'code:hukou_status'],
    ['status_changed_on', 'date']
]) }}
