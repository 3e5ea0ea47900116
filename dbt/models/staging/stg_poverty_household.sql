{{ config(meta={'scope': 'partition'}) }}

{{ staged('poverty_household', [
    ['household_no', 'text'],
    ['head_name', 'name'],
    ['head_id_number', 'person'],
    ['township', 'text'],
    ['village', 'text'],
    ['member_count', 'integer'],
    ['household_kind', 'code:household_kind'],
    ['monitor_kind', 'code:monitor_kind'],
    ['wage_income', 'money'],
    ['business_income', 'money'],
    ['property_income', 'money'],
    ['transfer_income', 'money'],
    ['production_expense', 'money'],
    ['net_income', 'money'],
    ['net_income_per_capita', 'money'],
    ['phone', 'phone']
]) }}
