{{ config(meta={'scope': 'partition'}) }}

{{ staged('home_teaching_visit', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['xueji_no', 'text'],
    ['disability_kind', 'code:disability_kind'],
    ['disability_level', 'code:disability_level'],
    ['disability_cert_no', 'cert'],
    ['address', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['teacher_name', 'name'],
    ['visited_on', 'date'],
    ['visit_time', 'text'],
    ['hours', 'decimal'],
    ['content', 'text'],
    ['has_plan', 'boolean'],
    ['has_lesson_notes', 'boolean'],
    ['has_photo', 'boolean'],
    ['has_signature', 'boolean']
]) }}
