with mentions as (
    select * from {{ ref('int_person_mention') }}
    where person_token is not null
),

persons as (
    select
        _county_code as county_code,
        person_token,
        max(id_number_status) as id_number_status,
        min(year(id_birth_on)) as birth_year,
        min(id_gender) as gender,
        min(id_region) as region_code,
        max(case when dataset = 'teacher' then 1 else 0 end) = 1 as is_teacher,
        max(case when dataset = 'loan_contract' then 1 else 0 end) = 1 as is_borrower,
        max(case when dataset = 'poverty_member' then 1 else 0 end) = 1 as is_poor_household_member
    from mentions
    group by _county_code, person_token
),

-- In the latest year, the earlier term; there, the roll the pupil attends.
places as (
    select
        _county_code as county_code,
        person_token,
        _period as roll_period,
        {{ stage_of('stage', 'grade') }} as stage,
        case when status = 'in_school' then 0 else 1 end as roll_rank,
        row_number() over (
            partition by _county_code, person_token
            order by
                substr(_period, 1, 4) desc,
                _period asc,
                case when status = 'in_school' then 0 else 1 end asc,
                _file_name asc,
                _sheet asc,
                _row asc
        ) as place
    from {{ ref('stg_school_roll') }}
    where person_token is not null
),

final as (
    select
        p.county_code,
        p.person_token,
        p.id_number_status,
        p.region_code,
        p.gender,
        s.roll_period,
        s.stage,
        cast(s.roll_rank as integer) as roll_rank,
        cast(p.birth_year as integer) as birth_year,
        p.is_teacher,
        p.is_borrower,
        p.is_poor_household_member
    from persons as p
    left join places as s on p.county_code = s.county_code and p.person_token = s.person_token and s.place = 1
)

select * from final
