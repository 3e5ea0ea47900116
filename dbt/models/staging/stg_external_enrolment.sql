{{ config(meta={'scope': 'partition'}) }}

{{ staged('external_enrolment', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['school_name', 'text'],
    ['school_region', 'text'],
    ['source_system', 'code:source_system'],
    ['enrolled_on', 'date']
]) }}
