{{ config(meta={'scope': 'partition'}) }}

{{ staged('loan_repayment', [
    ['contract_no', 'text'],
    ['name', 'name'],
    ['id_number', 'person'],
    ['college_name', 'text'],
    ['graduated_on', 'date'],
    ['loan_amount', 'money'],
    ['due_on', 'date'],
    ['due_principal', 'money'],
    ['due_interest', 'money'],
    ['paid_on', 'date'],
    ['paid_principal', 'money'],
    ['paid_interest', 'money'],
    ['paid_amount', 'money'],
    ['balance', 'money'],
    ['repayment_kind', 'code:repayment_kind'],
    ['is_overdue', 'boolean'],
    ['overdue_days', 'integer'],
    ['phone', 'phone']
]) }}
