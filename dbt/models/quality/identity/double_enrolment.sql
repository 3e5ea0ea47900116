{{ config(meta={'scope': 'region'}) }}

with roll as (
    select
        person_token,
        school_code,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_school_roll') }}
    where
        status = 'in_school'
        and school_code is not null
        and id_number_status in ('ok', 'legacy15', 'cert')
),

transfers as (
    select
        period,
        person_token,
        changed_on,
        from_school_code,
        to_school_code
    from {{ ref('int_transfer') }}
    where change_kind in ('transfer_out', 'transfer_in')
),

moved_in_term as (
    select distinct
        d.period,
        t.person_token
    from transfers as t
    inner join {{ ref('int_period_term') }} as d
        on d.period = d.term and t.changed_on >= d.starts_on and t.changed_on <= d.ends_on
),

moved_at_school as (
    select
        period,
        person_token,
        from_school_code as school_code
    from transfers
    union all
    select
        period,
        person_token,
        to_school_code as school_code
    from transfers
),

checked as (
    select
        r.person_token,
        r.school_code,
        r._county_code,
        r._period,
        {{ lineage('r') }}
    from roll as r
    left join moved_in_term as t on r._period = t.period and r.person_token = t.person_token
    left join moved_at_school as s
        on
            r._period = s.period
            and r.person_token = s.person_token
            and r.school_code = s.school_code
    where t.person_token is null and s.person_token is null
),

at_two_schools as (
    select
        _period,
        person_token,
        min(school_code) as first_school_code,
        max(school_code) as last_school_code
    from checked
    group by _period, person_token
    having min(school_code) <> max(school_code)
),

failed as (
    select
        c.*,
        'school_roll' as dataset,
        'person' as entity_kind,
        c.person_token as entity_key,
        'school_code' as field,
        c.school_code as observed,
        case
            when c.school_code = s.first_school_code then s.last_school_code
            else s.first_school_code
        end as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked as c
    inner join at_two_schools as s on c._period = s._period and c.person_token = s.person_token
),

evidence as (
    select distinct
        a._county_code,
        a._period,
        a.entity_key,
        a.field,
        'other_county' as role,
        'school_roll' as ev_dataset,
        'school_code' as ev_field,
        cast(null as varchar(255)) as ev_delivery_id,
        cast(null as varchar(255)) as ev_file_name,
        cast(null as varchar(255)) as ev_file_sha256,
        cast(null as varchar(255)) as ev_sheet,
        cast(null as integer) as ev_row,
        b._county_code || ' ' || b.school_code as value
    from failed as a
    inner join failed as b
        on
            a._period = b._period
            and a.person_token = b.person_token
            and a._county_code <> b._county_code
)

{{ rule_rows(evidence='evidence') }}
