{{ config(meta={'scope': 'partition'}) }}

{{ staged('staff_change', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['change_kind', 'code:staff_change_kind'],
    ['changed_on', 'date'],
    ['from_school_code', 'text'],
    ['from_school_name', 'text'],
    ['to_school_code', 'text'],
    ['to_school_name', 'text'],
    ['position', 'text'],
    ['doc_no', 'text'],
    ['pay_stopped_on', 'date']
]) }}
