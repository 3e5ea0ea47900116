{{ config(meta={'scope': 'partition'}) }}

{{ staged('helper_pairing', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['township', 'text'],
    ['village', 'text'],
    ['household_no', 'text'],
    ['difficulty_kind', 'code:difficulty'],
    ['helper_name', 'name'],
    ['helper_id_number', 'person'],
    ['helper_unit', 'text'],
    ['helper_post', 'text'],
    ['helper_role', 'code:helper_role'],
    ['helper_phone', 'phone'],
    ['paired_on', 'date'],
    ['ended_on', 'date'],
    ['measures', 'text']
]) }}
