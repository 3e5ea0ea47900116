with register as (
    select
        *,
        row_number() over (
            partition by _county_code, school_code order by _period desc, _file_name asc, _sheet asc, _row asc
        ) as place
    from {{ ref('stg_school') }}
    where school_code is not null
),

mentioned as (
    select
        _county_code as county_code,
        school_code,
        max(_period) as period,
        min(school_name) as school_name,
        min({{ stage_of('stage', 'grade') }}) as stage
    from {{ ref('stg_school_roll') }}
    where school_code is not null
    group by _county_code, school_code
),

final as (
    select
        _county_code as county_code,
        school_code,
        school_name,
        stage,
        area_type,
        rural_tier,
        township,
        is_poor_village_school,
        true as is_registered,
        _period as period
    from register
    where place = 1
    union all
    select
        m.county_code,
        m.school_code,
        m.school_name,
        m.stage,
        cast(null as string) as area_type,
        cast(null as string) as rural_tier,
        cast(null as string) as township,
        cast(null as boolean) as is_poor_village_school,
        false as is_registered,
        m.period
    from mentioned as m
    left join register as r on m.county_code = r._county_code and m.school_code = r.school_code
    where r.school_code is null
)

select * from final
