with checked as (
    select
        name_token,
        birth_on,
        school_code,
        person_token,
        id_number,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_school_roll') }}
    where
        id_number_status in ('ok', 'legacy15', 'cert')
        and name_token is not null
        and birth_on is not null
        and school_code is not null
),

namesakes as (
    select
        _county_code,
        _period,
        school_code,
        name_token,
        birth_on
    from checked
    group by _county_code, _period, school_code, name_token, birth_on
    having min(person_token) <> max(person_token)
),

numbers as (
    select distinct
        c._county_code,
        c._period,
        c.school_code,
        c.name_token,
        c.birth_on,
        c.person_token,
        c.id_number
    from checked as c
    inner join namesakes as n
        on
            c._county_code = n._county_code
            and c._period = n._period
            and c.school_code = n.school_code
            and c.name_token = n.name_token
            and c.birth_on = n.birth_on
),

close_pairs as (
    select
        a._county_code,
        a._period,
        a.school_code,
        a.person_token,
        min(b.id_number) as other_id_number
    from numbers as a
    inner join numbers as b
        on
            a._county_code = b._county_code
            and a._period = b._period
            and a.school_code = b.school_code
            and a.name_token = b.name_token
            and a.birth_on = b.birth_on
    where a.person_token <> b.person_token and levenshtein(a.id_number, b.id_number) <= 2
    group by a._county_code, a._period, a.school_code, a.person_token
),

failed as (
    select
        c.*,
        'school_roll' as dataset,
        'person' as entity_kind,
        c.name_token || ':' || c.school_code as entity_key,
        'id_number' as field,
        c.id_number as observed,
        p.other_id_number as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked as c
    inner join close_pairs as p
        on
            c._county_code = p._county_code
            and c._period = p._period
            and c.school_code = p.school_code
            and c.person_token = p.person_token
)

{{ rule_rows() }}
