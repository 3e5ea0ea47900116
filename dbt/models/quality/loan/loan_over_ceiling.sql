with checked as (
    select
        l.contract_no,
        l.amount_yuan,
        c.ceiling_yuan,
        c.standard_id as ceiling_standard_id,
        l._county_code,
        l._period,
        {{ lineage('l') }}
    from {{ ref('stg_loan_contract') }} as l
    left join {{ ref('int_loan_ceiling') }} as c
        on l.degree = c.degree and l.academic_year = c.academic_year
    where l.amount_yuan is not null
),

failed as (
    select
        *,
        'loan_contract' as dataset,
        'contract' as entity_kind,
        contract_no as entity_key,
        'amount' as field,
        {{ plain_number('amount_yuan') }} as observed,
        {{ plain_number('ceiling_yuan') }} as expected,
        amount_yuan - ceiling_yuan as at_stake_yuan,
        ceiling_standard_id as standard_id
    from checked
    where amount_yuan > ceiling_yuan
)

{{ rule_rows(no_standard='ceiling_yuan is null') }}
