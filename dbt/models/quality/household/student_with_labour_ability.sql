with checked as (
    select
        coalesce(person_token, name_token || ':' || household_no) as person_key,
        labour,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_member') }}
    where school_status is not null and labour is not null
),

failed as (
    select
        *,
        'poverty_member' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'labour' as field,
        case labour
            when 'ordinary' then '普通劳动力 / ordinary worker'
            when 'skilled' then '技能劳动力 / skilled worker'
            when 'weak' then '弱劳动力或半劳动力 / weak or half worker'
            else '丧失劳动力 / lost ability to work'
        end as observed,
        '无劳动力 / no ability to work' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where labour <> 'none'
)

{{ rule_rows() }}
