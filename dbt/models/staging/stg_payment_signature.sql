{{ config(meta={'scope': 'partition'}) }}

{{ staged('payment_signature', [
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['id_number', 'person'],
    ['xueji_no', 'text'],
    ['name', 'name'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['aid_item', 'code:aid_item'],
    ['amount', 'money'],
    ['pay_method', 'code:pay_method'],
    ['signed_by_name', 'name'],
    ['signer_relation', 'code:payee_relation'],
    ['signed_on', 'date'],
    ['is_proxy', 'boolean'],
    ['proxy_reason', 'text'],
    ['phone', 'phone']
]) }}
