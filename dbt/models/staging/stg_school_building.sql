{{ config(meta={'scope': 'partition'}) }}

{{ staged('school_building', [
    ['building_no', 'text'],
    ['building_name', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['building_use', 'code:building_use'],
    ['floor_area', 'decimal', 'm2'],
    ['school_floor_area', 'decimal', 'm2'],
    ['floors', 'integer'],
    ['built_year', 'integer'],
    ['structure', 'code:building_structure'],
    ['seismic_intensity', 'text'],
    ['danger_grade', 'code:danger_grade'],
    ['appraised_on', 'date'],
    ['appraiser', 'text'],
    ['use_state', 'code:use_state'],
    ['designer', 'text'],
    ['builder', 'text']
]) }}
