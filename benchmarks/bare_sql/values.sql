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
