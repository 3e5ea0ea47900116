with checked as (
    select
        r.grade,
        r.person_token,
        r.id_birth_on,
        t.school_year_start,
        t.school_year_start - year(r.id_birth_on)
        - case when month(r.id_birth_on) > 8 then 1 else 0 end as age_on_31_august,
        r._county_code,
        r._period,
        {{ lineage('r') }}
    from {{ ref('stg_school_roll') }} as r
    inner join {{ ref('int_period_term') }} as t on r._period = t.period
    where
        r.grade like 'p%'
        and coalesce(r.stage, '') <> 'special'
        and r.id_number_status in ('ok', 'legacy15', 'cert')
        and r.id_birth_on is not null
),

failed as (
    select
        *,
        'school_roll' as dataset,
        'person' as entity_kind,
        person_token as entity_key,
        'grade' as field,
        cast(age_on_31_august as varchar(255)) as observed,
        '6–14' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    -- Five-year-olds who turn six by the end of December may start.
    where school_year_start - year(id_birth_on) < 6 or age_on_31_august > 14
)

{{ rule_rows() }}
