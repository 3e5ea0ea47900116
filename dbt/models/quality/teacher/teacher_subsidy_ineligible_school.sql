with checked as (
    select
        person_key,
        school_name,
        registered_area_type,
        amount_yuan,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_teacher_allowance_school') }}
    where allowance_item = 'rural_living' and registered_area_type is not null
),

failed as (
    select
        *,
        'teacher_allowance' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'school_name' as field,
        school_name as observed,
        '乡村或镇区学校 / a rural or town school' as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where registered_area_type = 'urban'
)

{{ rule_rows() }}
