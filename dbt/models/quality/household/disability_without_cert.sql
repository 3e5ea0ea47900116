with checked as (
    select
        coalesce(person_token, name_token || ':' || household_no) as person_key,
        id_number_status,
        disability_cert_no_status,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_member') }}
    where health = 'disabled'
),

failed as (
    select
        *,
        'poverty_member' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'disability_cert_no' as field,
        cast(null as varchar(255)) as observed,
        '20' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    -- A certificate written into the identity number is a certificate.
    where disability_cert_no_status = 'missing' and id_number_status <> 'cert'
)

{{ rule_rows() }}
