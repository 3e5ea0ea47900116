-- Rows with their values and the person named in them, one table a dataset.

-- ---------------------------------------------------------------- datasets
-- Rows keep the order of the files: the engine must not turn a left join round when a dataset is small.
set disabled_optimizers = 'build_side_probe_side';

create temp table school as
select
    county_code, period, text_of(school_code) as school_code, text_of(school_name) as school_name,
    s.code as stage, a.code as area_type, t.code as rural_tier, text_of(township) as township,
    yes_or_no(is_poor_village_school) as is_poor_village_school
from raw_school as r
left join word as s on s.code_table = 'stage' and s.word = r.stage
left join word as a on a.code_table = 'area_type' and a.word = r.area_type
left join word as t on t.code_table = 'rural_tier' and t.word = r.rural_tier;

create temp table roll as
select
    county_code, period, person, id_status, id_birth_on, id_gender, id_region, name, name_status,
    upper(text_of(xueji_no)) as xueji_no, n.code as gender, day_of(birth_on) as birth_on,
    text_of(school_code) as school_code, text_of(school_name) as school_name,
    coalesce(s.code, stage_of_grade(g.code)) as stage, g.code as grade, b.code as boarding,
    day_of(enrolled_on) as enrolled_on, t.code as status, plain_name(guardian_name) as guardian_name,
    phone_of(phone) as phone, judged_phone(phone) as phone_status,
    coalesce(person, coalesce(name, '') || ':' || coalesce(text_of(school_code), text_of(school_name))) as person_key
from persons('raw_school_roll') as r
left join word as n on n.code_table = 'gender' and n.word = r.gender
left join word as s on s.code_table = 'stage' and s.word = r.stage
left join word as g on g.code_table = 'grade' and g.word = r.grade
left join word as b on b.code_table = 'boarding' and b.word = r.boarding
left join word as t on t.code_table = 'roll_status' and t.word = r.status;

-- Whose a payment is when its own number is unsound: the roll's, by 学籍号, else by name and school.
create temp table pupil_by_xueji_no as
select county_code, period, xueji_no, min(person) as person
from roll where person is not null and xueji_no is not null
group by all having min(person) = max(person);

create temp table pupil_by_name as
select county_code, period, name, school_code, min(person) as person
from roll where person is not null and name is not null and school_code is not null
group by all having min(person) = max(person);

create temp table payment as
with typed as (
    select
        county_code, period, person, id_status, id_birth_on, id_gender, id_region, name, name_status,
        upper(text_of(xueji_no)) as xueji_no, text_of(school_code) as school_code,
        text_of(school_name) as school_name, coalesce(s.code, stage_of_grade(g.code)) as stage, g.code as grade,
        b.code as boarding, d.code as difficulty_kind, a.code as aid_item, term_of(term) as term,
        p.code as payee_relation, number_of(amount) as amount_yuan, day_of(paid_on) as paid_on,
        nullif(replace(replace(card_no, ' ', ''), '-', ''), '') as card_no, is_sound(id_status) as has_sound_id
    from persons('raw_subsidy_payment') as r
    left join word as s on s.code_table = 'stage' and s.word = r.stage
    left join word as g on g.code_table = 'grade' and g.word = r.grade
    left join word as b on b.code_table = 'boarding' and b.word = r.boarding
    left join word as d on d.code_table = 'difficulty' and d.word = r.difficulty_kind
    left join word as a on a.code_table = 'aid_item' and a.word = r.aid_item
    left join word as p on p.code_table = 'payee_relation' and p.word = r.payee_relation
)
select
    t.*,
    coalesce(t.person, coalesce(t.name, 'unnamed') || ':' || coalesce(t.school_code, t.school_name, '')) as person_key,
    case when t.has_sound_id then t.person else coalesce(x.person, n.person, t.person) end as pupil,
    case
        when t.has_sound_id then 'id_number'
        when x.person is not null then 'xueji_no'
        when n.person is not null then 'name_and_school'
        when t.person is not null then 'unchecked_id'
    end as pupil_link
