with checked as (
    select
        project_no,
        total_investment_yuan,
        coalesce(fund_central_yuan, 0) + coalesce(fund_province_yuan, 0)
        + coalesce(fund_city_yuan, 0) + coalesce(fund_county_yuan, 0) as funds_yuan,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_infrastructure_project') }}
    where
        total_investment_yuan is not null
        and coalesce(fund_central_yuan, fund_province_yuan, fund_city_yuan, fund_county_yuan) is not null
),

failed as (
    select
        *,
        'infrastructure_project' as dataset,
        'project' as entity_kind,
        project_no as entity_key,
        'total_investment' as field,
        {{ plain_number('total_investment_yuan') }} as observed,
        {{ plain_number('funds_yuan') }} as expected,
        cast(abs(funds_yuan - total_investment_yuan) as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where abs(funds_yuan - total_investment_yuan) > 1
)

{{ rule_rows() }}
