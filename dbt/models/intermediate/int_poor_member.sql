with members as (
    select * from {{ ref('stg_poverty_member') }}
),

households as (
    select * from {{ ref('int_household') }}
    where occurrence = 1
),

final as (
    select
        m._county_code as county_code,
        m._period as period,
        m.household_no,
        h.household_token,
        m.person_token,
        m.id_number_status,
        m.id_birth_on,
        m.name_token,
        h.household_kind,
        h.monitor_kind,
        m.relation,
        m.gender,
        m.health,
        m.labour,
        m.school_status,
        m.education_level,
        m._county_code,
        m._period,
        {{ lineage('m') }}
    from members as m
    left join households as h
        on m._county_code = h.county_code and m._period = h.period and m.household_no = h.household_no
)

select * from final
