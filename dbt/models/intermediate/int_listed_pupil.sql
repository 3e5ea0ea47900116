with roll as (
    select
        *,
        row_number() over (
            partition by _county_code, _period, person_token order by _file_name, _sheet, _row
        ) as occurrence
    from {{ ref('stg_school_roll') }}
    where status = 'in_school' and person_token is not null
),

listed as (
    select * from {{ ref('int_listed_person') }}
),

aided as (
    select distinct
        _county_code as county_code,
        _period as period,
        pupil_token as person_token
    from {{ ref('int_payment') }}
    where pupil_token is not null
),

-- Where no payments were delivered nobody knows who was aided.
delivered as (
    select distinct
        _county_code as county_code,
        _period as period
    from {{ ref('int_payment') }}
),

final as (
    select
        l.county_code,
        l.period,
        l.person_token,
        l.household_token,
        l.category,
        l.is_registered_poor,
        r.school_code,
        {{ stage_of('r.stage', 'r.grade') }} as stage,
        r.grade,
        r.boarding,
        case when d.period is not null then a.person_token is not null end as is_aided,
        {{ lineage('r') }}
    from listed as l
    inner join roll as r
        on
            l.county_code = r._county_code and l.period = r._period
            and l.person_token = r.person_token and r.occurrence = 1
    left join aided as a
        on l.county_code = a.county_code and l.period = a.period and l.person_token = a.person_token
    left join delivered as d on l.county_code = d.county_code and l.period = d.period
)

select * from final
