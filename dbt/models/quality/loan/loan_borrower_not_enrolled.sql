-- A delivery without a column for receipts says nothing about its contracts.
with deliveries_with_receipts as (
    select distinct delivery_id
    from {{ source('inputs', 'column_map') }}
    where field = 'receipt_no'
),

checked as (
    select
        l.contract_no,
        l.receipt_no,
        l.amount_yuan,
        l._county_code,
        l._period,
        {{ lineage('l') }}
    from {{ ref('stg_loan_contract') }} as l
    inner join deliveries_with_receipts as d on l._delivery_id = d.delivery_id
),

failed as (
    select
        *,
        'loan_contract' as dataset,
        'contract' as entity_kind,
        contract_no as entity_key,
        'receipt_no' as field,
        cast(null as varchar(255)) as observed,
        cast(null as varchar(255)) as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where receipt_no is null
)

{{ rule_rows() }}
