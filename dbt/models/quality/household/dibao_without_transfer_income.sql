with listed as (
    select
        person_token,
        substr(_period, 1, 4) as list_year,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_special_group') }}
    where group_kind in ('dibao_rural', 'dibao_urban') and id_number_status in ('ok', 'legacy15', 'cert')
),

listed_years as (
    select distinct
        _county_code,
        list_year
    from listed
),

listed_members as (
    select
        m._county_code,
        m._period,
        m.household_no,
        g._delivery_id,
        g._file_name,
        g._file_sha256,
        g._sheet,
        g._row
    from {{ ref('stg_poverty_member') }} as m
    inner join listed as g
        on
            m._county_code = g._county_code
            and m._period = g.list_year
            and m.person_token = g.person_token
    where m.id_number_status in ('ok', 'legacy15', 'cert')
),

listed_households as (
    select distinct
        _county_code,
        _period,
        household_no
    from listed_members
),

checked as (
    select
        h.household_no,
        h.transfer_income_yuan,
        l.household_no as listed_household_no,
        h._county_code,
        h._period,
        {{ lineage('h') }}
    from {{ ref('stg_poverty_household') }} as h
    inner join listed_years as y on h._county_code = y._county_code and h._period = y.list_year
    left join listed_households as l
        on
            h._county_code = l._county_code
            and h._period = l._period
            and h.household_no = l.household_no
),

failed as (
    select
        *,
        'poverty_household' as dataset,
        'household' as entity_kind,
        household_no as entity_key,
        'transfer_income' as field,
        {{ plain_number('transfer_income_yuan') }} as observed,
        '大于 0 / more than 0' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where listed_household_no is not null and coalesce(transfer_income_yuan, 0) = 0
),

evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        f.field,
        'dibao_list' as role,
        'special_group' as ev_dataset,
        'group_kind' as ev_field,
        l._delivery_id as ev_delivery_id,
        l._file_name as ev_file_name,
        l._file_sha256 as ev_file_sha256,
        l._sheet as ev_sheet,
        l._row as ev_row,
        '低保 / minimum living allowance' as value
    from failed as f
    inner join listed_members as l
        on
            f._county_code = l._county_code
            and f._period = l._period
            and f.household_no = l.household_no
)

{{ rule_rows(evidence='evidence') }}
