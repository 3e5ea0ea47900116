with checked as (
    select
        contract_no,
        amount_yuan,
        tuition_yuan + dorm_fee_yuan as cost_yuan,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_loan_contract') }}
    where
        academic_year < '2021-2022'
        and amount_yuan is not null
        and tuition_yuan is not null
        and dorm_fee_yuan is not null
),

failed as (
    select
        *,
        'loan_contract' as dataset,
        'contract' as entity_kind,
        contract_no as entity_key,
        'amount' as field,
        {{ plain_number('amount_yuan') }} as observed,
        {{ plain_number('cost_yuan') }} as expected,
        amount_yuan - cost_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where amount_yuan > cost_yuan
)

{{ rule_rows() }}
