-- Findings on payments of student aid, and on what was reported of it.

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
