{{ config(meta={'scope': 'partition'}) }}

{{ staged('subsidy_payment', [
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['id_number', 'person'],
    ['xueji_no', 'text'],
    ['name', 'name'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['boarding', 'code:boarding'],
    ['difficulty_kind', 'code:difficulty'],
    ['aid_item', 'code:aid_item'],
    ['term', 'term'],
    ['amount', 'money'],
    ['paid_on', 'date'],
    ['card_no', 'card'],
    ['bank_name', 'text'],
    ['payee_name', 'name'],
    ['payee_relation', 'code:payee_relation'],
    ['phone', 'phone']
]) }}
