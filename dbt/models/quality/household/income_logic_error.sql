with checked as (
    select
        household_no,
        member_count,
        net_income_yuan,
        net_income_per_capita_yuan,
        coalesce(wage_income_yuan, 0) + coalesce(business_income_yuan, 0) + coalesce(property_income_yuan, 0)
        + coalesce(transfer_income_yuan, 0) - coalesce(production_expense_yuan, 0) as net_by_parts_yuan,
        {{ quotient('net_income_yuan', 'member_count', 18, 2) }} as net_by_head_yuan,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_household') }}
    where
        net_income_yuan is not null
        and coalesce(
            wage_income_yuan, business_income_yuan, property_income_yuan, transfer_income_yuan
        ) is not null
),

failed as (
    select
        *,
        'poverty_household' as dataset,
        'household' as entity_kind,
        household_no as entity_key,
        'net_income' as field,
        {{ plain_number('net_income_yuan') }} as observed,
        {{ plain_number('net_by_parts_yuan') }} as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where abs(net_by_parts_yuan - net_income_yuan) > 1
    union all
    select
        *,
        'poverty_household' as dataset,
        'household' as entity_kind,
        household_no as entity_key,
        'net_income_per_capita' as field,
        {{ plain_number('net_income_per_capita_yuan') }} as observed,
        {{ plain_number('net_by_head_yuan') }} as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where abs(net_by_head_yuan - net_income_per_capita_yuan) > 1
)

{{ rule_rows() }}
