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
