-- The pipeline's findings: rule, county, period, entity, field and the money at stake.
-- Rows that share these are one finding. What each rule is for stands in seeds/rules.csv.
create table finding (
    rule_id varchar, county_code varchar, period varchar, entity varchar, field varchar, amount_yuan decimal(18, 4)
);

-- ---------------------------------------------------------------- identity
-- One pass over everybody named: only rows with something odd are looked at again.
create temp table odd_mention as
select *, coalesce(person, coalesce(name, '') || ':' || coalesce(school_code, dataset)) as entity
from mention
where
    not is_sound(id_status) or name_status not in ('ok', 'missing') or gender <> id_gender or birth_on <> id_birth_on;

insert into finding
select distinct rule_id, county_code, period, entity, field, null
from (
    select *,
        unnest([
            case when id_status in ('missing', 'placeholder') then 'id_missing_or_placeholder' end,
            case when id_status = 'length' then 'id_length_invalid' end,
            case when id_status = 'checksum' then 'id_checksum_fail' end,
            case when id_status in ('truncated', 'set_aside') then 'id_truncated_by_excel' end,
            case when name_status in ('digits', 'letters', 'brackets') then 'name_illegal_chars' end,
            case when is_sound(id_status) and gender <> id_gender then 'id_gender_mismatch' end,
            case
                when is_sound(id_status) and dataset <> 'special_group' and birth_on <> id_birth_on
                    and not (day(birth_on) = 1 and date_trunc('month', birth_on) = date_trunc('month', id_birth_on))
                    then 'id_birth_mismatch'
            end
        ]) as rule_id,
        case rule_id
            when 'name_illegal_chars' then 'name' when 'id_gender_mismatch' then 'gender'
            when 'id_birth_mismatch' then 'birth_on' else 'id_number'
        end as field
    from odd_mention
)
where rule_id is not null;

insert into finding
select distinct 'id_truncated_by_excel', county_code, period,
    coalesce(person, coalesce(name, '') || ':loan_contract'), 'coborrower_id_number', null
from loan_contract where coborrower_id_status = 'set_aside';

insert into finding
select 'xueji_no_mismatch', county_code, period, person_key, 'xueji_no', null
from roll
where length(xueji_no) <> 19 or xueji_no[1] not in ('G', 'J', 'L')
    or (xueji_no[1] = 'G' and id_status = 'ok' and xueji_no[2:] <> person)
group by all;

insert into finding
select 'temp_xueji_unconverted', r.county_code, r.period, r.person_key, 'xueji_no', null
from roll as r join period_term as t using (period)
where r.xueji_no[1] = 'L' and date_diff('day', r.enrolled_on, t.starts_on) > 365
group by all;

insert into finding
select distinct 'id_duplicate_within_table', county_code, period, person, 'id_number', null
from (
    select 'roll' as list, county_code, period, coalesce(school_code, school_name, '') as part, person
    from roll where status = 'in_school' and is_sound(id_status)
    union all
    select 'member', county_code, period, '', person from member where is_sound(id_status)
    union all
    select 'teacher', county_code, period, '', person from teacher where is_sound(id_status)
    union all
    select 'group', county_code, period, group_kind, person from special_group
    where group_kind is not null and is_sound(id_status)
)
group by list, county_code, period, part, person
having count(*) > 1;

create temp table move as
select county_code, period, person, changed_on, from_school_code, to_school_code
from roll_change
where change_kind in ('transfer_out', 'transfer_in') and person is not null and is_sound(id_status);

create temp table moved_in_term as
select distinct t.term as period, m.person
from move as m join term as t on m.changed_on between t.starts_on and t.ends_on;

insert into finding
with settled as (
    select r.county_code, r.period, r.person, r.school_code
    from roll as r
    anti join moved_in_term as t on r.period = t.period and r.person = t.person
    anti join (
        select period, person, unnest([from_school_code, to_school_code]) as school_code from move
    ) as m on r.period = m.period and r.person = m.person and r.school_code = m.school_code
    where r.status = 'in_school' and r.school_code is not null and is_sound(r.id_status)
),
doubled as (
    select period, person from settled group by all having min(school_code) <> max(school_code)
)
select distinct 'double_enrolment', county_code, period, person, 'school_code', null
from settled semi join doubled using (period, person);

