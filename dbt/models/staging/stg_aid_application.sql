{{ config(meta={'scope': 'partition'}) }}

{{ staged('aid_application', [
    ['application_no', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['id_number', 'person'],
    ['xueji_no', 'text'],
    ['name', 'name'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['difficulty_kind', 'code:difficulty'],
    ['difficulty_level', 'code:difficulty_level'],
    ['aid_item', 'code:aid_item'],
    ['applied_amount', 'money'],
    ['applied_on', 'date'],
    ['class_teacher_name', 'name'],
    ['class_reviewed_on', 'date'],
    ['leader_reviewed_on', 'date'],
    ['approved_on', 'date'],
    ['reported_on', 'date'],
    ['result', 'code:review_result'],
    ['reason', 'text']
]) }}
