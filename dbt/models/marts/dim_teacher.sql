with register as (
    select
        *,
        row_number() over (
            partition by _county_code, person_token order by _period desc, _file_name asc, _sheet asc, _row asc
        ) as place
    from {{ ref('stg_teacher') }}
    where person_token is not null
),

final as (
    select
        _county_code as county_code,
        person_token,
        _period as period,
        school_code,
        coalesce(gender, id_gender) as gender,
        post_status,
        cast(year(id_birth_on) as integer) as birth_year,
        cast(year(hired_on) as integer) as hired_year,
        is_special_post,
        left_on,
        {{ lineage() }}
    from register
    where place = 1
)

select * from final
