{{ config(meta={'scope': 'partition'}) }}

{{ staged('yulu_list', [
    ['household_no', 'text'],
    ['head_name', 'name'],
    ['township', 'text'],
    ['village', 'text'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['school_name', 'text'],
    ['school_region', 'text'],
    ['major', 'text'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['xueji_no', 'text'],
    ['schooling_years', 'integer'],
    ['enrolled_on', 'date'],
    ['amount', 'money'],
    ['paid_on', 'date'],
    ['card_no', 'card'],
    ['phone', 'phone']
]) }}
