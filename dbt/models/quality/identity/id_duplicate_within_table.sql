with checked as (
    select
        'school_roll' as named_in,
        coalesce(school_code, school_name, '') as list_key,
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
    where status = 'in_school' and id_number_status in ('ok', 'legacy15', 'cert')
    union all
    select
        'poverty_member' as named_in,
        '' as list_key,
        person_token,
        id_number,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_member') }}
    where id_number_status in ('ok', 'legacy15', 'cert')
    union all
    select
        'teacher' as named_in,
        '' as list_key,
        person_token,
        id_number,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_teacher') }}
    where id_number_status in ('ok', 'legacy15', 'cert')
    union all
    select
        'special_group' as named_in,
        group_kind as list_key,
        person_token,
        id_number,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_special_group') }}
    where group_kind is not null and id_number_status in ('ok', 'legacy15', 'cert')
),

repeated as (
    select
        _county_code,
        _period,
        named_in,
        list_key,
        person_token
    from checked
    group by _county_code, _period, named_in, list_key, person_token
    having count(*) > 1
),

failed as (
    select
        c.*,
        c.named_in as dataset,
        'person' as entity_kind,
        c.person_token as entity_key,
        'id_number' as field,
        c.id_number as observed,
        '1' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked as c
    inner join repeated as r
        on
            c._county_code = r._county_code
            and c._period = r._period
            and c.named_in = r.named_in
            and c.list_key = r.list_key
            and c.person_token = r.person_token
)

{{ rule_rows() }}
