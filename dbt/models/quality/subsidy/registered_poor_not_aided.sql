with poor_members as (
    select
        m.*,
        t.term
    from {{ ref('int_poor_member') }} as m
    inner join {{ ref('int_period_term') }} as t on m.period = t.period
    where
        m.household_kind in ('registered_poor', 'lifted')
        and m.id_number_status in ('ok', 'legacy15', 'cert')
),

poor_persons as (
    select distinct
        county_code,
        term,
        person_token
    from poor_members
),

payments as (
    select * from {{ ref('stg_subsidy_payment') }}
),

payments_delivered as (
    select distinct
        _county_code,
        _period
    from payments
),

-- Where schools report for themselves, a school whose file has not come yet is not a school that aids nobody.
reported_by_school as (
    select
        county_code,
        period
    from {{ source('inputs', 'deliveries') }}
    where is_active and dataset = 'subsidy_payment'
    group by county_code, period
    having count(distinct reporting_unit) > 1 or min(reporting_unit) <> 'bureau'
),

schools_reporting as (
    select
        _county_code,
        _period,
        school_code as school_key
    from payments
    where school_code is not null
    union
    select
        _county_code,
        _period,
        school_name
    from payments
    where school_name is not null
    union
    select
        county_code,
        period,
        reporting_unit
    from {{ source('inputs', 'deliveries') }}
    where is_active and dataset = 'subsidy_payment' and reporting_unit is not null
),

persons_paid as (
    select
        _county_code,
        _period,
        person_token
    from payments
    where person_token is not null
    union
    select
        _county_code,
        _period,
        person_token
    from {{ ref('stg_remote_letter') }}
    where person_token is not null and (topup_amount_yuan > 0 or is_aided_there)
),

numbers_paid as (
    select distinct
        _county_code,
        _period,
        xueji_no
    from payments
    where xueji_no is not null
),

names_paid as (
    select distinct
        _county_code,
        _period,
        name_token,
        school_code
    from payments
    where name_token is not null and school_code is not null
),

pupils as (
    select * from {{ ref('stg_school_roll') }}
    where
        id_number_status in ('ok', 'legacy15', 'cert')
        and coalesce(status, 'in_school') = 'in_school'
        and {{ stage_of('stage', 'grade') }} in ('preschool', 'primary', 'junior', 'senior', 'vocational')
),

checked as (
    select
        r.person_token,
        r.id_number,
        coalesce(a.person_token, n.xueji_no, m.name_token) is not null as is_aided,
        r._county_code,
        r._period,
        {{ lineage('r') }}
    from pupils as r
    inner join payments_delivered as d on r._county_code = d._county_code and r._period = d._period
    inner join poor_persons as p
        on r._county_code = p.county_code and r._period = p.term and r.person_token = p.person_token
    left join reported_by_school as u on r._county_code = u.county_code and r._period = u.period
    left join schools_reporting as c
        on r._county_code = c._county_code and r._period = c._period and r.school_code = c.school_key
    left join schools_reporting as s
        on r._county_code = s._county_code and r._period = s._period and r.school_name = s.school_key
    left join persons_paid as a
        on r._county_code = a._county_code and r._period = a._period and r.person_token = a.person_token
    left join numbers_paid as n
        on r._county_code = n._county_code and r._period = n._period and r.xueji_no = n.xueji_no
    left join names_paid as m
        on
            r._county_code = m._county_code
            and r._period = m._period
            and r.name_token = m.name_token
            and r.school_code = m.school_code
    where u.county_code is null or c.school_key is not null or s.school_key is not null
),

failed as (
    select
        *,
        'school_roll' as dataset,
        'person' as entity_kind,
        person_token as entity_key,
        'id_number' as field,
        id_number as observed,
        cast(null as varchar(255)) as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where not is_aided
),

persons_failed as (
    select distinct
        _county_code,
        _period,
        person_token
    from failed
),

evidence as (
    select
        f._county_code,
        f._period,
        f.person_token as entity_key,
        'id_number' as field,
        'poverty_register' as role,
        'poverty_member' as ev_dataset,
        'household_no' as ev_field,
        m._delivery_id as ev_delivery_id,
        m._file_name as ev_file_name,
        m._file_sha256 as ev_file_sha256,
        m._sheet as ev_sheet,
        m._row as ev_row,
        m.household_no as value
    from persons_failed as f
    inner join poor_members as m
        on f._county_code = m.county_code and f._period = m.term and f.person_token = m.person_token
)

{{ rule_rows(evidence='evidence') }}
