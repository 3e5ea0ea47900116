{{ config(meta={'scope': 'partition'}) }}

{{ staged('loan_contract', [
    ['contract_no', 'text'],
    ['name', 'name'],
    ['id_number', 'person'],
    ['coborrower_name', 'name'],
    ['coborrower_id_number', 'person'],
    ['college_name', 'text'],
    ['degree', 'code:degree'],
    ['schooling_years', 'integer'],
    ['entered_year', 'integer'],
    ['academic_year', 'school_year'],
    ['loan_place', 'code:loan_place'],
    ['amount', 'money'],
    ['tuition', 'money'],
    ['dorm_fee', 'money'],
    ['loan_years', 'integer'],
    ['signed_on', 'date'],
    ['receipt_no', 'text']
]) }}
