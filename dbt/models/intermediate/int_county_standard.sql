with counties as (
    select * from {{ source('inputs', 'counties') }}
),

standards as (
    select * from {{ ref('policy_standards') }}
    where region_code is not null
),

levels as (
    select
        county_code,
        county_code as region_code,
        'county' as region_level
    from counties
    union all
    select
        county_code,
        prefecture_code as region_code,
        'prefecture' as region_level
    from counties
    union all
    select
        county_code,
        province_code as region_code,
        'province' as region_level
    from counties
    union all
    select
        county_code,
        '000000' as region_code,
        'nation' as region_level
    from counties
),

-- A municipality's prefecture is its province: a standard applies once.
regions as (
    select
        county_code,
        region_code,
        min(region_level) as region_level
    from levels
    where region_code is not null
    group by county_code, region_code
),

final as (
    select
        r.county_code,
        r.region_level,
        s.standard_id,
        s.aid_item,
        s.stage,
        s.category,
        s.amount_yuan,
        s.min_yuan,
        s.max_yuan,
        s.unit,
        s.per,
        s.effective_from,
        s.effective_to
    from regions as r
    inner join standards as s on r.region_code = s.region_code
)

select * from final
