with checked as (
    select
        household_no,
        wage_income_yuan,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_household') }}
    where wage_income_yuan is not null
),

failed as (
    select
        *,
        'poverty_household' as dataset,
        'household' as entity_kind,
        household_no as entity_key,
        'wage_income' as field,
        {{ plain_number('wage_income_yuan') }} as observed,
        '0 或不低于 100 / either 0 or at least 100' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where wage_income_yuan > 0 and wage_income_yuan < 100
)

{{ rule_rows() }}