insert into finding
select distinct 'phone_invalid', county_code, period, entity, 'phone', null
from (
    select county_code, period, person_key as entity, phone_status from roll
    union all
    select county_code, period, household_no, phone_status from household
    union all
    select county_code, period, coalesce(person, coalesce(name, '') || ':' || coalesce(school_code, school_name)),
        phone_status from teacher
)
where phone_status = 'invalid';

insert into finding
select distinct 'phone_shared_across_households', county_code, period, first_no, 'phone', null
from (
    select county_code, period, phone, min(household_no) as first_no, max(household_no) as last_no
    from household where phone_status = 'ok' and household_no is not null group by all
)
where first_no <> last_no;

create temp macro cert_form(t) as upper(replace(t, ' ', ''));
create temp macro is_cert(t) as
    length(cert_form(t)) in (20, 22)
    and coalesce(check_digit(try_cast(left(cert_form(t), 17) as bigint)) = cert_form(t)[18], false)
    and try_strptime(cert_form(t)[7:14], '%Y%m%d') is not null
    and regexp_full_match(cert_form(t)[19:], '[1-7][1-4]([A-Z0-9]{2})?');

insert into finding
select distinct 'disability_cert_checksum_fail', county_code, period,
    coalesce(person, coalesce(name, '') || ':' || list), 'disability_cert_no', null
from (
    select 'special_group' as list, county_code, period, person, name, cert_no from special_group
    union all
    select 'poverty_member', county_code, period, person, name, cert_no from member
)
where length(cert_form(cert_no)) in (20, 22) and not is_cert(cert_no);

insert into finding
with contested as (
    select m.*
    from mention as m
    semi join (from person_in_county where first_name <> last_name) as p
        on m.county_code = p.county_code and m.person = p.person
    where is_sound(m.id_status) and m.name is not null and m.name_status in ('ok', 'brackets')
),
first as (
    select county_code, person, arg_min(name, (standing, period, dataset, line)) as name from contested group by all
)
select distinct 'same_id_different_name', c.county_code, c.period, c.person, 'name', null
from contested as c join first as f using (county_code, person)
where c.name <> f.name;

insert into finding
with namesake as (
    select county_code, period, school_code, name, birth_on, list(distinct person) as people
    from roll
    where is_sound(id_status) and name is not null and birth_on is not null and school_code is not null
    group by all having count(distinct person) > 1
),
person as (
    select * exclude (people), unnest(people) as person from namesake
)
select distinct 'same_person_two_ids', a.county_code, a.period, a.name || ':' || a.school_code, 'id_number', null
from person as a
join person as b using (county_code, period, school_code, name, birth_on)
where a.person <> b.person and levenshtein(a.person, b.person) <= 2;

insert into finding
with register as (
    select distinct county_code, school_code, replace(school_name, ' ', '') as registered_name
    from school where school_code is not null
),
written as (
    select county_code, period, school_code, replace(school_name, ' ', '') as school_name
    from roll where school_code is not null group by all
    union
    select county_code, period, school_code, replace(school_name, ' ', '') from payment
    where school_code is not null group by all
),
compared as (
    select w.*, count(r.school_code) as times_registered,
        bool_or(
            w.school_name is null or r.registered_name is null
            or contains(r.registered_name, w.school_name) or contains(w.school_name, r.registered_name)
        ) as names_agree
    from written as w
    semi join register as c on w.county_code = c.county_code
    left join register as r on w.county_code = r.county_code and w.school_code = r.school_code
    group by all
)
select distinct 'school_code_invalid', county_code, period, school_code, 'school_code', null
from compared where length(school_code) <> 10 or times_registered = 0 or not names_agree;

-- ---------------------------------------------------------------- dropout
insert into finding
with aged as (
    select r.*, t.school_year_start - year(r.id_birth_on) as turning,
        turning - (month(r.id_birth_on) > 8)::int as age,
        case r.grade[1] when 'p' then 'primary' when 'j' then 'junior' when 's' then 'senior' when 'v' then 'senior' end as level
    from roll as r join period_term as t using (period)
    where coalesce(r.stage, '') <> 'special' and is_sound(r.id_status)
)
select distinct 'age_stage_' || level, county_code, period, person, 'grade', null
from aged
where (level = 'primary' and (turning < 6 or age > 14)) or (level = 'junior' and age not between 11 and 17)
    or (level = 'senior' and age not between 14 and 20);

