with households as (
    select * from {{ ref('stg_poverty_household') }}
),

members as (
    select * from {{ ref('stg_poverty_member') }}
),

member_counts as (
    select
        _county_code,
        _period,
        household_no,
        count(*) as members_listed
    from members
    group by _county_code, _period, household_no
),

checked as (
    select
        h.household_no,
        h.member_count,
        c.members_listed,
        h._county_code,
        h._period,
        {{ lineage('h') }}
    from households as h
    inner join member_counts as c
        on
            h._county_code = c._county_code
            and h._period = c._period
            and h.household_no = c.household_no
    where h.member_count is not null
),

failed as (
    select
        *,
        'poverty_household' as dataset,
        'household' as entity_kind,
        household_no as entity_key,
        'member_count' as field,
        cast(member_count as varchar(255)) as observed,
        cast(members_listed as varchar(255)) as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where member_count <> members_listed
),

evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        f.field,
        'member' as role,
        'poverty_member' as ev_dataset,
        'household_no' as ev_field,
        m._delivery_id as ev_delivery_id,
        m._file_name as ev_file_name,
        m._file_sha256 as ev_file_sha256,
        m._sheet as ev_sheet,
        m._row as ev_row,
        m.household_no as value
    from failed as f
    inner join members as m
        on
            f._county_code = m._county_code
            and f._period = m._period
            and f.household_no = m.household_no
)

{{ rule_rows(evidence='evidence') }}