from typed as t
left join pupil_by_xueji_no as x
    on t.county_code = x.county_code and t.period = x.period
    and case when not t.has_sound_id then t.xueji_no end = x.xueji_no
left join pupil_by_name as n
    on t.county_code = n.county_code and t.period = n.period and t.name = n.name
    and case when not t.has_sound_id then t.school_code end = n.school_code;

create temp table household_row as
select
    r.county_code, r.period, text_of(household_no) as household_no, r.person as head, r.name as head_name,
    text_of(township) as township, number_of(member_count)::bigint as member_count,
    k.code as household_kind, m.code as monitor_kind, number_of(wage_income) as wage_income_yuan,
    number_of(business_income) as business_income_yuan, number_of(property_income) as property_income_yuan,
    number_of(transfer_income) as transfer_income_yuan, number_of(production_expense) as production_expense_yuan,
    number_of(net_income) as net_income_yuan, number_of(net_income_per_capita) as net_income_per_capita_yuan,
    phone_of(phone) as phone, judged_phone(phone) as phone_status
from persons('raw_poverty_household') as r
left join word as k on k.code_table = 'household_kind' and k.word = r.household_kind
left join word as m on m.code_table = 'monitor_kind' and m.word = r.monitor_kind;

create temp table household as
select
    *,
    case when household_no is null then 1
        else row_number() over (partition by county_code, period, household_no order by rowid) end as occurrence,
    row_number() over (
        partition by county_code, period, coalesce(head, head_name) order by household_no, rowid
    ) as namesake,
    coalesce(head, head_name, 'unnamed')
    || case when namesake > 1 or coalesce(head, head_name) is null then '-' || namesake else '' end as household_key
from household_row;

create temp table member as
select
    r.county_code, r.period, r.person, r.id_status, r.id_birth_on, r.id_gender, r.id_region, r.name, r.name_status,
    text_of(r.household_no) as household_no, n.code as gender, day_of(r.birth_on) as birth_on, l.code as relation,
    text_of(r.ethnicity) as ethnicity, h.code as health, text_of(r.disability_cert_no) as cert_no, a.code as labour,
    c.code as school_status, e.code as education_level,
    coalesce(r.person, r.name || ':' || text_of(r.household_no)) as person_key
from persons('raw_poverty_member') as r
left join word as n on n.code_table = 'gender' and n.word = r.gender
left join word as l on l.code_table = 'relation' and l.word = r.relation
left join word as h on h.code_table = 'health' and h.word = r.health
left join word as a on a.code_table = 'labour' and a.word = r.labour
left join word as c on c.code_table = 'school_status' and c.word = r.school_status
left join word as e on e.code_table = 'education' and e.word = r.education_level;

-- Members with the kind of their household: its first row.
create temp table poor_member as
select m.*, h.household_kind, h.household_key
from member as m
left join household as h
    on m.county_code = h.county_code and m.period = h.period and m.household_no = h.household_no and h.occurrence = 1;

create temp table special_group as
select
    r.county_code, r.period, r.person, r.id_status, r.id_birth_on, r.id_gender, r.id_region, r.name, r.name_status,
    g.code as group_kind, n.code as gender, text_of(r.disability_cert_no) as cert_no,
    day_of(r.valid_from) as valid_from, day_of(r.valid_to) as valid_to
from persons('raw_special_group') as r
left join word as g on g.code_table = 'special_group' and g.word = r.group_kind
left join word as n on n.code_table = 'gender' and n.word = r.gender;

create temp table external_enrolment as
select county_code, period, person, id_status, id_birth_on, id_gender, id_region, name, name_status
from persons('raw_external_enrolment');

create temp table roll_change as
select
    r.county_code, r.period, r.person, r.id_status, r.id_birth_on, r.id_gender, r.id_region, r.name, r.name_status,
    c.code as change_kind, day_of(r.changed_on) as changed_on, text_of(r.from_school_code) as from_school_code,
    text_of(r.to_school_code) as to_school_code
