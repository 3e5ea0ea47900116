with checked as (
    select
        coalesce(person_token, name_token || ':' || household_no) as person_key,
        education_level,
        school_status,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_member') }}
    where education_level is not null or school_status is not null
),

failed as (
    select
        *,
        'poverty_member' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'education_level' as field,
        '两项均已填写 / both are filled in' as observed,
        '只填一项 / only one is' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where education_level is not null and school_status is not null
)

{{ rule_rows() }}
