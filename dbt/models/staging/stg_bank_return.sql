{{ config(meta={'scope': 'partition'}) }}

{{ staged('bank_return', [
    ['batch_no', 'text'],
    ['serial_no', 'text'],
    ['card_no', 'card'],
    ['payee_name', 'name'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['amount', 'money'],
    ['traded_on', 'date'],
    ['result', 'code:bank_result'],
    ['failure_reason', 'text'],
    ['bank_name', 'text'],
    ['summary', 'text']
]) }}
