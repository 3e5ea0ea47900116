-- The pipeline's marts, without lineage and tokens.

-- ---------------------------------------------------------------- marts
create table dim_county as
select county_code, name_zh, name_en, province_code, province_zh, prefecture_code, prefecture_zh, is_demo from counties;

create table dim_period as
select period, kind, name_zh, name_en, school_year, starts_on, ends_on from period
union all
select f.period, 'snapshot', strftime(f.period::date, '%Y年%-m月%-d日'), f.period, p.school_year, f.period::date,
    f.period::date
from (select distinct period from file where length(period) = 10) as f
join period_term as t using (period)
join period as p on t.term = p.period;

create table dim_policy_standard as
select standard_id, programme, aid_item, stage, category, region_code, region_zh, unit, per, source, confidence, text,
    amount_yuan, min_yuan, max_yuan, quantity, start_known, effective_from, effective_to
from policy_standards;

create table dim_school as
with register as (
    select * from school where school_code is not null
    qualify row_number() over (partition by county_code, school_code order by period desc, rowid) = 1
),
mentioned as (
    select county_code, school_code, max(period) as period, min(school_name) as school_name, min(stage) as stage
    from roll where school_code is not null group by all
)
select county_code, school_code, school_name, stage, area_type, rural_tier, township, is_poor_village_school,
    true as is_registered, period
from register
union all
select m.county_code, m.school_code, m.school_name, m.stage, null, null, null, null, false, m.period
from mentioned as m anti join register as r using (county_code, school_code);

-- What each county says of each person; the rules on names use it too.
create temp table person_in_county as
select
    county_code, person, max(id_status) as id_status, min(year(id_birth_on)) as birth_year, min(id_gender) as gender,
    min(id_region) as region_code, bool_or(dataset = 'teacher') as is_teacher,
    bool_or(dataset = 'loan_contract') as is_borrower, bool_or(dataset = 'poverty_member') as is_poor_household_member,
    min(name) filter (is_sound(id_status) and name_status in ('ok', 'brackets')) as first_name,
    max(name) filter (is_sound(id_status) and name_status in ('ok', 'brackets')) as last_name
from mention where person is not null
group by county_code, person;

create table dim_person as
with persons as (
    select person, max(id_status) as id_status, min(birth_year) as birth_year, min(gender) as gender,
        min(region_code) as region_code, min(county_code) as first_county, bool_or(is_teacher) as is_teacher,
        bool_or(is_borrower) as is_borrower, bool_or(is_poor_household_member) as is_poor_household_member
    from person_in_county group by person
),
places as (
    select person, arg_min(
        struct_pack(county_code := county_code, stage := stage),
        (-left(period, 4)::int, period, (coalesce(status, '') <> 'in_school')::int, county_code, rowid)
    ) as last
    from roll where person is not null group by person
)
select p.person, coalesce(s.last.county_code, p.first_county) as county_code, p.id_status as id_number_status,
    p.region_code, p.gender, s.last.stage as stage, p.birth_year::int as birth_year, s.person is not null as is_pupil,
    p.is_teacher, p.is_borrower, p.is_poor_household_member
from persons as p left join places as s using (person);

create table dim_household as
with members as (
    select county_code, period, household_no, count(*) as listed_members, count(school_status) as pupil_members
    from member group by all
)
select h.county_code, h.period, h.household_key, h.head, h.household_kind, h.monitor_kind, h.township, h.member_count,
    coalesce(m.listed_members, 0) as listed_members, coalesce(m.pupil_members, 0) as pupil_members,
    h.transfer_income_yuan, h.net_income_yuan, h.net_income_per_capita_yuan
from household as h left join members as m using (county_code, period, household_no)
where h.occurrence = 1;

create table dim_teacher as
select county_code, person, period, school_code, coalesce(gender, id_gender) as gender, post_status,
    year(id_birth_on)::int as birth_year, year(hired_on)::int as hired_year, is_special_post, left_on
from teacher where person is not null
qualify row_number() over (partition by county_code, person order by period desc, rowid) = 1;

create table fct_enrolment as
select county_code, period, school_code, person, id_status, school_name, stage, grade, gender, boarding,
    status as roll_status, year(coalesce(id_birth_on, birth_on))::int as birth_year, enrolled_on
