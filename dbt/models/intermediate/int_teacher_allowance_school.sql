with allowances as (
    select * from {{ ref('stg_teacher_allowance') }}
),

-- A school's entry of the same year counts; where the year has none, its latest entry.
entries as (
    select
        _county_code,
        _period,
        school_code,
        max(area_type) as area_type,
        max(rural_tier) as rural_tier
    from {{ ref('stg_school') }}
    where school_code is not null
    group by _county_code, _period, school_code
),

latest_entries as (
    select
        *,
        row_number() over (partition by _county_code, school_code order by _period desc) as recency
    from entries
),

final as (
    select
        coalesce(
            a.person_token,
            coalesce(a.name_token, 'unnamed') || ':' || coalesce(a.school_code, a.school_name, '')
        ) as person_key,
        a.school_code,
        a.school_name,
        a.allowance_item,
        a.rural_tier as paid_tier,
        case when y.school_code is not null then y.area_type else l.area_type end as registered_area_type,
        case when y.school_code is not null then y.rural_tier else l.rural_tier end as registered_tier,
        a.amount_yuan,
        coalesce(y.school_code, l.school_code) is not null as is_school_registered,
        a._county_code,
        a._period,
        {{ lineage('a') }}
    from allowances as a
    left join entries as y
        on a._county_code = y._county_code and a._period = y._period and a.school_code = y.school_code
    left join latest_entries as l
        on a._county_code = l._county_code and a.school_code = l.school_code and l.recency = 1
)

select * from final