from persons('raw_roll_change') as r
left join word as c on c.code_table = 'change_kind' and c.word = r.change_kind;

create temp table remote_letter as
select
    county_code, period, person, id_status, id_birth_on, id_gender, id_region, name, name_status,
    text_of(letter_no) as letter_no, day_of(sent_on) as sent_on, day_of(replied_on) as replied_on,
    yes_or_no(is_aided_there) as is_aided_there, number_of(aided_amount) as aided_amount_yuan,
    number_of(topup_amount) as topup_amount_yuan
from persons('raw_remote_letter');

create temp table subsidy_summary as
select r.county_code, r.period, d.code as difficulty_kind, number_of(r.person_times)::bigint as person_times,
    number_of(r.amount) as amount_yuan
from raw_subsidy_summary as r
left join word as d on d.code_table = 'difficulty' and d.word = r.difficulty_kind;

create temp table teacher as
select
    r.county_code, r.period, r.person, r.id_status, r.id_birth_on, r.id_gender, r.id_region, r.name, r.name_status,
    n.code as gender, day_of(r.birth_on) as birth_on, text_of(r.school_code) as school_code,
    text_of(r.school_name) as school_name, day_of(r.hired_on) as hired_on, s.code as post_status,
    day_of(r.left_on) as left_on, yes_or_no(r.is_special_post) as is_special_post, judged_phone(r.phone) as phone_status
from persons('raw_teacher') as r
left join word as n on n.code_table = 'gender' and n.word = r.gender
left join word as s on s.code_table = 'post_status' and s.word = r.post_status;

create temp table teacher_allowance as
select
    r.county_code, r.period, r.person, r.id_status, r.id_birth_on, r.id_gender, r.id_region, r.name, r.name_status,
    text_of(r.school_code) as school_code, text_of(r.school_name) as school_name, i.code as allowance_item,
    t.code as rural_tier, number_of(r.monthly_standard) as monthly_standard_yuan, number_of(r.months)::bigint as months,
    month_of(r.from_month) as from_month, month_of(r.to_month) as to_month, number_of(r.amount) as amount_yuan,
    coalesce(
        r.person, coalesce(r.name, 'unnamed') || ':' || coalesce(text_of(r.school_code), text_of(r.school_name), '')
    ) as person_key
from persons('raw_teacher_allowance') as r
left join word as i on i.code_table = 'allowance_item' and i.word = r.allowance_item
left join word as t on t.code_table = 'rural_tier' and t.word = r.rural_tier;

create temp table teacher_training as
select
    r.county_code, r.period, r.person, r.id_status, r.id_birth_on, r.id_gender, r.id_region, r.name, r.name_status,
    text_of(r.school_code) as school_code, text_of(r.school_name) as school_name, text_of(r.programme) as programme,
    l.code as training_level, text_of(r.organizer) as organizer, number_of(r.hours) as hours,
    yes_or_no(r.is_poor_village_school) as is_poor_village_school, day_of(r.starts_on) as starts_on,
    day_of(r.ends_on) as ends_on
from persons('raw_teacher_training') as r
left join word as l on l.code_table = 'training_level' and l.word = r.training_level;

create temp table teacher_exchange as
select
    r.county_code, r.period, r.person, r.id_status, r.id_birth_on, r.id_gender, r.id_region, r.name, r.name_status,
    k.code as exchange_kind, text_of(r.to_school_code) as school_code, text_of(r.to_school_name) as school_name,
    day_of(r.starts_on) as starts_on, day_of(r.ends_on) as ends_on
from persons('raw_teacher_exchange') as r
left join word as k on k.code_table = 'exchange_kind' and k.word = r.exchange_kind;

