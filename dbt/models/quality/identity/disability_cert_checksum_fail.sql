with certificates as (
    select
        'special_group' as named_in,
        person_token,
        name_token,
        disability_cert_no,
        disability_cert_no_status,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_special_group') }}
    union all
    select
        'poverty_member' as named_in,
        person_token,
        name_token,
        disability_cert_no,
        disability_cert_no_status,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_member') }}
),

checked as (
    select
        *,
        coalesce(person_token, coalesce(name_token, '') || ':' || named_in) as person_key
    from certificates
    where disability_cert_no_status not in ('missing', 'set_aside')
),

failed as (
    select
        *,
        named_in as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'disability_cert_no' as field,
        disability_cert_no as observed,
        '20 或 22 / either 20 or 22' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where disability_cert_no_status = 'cert_invalid'
)

{{ rule_rows() }}
