with named as (
    select
        'school_roll' as named_in,
        school_code,
        replace(replace(school_name, ' ', ''), '　', '') as school_name,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_school_roll') }}
    where school_code is not null
    union all
    select
        'subsidy_payment' as named_in,
        school_code,
        replace(replace(school_name, ' ', ''), '　', '') as school_name,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_subsidy_payment') }}
    where school_code is not null
),

register as (
    select distinct
        _county_code,
        school_code,
        replace(replace(school_name, ' ', ''), '　', '') as registered_name
    from {{ ref('stg_school') }}
    where school_code is not null
),

counties_with_register as (
    select distinct _county_code
    from register
),

written as (
    select distinct
        n._county_code,
        n.school_code,
        n.school_name
    from named as n
    inner join counties_with_register as c on n._county_code = c._county_code
),

verdicts as (
    select
        w._county_code,
        w.school_code,
        w.school_name,
        min(r.registered_name) as registered_name,
        max(
            case
                when w.school_name is null or r.registered_name is null then 1
                when instr(r.registered_name, w.school_name) > 0 then 1
                when instr(w.school_name, r.registered_name) > 0 then 1
                else 0
            end
        ) as names_agree,
        count(r.school_code) as times_registered
    from written as w
    left join register as r on w._county_code = r._county_code and w.school_code = r.school_code
    group by w._county_code, w.school_code, w.school_name
),

checked as (
    select
        n.named_in,
        n.school_code,
        n.school_name,
        v.registered_name,
        v.names_agree,
        v.times_registered,
        n._county_code,
        n._period,
        {{ lineage('n') }}
    from named as n
    inner join verdicts as v
        on
            n._county_code = v._county_code
            and n.school_code = v.school_code
            and coalesce(n.school_name, '') = coalesce(v.school_name, '')
),

failed as (
    select
        *,
        named_in as dataset,
        'school' as entity_kind,
        school_code as entity_key,
        'school_code' as field,
        school_code || ' ' || coalesce(school_name, '') as observed,
        coalesce(registered_name, '无此学校 / no such school') as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where length(school_code) <> 10 or times_registered = 0 or names_agree = 0
)

{{ rule_rows() }}
