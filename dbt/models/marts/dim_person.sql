with known as (
    select * from {{ ref('int_person_in_county') }}
),

persons as (
    select
        person_token,
        max(id_number_status) as id_number_status,
        min(birth_year) as birth_year,
        min(gender) as gender,
        min(region_code) as region_code,
        min(county_code) as first_county_code,
        max(case when is_teacher then 1 else 0 end) = 1 as is_teacher,
        max(case when is_borrower then 1 else 0 end) = 1 as is_borrower,
        max(case when is_poor_household_member then 1 else 0 end) = 1 as is_poor_household_member
    from known
    group by person_token
),

places as (
    select
        person_token,
        county_code,
        stage,
        row_number() over (
            partition by person_token
            order by substr(roll_period, 1, 4) desc, roll_period asc, roll_rank asc, county_code asc
        ) as place
    from known
    where roll_period is not null
),

final as (
    select
        p.person_token,
        coalesce(s.county_code, p.first_county_code) as county_code,
        p.id_number_status,
        p.region_code,
        p.gender,
        s.stage,
        p.birth_year,
        s.person_token is not null as is_pupil,
        p.is_teacher,
        p.is_borrower,
        p.is_poor_household_member
    from persons as p
    left join places as s on p.person_token = s.person_token and s.place = 1
)

select * from final
