with deliveries as (
    select distinct
        county_code,
        period
    from {{ source('inputs', 'deliveries') }}
    where county_code is not null and period is not null
),

periods as (
    select * from {{ source('inputs', 'periods') }}
),

final as (
    select
        d.county_code,
        d.period,
        coalesce(p.kind, case
            when d.period like '%spring' or d.period like '%autumn' then 'term'
            when length(d.period) = 4 then 'year'
            when length(d.period) = 9 then 'school_year'
            else 'snapshot'
        end) as kind
    from deliveries as d
    left join periods as p on d.period = p.period
)

select * from final
