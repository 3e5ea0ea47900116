with county_years as (
    select * from {{ ref('int_county_period') }}
    where kind = 'year'
),

projects as (
    select
        *,
        coalesce(paid_yuan, payments_yuan) as project_paid_yuan
    from {{ ref('fct_infrastructure_project') }}
),

-- Industry projects are counted beside the school works and never in them.
works as (
    select
        county_code,
        period,
        cast(sum(case when is_school_project then 1 else 0 end) as bigint) as school_projects,
        cast(
            sum(case when is_school_project and status = 'finished' then 1 else 0 end) as bigint
        ) as finished_projects,
        cast(sum(case when is_school_project then 0 else 1 end) as bigint) as industry_projects,
        cast(
            sum(case when is_school_project then total_investment_yuan else 0 end) as decimal(38, 4)
        ) as investment_yuan,
        cast(
            sum(case when is_school_project then project_paid_yuan else 0 end) as decimal(38, 4)
        ) as paid_yuan,
        cast(
            sum(case when is_school_project then payments_yuan else 0 end) as decimal(38, 4)
        ) as payments_yuan,
        cast(sum(case when not is_school_project then total_investment_yuan else 0 end) as decimal(38, 4))
            as industry_investment_yuan,
        cast(
            sum(case when not is_school_project then project_paid_yuan else 0 end) as decimal(38, 4)
        ) as industry_paid_yuan,
        cast(sum(case when is_school_project then area_m2 else 0 end) as decimal(38, 4)) as area_m2
    from projects
    group by county_code, period
),

equipment as (
    select
        county_code,
        period,
        cast(sum(quantity) as bigint) as equipment_items,
        cast(sum(amount_yuan) as decimal(38, 4)) as equipment_yuan
    from {{ ref('fct_equipment') }}
    group by county_code, period
),

final as (
    select
        y.county_code,
        y.period,
        w.school_projects,
        w.finished_projects,
        w.industry_projects,
        e.equipment_items,
        w.investment_yuan,
        w.paid_yuan,
        w.payments_yuan,
        e.equipment_yuan,
        w.industry_investment_yuan,
        w.industry_paid_yuan,
        w.area_m2
    from county_years as y
    left join works as w on y.county_code = w.county_code and y.period = w.period
    left join equipment as e on y.county_code = e.county_code and y.period = e.period
)

select * from final
