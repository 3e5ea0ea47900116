with checked as (
    select
        dataset as named_in,
        id_number,
        id_number_status,
        coalesce(
            person_token, coalesce(name_token, '') || ':' || coalesce(school_code, dataset)
        ) as person_key,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_person_mention') }}
    where id_number_status not in ('missing', 'set_aside')
),

failed as (
    select
        *,
        named_in as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'id_number' as field,
        id_number as observed,
        '18' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where id_number_status = 'length'
)

{{ rule_rows() }}
