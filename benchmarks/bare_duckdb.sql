-- The pipeline's marts and findings straight from the files' texts, as one would write it for one known layout.
-- What belongs here: the meaning of each rule, in sets. What does not: lineage, ledger, tests, reports, tokens;
-- a person is the identity number, a name the name. bare_duckdb.py makes the views raw_<dataset> before.
-- `rowid` is the order of the rows in the files, which were read in order.

-- ---------------------------------------------------------------- texts → values
create temp macro text_of(t) as nullif(trim(t), '');
create temp macro number_of(t) as try_cast(replace(t, ',', '') as decimal(18, 4));
create temp macro day_of(t) as coalesce(
    try_cast(t as date),
    cast(try_strptime(t, ['%Y%m%d', '%Y/%m/%d', '%Y.%m.%d', '%Y年%m月%d日', '%Y-%m', '%Y年%m月']) as date)
);
create temp macro month_of(t) as strftime(day_of(t), '%Y-%m');
create temp macro yes_or_no(t) as case when t in ('是', '有', '√', '1') then true when t in ('否', '无', '×', '0') then false end;
create temp macro term_of(t) as left(t, 4) || case when t like '%春%' then '-spring' when t like '%秋%' then '-autumn' end;
create temp macro is_nothing(t) as lower(t) in ('', '-', '--', '/', '无', '暂无', '没有', '不详', '未知', '待定', '空', 'null', 'none', 'nan', 'n/a');
create temp macro plain_name(t) as
    case
        when is_nothing(t) then null
        when regexp_full_match(t, '[一-龥]{2,4}') then t
        else regexp_replace(
            regexp_replace(regexp_replace(t, '[\s　]', '', 'g'), '[（(\[【].*?[)）\]】]', '', 'g'), '[·•‧・．.]+', '·', 'g'
        )
    end;
create temp macro judged_name(t) as
    case
        when t is null then null
        when is_nothing(t) then 'missing'
        when regexp_full_match(t, '[一-龥]{2,4}') then 'ok'
        when regexp_matches(regexp_replace(t, '[（(\[【].*?[)）\]】]', '', 'g'), '[0-9０-９]') then 'digits'
        when regexp_matches(regexp_replace(t, '[（(\[【].*?[)）\]】]', '', 'g'), '[A-Za-z]') then 'letters'
        when regexp_matches(t, '[（(\[【]') then 'brackets'
        else 'ok'
    end;
create temp macro phone_of(t) as case when length(t) = 11 then t else regexp_replace(t, '^(\+86|0086)|[\s()（）-]', '', 'g') end;
create temp macro judged_phone(t) as
    case
        when t is null or is_nothing(t) then 'missing'
        when regexp_full_match(phone_of(t), '1[3-9]\d{9}|0(10|2\d|[3-9]\d\d)\d{7,8}') then 'ok'
        else 'invalid'
    end;
create temp macro stage_of_grade(grade) as
    case left(grade, 1)
        when 'k' then 'preschool' when 'p' then 'primary' when 'j' then 'junior'
        when 's' then 'senior' when 'v' then 'vocational' when 'u' then 'college'
    end;
create temp macro is_sound(id_status) as coalesce(id_status in ('ok', 'legacy15', 'cert'), false);
create temp macro full_years(born, day) as
    year(day) - year(born) - (month(day) * 100 + day(day) < month(born) * 100 + day(born))::int;

-- The check digit of the first seventeen digits, given as one number.
create temp macro check_digit(n) as substr(
    '10X98765432',
    cast((
        n // 10000000000000000 % 10 * 7 + n // 1000000000000000 % 10 * 9 + n // 100000000000000 % 10 * 10
        + n // 10000000000000 % 10 * 5 + n // 1000000000000 % 10 * 8 + n // 100000000000 % 10 * 4
        + n // 10000000000 % 10 * 2 + n // 1000000000 % 10 * 1 + n // 100000000 % 10 * 6 + n // 10000000 % 10 * 3
        + n // 1000000 % 10 * 7 + n // 100000 % 10 * 9 + n // 10000 % 10 * 10 + n // 1000 % 10 * 5
        + n // 100 % 10 * 8 + n // 10 % 10 * 4 + n % 10 * 2
    ) % 11 as integer) + 1, 1
);

-- A dataset's rows with the person named in them: id_number and name judged. `#`, and 9.9E+17, is a number that a
-- spreadsheet kept as a number and so damaged.
create temp macro persons(source) as table
with shaped as (
    select *, upper(replace(trim(id_number), ' ', '')) as form
    from query_table(source)
),
split as (
    select
        *,
        case
            when length(form) in (18, 20, 22) then left(form, 17)
            when length(form) = 15 then left(form, 6) || '19' || right(form, 9)
        end as seventeen
    from shaped
),
numbered as (
    select *, try_cast(seventeen as bigint) as n, cast(try_strptime(seventeen[7:14], '%Y%m%d') as date) as born
    from split
),
checked as (
    select *, case when length(form) = 15 then seventeen || check_digit(n) else left(form, 18) end as whole,
        check_digit(n) as digit
    from numbered
),
judged as (
    select
        *,
        case
            when form is null or form = '' then 'missing'
            when form like '#%' or regexp_full_match(form, '\d(\.\d+)?E\+?\d{1,2}') then 'set_aside'
            when is_nothing(form) or form like '999999%' or (length(form) > 5 and replace(form, form[1], '') = '')
                then 'placeholder'
            when whole[18] = digit and year(born) between 1880 and 2099 and length(form) <= 18
                then case length(form) when 18 then 'ok' else 'legacy15' end
            when whole[18] = digit and year(born) between 1880 and 2099
                and regexp_full_match(form[19:], '[1-7][1-4]([A-Z0-9]{2})?') then 'cert'
            when length(form) in (20, 22) then 'cert_invalid'
            when length(form) = 15 and n is not null then 'checksum'
            when length(form) <> 18 then 'length'
            when regexp_full_match(form, '\d{15}000') then 'truncated'
            else 'checksum'
        end as id_status
    from checked
)
select
    * exclude (id_number, name, form, seventeen, n, born, whole, digit),
    case
        when id_status in ('missing', 'placeholder', 'set_aside') then null
        when id_status in ('ok', 'legacy15', 'cert') then whole
        else form
    end as person,
    case when is_sound(id_status) then born end as id_birth_on,
    case when is_sound(id_status) then case when whole[17] in ('1', '3', '5', '7', '9') then 'male' else 'female' end end
        as id_gender,
    case when is_sound(id_status) then left(whole, 6) end as id_region,
    plain_name(name) as name,
    judged_name(name) as name_status
from judged;

-- ---------------------------------------------------------------- reference tables
create temp table word as
select distinct code_table, code, trim(word) as word
from (select code_table, code, unnest(string_split(label_zh || ';' || synonyms, ';')) as word from codes)
where trim(word) <> '';

create temp table period as
select period, kind, name_zh, name_en, school_year, starts_on::date as starts_on, ends_on::date as ends_on, terms
from periods;

create temp table term as
select period as term, starts_on, ends_on, left(school_year, 4)::int as school_year_start
from period where kind = 'term';

-- Each period with the terms it touches; a snapshot touches the term it falls in.
create temp table period_term as
select p.period, t.*
from (select period, unnest(string_split(terms, ';')) as term from period) as p
join term as t using (term)
union all
select s.period, t.*
from (select distinct period from file where length(period) = 10) as s
join term as t on try_cast(s.period as date) between t.starts_on and t.ends_on;

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
