{{ config(meta={'scope': 'partition'}) }}

{{ staged('disabled_child', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['birth_on', 'date'],
    ['disability_cert_no', 'cert'],
    ['disability_kind', 'code:disability_kind'],
    ['disability_level', 'code:disability_level'],
    ['township', 'text'],
    ['village', 'text'],
    ['placement', 'code:placement'],
    ['xueji_no', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['placed_on', 'date'],
    ['deferred_until', 'date'],
    ['has_own_plan', 'boolean'],
    ['guardian_name', 'name'],
    ['phone', 'phone']
]) }}
