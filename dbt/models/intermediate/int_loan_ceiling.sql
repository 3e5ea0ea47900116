with standards as (
    select * from {{ ref('policy_standards') }}
    where aid_item = 'loan_limit'
),

academic_years as (
    select distinct
        academic_year,
        cast(concat(substr(academic_year, 1, 4), '-09-01') as date) as starts_on
    from {{ ref('stg_loan_contract') }}
    where academic_year is not null
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
