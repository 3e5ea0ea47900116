{{ config(meta={'scope': 'partition'}) }}

{{ staged('teacher_allowance', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['allowance_item', 'code:allowance_item'],
    ['rural_tier', 'code:rural_tier'],
    ['monthly_standard', 'money'],
    ['months', 'integer'],
    ['from_month', 'month'],
    ['to_month', 'month'],
    ['amount', 'money']
]) }}
