{{ config(meta={'scope': 'partition'}) }}

{{ staged('fee_receipt', [
    ['receipt_no', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['id_number', 'person'],
    ['xueji_no', 'text'],
    ['name', 'name'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['term', 'term'],
    ['fee_item', 'code:fee_item'],
    ['amount', 'money'],
    ['charged_on', 'date'],
    ['waived_amount', 'money'],
    ['refunded_amount', 'money'],
    ['refunded_on', 'date']
]) }}
