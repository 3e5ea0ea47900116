{{ config(meta={'scope': 'partition'}) }}

{{ staged('home_visit', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['household_no', 'text'],
    ['visitor_name', 'name'],
    ['visit_kind', 'code:visit_kind'],
    ['visited_on', 'date'],
    ['visit_time', 'text'],
    ['place', 'text'],
    ['content', 'text'],
    ['guardian_name', 'name'],
    ['has_signature', 'boolean'],
    ['phone', 'phone']
]) }}
