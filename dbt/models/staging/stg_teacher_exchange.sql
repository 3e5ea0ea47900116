{{ config(meta={'scope': 'partition'}) }}

{{ staged('teacher_exchange', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['exchange_kind', 'code:exchange_kind'],
    ['subject', 'text'],
    ['from_school_code', 'text'],
    ['from_school_name', 'text'],
    ['to_school_code', 'text'],
    ['to_school_name', 'text'],
    ['starts_on', 'date'],
    ['ends_on', 'date'],
    ['assessment', 'text']
]) }}
