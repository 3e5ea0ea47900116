with payments as (
    select * from {{ ref('int_payment') }}
    where has_sound_id and stage in ('primary', 'junior', 'senior', 'vocational')
),

rolls_delivered as (
    select distinct
        _county_code,
        _period
    from {{ ref('stg_school_roll') }}
),

persons_enrolled as (
    select
        _county_code,
        _period,
        person_token
    from {{ ref('stg_school_roll') }}
    where person_token is not null
    union
    select
        _county_code,
        _period,
        person_token
    from {{ ref('stg_external_enrolment') }}
    where person_token is not null
),

numbers_enrolled as (
    select distinct
        _county_code,
        _period,
        xueji_no
    from {{ ref('stg_school_roll') }}
    where xueji_no is not null
),

checked as (
    select
        p.person_key,
        p.id_number,
        p.amount_yuan,
        e.person_token is not null or n.xueji_no is not null as is_enrolled,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from payments as p
    inner join rolls_delivered as d on p._county_code = d._county_code and p._period = d._period
    left join persons_enrolled as e
        on p._county_code = e._county_code and p._period = e._period and p.person_token = e.person_token
    left join numbers_enrolled as n
        on p._county_code = n._county_code and p._period = n._period and p.xueji_no = n.xueji_no
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'id_number' as field,
        id_number as observed,
        cast(null as varchar(255)) as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where not is_enrolled
)

{{ rule_rows() }}
