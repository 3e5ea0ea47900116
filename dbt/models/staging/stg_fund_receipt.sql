{{ config(meta={'scope': 'partition'}) }}

{{ staged('fund_receipt', [
    ['doc_no', 'text'],
    ['fund_name', 'text'],
    ['aid_item', 'code:aid_item'],
    ['term', 'term'],
    ['fund_level', 'code:fund_level'],
    ['amount', 'money'],
    ['issued_on', 'date'],
    ['received_on', 'date'],
    ['pay_by', 'date'],
    ['disbursed', 'money'],
    ['balance', 'money'],
    ['balance_at', 'text']
]) }}
