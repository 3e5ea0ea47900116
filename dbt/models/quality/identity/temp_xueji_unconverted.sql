with checked as (
    select
        upper(r.xueji_no) as xueji_no,
        r.enrolled_on,
        coalesce(
            r.person_token, coalesce(r.name_token, '') || ':' || coalesce(r.school_code, r.school_name)
        ) as person_key,
        t.starts_on,
        r._county_code,
        r._period,
        {{ lineage('r') }}
    from {{ ref('stg_school_roll') }} as r
    inner join {{ ref('int_period_term') }} as t on r._period = t.period
    where r.xueji_no is not null
),

failed as (
    select
        *,
        'school_roll' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'xueji_no' as field,
        xueji_no as observed,
        'G 或 J / G or J' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where substr(xueji_no, 1, 1) = 'L' and {{ days_between('enrolled_on', 'starts_on') }} > 365
)

{{ rule_rows() }}
