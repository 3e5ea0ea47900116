with checked as (
    select
        dataset as named_in,
        person_token,
        birth_on,
        id_birth_on,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_person_mention') }}
    where
        dataset in ('school_roll', 'poverty_member', 'teacher')
        and id_number_status in ('ok', 'legacy15', 'cert')
        and birth_on is not null
        and id_birth_on is not null
),

failed as (
    select
        *,
        named_in as dataset,
        'person' as entity_kind,
        person_token as entity_key,
        'birth_on' as field,
        cast(birth_on as varchar(255)) as observed,
        cast(id_birth_on as varchar(255)) as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where
        birth_on <> id_birth_on
        -- A month without a day is read as its first day.
        and not (
            day(birth_on) = 1 and year(birth_on) = year(id_birth_on) and month(birth_on) = month(id_birth_on)
        )
)

{{ rule_rows() }}
