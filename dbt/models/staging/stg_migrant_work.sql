{{ config(meta={'scope': 'partition'}) }}

{{ staged('migrant_work', [
    ['household_no', 'text'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['township', 'text'],
    ['village', 'text'],
    ['is_working', 'boolean'],
    ['is_planned', 'boolean'],
    ['started_on', 'date'],
    ['ended_on', 'date'],
    ['months', 'integer'],
    ['work_region', 'code:work_region'],
    ['work_place', 'text'],
    ['employer', 'text'],
    ['monthly_income', 'money'],
    ['is_public_job', 'boolean'],
    ['public_job', 'text'],
    ['phone', 'phone']
]) }}
