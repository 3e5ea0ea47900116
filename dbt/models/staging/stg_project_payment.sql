{{ config(meta={'scope': 'partition'}) }}

{{ staged('project_payment', [
    ['voucher_no', 'text'],
    ['project_no', 'text'],
    ['project_name', 'text'],
    ['payee', 'text'],
    ['amount', 'money'],
    ['paid_on', 'date']
]) }}
