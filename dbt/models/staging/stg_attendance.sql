{{ config(meta={'scope': 'partition'}) }}

{{ staged('attendance', [
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['xueji_no', 'text'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['month', 'month'],
    ['due_days', 'integer'],
    ['present_days', 'decimal'],
    ['sick_leave_days', 'decimal'],
    ['personal_leave_days', 'decimal'],
    ['truant_days', 'decimal'],
    ['last_present_on', 'date'],
    ['absence_reason', 'text']
]) }}
