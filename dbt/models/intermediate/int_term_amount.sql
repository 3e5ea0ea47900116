with standards as (
    select * from {{ ref('int_county_standard') }}
    where aid_item in (
        'preschool_aid', 'boarding_living', 'nonboarding_living', 'special_boarding', 'nutrition',
        'senior_grant', 'senior_tuition', 'vocational_grant', 'vocational_tuition'
    ) and per in ('year', 'term') and unit in ('yuan', 'yuan_topup') and amount_yuan is not null
),

-- A standard per year is paid in two halves; living allowances are never paid a year at once.
shares as (
    select
        s.*,
        cast(case when per = 'year' then 0.5 else 1 end as decimal(3, 1)) as share
    from standards as s
    union all
    select
        s.*,
        cast(1 as decimal(3, 1))
    from standards as s
    where
        per = 'year' and max_yuan is null
        and aid_item not in ('boarding_living', 'nonboarding_living', 'special_boarding')
),

amounts as (
    select
        county_code,
        region_level,
        standard_id,
        aid_item,
        stage,
        category,
        unit,
        effective_from,
        effective_to,
        cast(amount_yuan * share as decimal(18, 4)) as amount_yuan,
        cast(case when max_yuan is null then amount_yuan else coalesce(min_yuan, 0) end * share as decimal(18, 4))
            as min_yuan,
        cast(coalesce(max_yuan, amount_yuan) * share as decimal(18, 4)) as max_yuan
    from shares
)

select * from amounts
