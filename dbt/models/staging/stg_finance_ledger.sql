{{ config(meta={'scope': 'partition'}) }}

{{ staged('finance_ledger', [
    ['voucher_no', 'text'],
    ['booked_on', 'date'],
    ['account_code', 'text'],
    ['account_name', 'text'],
    ['summary', 'text'],
    ['aid_item', 'code:aid_item'],
    ['term', 'term'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['payee_name', 'name'],
    ['card_no', 'card'],
    ['amount', 'money'],
    ['fund_doc_no', 'text'],
    ['pay_method', 'code:pay_method']
]) }}
