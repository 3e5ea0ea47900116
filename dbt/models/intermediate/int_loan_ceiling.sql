with standards as (
    select * from {{ ref('policy_standards') }}
    where aid_item = 'loan_limit'
),

academic_years as (
    select
        period as academic_year,
        starts_on
    from {{ source('inputs', 'periods') }}
    where kind = 'school_year'
),

final as (
    select
        s.category as degree,
        a.academic_year,
        s.max_yuan as ceiling_yuan,
        s.standard_id
    from academic_years as a
    inner join standards as s
        on
            (s.effective_from is null or a.starts_on >= s.effective_from)
            and (s.effective_to is null or a.starts_on <= s.effective_to)
)

select * from final
