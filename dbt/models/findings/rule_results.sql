with counts as (
    select * from {{ ref('rule_rows') }}
    where row_kind = 'count'
    union all
    select * from {{ ref('room_findings') }}
    where row_kind = 'count'
),

rules as (
    select * from {{ ref('rules') }}
),

expectation_counts as (
    select
        rule_id,
        county_code,
        period,
        count(*) as rows_failed
    from {{ ref('room_findings') }}
    where row_kind = 'finding'
    group by rule_id, county_code, period
),

delivered as (
    select distinct
        county_code,
        period
    from {{ source('inputs', 'deliveries') }}
    where is_active
),

asked as (
    select
        r.rule_id,
        r.domain,
        p.county_code,
        p.period,
        s.starts_on as period_starts_on,
        r.effective_from,
        r.effective_to,
        coalesce(r.dataset = 'any' or k.period_kind = p.kind, false) as is_for_period
    from rules as r
    left join {{ source('inputs', 'datasets') }} as k on r.dataset = k.dataset
    cross join {{ ref('int_county_period') }} as p
    inner join {{ source('inputs', 'periods') }} as s on p.period = s.period
),

final as (
    select
        a.rule_id,
        a.county_code,
        a.period,
        case
            when a.effective_from > a.period_starts_on or a.effective_to < a.period_starts_on then 'not_run'
            when coalesce(c.rows_failed, e.rows_failed, 0) > 0 then 'fail'
            when c.rows_checked > 0 then 'pass'
            -- A list for another kind of period is never delivered for this one.
            when not a.is_for_period then 'not_run'
            when a.domain = 'expectation' and d.county_code is not null then 'pass'
            else 'no_data'
        end as status,
        coalesce(c.rows_checked, 0) as rows_checked,
        coalesce(c.rows_failed, e.rows_failed, 0) as rows_failed,
        coalesce(c.rows_without_standard, 0) as rows_without_standard
    from asked as a
    left join counts as c on a.rule_id = c.rule_id and a.county_code = c.county_code and a.period = c.period
    left join expectation_counts as e
        on a.rule_id = e.rule_id and a.county_code = e.county_code and a.period = e.period
    left join delivered as d on a.county_code = d.county_code and a.period = d.period
)

select * from final
