{{ config(meta={'scope': 'partition'}) }}

{{ staged('meal_expense', [
    ['voucher_no', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['spent_on', 'date'],
    ['expense_kind', 'code:expense_kind'],
    ['item_name', 'text'],
    ['quantity', 'decimal'],
    ['unit_price', 'money'],
    ['amount', 'money'],
    ['supplier', 'text'],
    ['handler_name', 'name'],
    ['has_invoice', 'boolean']
]) }}