from roll;

create table fct_subsidy_payment as
select county_code, period, school_code, pupil, pupil_link, id_status, school_name, stage, grade, boarding,
    difficulty_kind, aid_item, term, payee_relation, amount_yuan, paid_on
from payment;

create temp table loan_ceiling as
select s.category as degree, a.academic_year, s.max_yuan as ceiling_yuan, s.standard_id
from (select distinct academic_year, (left(academic_year, 4) || '-09-01')::date as starts_on from loan_contract) as a
join policy_standards as s
    on s.aid_item = 'loan_limit' and (s.effective_from is null or a.starts_on >= s.effective_from)
    and (s.effective_to is null or a.starts_on <= s.effective_to);

create table fct_loan_contract as
select l.county_code, l.period, l.contract_no, l.person, l.coborrower, l.id_status, c.standard_id, l.college_name,
    l.degree, l.academic_year, l.loan_place, l.schooling_years, l.entered_year, l.loan_years, l.amount_yuan,
    l.tuition_yuan, l.dorm_fee_yuan, c.ceiling_yuan, l.receipt_no is not null as has_receipt, l.signed_on
from loan_contract as l left join loan_ceiling as c using (degree, academic_year);

create table fct_teacher_allowance as
select county_code, period, person, school_code, id_status, school_name, allowance_item, rural_tier, from_month,
    to_month, months, monthly_standard_yuan, amount_yuan
from teacher_allowance;

create table fct_teacher_training as
select county_code, period, person, school_code, id_status, school_name, programme, training_level, organizer, hours,
    is_poor_village_school, starts_on, ends_on
from teacher_training;

create table fct_project_payment as
select county_code, period, voucher_no, project_no, project_name, amount_yuan, paid_on from voucher;

create table fct_equipment as
select county_code, period, asset_no, school_code, school_name, item_name, item_kind, fund_source, quantity,
    unit_price_yuan, amount_yuan, bought_on
from equipment;

create table fct_infrastructure_project as
with vouchers as (
    select county_code, period, project_no, sum(amount_yuan) as payments_yuan from voucher group by all
)
select p.county_code, p.period, p.project_no, p.school_code, p.project_name, p.project_kind, p.school_name, p.builder,
    p.structure, p.status, p.total_investment_yuan, p.fund_central_yuan, p.fund_province_yuan, p.fund_city_yuan,
    p.fund_county_yuan, p.paid_yuan, y.payments_yuan, p.paid_share_pct, p.area_m2,
    coalesce(p.project_kind <> 'industry', true) as is_school_project, p.started_on, p.finished_on
from project as p left join vouchers as y using (county_code, period, project_no);

-- Pupils on a list of the poor and on the roll, with whether anything was paid for them.
create temp table listed_pupil as
with listed as (
    select county_code, t.term as period, person, household_key, 1 as list_rank, household_kind as category
    from poor_member join period_term as t using (period)
    where household_kind in ('registered_poor', 'lifted') and person is not null
    union all
    select county_code, t.term, person, null, case when group_kind in ('dibao_rural', 'tekun', 'disabled') then 2 else 3 end,
        case group_kind when 'de_facto_orphan' then 'orphan' else group_kind end
    from special_group join period_term as t using (period)
    where person is not null and group_kind is not null
        and coalesce(valid_from <= t.ends_on, true) and coalesce(valid_to >= t.starts_on, true)
),
once as (
    select * from listed
    qualify row_number() over (
        partition by county_code, period, person order by list_rank, category, household_key
    ) = 1
),
on_roll as (
    select * from roll where status = 'in_school' and person in (select person from once)
    qualify row_number() over (partition by county_code, period, person order by rowid) = 1
),
aided as (
    select distinct county_code, period, pupil as person from payment where pupil is not null
)
select l.county_code, l.period, l.person, l.household_key, l.category, l.list_rank = 1 as is_registered_poor,
    r.school_code, r.stage, r.boarding, case when d.period is not null then a.person is not null end as is_aided
from once as l
join on_roll as r using (county_code, period, person)
left join aided as a using (county_code, period, person)
left join (select distinct county_code, period from payment) as d using (county_code, period);