-- ---------------------------------------------------------------- subsidy
insert into finding
select j.rule_id, p.county_code, p.period, p.person_key, 'amount', sum(j.excess_yuan)
from payment as p join judged_amount as j using (county_code, period, aid_item, stage, amount_yuan)
group by all;

insert into finding
with boards as (
    select county_code, period, person, bool_or(boarding = 'boarding') as boards, bool_or(boarding = 'day') as goes_home
    from roll
    where is_sound(id_status) and coalesce(status, 'in_school') = 'in_school' and boarding is not null
    group by all
)
select 'boarding_rate_for_day_pupil', p.county_code, p.period, p.person_key, 'aid_item', sum(p.amount_yuan)
from payment as p join boards as b using (county_code, period, person)
where p.has_sound_id and p.aid_item = 'boarding_living' and not b.boards and b.goes_home
group by all;

create temp table poor_person as
select m.county_code, t.term as period, m.person, min(m.household_no) as household_no,
    bool_or(m.household_kind in ('registered_poor', 'lifted')) as is_poor
from poor_member as m join period_term as t using (period)
where is_sound(m.id_status)
group by all;

insert into finding
select distinct 'category_lower_than_entitled', p.county_code, p.period, p.person_key, 'difficulty_kind', null
from payment as p semi join (from poor_person where is_poor) as m using (county_code, period, person)
where p.has_sound_id and p.difficulty_kind = 'other';

create temp table on_list as
select m.county_code, t.term as period, 'poor' as list, m.person, m.name, m.id_region, is_sound(m.id_status) as is_sound_id,
    true as is_valid
from member as m join period_term as t using (period)
union all
select g.county_code, t.term,
    case when g.group_kind like 'dibao%' then 'dibao' when g.group_kind like '%orphan' then 'orphan' else g.group_kind end,
    g.person, g.name, g.id_region, is_sound(g.id_status),
    coalesce(g.valid_from <= t.ends_on, true) and coalesce(g.valid_to >= t.starts_on, true)
from special_group as g join period_term as t using (period);

insert into finding
with delivered as (
    select distinct county_code, period, list from on_list
),
home_region as (
    select county_code, county_code as id_region from delivered
    union
    select county_code, id_region
    from (
        select county_code, id_region, count(*) as people from on_list
        where is_sound_id and id_region is not null group by all
    )
    qualify row_number() over (partition by county_code order by people desc, id_region) = 1
),
covered as (
    select distinct d.period, d.list, r.id_region from delivered as d join home_region as r using (county_code)
),
listed as (
    select distinct period, list, person from on_list where is_valid and person is not null
),
damaged as (
    select distinct county_code, period, list, name from on_list where not is_sound_id and name is not null
),
damaged_there as (
    select distinct r.id_region, d.period, d.list, d.name from damaged as d join home_region as r using (county_code)
),
claim as (
    select county_code, period, person_key, person, name, amount_yuan, left(person, 6) as id_region,
        case when difficulty_kind in ('registered_poor', 'lifted') then 'poor' else difficulty_kind end as list
    from payment
    where has_sound_id
        and difficulty_kind in ('registered_poor', 'lifted', 'dibao', 'tekun', 'orphan', 'disabled')
)
select 'category_not_in_source_list', c.county_code, c.period, c.person_key, 'difficulty_kind', sum(c.amount_yuan)
from claim as c
semi join delivered as d on c.county_code = d.county_code and c.period = d.period and c.list = d.list
semi join covered as v on c.period = v.period and c.list = v.list and c.id_region = v.id_region
anti join listed as l on c.period = l.period and c.list = l.list and c.person = l.person
anti join damaged as n
    on c.county_code = n.county_code and c.period = n.period and c.list = n.list and c.name = n.name
