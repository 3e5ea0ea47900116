{{ config(meta={'scope': 'region'}) }}

with terms as (
    select distinct
        term,
        starts_on,
        ends_on
    from {{ ref('int_period_term') }}
    where period = term
),

movers as (
    select distinct
        t.person_token,
        d.term
    from {{ ref('int_transfer') }} as t
    inner join terms as d on t.changed_on between d.starts_on and d.ends_on
),

checked as (
    select
        person_key,
        person_token,
        school_code,
        amount_yuan,
        _county_code,
        _period,
        {{ lineage() }}
    from {{ ref('int_payment') }}
    where has_sound_id and school_code is not null
),

several_schools as (
    select
        _period,
        person_token,
        min(school_code) as first_school_code,
        max(school_code) as last_school_code
    from checked
    group by _period, person_token
    having min(school_code) <> max(school_code)
),

paid_twice as (
    select
        p.person_key,
        p.person_token,
        p.school_code,
        case
            when p.school_code = s.first_school_code then s.last_school_code else s.first_school_code
        end as other_school_code,
        p.amount_yuan,
        sum(p.amount_yuan) over (partition by p._period, p.person_token, p.school_code) as school_total_yuan,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from checked as p
    inner join several_schools as s on p._period = s._period and p.person_token = s.person_token
    left join movers as m on p.person_token = m.person_token and p._period = m.term
    where m.person_token is null
),

ranked_schools as (
    select
        *,
        dense_rank() over (
            partition by _period, person_token order by coalesce(school_total_yuan, 0) desc, school_code asc nulls last
        ) as school_rank
    from paid_twice
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'school_code' as field,
        school_code as observed,
        other_school_code as expected,
        case when school_rank = 1 then cast(0 as decimal(18, 4)) else amount_yuan end as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from ranked_schools
)

{{ rule_rows() }}
