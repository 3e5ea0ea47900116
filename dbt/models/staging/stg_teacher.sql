{{ config(meta={'scope': 'partition'}) }}

{{ staged('teacher', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['birth_on', 'date'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['hired_on', 'date'],
    ['post_status', 'code:post_status'],
    ['left_on', 'date'],
    ['is_special_post', 'boolean'],
    ['phone', 'phone']
]) }}
