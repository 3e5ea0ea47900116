with checked as (
    select
        contract_no,
        coborrower_person_token = person_token as is_borrower,
        {{ full_years('coborrower_id_birth_on', 'signed_on') }} as age_years,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_loan_contract') }}
    where coborrower_id_number_status in ('ok', 'legacy15', 'cert')
),

failed as (
    select
        *,
        'loan_contract' as dataset,
        'contract' as entity_kind,
        contract_no as entity_key,
        'coborrower_id_number' as field,
        case
            when coalesce(is_borrower, false) then '借款人本人 / the borrower'
            else cast(age_years as varchar(255)) || ' 周岁 / aged ' || cast(age_years as varchar(255))
        end as observed,
        '18-60' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where is_borrower or age_years < 18 or age_years > 60
)

{{ rule_rows() }}
