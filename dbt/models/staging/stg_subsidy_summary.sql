{{ config(meta={'scope': 'partition'}) }}

{{ staged('subsidy_summary', [
    ['stage', 'code:stage'],
    ['difficulty_kind', 'code:difficulty'],
    ['aid_item', 'code:aid_item'],
    ['person_times', 'integer'],
    ['amount', 'money']
]) }}
