{{ config(meta={'scope': 'partition'}) }}

{{ staged('school', [
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['stage', 'code:stage'],
    ['area_type', 'code:area_type'],
    ['rural_tier', 'code:rural_tier'],
    ['township', 'text'],
    ['is_poor_village_school', 'boolean']
]) }}
