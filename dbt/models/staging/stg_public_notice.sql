{{ config(meta={'scope': 'partition'}) }}

{{ staged('public_notice', [
    ['notice_no', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['stage', 'code:stage'],
    ['aid_item', 'code:aid_item'],
    ['term', 'term'],
    ['listed_students', 'integer'],
    ['starts_on', 'date'],
    ['ends_on', 'date'],
    ['days', 'integer'],
    ['place', 'text'],
    ['objections', 'integer'],
    ['outcome', 'text'],
    ['withdrawn_on', 'date'],
    ['shows_private_data', 'boolean']
]) }}
