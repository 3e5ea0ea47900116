with period_terms as (
    select distinct
        period,
        term
    from {{ source('inputs', 'period_terms') }}
),

terms as (
    select * from {{ source('inputs', 'periods') }}
    where kind = 'term'
),

final as (
    select
        p.period,
        p.term,
        t.starts_on,
        t.ends_on,
        cast(substr(t.school_year, 1, 4) as integer) as school_year_start
    from period_terms as p
    inner join terms as t on p.term = t.period
)

select * from final