create table fct_subsidy_entitlement as
with pupils as (
    select *,
        case
            when stage = 'preschool' then 'preschool_aid'
            when stage in ('primary', 'junior') and boarding = 'boarding' then 'boarding_living'
            when stage in ('primary', 'junior') and boarding = 'day'
                and category in ('registered_poor', 'lifted', 'dibao_rural', 'tekun', 'disabled') then 'nonboarding_living'
            when stage = 'senior' then 'senior_grant'
            when stage = 'vocational' then 'vocational_grant'
        end as aid_item
    from listed_pupil
),
least as (
    select *, case when min_yuan > 0 then min_yuan else amount_yuan end as least_yuan
    from allowed where is_current
    qualify row_number() over (partition by county_code, period, aid_item, stage order by least_yuan, standard_id) = 1
),
paid as (
    select county_code, period, pupil as person, aid_item, sum(amount_yuan) as paid_yuan from payment group by all
),
measured as (
    select p.*, s.standard_id, s.least_yuan as standard_yuan,
        case when p.is_aided is not null then coalesce(y.paid_yuan, 0) end as paid_yuan
    from pupils as p
    left join least as s using (county_code, period, aid_item, stage)
    left join paid as y using (county_code, period, person, aid_item)
    where p.aid_item is not null
)
select county_code, period, person, household_key, school_code, stage, category, aid_item, standard_id, standard_yuan,
    paid_yuan, case when standard_yuan > paid_yuan then standard_yuan - paid_yuan when standard_yuan <= paid_yuan then 0 end
    as gap_yuan, is_registered_poor
from measured;

create temp table county_period as
select f.county_code, f.period, coalesce(p.kind, 'snapshot') as kind
from (select distinct county_code, period from file union select county_code, period from delivery_calendar) as f
left join period as p using (period);

create table county_subsidy as
with payments as (
    select county_code, period, count(*) as aid_person_times,
        count(distinct coalesce(pupil, name, rowid::varchar)) as aided_students,
        count(*) filter (pupil is null) as unidentified_person_times,
        count(*) filter (difficulty_kind in ('registered_poor', 'lifted')) as registered_poor_person_times,
        sum(case when difficulty_kind in ('registered_poor', 'lifted') then amount_yuan else 0 end) as registered_poor_paid_yuan,
        sum(case when stage = 'preschool' then amount_yuan else 0 end) as preschool_paid_yuan,
        sum(case when stage = 'primary' then amount_yuan else 0 end) as primary_paid_yuan,
        sum(case when stage = 'junior' then amount_yuan else 0 end) as junior_paid_yuan,
        sum(case when stage = 'senior' then amount_yuan else 0 end) as senior_paid_yuan,
        sum(case when stage = 'vocational' then amount_yuan else 0 end) as vocational_paid_yuan,
        sum(amount_yuan) as paid_yuan
    from payment group by all
),
summaries as (
    select county_code, period, sum(person_times)::bigint as reported_person_times, sum(amount_yuan) as reported_yuan
    from subsidy_summary group by all
),
listed as (
    select county_code, period, sum(is_registered_poor::int)::bigint as poor_students,
        sum(case when is_registered_poor and is_aided then 1 when is_aided is not null then 0 end)::bigint as poor_aided_students,
        count(*) as listed_students, sum(is_aided::int)::bigint as listed_aided_students
    from listed_pupil group by all
),
gaps as (
    select county_code, period, sum(standard_yuan) as entitled_yuan, sum(gap_yuan) as gap_yuan
    from fct_subsidy_entitlement group by all
)
select t.county_code, t.period, p.aided_students, p.aid_person_times, p.unidentified_person_times,
    p.registered_poor_person_times, l.poor_students, l.poor_aided_students, l.listed_students, l.listed_aided_students,
    s.reported_person_times, p.paid_yuan, p.registered_poor_paid_yuan, p.preschool_paid_yuan, p.primary_paid_yuan,
    p.junior_paid_yuan, p.senior_paid_yuan, p.vocational_paid_yuan, s.reported_yuan, g.entitled_yuan, g.gap_yuan
from county_period as t
left join payments as p using (county_code, period)
left join summaries as s using (county_code, period)
left join listed as l using (county_code, period)
left join gaps as g using (county_code, period)
where t.kind = 'term';

