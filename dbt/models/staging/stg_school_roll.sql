{{ config(meta={'scope': 'partition'}) }}

{{ staged('school_roll', [
    ['xueji_no', 'text'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['birth_on', 'date'],
    ['ethnicity', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['boarding', 'code:boarding'],
    ['enrolled_on', 'date'],
    ['status', 'code:roll_status'],
    ['guardian_name', 'name'],
    ['phone', 'phone'],
    ['address', 'text']
]) }}