anti join damaged_there as h
    on c.id_region = h.id_region and c.period = h.period and c.list = h.list and c.name = h.name
group by all;

insert into finding
with candidate as (
    select r.county_code, r.period, r.person, r.name, r.school_code, r.xueji_no
    from roll as r
    semi join (from poor_person where is_poor) as p using (county_code, period, person)
    semi join (select distinct county_code, period from payment) as d using (county_code, period)
    where is_sound(r.id_status) and coalesce(r.status, 'in_school') = 'in_school'
        and r.stage in ('preschool', 'primary', 'junior', 'senior', 'vocational')
),
paid as (
    select county_code, period, person from payment where person is not null
    union all
    select county_code, period, person from remote_letter where topup_amount_yuan > 0 or is_aided_there
)
select distinct 'registered_poor_not_aided', c.county_code, c.period, c.person, 'id_number', null
from candidate as c
anti join paid as p on c.county_code = p.county_code and c.period = p.period and c.person = p.person
anti join payment as x on c.county_code = x.county_code and c.period = x.period and c.xueji_no = x.xueji_no
anti join payment as n
    on c.county_code = n.county_code and c.period = n.period and c.name = n.name and c.school_code = n.school_code;

insert into finding
select 'remote_double_paid', county_code, period, letter_no, 'topup_amount', sum(topup_amount_yuan)
from remote_letter where topup_amount_yuan > 0 and (is_aided_there or aided_amount_yuan > 0)
group by all;

insert into finding
with received as (
    select county_code, period, max(received_on) as received_on from file where dataset = 'remote_letter' group by all
)
select distinct 'remote_letter_unanswered', l.county_code, l.period, l.letter_no, 'replied_on', null
from remote_letter as l
join term as t on l.period = t.term
join received as r using (county_code, period)
where l.replied_on is null and date_diff('day', l.sent_on, least(t.ends_on, r.received_on)) > 30;

create temp table paid_card as
select county_code, period, person, person_key, payee_relation, amount_yuan, has_sound_id,
    case when regexp_full_match(card_no, '\d{9,25}') and (length(card_no) > 11 or replace(card_no, card_no[1], '') <> '')
    then card_no end as known_card
from payment where (card_no is not null and has_sound_id) or payee_relation in ('teacher', 'other');

insert into finding
with card_user as (
    select county_code, period, known_card, person
    from paid_card where has_sound_id and known_card is not null group by all
),
shared as (
    select county_code, period, known_card from card_user group by all having count(*) > 1
),
guardian as (
    select county_code, period, person, min(guardian_name || ':' || phone) as guardian
    from roll where is_sound(id_status) group by all
),
strangers as (
    select u.county_code, u.period, u.known_card
    from card_user as u
    semi join shared as s on u.county_code = s.county_code and u.period = s.period and u.known_card = s.known_card
    left join poor_person as h on u.county_code = h.county_code and u.period = h.period and u.person = h.person
    left join guardian as g on u.county_code = g.county_code and u.period = g.period and u.person = g.person
    group by all
    having not (count(h.household_no) = count(*) and count(distinct h.household_no) = 1)
        and not (count(g.guardian) = count(*) and count(distinct g.guardian) = 1)
)
select 'shared_or_wrong_bank_card', county_code, period, person_key, 'card_no', sum(amount_yuan)
from paid_card semi join strangers using (county_code, period, known_card)
where has_sound_id
group by all
union all
select 'shared_or_wrong_bank_card', county_code, period, person_key, 'payee_relation', sum(amount_yuan)
from paid_card where payee_relation in ('teacher', 'other')
group by all;

insert into finding
with change as (
    select * from roll_change where is_sound(id_status) and changed_on is not null
),
exit as (
    select * from change where change_kind in ('transfer_out', 'graduated', 'dropped_out', 'died')
),
back as (
    select county_code, person, max(changed_on) as returned_on
    from change where change_kind in ('transfer_in', 'resumed') group by all
),
final_exit as (
    select e.county_code, e.person, e.from_school_code, e.change_kind, e.changed_on
    from exit as e left join back as b using (county_code, person)
    where b.returned_on is null or b.returned_on <= e.changed_on
),
paid as (
    select distinct p.rowid, p.county_code, p.period, p.person_key, p.amount_yuan
    from payment as p
    join final_exit as e on p.county_code = e.county_code and p.person = e.person
    join term as t on p.period = t.term
    where p.has_sound_id and t.starts_on > e.changed_on
        and (e.change_kind = 'died' or p.school_code = e.from_school_code)
)
select 'subsidy_after_exit', county_code, period, person_key, 'amount', sum(amount_yuan) from paid group by all;

