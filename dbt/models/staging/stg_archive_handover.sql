{{ config(meta={'scope': 'partition'}) }}

{{ staged('archive_handover', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['xueji_no', 'text'],
    ['bag_no', 'text'],
    ['from_school_code', 'text'],
    ['from_school_name', 'text'],
    ['to_school_code', 'text'],
    ['to_school_name', 'text'],
    ['handover_reason', 'code:handover_reason'],
    ['item_count', 'integer'],
    ['handed_on', 'date'],
    ['handed_by_name', 'name'],
    ['received_by_name', 'name'],
    ['received_on', 'date'],
    ['is_signed', 'boolean']
]) }}
