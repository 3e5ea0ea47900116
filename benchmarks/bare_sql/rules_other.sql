-- Findings on households, loans, teachers, works and deliveries.

-- ---------------------------------------------------------------- household
insert into finding
with dibao as (
    select county_code, left(period, 4) as period, person
    from special_group where group_kind like 'dibao%' and is_sound(id_status)
),
listed as (
    select distinct m.county_code, m.period, m.household_no
    from member as m semi join dibao using (county_code, period, person) where is_sound(m.id_status)
)
select distinct 'dibao_without_transfer_income', county_code, period, household_no, 'transfer_income', null
from household semi join listed using (county_code, period, household_no)
where coalesce(transfer_income_yuan, 0) = 0;

insert into finding
with aid as (
    select m.county_code, m.period, m.household_no, sum(p.amount_yuan) as aid_yuan
    from (select distinct county_code, period, household_no, person from member where is_sound(id_status)) as m
    join payment as p on m.county_code = p.county_code and m.person = p.person and m.period = left(p.period, 4)
    where p.has_sound_id and p.aid_item in (
        'preschool_aid', 'boarding_living', 'nonboarding_living', 'senior_grant', 'vocational_grant', 'special_boarding'
    )
    group by all
)
select distinct 'edu_subsidy_not_in_transfer_income', h.county_code, h.period, h.household_no, 'transfer_income', null
from household as h join aid as a using (county_code, period, household_no)
where coalesce(wage_income_yuan, business_income_yuan, property_income_yuan, transfer_income_yuan) is not null
    and a.aid_yuan > coalesce(h.transfer_income_yuan, 0);

create temp table listed_member as
select county_code, period, household_no, count(*) as members, count(*) filter (relation = 'head') as heads,
    min(gender) filter (relation = 'head') as head_gender
from member where household_no is not null group by all;

insert into finding
select distinct 'household_count_mismatch', h.county_code, h.period, h.household_no, 'member_count', null
from household as h join listed_member as m using (county_code, period, household_no) where h.member_count <> m.members;

insert into finding
select distinct 'household_head_count', h.county_code, h.period, h.household_no, 'household_no', null
from household as h join listed_member as m using (county_code, period, household_no) where m.heads <> 1;

insert into finding
select distinct 'spouse_same_gender', m.county_code, m.period, m.person_key, 'gender', null
from member as m join listed_member as h using (county_code, period, household_no)
where m.relation = 'spouse' and h.heads = 1 and m.gender = h.head_gender;

insert into finding
with both_sent as (
    select county_code, period from listed_member
    intersect
    select county_code, period from household
),
lone as (
    select county_code, period, household_no from listed_member anti join household using (county_code, period, household_no)
    union all
    select county_code, period, household_no
    from household anti join listed_member using (county_code, period, household_no) where household_no is not null
)
select distinct 'orphan_member_or_empty_household', county_code, period, household_no, 'household_no', null
from lone semi join both_sent using (county_code, period);

insert into finding
with computed as (
    select *, coalesce(wage_income_yuan, 0) + coalesce(business_income_yuan, 0) + coalesce(property_income_yuan, 0)
        + coalesce(transfer_income_yuan, 0) - coalesce(production_expense_yuan, 0) as net_by_parts,
        (net_income_yuan / nullif(member_count, 0))::decimal(18, 2) as net_by_head
    from household
    where coalesce(wage_income_yuan, business_income_yuan, property_income_yuan, transfer_income_yuan) is not null
)
select distinct 'income_logic_error', county_code, period, household_no, 'net_income', null
from computed where abs(net_by_parts - net_income_yuan) > 1
union all
select distinct 'income_logic_error', county_code, period, household_no, 'net_income_per_capita', null
from computed where abs(net_by_head - net_income_per_capita_yuan) > 1;

insert into finding
select distinct 'income_outlier', county_code, period, household_no, 'wage_income', null
from household where wage_income_yuan > 0 and wage_income_yuan < 100;

