{{ config(meta={'scope': 'partition'}) }}

{{ staged('teacher_training', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['programme', 'text'],
    ['training_level', 'code:training_level'],
    ['organizer', 'text'],
    ['starts_on', 'date'],
    ['ends_on', 'date'],
    ['hours', 'decimal'],
    ['is_poor_village_school', 'boolean']
]) }}
