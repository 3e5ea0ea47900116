{{ config(meta={'scope': 'partition'}) }}

{{ staged('meal_day', [
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['served_on', 'date'],
    ['enrolled', 'integer'],
    ['absent', 'integer'],
    ['meals', 'integer'],
    ['unit_price', 'money'],
    ['amount', 'money'],
    ['supply_form', 'code:supply_form'],
    ['menu', 'text'],
    ['accompanying_name', 'name'],
    ['supplier', 'text'],
    ['receiver_name', 'name'],
    ['keeps_samples', 'boolean'],
    ['has_photo', 'boolean']
]) }}
