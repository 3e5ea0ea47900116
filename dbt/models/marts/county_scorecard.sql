with county_periods as (
    select * from {{ ref('int_county_period') }}
),

due as (
    select
        county_code,
        period,
        count(distinct dataset) as deliveries_due
    from {{ source('inputs', 'delivery_calendar') }}
    group by county_code, period
),

deliveries as (
    select
        county_code,
        period,
        count(distinct case when status in ('accepted', 'partial') then dataset end) as deliveries_received,
        count(distinct case when status in ('accepted', 'partial') and is_late then dataset end) as deliveries_late,
        count(distinct case when status = 'missing' then dataset end) as deliveries_missing,
        cast(
            sum(case when status in ('rejected', 'unrecognised', 'waiting') then 1 else 0 end) as bigint
        ) as tables_stuck,
        cast(sum(case when is_active then rows_loaded end) as bigint) as rows_loaded,
        cast(sum(case when is_active then rows_quarantined end) as bigint) as rows_quarantined,
        cast(sum(case when is_active then cells_set_aside end) as bigint) as cells_set_aside
    from {{ source('inputs', 'deliveries') }}
    group by county_code, period
),

final as (
    select
        p.county_code,
        p.period,
        p.kind,
        coalesce(q.deliveries_due, 0) as deliveries_due,
        coalesce(d.deliveries_received, 0) as deliveries_received,
        coalesce(d.deliveries_late, 0) as deliveries_late,
        coalesce(d.deliveries_missing, 0) as deliveries_missing,
        coalesce(d.tables_stuck, 0) as tables_stuck,
        coalesce(d.rows_loaded, 0) as rows_loaded,
        coalesce(d.rows_quarantined, 0) as rows_quarantined,
        coalesce(d.cells_set_aside, 0) as cells_set_aside,
        s.poor_students,
        s.poor_aided_students,
        {{ quotient('100.0 * s.poor_aided_students', 's.poor_students', 7, 2) }} as poor_aided_share_pct,
        s.aided_students,
        s.aid_person_times,
        l.loan_students,
        t.allowance_teachers,
        i.school_projects,
        s.paid_yuan as aid_yuan,
        s.gap_yuan,
        l.loan_yuan,
        t.allowance_yuan,
        i.investment_yuan,
        i.paid_yuan as works_paid_yuan
    from county_periods as p
    left join due as q on p.county_code = q.county_code and p.period = q.period
    left join deliveries as d on p.county_code = d.county_code and p.period = d.period
    left join {{ ref('county_subsidy') }} as s on p.county_code = s.county_code and p.period = s.period
    left join {{ ref('county_loan') }} as l on p.county_code = l.county_code and p.period = l.period
    left join {{ ref('county_teacher_support') }} as t on p.county_code = t.county_code and p.period = t.period
    left join {{ ref('county_infrastructure') }} as i on p.county_code = i.county_code and p.period = i.period
)

select * from final
