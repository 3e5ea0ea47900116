with term_amounts as (
    select * from {{ ref('int_term_amount') }}
),

-- A supplement is paid on top of the living allowance of the pupil's stage.
supplements as (
    select distinct
        county_code,
        aid_item,
        stage,
        amount_yuan,
        effective_from,
        effective_to
    from term_amounts
    where unit = 'yuan_topup'
),

plain as (
    select * from term_amounts
    where unit = 'yuan'
),

-- Boarders of special schools are often listed under the ordinary programme or under the stage `special`.
listings as (
    select
        'boarding_living' as aid_item,
        false as is_special_stage
    union all
    select
        'boarding_living' as aid_item,
        true as is_special_stage
    union all
    select
        'special_boarding' as aid_item,
        true as is_special_stage
),

spread as (
    select * from plain
    union all
    select
        p.county_code,
        p.region_level,
        p.standard_id,
        i.aid_item,
        case when i.is_special_stage then 'special' else p.stage end,
        p.category,
        p.unit,
        p.effective_from,
        p.effective_to,
        p.amount_yuan,
        p.min_yuan,
        p.max_yuan
    from plain as p
    cross join listings as i
    where p.aid_item = 'special_boarding'
),

topped as (
    select * from spread
    union all
    select
        b.county_code,
        b.region_level,
        b.standard_id,
        b.aid_item,
        b.stage,
        b.category,
        b.unit,
        case
            when b.effective_from is null or s.effective_from > b.effective_from then s.effective_from
            else b.effective_from
        end,
        case
            when b.effective_to is null or s.effective_to < b.effective_to then s.effective_to
            else b.effective_to
        end,
        cast(b.amount_yuan + s.amount_yuan as decimal(18, 4)),
        cast(b.min_yuan + s.amount_yuan as decimal(18, 4)),
        cast(b.max_yuan + s.amount_yuan as decimal(18, 4))
    from spread as b
    inner join supplements as s
        on
            b.county_code = s.county_code
            and (b.stage = s.stage or b.stage = 'special')
            and b.aid_item in (s.aid_item, 'special_boarding')
),

final as (
    select distinct
        county_code,
        region_level,
        standard_id,
        aid_item,
        stage,
        category,
        unit,
        effective_from,
        effective_to,
        amount_yuan,
        min_yuan,
        max_yuan
    from topped
)

select * from final
