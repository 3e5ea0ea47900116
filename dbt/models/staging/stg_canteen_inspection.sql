{{ config(meta={'scope': 'partition'}) }}

{{ staged('canteen_inspection', [
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['inspected_on', 'date'],
    ['inspected_by', 'text'],
    ['staff', 'integer'],
    ['has_permit', 'boolean'],
    ['has_health_certificates', 'boolean'],
    ['keeps_purchase_records', 'boolean'],
    ['keeps_samples', 'boolean'],
    ['has_pest_protection', 'boolean'],
    ['problem', 'text'],
    ['inspection_result', 'code:inspection_result'],
    ['opinion_no', 'text'],
    ['corrected_on', 'date'],
    ['is_penalised', 'boolean']
]) }}