create table county_loan as
select y.county_code, y.period, c.* exclude (county_code, period)
from county_period as y
left join (
    select county_code, period, count(distinct coalesce(person, contract_no, rowid::varchar)) as loan_students,
        count(*) as loan_contracts, count(*) filter (receipt_no is null) as contracts_without_receipt,
        sum(amount_yuan) as loan_yuan,
        sum(case when degree = 'undergraduate' then amount_yuan else 0 end) as undergraduate_loan_yuan,
        sum(case when degree = 'postgraduate' then amount_yuan else 0 end) as postgraduate_loan_yuan
    from loan_contract group by all
) as c on y.county_code = c.county_code and y.period = c.period
where y.kind = 'year';

create table county_teacher_support as
with teachers as (
    select county_code, period, count(*) filter (post_status = 'active') as active_teachers from teacher group by all
),
allowances as (
    select county_code, period, count(distinct person) as allowance_teachers, sum(months)::bigint as allowance_person_months,
        sum(amount_yuan) as allowance_yuan,
        sum(case when allowance_item = 'rural_living' then amount_yuan else 0 end) as rural_living_yuan
    from teacher_allowance group by all
),
training as (
    select county_code, period, count(distinct person) as trained_teachers, count(*) as training_person_times,
        sum(hours) as training_hours
    from teacher_training group by all
),
exchanges as (
    select county_code, year(starts_on)::varchar as period, count(*) as exchange_person_times
    from teacher_exchange where starts_on is not null group by all
)
select y.county_code, y.period, t.active_teachers, a.allowance_teachers, a.allowance_person_months, r.trained_teachers,
    r.training_person_times, r.training_hours, e.exchange_person_times, a.allowance_yuan, a.rural_living_yuan
from county_period as y
left join teachers as t using (county_code, period)
left join allowances as a using (county_code, period)
left join training as r using (county_code, period)
left join exchanges as e using (county_code, period)
where y.kind = 'year';

create table county_infrastructure as
with works as (
    select county_code, period, count(*) filter (is_school_project) as school_projects,
        count(*) filter (is_school_project and status = 'finished') as finished_projects,
        count(*) filter (not is_school_project) as industry_projects,
        sum(case when is_school_project then total_investment_yuan else 0 end) as investment_yuan,
        sum(case when is_school_project then coalesce(paid_yuan, payments_yuan) else 0 end) as paid_yuan,
        sum(case when is_school_project then payments_yuan else 0 end) as payments_yuan,
        sum(case when not is_school_project then total_investment_yuan else 0 end) as industry_investment_yuan,
        sum(case when not is_school_project then coalesce(paid_yuan, payments_yuan) else 0 end) as industry_paid_yuan,
        sum(case when is_school_project then area_m2 else 0 end) as area_m2
    from fct_infrastructure_project group by all
),
purchases as (
    select county_code, period, sum(quantity)::bigint as equipment_items, sum(amount_yuan) as equipment_yuan
    from equipment group by all
)
select y.county_code, y.period, w.school_projects, w.finished_projects, w.industry_projects, e.equipment_items,
    w.investment_yuan, w.paid_yuan, w.payments_yuan, e.equipment_yuan, w.industry_investment_yuan,
    w.industry_paid_yuan, w.area_m2
from county_period as y
left join works as w using (county_code, period)
left join purchases as e using (county_code, period)
where y.kind = 'year';

-- Without the counts of the ledger, which this script has not.
create table county_scorecard as
select p.county_code, p.period, p.kind, s.poor_students, s.poor_aided_students,
    (100.0 * s.poor_aided_students / nullif(s.poor_students, 0))::decimal(7, 2) as poor_aided_share_pct,
    s.aided_students, s.aid_person_times, l.loan_students, t.allowance_teachers, i.school_projects,
    s.paid_yuan as aid_yuan, s.gap_yuan, l.loan_yuan, t.allowance_yuan, i.investment_yuan, i.paid_yuan as works_paid_yuan
from county_period as p
left join county_subsidy as s using (county_code, period)
left join county_loan as l using (county_code, period)
left join county_teacher_support as t using (county_code, period)
left join county_infrastructure as i using (county_code, period);
