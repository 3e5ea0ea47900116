with listed_payments as (
    select
        *,
        min(_period) over (
            partition by _county_code, project_no, voucher_no, paid_on, amount_yuan
        ) as first_period
    from {{ ref('stg_project_payment') }}
    where project_no is not null
),

-- A payment that a later year's file lists again is still one payment.
payments as (
    select * from listed_payments
    where _period = first_period
),

projects as (
    select * from {{ ref('stg_infrastructure_project') }}
),

projects_by_year as (
    select distinct
        _county_code,
        _period,
        project_no
    from projects
),

-- Building takes years: what counts is all that was paid up to the year the project is listed in.
paid_by_project as (
    select
        p._county_code,
        p._period,
        p.project_no,
        sum(y.amount_yuan) as payments_yuan
    from projects_by_year as p
    inner join payments as y
        on
            p._county_code = y._county_code
            and p._period >= y._period
            and p.project_no = y.project_no
    group by p._county_code, p._period, p.project_no
),

checked as (
    select
        p.project_no,
        p.total_investment_yuan,
        p.paid_share_pct,
        y.payments_yuan,
        {{ quotient('100 * p.paid_yuan', 'p.total_investment_yuan', 18, 2) }} as share_by_amounts_pct,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from projects as p
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
            and f._period >= y._period
            and f.project_no = y.project_no
    where f.field = 'total_investment'
)

{{ rule_rows(evidence='evidence') }}
