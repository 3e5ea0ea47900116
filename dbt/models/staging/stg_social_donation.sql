{{ config(meta={'scope': 'partition'}) }}

{{ staged('social_donation', [
    ['programme', 'text'],
    ['donor', 'text'],
    ['donor_kind', 'code:donor_kind'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['school_name', 'text'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['difficulty_kind', 'code:difficulty'],
    ['amount', 'money'],
    ['donated_on', 'date'],
    ['goods', 'text'],
    ['pay_method', 'code:pay_method']
]) }}