insert into finding
select distinct rule_id, county_code, period, person_key, field, null
from (
    select *,
        unnest([
            case when health = 'disabled' and cert_no is null and id_status <> 'cert' then
                ['disability_without_cert', 'disability_cert_no'] end,
            case when education_level is not null and school_status is not null then
                ['education_and_school_both_filled', 'education_level'] end,
            case when gender <> case
                when relation in ('son', 'father', 'grandson', 'son_in_law') then 'male'
                when relation in ('daughter', 'mother', 'granddaughter', 'daughter_in_law') then 'female'
            end then ['relation_gender_conflict', 'gender'] end,
            case when school_status is not null and labour <> 'none' then ['student_with_labour_ability', 'labour'] end,
            case when full_years(id_birth_on, (left(period, 4) || '-12-31')::date) < 16 and labour <> 'none' then
                ['under16_labour_ability', 'labour'] end,
            case when ethnicity is null then ['required_field_empty', 'ethnicity'] end,
            case when health is null then ['required_field_empty', 'health'] end,
            case when labour is null then ['required_field_empty', 'labour'] end,
            case when relation is null then ['required_field_empty', 'relation'] end
        ]) as verdict,
        verdict[1] as rule_id, verdict[2] as field
    from member
)
where verdict is not null;

-- ---------------------------------------------------------------- loan
insert into finding
select 'loan_borrower_not_enrolled', county_code, period, contract_no, 'receipt_no', sum(amount_yuan)
from loan_contract where receipt_no is null group by all
union all
select distinct 'loan_coborrower_invalid', county_code, period, contract_no, 'coborrower_id_number', null
from loan_contract
where is_sound(coborrower_id_status)
    and (coborrower = person or full_years(coborrower_birth_on, signed_on) not between 18 and 60)
union all
select 'loan_over_ceiling', l.county_code, l.period, l.contract_no, 'amount', sum(l.amount_yuan - c.ceiling_yuan)
from loan_contract as l join loan_ceiling as c using (degree, academic_year)
where l.amount_yuan > c.ceiling_yuan group by all
union all
select 'loan_over_cost_pre2021', county_code, period, contract_no, 'amount', sum(amount_yuan - tuition_yuan - dorm_fee_yuan)
from loan_contract
where academic_year < '2021-2022' and amount_yuan > tuition_yuan + dorm_fee_yuan group by all
union all
select distinct 'loan_term_over_max', county_code, period, contract_no, 'loan_years', null
from (
    select *, schooling_years - (left(academic_year, 4)::int - entered_year) as remaining,
        case when signed_on < '2015-07-01' then 14 when signed_on < '2020-07-03' then 20 else 22 end as longest,
        case when signed_on < '2015-07-01' then 10 when signed_on < '2020-07-03' then 13 else 15 end as after
    from loan_contract where signed_on is not null
)
where loan_years > least(longest, coalesce(remaining + after, longest));

-- A contract listed again in a later year's file is the same contract; a row without a number is one of its own.
insert into finding
with numbered as (
    select *, rowid as line, row_number() over (
        partition by person, academic_year, coalesce(contract_no, rowid::varchar) order by period, county_code, line
    ) as listing
    from loan_contract where is_sound(id_status) and academic_year is not null
),
counted as (
    select person, academic_year, count(distinct contract_no) as contracts from numbered group by all
    union all
    select person, academic_year, contracts from (
        select person, academic_year, period,
            count(distinct contract_no) + count(*) filter (contract_no is null) as contracts
        from numbered group by all
    )
),
doubled as (
    select person, academic_year from counted group by all having max(contracts) > 1
),
ranked as (
    select n.*, row_number() over (
        partition by person, academic_year, listing order by coalesce(amount_yuan, 0) desc, county_code, line
    ) as size
    from numbered as n semi join doubled as d using (person, academic_year)
)
select 'loan_duplicate_year', county_code, period, person, 'academic_year',
    sum(case when listing = 1 and size > 1 then amount_yuan else 0 end)
