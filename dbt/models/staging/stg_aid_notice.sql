{{ config(meta={'scope': 'partition'}) }}

{{ staged('aid_notice', [
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['id_number', 'person'],
    ['xueji_no', 'text'],
    ['name', 'name'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['aid_item', 'code:aid_item'],
    ['amount', 'money'],
    ['guardian_name', 'name'],
    ['notified_on', 'date'],
    ['notice_way', 'code:notice_way'],
    ['is_signed', 'boolean'],
    ['revisited_on', 'date'],
    ['revisit_way', 'code:notice_way'],
    ['is_received', 'boolean'],
    ['revisitor_name', 'name'],
    ['feedback', 'text'],
    ['phone', 'phone']
]) }}
