with members as (
    select * from {{ ref('stg_poverty_member') }}
),

heads as (
    select
        *,
        count(*) over (partition by _county_code, _period, household_no) as heads_listed
    from members
    where relation = 'head'
),

checked as (
    select
        m.household_no,
        coalesce(m.person_token, m.name_token || ':' || m.household_no) as person_key,
        m.gender,
        h.gender as head_gender,
        h._delivery_id as head_delivery_id,
        h._file_name as head_file_name,
        h._file_sha256 as head_file_sha256,
        h._sheet as head_sheet,
        h._row as head_row,
        m._county_code,
        m._period,
        {{ lineage('m') }}
    from members as m
    inner join heads as h
        on
            m._county_code = h._county_code
            and m._period = h._period
            and m.household_no = h.household_no
    where
        m.relation = 'spouse'
        and h.heads_listed = 1
        and m.gender is not null
        and h.gender is not null
),

failed as (
    select
        *,
        'poverty_member' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'gender' as field,
        case when gender = 'male' then '男 / male' else '女 / female' end as observed,
        case when gender = 'male' then '女 / female' else '男 / male' end as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where gender = head_gender
),

evidence as (
    select
        _county_code,
        _period,
        entity_key,
        field,
        'head' as role,
        'poverty_member' as ev_dataset,
        'gender' as ev_field,
        head_delivery_id as ev_delivery_id,
        head_file_name as ev_file_name,
        head_file_sha256 as ev_file_sha256,
        head_sheet as ev_sheet,
        head_row as ev_row,
        case when head_gender = 'male' then '男 / male' else '女 / female' end as value
    from failed
)

{{ rule_rows(evidence='evidence') }}
