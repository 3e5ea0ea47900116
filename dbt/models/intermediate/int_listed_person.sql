with terms as (
    select * from {{ ref('int_period_term') }}
),

listed as (
    select
        m.county_code,
        t.term as period,
        m.person_token,
        m.household_token,
        1 as list_rank,
        m.household_kind as category
    from {{ ref('int_poor_member') }} as m
    inner join terms as t on m.period = t.period
    where m.household_kind in ('registered_poor', 'lifted') and m.person_token is not null
    union all
    select
        g._county_code,
        t.term,
        g.person_token,
        cast(null as string),
        case when g.group_kind in ('dibao_rural', 'tekun', 'disabled') then 2 else 3 end,
        case when g.group_kind = 'de_facto_orphan' then 'orphan' else g.group_kind end
    from {{ ref('stg_special_group') }} as g
    inner join terms as t on g._period = t.period
    where
        g.person_token is not null and g.group_kind is not null
        and (g.valid_from is null or g.valid_from <= t.ends_on)
        and (g.valid_to is null or g.valid_to >= t.starts_on)
),

ranked as (
    select
        *,
        row_number() over (
            partition by county_code, period, person_token order by list_rank, category, household_token
        ) as place
    from listed
),

final as (
    select
        county_code,
        period,
        person_token,
        household_token,
        category,
        list_rank = 1 as is_registered_poor
    from ranked
    where place = 1
)

select * from final
