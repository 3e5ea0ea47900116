{{ config(meta={'scope': 'partition'}) }}

{{ staged('left_behind_child', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['birth_on', 'date'],
    ['school_name', 'text'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['township', 'text'],
    ['village', 'text'],
    ['address', 'text'],
    ['left_behind_kind', 'code:left_behind_kind'],
    ['father_place', 'text'],
    ['mother_place', 'text'],
    ['away_since', 'date'],
    ['guardian_name', 'name'],
    ['guardian_relation', 'text'],
    ['phone', 'phone'],
    ['is_registered_poor', 'boolean'],
    ['mentor_name', 'name']
]) }}
