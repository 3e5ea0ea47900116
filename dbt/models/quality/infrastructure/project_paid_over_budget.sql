with payments as (
    select * from {{ ref('stg_project_payment') }}
    where project_no is not null
),

paid_by_project as (
    select
        _county_code,
        _period,
        project_no,
        sum(amount_yuan) as payments_yuan
    from payments
    group by _county_code, _period, project_no
),

checked as (
    select
        p.project_no,
        p.total_investment_yuan,
        p.paid_share_pct,
        y.payments_yuan,
        cast(
            100 * p.paid_yuan / nullif(p.total_investment_yuan, 0) as decimal(18, 2)
        ) as share_by_amounts_pct,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from {{ ref('stg_infrastructure_project') }} as p
    left join paid_by_project as y
        on
            p._county_code = y._county_code
            and p._period = y._period
            and p.project_no = y.project_no
    where p.total_investment_yuan is not null
),

failed as (
    select
        *,
        'infrastructure_project' as dataset,
        'project' as entity_kind,
        project_no as entity_key,
        'total_investment' as field,
        {{ plain_number('payments_yuan') }} as observed,
        {{ plain_number('total_investment_yuan') }} as expected,
        cast(payments_yuan - total_investment_yuan as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where payments_yuan > total_investment_yuan
    union all
    select
        *,
        'infrastructure_project' as dataset,
        'project' as entity_kind,
        project_no as entity_key,
        'paid_share' as field,
        {{ plain_number('paid_share_pct') }} as observed,
        {{ plain_number('share_by_amounts_pct') }} as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where abs(paid_share_pct - share_by_amounts_pct) > 0.1
),

evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        f.field,
        'payment' as role,
        'project_payment' as ev_dataset,
        'amount' as ev_field,
        y._delivery_id as ev_delivery_id,
        y._file_name as ev_file_name,
        y._file_sha256 as ev_file_sha256,
        y._sheet as ev_sheet,
        y._row as ev_row,
        {{ plain_number('y.amount_yuan') }} as value
    from failed as f
    inner join payments as y
        on
            f._county_code = y._county_code
            and f._period = y._period
            and f.project_no = y.project_no
    where f.field = 'total_investment'
)

{{ rule_rows(evidence='evidence') }}
