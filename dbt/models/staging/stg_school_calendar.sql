{{ config(meta={'scope': 'partition'}) }}

{{ staged('school_calendar', [
    ['term', 'term'],
    ['stage', 'code:stage'],
    ['event_name', 'text'],
    ['day_kind', 'code:calendar_day_kind'],
    ['starts_on', 'date'],
    ['ends_on', 'date'],
    ['teaching_days', 'integer'],
    ['remark', 'text']
]) }}
