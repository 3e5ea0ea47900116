-- Which amounts are due, and which are allowed.

-- ---------------------------------------------------------------- what policy allows, by county, term, item, stage
create temp table county_standard as
with regions as (
    select county_code, unnest([county_code, prefecture_code, province_code, '000000']) as region_code from counties
)
select distinct r.county_code, s.*
from regions as r join policy_standards as s using (region_code);

-- A standard per year is paid in halves, and but for living allowances also at once.
create temp table term_amount as
with shares as (
    select *, case per when 'year' then 0.5 else 1 end::decimal(3, 1) as share
    from county_standard
    where aid_item in (
        'preschool_aid', 'boarding_living', 'nonboarding_living', 'special_boarding', 'nutrition',
        'senior_grant', 'senior_tuition', 'vocational_grant', 'vocational_tuition'
    ) and per in ('year', 'term') and unit in ('yuan', 'yuan_topup') and amount_yuan is not null
),
paid_at_once as (
    from shares
    union all
    select * replace (1::decimal(3, 1) as share) from shares
    where per = 'year' and max_yuan is null
        and aid_item not in ('boarding_living', 'nonboarding_living', 'special_boarding')
)
select
    county_code, standard_id, aid_item, stage, unit, effective_from, effective_to,
    (amount_yuan * share)::decimal(18, 4) as amount_yuan,
    (case when max_yuan is null then amount_yuan else coalesce(min_yuan, 0) end * share)::decimal(18, 4) as min_yuan,
    (coalesce(max_yuan, amount_yuan) * share)::decimal(18, 4) as max_yuan
from paid_at_once;

create temp table payable as
with plain as (
    select * from term_amount where unit = 'yuan'
),
-- Boarders of special schools are also listed under the ordinary programme or under the stage `special`.
spread as (
    from plain
    union all
    select plain.* replace (i.item as aid_item, case when i.special then 'special' else plain.stage end as stage)
    from plain
    cross join (values ('boarding_living', false), ('boarding_living', true), ('special_boarding', true)) as i (item, special)
    where plain.aid_item = 'special_boarding'
),
topups as (
    select distinct county_code, aid_item, stage, amount_yuan, effective_from, effective_to
    from term_amount where unit = 'yuan_topup'
)
from spread
union
select
    b.county_code, b.standard_id, b.aid_item, b.stage, b.unit,
    case when b.effective_from is null or s.effective_from > b.effective_from then s.effective_from else b.effective_from end,
    case when b.effective_to is null or s.effective_to < b.effective_to then s.effective_to else b.effective_to end,
    (b.amount_yuan + s.amount_yuan)::decimal(18, 4), (b.min_yuan + s.amount_yuan)::decimal(18, 4),
    (b.max_yuan + s.amount_yuan)::decimal(18, 4)
from spread as b
join topups as s
    on b.county_code = s.county_code and b.stage in (s.stage, 'special')
    and b.aid_item in (s.aid_item, 'special_boarding');

create temp table allowed as
select distinct
    a.county_code, t.term as period, a.aid_item, a.stage, a.standard_id, a.amount_yuan, a.min_yuan, a.max_yuan,
    a.effective_to is null or a.effective_to >= t.starts_on as is_current
from payable as a
join term as t on (a.effective_from is null or a.effective_from <= t.ends_on)
where t.term in (select period from file);

-- Every different amount paid, judged once.
create temp table judged_amount as
with paid as (
    select distinct county_code, period, aid_item, stage, amount_yuan
    from payment where aid_item is not null and amount_yuan is not null
),
measured as (
    select p.*, s.is_current, s.amount_yuan as standard_yuan, s.standard_id,
        greatest(s.min_yuan - p.amount_yuan, p.amount_yuan - s.max_yuan, 0) as distance_yuan,
        greatest(p.amount_yuan - s.max_yuan, 0) as excess_yuan
    from paid as p
    join allowed as s using (county_code, period, aid_item, stage)
),
nearest as (
    select *
    from measured
    where is_current
    qualify row_number() over (
        partition by county_code, period, aid_item, stage, amount_yuan
        order by distance_yuan, excess_yuan desc, standard_id
    ) = 1
),
outdated as (
    select distinct county_code, period, aid_item, stage, amount_yuan
    from measured where not is_current and amount_yuan = standard_yuan
)
select n.*, case when o.county_code is null then 'subsidy_amount_off_standard' else 'standard_version_error' end as rule_id
from nearest as n
left join outdated as o using (county_code, period, aid_item, stage, amount_yuan)
where n.distance_yuan > 0;
