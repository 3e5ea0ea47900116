with contracts as (
    select
        contract_no,
        loan_years,
        schooling_years - (cast(substr(academic_year, 1, 4) as integer) - entered_year) as remaining_years,
        case
            when signed_on < cast('2015-07-01' as date) then 14
            when signed_on < cast('2020-07-03' as date) then 20
            else 22
        end as longest_years,
        case
            when signed_on < cast('2015-07-01' as date) then 10
            when signed_on < cast('2020-07-03' as date) then 13
            else 15
        end as years_after_schooling,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_loan_contract') }}
    where loan_years is not null and signed_on is not null
),

-- Without the length of studies only the absolute maximum can be judged.
checked as (
    select
        contract_no,
        loan_years,
        case
            when remaining_years + years_after_schooling < longest_years
                then remaining_years + years_after_schooling
            else longest_years
        end as allowed_years,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from contracts
),

failed as (
    select
        *,
        'loan_contract' as dataset,
        'contract' as entity_kind,
        contract_no as entity_key,
        'loan_years' as field,
        cast(loan_years as varchar(255)) as observed,
        cast(allowed_years as varchar(255)) as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where loan_years > allowed_years
)

{{ rule_rows() }}
