with pupils as (
    select
        *,
        case
            when stage = 'preschool' then 'preschool_aid'
            when stage in ('primary', 'junior') and boarding = 'boarding' then 'boarding_living'
            -- Day pupils of the four kinds only: orphans and the urban poor have no such claim.
            when
                stage in ('primary', 'junior') and boarding = 'day'
                and category in ('registered_poor', 'lifted', 'dibao_rural', 'tekun', 'disabled')
                then 'nonboarding_living'
            when stage = 'senior' then 'senior_grant'
            when stage = 'vocational' then 'vocational_grant'
        end as aid_item
    from {{ ref('int_listed_pupil') }}
),

standards as (
    select
        *,
        case when min_yuan > 0 then min_yuan else amount_yuan end as least_yuan,
        row_number() over (
            partition by county_code, period, aid_item, stage
            order by case when min_yuan > 0 then min_yuan else amount_yuan end nulls last, standard_id
        ) as place
    from {{ ref('int_payment_allowed_amount') }}
    where is_current
),

payments as (
    select
        _county_code as county_code,
        _period as period,
        pupil_token as person_token,
        aid_item,
        cast(sum(amount_yuan) as decimal(38, 4)) as paid_yuan
    from {{ ref('int_payment') }}
    group by _county_code, _period, pupil_token, aid_item
),

measured as (
    select
        p.*,
        s.standard_id,
        s.least_yuan as standard_yuan,
        case when p.is_aided is not null then coalesce(y.paid_yuan, 0) end as paid_yuan
    from pupils as p
    left join standards as s
        on
            p.county_code = s.county_code and p.period = s.period
            and p.aid_item = s.aid_item and p.stage = s.stage and s.place = 1
    left join payments as y
        on
            p.county_code = y.county_code and p.period = y.period
            and p.person_token = y.person_token and p.aid_item = y.aid_item
    where p.aid_item is not null
),

final as (
    select
        county_code,
        period,
        person_token,
        household_token,
        school_code,
        stage,
        category,
        aid_item,
        standard_id,
        standard_yuan,
        cast(paid_yuan as decimal(38, 4)) as paid_yuan,
        cast(case
            when standard_yuan > paid_yuan then standard_yuan - paid_yuan
            when standard_yuan <= paid_yuan then 0
        end as decimal(38, 4)) as gap_yuan,
        is_registered_poor,
        {{ lineage() }}
    from measured
)

select * from final
