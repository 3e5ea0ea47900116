{{ config(meta={'scope': 'region', 'judges': 'int_payment'}) }}

with listed as (
    select
        m._county_code,
        t.term,
        'poor' as list_kind,
        m.person_token,
        m.name_token,
        m.id_region,
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
        g.id_region,
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

listed_by_region as (
    select
        _county_code,
        id_region,
        row_number() over (partition by _county_code order by count(*) desc, id_region asc) as place
    from listed
    where has_sound_id and id_region is not null
    group by _county_code, id_region
),

-- A county's identity numbers begin with its code, or with the one it had when most of its people were registered.
county_regions as (
    select
        _county_code,
        _county_code as id_region
    from lists_delivered
    union
    select
        _county_code,
        id_region
    from listed_by_region
    where place = 1
),

-- The list stands where the family is registered; aid is paid where the pupil studies.
regions_covered as (
    select distinct
        d.term,
        d.list_kind,
        r.id_region
    from lists_delivered as d
    inner join county_regions as r on d._county_code = r._county_code
),

persons_listed as (
    select distinct
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

names_by_region as (
    select distinct
        r.id_region,
        n.term,
        n.list_kind,
        n.name_token
    from names_with_damaged_id as n
    inner join county_regions as r on n._county_code = r._county_code
),

claims as (
    select
        *,
        substr(id_number, 1, 6) as id_region,
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
        coalesce(p.person_token, n.name_token, h.name_token) is not null as is_listed,
        c._county_code,
        c._period,
        {{ lineage('c') }}
    from claims as c
    inner join lists_delivered as d
        on c._county_code = d._county_code and c._period = d.term and c.list_kind = d.list_kind
    left join regions_covered as r
        on c._period = r.term and c.list_kind = r.list_kind and c.id_region = r.id_region
    left join persons_listed as p
        on
            c._period = p.term
            and c.list_kind = p.list_kind
            and c.person_token = p.person_token
    left join names_with_damaged_id as n
        on
            c._county_code = n._county_code
            and c._period = n.term
            and c.list_kind = n.list_kind
            and c.name_token = n.name_token
    left join names_by_region as h
        on
            c.id_region = h.id_region
            and c._period = h.term
            and c.list_kind = h.list_kind
            and c.name_token = h.name_token
    where c.id_region is null or r.id_region is not null
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'difficulty_kind' as field,
        case difficulty_kind
            when 'registered_poor' then '建档立卡 / registered poor'
            when 'lifted' then '脱贫家庭 / lifted out of poverty'
            when 'dibao' then '低保 / minimum living allowance'
            when 'tekun' then '特困 / destitute support'
            when 'orphan' then '孤儿 / orphan'
            else '残疾 / disabled'
        end as observed,
        case
            when difficulty_kind in ('registered_poor', 'lifted') then '脱贫户台账 / poverty register'
            when difficulty_kind = 'disabled' then '残联名单 / list of disabled persons'
            else '民政名单 / list of civil affairs'
        end as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where not is_listed
)

{{ rule_rows() }}
