with mentions as (
    select * from {{ ref('int_person_mention') }}
    where person_token is not null
),

persons as (
    select
        person_token,
        max(id_number_status) as id_number_status,
        min(year(id_birth_on)) as birth_year,
        min(id_gender) as gender,
        min(id_region) as region_code,
        min(_county_code) as first_county_code,
        max(case when dataset = 'teacher' then 1 else 0 end) = 1 as is_teacher,
        max(case when dataset = 'loan_contract' then 1 else 0 end) = 1 as is_borrower,
        max(case when dataset = 'poverty_member' then 1 else 0 end) = 1 as is_poor_household_member
    from mentions
    group by person_token
),

places as (
    select
        person_token,
        _county_code as county_code,
        {{ stage_of('stage', 'grade') }} as stage,
        row_number() over (
            partition by person_token
            order by
                substr(_period, 1, 4) desc,
                _period asc,
                case when status = 'in_school' then 0 else 1 end asc,
                _county_code asc,
                _file_name asc,
                _sheet asc,
                _row asc
        ) as place
    from {{ ref('stg_school_roll') }}
    where person_token is not null
),

final as (
    select
        p.person_token,
        coalesce(s.county_code, p.first_county_code) as county_code,
        p.id_number_status,
        p.region_code,
        p.gender,
        s.stage,
        cast(p.birth_year as integer) as birth_year,
        s.person_token is not null as is_pupil,
        p.is_teacher,
        p.is_borrower,
        p.is_poor_household_member
    from persons as p
    left join places as s on p.person_token = s.person_token and s.place = 1
)

select * from final
