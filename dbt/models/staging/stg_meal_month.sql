{{ config(meta={'scope': 'partition'}) }}

{{ staged('meal_month', [
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['month', 'month'],
    ['students', 'integer'],
    ['served_days', 'integer'],
    ['meals', 'integer'],
    ['unit_price', 'money'],
    ['amount', 'money']
]) }}
