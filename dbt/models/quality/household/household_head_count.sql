with households as (
    select * from {{ ref('stg_poverty_household') }}
),

heads as (
    select
        _county_code,
        _period,
        household_no,
        sum(case when relation = 'head' then 1 else 0 end) as heads_listed
    from {{ ref('stg_poverty_member') }}
    group by _county_code, _period, household_no
),

checked as (
    select
        h.household_no,
        c.heads_listed,
        h._county_code,
        h._period,
        {{ lineage('h') }}
    from households as h
    inner join heads as c
        on
            h._county_code = c._county_code
            and h._period = c._period
            and h.household_no = c.household_no
),

failed as (
    select
        *,
        'poverty_household' as dataset,
        'household' as entity_kind,
        household_no as entity_key,
        'household_no' as field,
        cast(heads_listed as varchar(255)) as observed,
        '1' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where heads_listed <> 1
),

evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        f.field,
        'head' as role,
        'poverty_member' as ev_dataset,
        'relation' as ev_field,
        m._delivery_id as ev_delivery_id,
        m._file_name as ev_file_name,
        m._file_sha256 as ev_file_sha256,
        m._sheet as ev_sheet,
        m._row as ev_row,
        '户主 / head of household' as value
    from failed as f
    inner join {{ ref('stg_poverty_member') }} as m
        on
            f._county_code = m._county_code
            and f._period = m._period
            and f.household_no = m.household_no
            and m.relation = 'head'
)

{{ rule_rows(evidence='evidence') }}
