with checked as (
    select
        project_no,
        total_investment_yuan,
        area_m2,
        {{ quotient('total_investment_yuan', 'area_m2', 18, 2) }} as cost_yuan_per_m2,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_infrastructure_project') }}
    where project_kind <> 'industry' and total_investment_yuan > 0 and area_m2 > 0
),

failed as (
    select
        *,
        'infrastructure_project' as dataset,
        'project' as entity_kind,
        project_no as entity_key,
        'total_investment' as field,
        {{ plain_number('cost_yuan_per_m2') }} as observed,
        '300–6000' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where cost_yuan_per_m2 < 300 or cost_yuan_per_m2 > 6000
)

{{ rule_rows() }}
