with projects as (
    select * from {{ ref('stg_infrastructure_project') }}
),

payments as (
    select
        _county_code as county_code,
        _period as period,
        project_no,
        cast(sum(amount_yuan) as decimal(38, 4)) as payments_yuan
    from {{ ref('stg_project_payment') }}
    group by _county_code, _period, project_no
),

final as (
    select
        p._county_code as county_code,
        p._period as period,
        p.project_no,
        p.school_code,
        p.project_name,
        p.project_kind,
        p.school_name,
        p.builder,
        p.structure,
        p.status,
        p.total_investment_yuan,
        p.fund_central_yuan,
        p.fund_province_yuan,
        p.fund_city_yuan,
        p.fund_county_yuan,
        p.paid_yuan,
        y.payments_yuan,
        p.paid_share_pct,
        p.area_m2,
        coalesce(p.project_kind <> 'industry', true) as is_school_project,
        p.started_on,
        p.finished_on,
        {{ lineage('p') }}
    from projects as p
    left join payments as y
        on p._county_code = y.county_code and p._period = y.period and p.project_no = y.project_no
)

select * from final
