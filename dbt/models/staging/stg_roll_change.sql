{{ config(meta={'scope': 'partition'}) }}

{{ staged('roll_change', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['xueji_no', 'text'],
    ['change_kind', 'code:change_kind'],
    ['changed_on', 'date'],
    ['from_school_code', 'text'],
    ['from_school_name', 'text'],
    ['to_school_code', 'text'],
    ['to_school_name', 'text']
]) }}
