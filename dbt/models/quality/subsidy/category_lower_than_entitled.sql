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

registers_delivered as (
    select distinct
        m._county_code,
        t.term
    from {{ ref('int_poor_member') }} as m
    inner join {{ ref('int_period_term') }} as t on m.period = t.period
),

poor_persons as (
    select
        county_code,
        term,
        person_token,
        max(household_kind) as household_kind
    from poor_members
    group by county_code, term, person_token
),

checked as (
    select
        p.person_key,
        p.person_token,
        m.household_kind,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from {{ ref('int_payment') }} as p
    inner join registers_delivered as d on p._county_code = d._county_code and p._period = d.term
    left join poor_persons as m
        on p._county_code = m.county_code and p._period = m.term and p.person_token = m.person_token
    where p.has_sound_id and p.difficulty_kind = 'other'
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'difficulty_kind' as field,
        '其他家庭经济困难 / other family in difficulty' as observed,
        case
            when household_kind = 'lifted' then '脱贫家庭 / lifted out of poverty'
            else '建档立卡 / registered poor'
        end as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where household_kind is not null
),

persons_failed as (
    select distinct
        _county_code,
        _period,
        person_token,
        entity_key
    from failed
),

evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        'difficulty_kind' as field,
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
