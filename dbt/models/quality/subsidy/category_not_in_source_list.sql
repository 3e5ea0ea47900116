with listed as (
    select
        m._county_code,
        t.term,
        'poor' as list_kind,
        m.person_token,
        m.name_token,
        m.id_number_status in ('ok', 'legacy15', 'cert') as has_sound_id,
        true as is_valid
    from {{ ref('stg_poverty_member') }} as m
    inner join {{ ref('int_period_term') }} as t on m._period = t.period
    union all
    select
        g._county_code,
        t.term,
        case
            when g.group_kind in ('dibao_rural', 'dibao_urban') then 'dibao'
            when g.group_kind in ('orphan', 'de_facto_orphan') then 'orphan'
            else g.group_kind
        end as list_kind,
        g.person_token,
        g.name_token,
        g.id_number_status in ('ok', 'legacy15', 'cert') as has_sound_id,
        coalesce(g.valid_from <= t.ends_on, true) and coalesce(g.valid_to >= t.starts_on, true) as is_valid
    from {{ ref('stg_special_group') }} as g
    inner join {{ ref('int_period_term') }} as t on g._period = t.period
),

lists_delivered as (
    select distinct
        _county_code,
        term,
        list_kind
    from listed
),

persons_listed as (
    select distinct
        _county_code,
        term,
        list_kind,
        person_token
    from listed
    where is_valid and person_token is not null
),

names_with_damaged_id as (
    select distinct
        _county_code,
        term,
        list_kind,
        name_token
    from listed
    where not has_sound_id and name_token is not null
),

claims as (
    select
        *,
        case
            when difficulty_kind in ('registered_poor', 'lifted') then 'poor'
            else difficulty_kind
        end as list_kind
    from {{ ref('int_payment') }}
    where
        has_sound_id
        and difficulty_kind in ('registered_poor', 'lifted', 'dibao', 'tekun', 'orphan', 'disabled')
),

checked as (
    select
        c.person_key,
        c.difficulty_kind,
        c.amount_yuan,
        coalesce(p.person_token, n.name_token) is not null as is_listed,
        c._county_code,
        c._period,
        {{ lineage('c') }}
    from claims as c
    inner join lists_delivered as d
        on c._county_code = d._county_code and c._period = d.term and c.list_kind = d.list_kind
    left join persons_listed as p
        on
            c._county_code = p._county_code
            and c._period = p.term
            and c.list_kind = p.list_kind
            and c.person_token = p.person_token
    left join names_with_damaged_id as n
        on
            c._county_code = n._county_code
            and c._period = n.term
            and c.list_kind = n.list_kind
            and c.name_token = n.name_token
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'difficulty_kind' as field,
        case difficulty_kind
            when 'registered_poor' then '建档立卡 (registered poor)'
            when 'lifted' then '脱贫家庭 (lifted out of poverty)'
            when 'dibao' then '低保 (dibao)'
            when 'tekun' then '特困 (tekun)'
            when 'orphan' then '孤儿 (orphan)'
            else '残疾 (disabled)'
        end as observed,
        case
            when difficulty_kind in ('registered_poor', 'lifted') then '脱贫户台账 (poverty register)'
            when difficulty_kind = 'disabled' then '残联名单 (list of disabled persons)'
            else '民政名单 (civil affairs list)'
        end as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where not is_listed
)

{{ rule_rows() }}
