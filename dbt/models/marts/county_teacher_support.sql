with county_years as (
    select * from {{ ref('int_county_period') }}
    where kind = 'year'
),

teachers as (
    select
        _county_code as county_code,
        _period as period,
        cast(sum(case when post_status = 'active' then 1 else 0 end) as bigint) as active_teachers
    from {{ ref('stg_teacher') }}
    group by _county_code, _period
),

allowances as (
    select
        county_code,
        period,
        count(distinct person_token) as allowance_teachers,
        cast(sum(months) as bigint) as allowance_person_months,
        cast(sum(amount_yuan) as decimal(38, 4)) as allowance_yuan,
        cast(
            sum(case when allowance_item = 'rural_living' then amount_yuan else 0 end) as decimal(38, 4)
        ) as rural_living_yuan
    from {{ ref('fct_teacher_allowance') }}
    group by county_code, period
),

training as (
    select
        county_code,
        period,
        count(*) as training_person_times,
        count(distinct person_token) as trained_teachers,
        cast(sum(training_hours) as decimal(38, 4)) as training_hours
    from {{ ref('fct_teacher_training') }}
    group by county_code, period
),

exchanges as (
    select
        _county_code as county_code,
        cast(year(starts_on) as string) as period,
        count(*) as exchange_person_times
    from {{ ref('stg_teacher_exchange') }}
    where starts_on is not null
    group by _county_code, cast(year(starts_on) as string)
),

final as (
    select
        y.county_code,
        y.period,
        t.active_teachers,
        a.allowance_teachers,
        a.allowance_person_months,
        r.trained_teachers,
        r.training_person_times,
        r.training_hours,
        e.exchange_person_times,
        a.allowance_yuan,
        a.rural_living_yuan
    from county_years as y
    left join teachers as t on y.county_code = t.county_code and y.period = t.period
    left join allowances as a on y.county_code = a.county_code and y.period = a.period
    left join training as r on y.county_code = r.county_code and y.period = r.period
    left join exchanges as e on y.county_code = e.county_code and y.period = e.period
)

select * from final