insert into finding
with aged as (
    select p.*, full_years(p.id_birth_on, t.starts_on) as age,
        case stage when 'preschool' then 2 when 'primary' then 5 when 'junior' then 10 else 13 end as youngest,
        case stage when 'preschool' then 7 when 'primary' then 16 when 'junior' then 19 else 22 end as oldest
    from payment as p join term as t on p.period = t.term
    where p.has_sound_id and p.stage in ('preschool', 'primary', 'junior', 'senior', 'vocational')
)
select 'subsidy_age_anomaly', county_code, period, person_key, 'stage', sum(amount_yuan)
from aged where age not between youngest and oldest
group by all;

-- Whoever is paid at two schools: all but the school that pays most.
insert into finding
with person as (
    select period, person from payment where has_sound_id and school_code is not null
    group by all having min(school_code) <> max(school_code)
),
paid as (
    select p.*, sum(p.amount_yuan) over (partition by p.period, p.person, p.school_code) as school_yuan
    from payment as p
    semi join person as s on p.period = s.period and p.person = s.person
    anti join moved_in_term as m on p.period = m.period and p.person = m.person
    where p.has_sound_id and p.school_code is not null
),
ranked as (
    select *, dense_rank() over (partition by period, person order by coalesce(school_yuan, 0) desc, school_code) as place
    from paid
)
select 'subsidy_cross_stage', county_code, period, person_key, 'school_code',
    sum(case when place = 1 then 0 else amount_yuan end)
from ranked group by all;

insert into finding
with repeated as (
    select county_code, period, person_key, sum(amount_yuan) - coalesce(max(amount_yuan), 0) as surplus_yuan
    from payment where has_sound_id and aid_item is not null
    group by county_code, period, person_key, aid_item, coalesce(school_code, school_name, '')
    having count(*) > 1
)
select 'subsidy_duplicate_same_term', county_code, period, person_key, 'amount', sum(surplus_yuan)
from repeated group by all;

insert into finding
with enrolled as (
    select county_code, period, person from roll where person is not null
    union all
    select county_code, period, person from external_enrolment where person is not null
)
select 'subsidy_without_enrolment', p.county_code, p.period, p.person_key, 'id_number', sum(p.amount_yuan)
from payment as p
semi join (select distinct county_code, period from roll) as d on p.county_code = d.county_code and p.period = d.period
anti join enrolled as e on p.county_code = e.county_code and p.period = e.period and p.person = e.person
anti join roll as n on p.county_code = n.county_code and p.period = n.period and p.xueji_no = n.xueji_no
where p.has_sound_id and p.stage in ('primary', 'junior', 'senior', 'vocational')
group by all;

-- ---------------------------------------------------------------- reporting
insert into finding
with reported as (
    select county_code, period, difficulty_kind, sum(person_times) as said_times, sum(amount_yuan) as said_yuan
    from subsidy_summary where difficulty_kind is not null group by all
),
paid as (
    select county_code, period, difficulty_kind, count(*) as paid_times, sum(amount_yuan) as paid_yuan
    from payment where difficulty_kind is not null group by all
),
compared as (
    select r.*, coalesce(p.paid_times, 0) as paid_times, coalesce(p.paid_yuan, 0) as paid_yuan
    from reported as r
    semi join (select distinct county_code, period from payment) as d using (county_code, period)
    left join paid as p using (county_code, period, difficulty_kind)
)
select 'report_vs_ledger', county_code, period, difficulty_kind, 'person_times', null
from compared where said_times <> paid_times
union all
select 'report_vs_ledger', county_code, period, difficulty_kind, 'amount', abs(said_yuan - paid_yuan)
from compared where abs(said_yuan - paid_yuan) > 0.5;

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
