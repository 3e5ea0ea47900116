with phones as (
    select
        'school_roll' as named_in,
        'person' as owner_kind,
        coalesce(
            person_token, coalesce(name_token, '') || ':' || coalesce(school_code, school_name)
        ) as owner_key,
        phone,
        phone_status,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_school_roll') }}
    union all
    select
        'poverty_household' as named_in,
        'household' as owner_kind,
        household_no as owner_key,
        phone,
        phone_status,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_household') }}
    union all
    select
        'teacher' as named_in,
        'person' as owner_kind,
        coalesce(
            person_token, coalesce(name_token, '') || ':' || coalesce(school_code, school_name)
        ) as owner_key,
        phone,
        phone_status,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_teacher') }}
),

checked as (
    select * from phones
    where phone_status not in ('missing', 'set_aside')
),

failed as (
    select
        *,
        named_in as dataset,
        owner_kind as entity_kind,
        owner_key as entity_key,
        'phone' as field,
        phone as observed,
        '一个11位手机号或带区号的固定电话 / one mobile number of 11 digits or a landline with area code' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where phone_status in ('invalid', 'several')
)

{{ rule_rows() }}
