with households as (
    select * from {{ ref('int_household') }}
    where occurrence = 1
),

members as (
    select
        county_code,
        period,
        household_no,
        count(*) as listed_members,
        sum(case when school_status is not null then 1 else 0 end) as pupil_members
    from {{ ref('int_poor_member') }}
    group by county_code, period, household_no
),

final as (
    select
        h.county_code,
        h.period,
        h.household_token,
        h.head_person_token,
        h.household_kind,
        h.monitor_kind,
        h.township,
        h.member_count,
        coalesce(m.listed_members, 0) as listed_members,
        cast(coalesce(m.pupil_members, 0) as bigint) as pupil_members,
        h.transfer_income_yuan,
        h.net_income_yuan,
        h.net_income_per_capita_yuan,
        {{ lineage('h') }}
    from households as h
    left join members as m
        on h.county_code = m.county_code and h.period = m.period and h.household_no = m.household_no
)

select * from final
