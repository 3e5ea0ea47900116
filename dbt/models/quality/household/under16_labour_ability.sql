with members as (
    select
        coalesce(person_token, name_token || ':' || household_no) as person_key,
        labour,
        {{ full_years('id_birth_on', "cast(substr(_period, 1, 4) || '-12-31' as date)") }} as age,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_member') }}
    where id_number_status in ('ok', 'legacy15', 'cert') and id_birth_on is not null and labour is not null
),

checked as (
    select * from members
    where age < 16
),

failed as (
    select
        *,
        'poverty_member' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'labour' as field,
        cast(age as varchar(255)) as observed,
        '16' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where labour <> 'none'
)

{{ rule_rows() }}
