with households as (
    select * from {{ ref('stg_poverty_household') }}
    where household_no is not null
),

members as (
    select * from {{ ref('stg_poverty_member') }}
    where household_no is not null
),

household_numbers as (
    select distinct
        _county_code,
        _period,
        household_no
    from households
),

member_numbers as (
    select distinct
        _county_code,
        _period,
        household_no
    from members
),

members_delivered as (
    select distinct
        _county_code,
        _period
    from member_numbers
),

both_delivered as (
    select distinct
        h._county_code,
        h._period
    from household_numbers as h
    inner join members_delivered as m on h._county_code = m._county_code and h._period = m._period
),

checked as (
    select
        'poverty_member' as listed_in,
        m.household_no,
        n.household_no as counterpart,
        m._county_code,
        m._period,
        {{ lineage('m') }}
    from members as m
    inner join both_delivered as b on m._county_code = b._county_code and m._period = b._period
    left join household_numbers as n
        on
            m._county_code = n._county_code
            and m._period = n._period
            and m.household_no = n.household_no
    union all
    select
        'poverty_household' as listed_in,
        h.household_no,
        n.household_no as counterpart,
        h._county_code,
        h._period,
        {{ lineage('h') }}
    from households as h
    inner join both_delivered as b on h._county_code = b._county_code and h._period = b._period
    left join member_numbers as n
        on
            h._county_code = n._county_code
            and h._period = n._period
            and h.household_no = n.household_no
),

failed as (
    select
        *,
        listed_in as dataset,
        'household' as entity_kind,
        household_no as entity_key,
        'household_no' as field,
        household_no as observed,
        case
            when listed_in = 'poverty_member' then '户台账 / household register'
            else '成员台账 / member register'
        end as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where counterpart is null
)

{{ rule_rows() }}