create temp table loan_contract as
select
    r.county_code, r.period, r.person, r.id_status, r.id_birth_on, r.id_gender, r.id_region, r.name, r.name_status,
    text_of(r.contract_no) as contract_no, c.person as coborrower, c.id_status as coborrower_id_status,
    c.id_birth_on as coborrower_birth_on, text_of(r.college_name) as college_name, d.code as degree,
    number_of(r.schooling_years)::bigint as schooling_years, number_of(r.entered_year)::bigint as entered_year,
    nullif(regexp_extract(r.academic_year, '\d{4}-\d{4}'), '') as academic_year, p.code as loan_place,
    number_of(r.amount) as amount_yuan, number_of(r.tuition) as tuition_yuan, number_of(r.dorm_fee) as dorm_fee_yuan,
    number_of(r.loan_years)::bigint as loan_years, day_of(r.signed_on) as signed_on,
    text_of(r.receipt_no) as receipt_no
from persons('raw_borrower') as r
left join persons('raw_coborrower') as c on r.line = c.line
left join word as d on d.code_table = 'degree' and d.word = r.degree
left join word as p on p.code_table = 'loan_place' and p.word = r.loan_place;

create temp table project as
select
    r.county_code, r.period, text_of(project_no) as project_no, text_of(school_code) as school_code,
    text_of(project_name) as project_name, k.code as project_kind, text_of(school_name) as school_name,
    text_of(builder) as builder, text_of(structure) as structure, s.code as status,
    number_of(total_investment) as total_investment_yuan, number_of(fund_central) as fund_central_yuan,
    number_of(fund_province) as fund_province_yuan, number_of(fund_city) as fund_city_yuan,
    number_of(fund_county) as fund_county_yuan, number_of(paid) as paid_yuan,
    number_of(replace(paid_share, '%', '')) as paid_share_pct, number_of(area) as area_m2,
    day_of(started_on) as started_on, day_of(finished_on) as finished_on
from raw_infrastructure_project as r
left join word as k on k.code_table = 'project_kind' and k.word = r.project_kind
left join word as s on s.code_table = 'project_status' and s.word = r.status;

create temp table voucher as
select county_code, period, text_of(voucher_no) as voucher_no, text_of(project_no) as project_no,
    text_of(project_name) as project_name, number_of(amount) as amount_yuan, day_of(paid_on) as paid_on
from raw_project_payment;

create temp table equipment as
select r.county_code, r.period, text_of(asset_no) as asset_no, text_of(school_code) as school_code,
    text_of(school_name) as school_name, text_of(item_name) as item_name, k.code as item_kind,
    text_of(fund_source) as fund_source, number_of(quantity)::bigint as quantity,
    number_of(unit_price) as unit_price_yuan, number_of(amount) as amount_yuan, day_of(bought_on) as bought_on
from raw_equipment as r
left join word as k on k.code_table = 'equipment_kind' and k.word = r.item_kind;

reset disabled_optimizers;

-- Everybody named anywhere.
create temp view mention as
select 'school_roll' as dataset, 1 as standing, county_code, period, person, id_status, id_birth_on, id_gender,
    id_region, name, name_status, gender, birth_on, school_code, rowid as line from roll
union all
select 'external_enrolment', 2, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, null, null, null, rowid from external_enrolment
union all
select 'teacher', 3, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name, name_status,
    gender, birth_on, school_code, rowid from teacher
union all
select 'poverty_member', 4, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, gender, birth_on, null, rowid from member
union all
select 'special_group', 5, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, gender, null, null, rowid from special_group
union all
select 'roll_change', 6, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, null, null, null, rowid from roll_change
union all
select 'subsidy_payment', 6, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, null, null, school_code, rowid from payment
union all
select 'remote_letter', 6, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, null, null, null, rowid from remote_letter
union all
select 'loan_contract', 6, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, null, null, null, rowid from loan_contract
union all
select 'teacher_allowance', 6, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, null, null, school_code, rowid from teacher_allowance
union all
select 'teacher_training', 6, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, null, null, school_code, rowid from teacher_training
union all
select 'teacher_exchange', 6, county_code, period, person, id_status, id_birth_on, id_gender, id_region, name,
    name_status, null, null, null, rowid from teacher_exchange;
