with checked as (
    select
        dataset as named_in,
        name,
        name_status,
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
    where name_status is not null
),

failed as (
    select
        *,
        named_in as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'name' as field,
        name as observed,
        '汉字或间隔号 / Han characters or ·' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where name_status in ('digits', 'letters', 'brackets')
)

{{ rule_rows() }}
