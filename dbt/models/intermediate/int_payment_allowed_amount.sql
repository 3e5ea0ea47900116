with amounts as (
    select * from {{ ref('int_payable_amount') }}
),

terms as (
    select distinct
        t.term,
        t.starts_on,
        t.ends_on
    from {{ ref('int_period_term') }} as t
    inner join {{ ref('int_county_period') }} as p on t.term = p.period
),

final as (
    select distinct
        a.county_code,
        t.term as period,
        a.aid_item,
        a.stage,
        a.amount_yuan,
        a.min_yuan,
        a.max_yuan,
        a.standard_id,
        a.effective_to is null or a.effective_to >= t.starts_on as is_current
    from amounts as a
    inner join terms as t on a.effective_from is null or a.effective_from <= t.ends_on
)

select * from final
