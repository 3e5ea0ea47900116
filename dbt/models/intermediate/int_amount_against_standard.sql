with amounts as (
    select distinct
        _county_code as county_code,
        _period as period,
        aid_item,
        stage,
        amount_yuan
    from {{ ref('int_payment') }}
    where aid_item is not null and amount_yuan is not null
),

standards as (
    select
        county_code,
        period,
        aid_item,
        stage,
        amount_yuan as standard_yuan,
        min_yuan,
        max_yuan,
        standard_id,
        is_current,
        case
            when min_yuan = max_yuan then {{ plain_number('min_yuan') }}
            else {{ plain_number('min_yuan') }} || '-' || {{ plain_number('max_yuan') }}
        end as allowed_text
    from {{ ref('int_payment_allowed_amount') }}
),

allowed_lists as (
    select
        county_code,
        period,
        aid_item,
        stage,
        {{ sorted_list('allowed_text') }} as allowed_text
    from standards
    where is_current
    group by county_code, period, aid_item, stage
),

measured as (
    select
        a.county_code,
        a.period,
        a.aid_item,
        a.stage,
        a.amount_yuan,
        s.standard_yuan,
        s.standard_id,
        s.is_current,
        case
            when a.amount_yuan < s.min_yuan then s.min_yuan - a.amount_yuan
            when a.amount_yuan > s.max_yuan then a.amount_yuan - s.max_yuan
            else 0
        end as distance_yuan,
        case when a.amount_yuan > s.max_yuan then a.amount_yuan - s.max_yuan else 0 end as excess_yuan
    from amounts as a
    inner join standards as s
        on
            a.county_code = s.county_code
            and a.period = s.period
            and a.aid_item = s.aid_item
            and a.stage = s.stage
),

ranked as (
    select
        *,
        row_number() over (
            partition by county_code, period, aid_item, stage, amount_yuan
            order by distance_yuan asc, excess_yuan desc, standard_id asc
        ) as nearness
    from measured
    where is_current
),

superseded as (
    select
        county_code,
        period,
        aid_item,
        stage,
        amount_yuan,
        max(standard_id) as superseded_standard_id
    from measured
    where not is_current and amount_yuan = standard_yuan
    group by county_code, period, aid_item, stage, amount_yuan
),

final as (
    select
        a.county_code,
        a.period,
        a.aid_item,
        a.stage,
        case
            when n.distance_yuan is null then 'no_standard'
            when n.distance_yuan = 0 then 'allowed'
            when o.superseded_standard_id is not null then 'superseded'
            else 'off_standard'
        end as verdict,
        l.allowed_text,
        n.standard_id as nearest_standard_id,
        o.superseded_standard_id,
        a.amount_yuan,
        cast(n.excess_yuan as decimal(18, 4)) as excess_yuan
    from amounts as a
    left join ranked as n
        on
            a.county_code = n.county_code
            and a.period = n.period
            and a.aid_item = n.aid_item
            and a.stage = n.stage
            and a.amount_yuan = n.amount_yuan
            and n.nearness = 1
    left join superseded as o
        on
            a.county_code = o.county_code
            and a.period = o.period
            and a.aid_item = o.aid_item
            and a.stage = o.stage
            and a.amount_yuan = o.amount_yuan
    left join allowed_lists as l
        on
            a.county_code = l.county_code
            and a.period = l.period
            and a.aid_item = l.aid_item
            and a.stage = l.stage
)

select * from final