from ranked group by all;

-- ---------------------------------------------------------------- teacher
create temp table allowance_school as
with entry as (
    select county_code, period, school_code, max(area_type) as area_type, max(rural_tier) as rural_tier
    from school where school_code is not null group by all
),
latest as (
    from entry qualify row_number() over (partition by county_code, school_code order by period desc) = 1
)
select a.*, case when y.school_code is not null then y.area_type else l.area_type end as school_area,
    case when y.school_code is not null then y.rural_tier else l.rural_tier end as school_tier
from teacher_allowance as a
left join entry as y on a.county_code = y.county_code and a.period = y.period and a.school_code = y.school_code
left join latest as l on a.county_code = l.county_code and a.school_code = l.school_code;

insert into finding
select 'teacher_subsidy_ineligible_school', county_code, period, person_key, 'school_name', sum(amount_yuan)
from allowance_school where allowance_item = 'rural_living' and school_area = 'urban' group by all
union all
select distinct 'teacher_subsidy_tier_mismatch', county_code, period, person_key, 'rural_tier', null
from allowance_school where rural_tier <> school_tier and coalesce(school_area, 'rural') <> 'urban'
union all
select 'teacher_subsidy_product', county_code, period, person_key, 'amount',
    sum(abs(amount_yuan - monthly_standard_yuan * months))
from teacher_allowance where abs(monthly_standard_yuan * months - amount_yuan) > 0.01 group by all;

insert into finding
with paid as (
    select *, rowid as line from teacher_allowance
    where is_sound(id_status) and allowance_item in ('rural_living', 'three_areas')
        and from_month is not null and to_month is not null
),
overlapping as (
    select a.*, row_number() over (
        partition by a.county_code, a.period, a.person order by coalesce(a.amount_yuan, 0) desc, a.line
    ) as size
    from paid as a
    semi join paid as b
        on a.county_code = b.county_code and a.period = b.period and a.person = b.person
        and a.allowance_item <> b.allowance_item and a.from_month <= b.to_month and a.to_month >= b.from_month
)
select 'double_subsidy_teacher', county_code, period, person, 'allowance_item',
    sum(case when size = 1 then 0 else amount_yuan end)
from overlapping group by all;

insert into finding
with leaver as (
    select county_code, period, person, max(left_on) as left_on
    from teacher where is_sound(id_status) group by all having count(*) = count(left_on)
),
paid as (
    select a.*, date_diff('month', date_trunc('month', l.left_on), (a.to_month || '-01')::date) as months_after
    from teacher_allowance as a join leaver as l using (county_code, period, person)
    where is_sound(a.id_status)
)
select 'teacher_subsidy_after_leave', county_code, period, person, 'to_month',
    sum(least(months, months_after) * monthly_standard_yuan)
from paid where months_after > 0 group by all;

-- Courses, and exchanges, of one person that overlap: one that begins after all earlier ones ended opens a new block.
create temp table stay as
select 'training' as kind, county_code, period, person, starts_on, ends_on, rowid as line
from teacher_training where is_sound(id_status) and ends_on >= starts_on
union all
select 'exchange', county_code, period, person, starts_on, ends_on, rowid
from teacher_exchange where is_sound(id_status) and ends_on >= starts_on;

create temp table overlapping_stay as
with ordered as (
    select *, max(ends_on) over (
        partition by kind, county_code, period, person order by starts_on, ends_on, line
        rows between unbounded preceding and 1 preceding
    ) as earlier_ends_on
    from stay
),
block as (
    select *, sum(case when earlier_ends_on >= starts_on then 0 else 1 end) over (
        partition by kind, county_code, period, person order by starts_on, ends_on, line
        rows between unbounded preceding and current row
    ) as block_no
    from ordered
)
select kind, county_code, period, person
from block group by kind, county_code, period, person, block_no having count(*) > 1;

insert into finding
select distinct 'training_hours_impossible', county_code, period,
    coalesce(person, coalesce(name, 'unnamed') || ':' || coalesce(school_code, school_name, '')), 'hours', null
