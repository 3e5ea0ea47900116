{{ config(meta={'scope': 'partition'}) }}

{{ staged('remote_letter', [
    ['letter_no', 'text'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['township', 'text'],
    ['stage', 'code:stage'],
    ['host_region', 'text'],
    ['host_school_name', 'text'],
    ['sent_on', 'date'],
    ['replied_on', 'date'],
    ['is_aided_there', 'boolean'],
    ['aided_amount', 'money'],
    ['topup_amount', 'money']
]) }}