from teacher_training where hours > 10 * (date_diff('day', starts_on, ends_on) + 1)
union all
select distinct 'training_hours_impossible', county_code, period, person, 'starts_on', null
from overlapping_stay where kind = 'training'
union all
select distinct 'exchange_term_invalid', county_code, period,
    coalesce(person, coalesce(name, 'unnamed') || ':' || coalesce(school_code, school_name, '')), 'ends_on', null
from teacher_exchange where exchange_kind = 'support' and date_diff('day', starts_on, ends_on) < 270
union all
select distinct 'exchange_term_invalid', county_code, period, person, 'starts_on', null
from overlapping_stay where kind = 'exchange';

-- ---------------------------------------------------------------- infrastructure
-- Building takes years: all that was paid up to the year the project is listed in; a voucher listed again is one.
create temp table paid_by_project as
with once as (
    select county_code, project_no, voucher_no, paid_on, amount_yuan, period
    from voucher where project_no is not null
    qualify period = min(period) over (partition by county_code, project_no, voucher_no, paid_on, amount_yuan)
)
select p.county_code, p.period, p.project_no, sum(v.amount_yuan) as vouchers_yuan
from (select distinct county_code, period, project_no from project) as p
join once as v on p.county_code = v.county_code and p.project_no = v.project_no and v.period <= p.period
group by all;

insert into finding
with paid as (
    select p.*, v.project_no is not null as has_vouchers, v.vouchers_yuan,
        coalesce(v.vouchers_yuan, p.paid_yuan, 0) as seen_yuan,
        (100 * p.paid_yuan / nullif(p.total_investment_yuan, 0))::decimal(18, 2) as share_by_amounts
    from project as p left join paid_by_project as v using (county_code, period, project_no)
)
select 'project_paid_over_budget', county_code, period, project_no, 'total_investment',
    sum(vouchers_yuan - total_investment_yuan)
from paid where vouchers_yuan > total_investment_yuan group by all
union all
select distinct 'project_paid_over_budget', county_code, period, project_no, 'paid_share', null
from paid where abs(paid_share_pct - share_by_amounts) > 0.1
union all
select 'project_progress_payment_conflict', county_code, period, project_no, 'status',
    sum(case when status = 'planning' then seen_yuan end)
from paid
where (status = 'finished' and paid_yuan = 0 and not has_vouchers)
    or (status = 'planning' and (paid_yuan > 0 or has_vouchers))
group by all
union all
select 'project_sum_mismatch', county_code, period, project_no, 'total_investment',
    sum(abs(
        coalesce(fund_central_yuan, 0) + coalesce(fund_province_yuan, 0) + coalesce(fund_city_yuan, 0)
        + coalesce(fund_county_yuan, 0) - total_investment_yuan
    )) as off_yuan
from project
where coalesce(fund_central_yuan, fund_province_yuan, fund_city_yuan, fund_county_yuan) is not null
    and abs(
        coalesce(fund_central_yuan, 0) + coalesce(fund_province_yuan, 0) + coalesce(fund_city_yuan, 0)
        + coalesce(fund_county_yuan, 0) - total_investment_yuan
    ) > 1
group by all
union all
select distinct 'unit_cost_outlier', county_code, period, project_no, 'total_investment', null
from project
where project_kind <> 'industry' and total_investment_yuan > 0 and area_m2 > 0
    and (total_investment_yuan / area_m2)::decimal(18, 2) not between 300 and 6000;

-- ---------------------------------------------------------------- delivery
insert into finding
select distinct 'delivery_missing', county_code, period, dataset, null, null
from delivery_calendar anti join file using (county_code, period, dataset);

insert into finding
select distinct 'delivery_late', f.county_code, f.period, f.dataset, null, null
from (
    select county_code, period, dataset, min(received_on) as received_on from file group by all
) as f
join delivery_calendar as c using (county_code, period, dataset)
where f.received_on > c.due_on;
