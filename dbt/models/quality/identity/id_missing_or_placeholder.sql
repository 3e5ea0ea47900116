with id_columns as (
    select distinct delivery_id
    from {{ source('inputs', 'column_map') }}
    where field = 'id_number'
),

-- A table without the column has no identity numbers to miss: the delivery checks say so once.
checked as (
    select
        m.dataset as named_in,
        m.id_number,
        m.id_number_status,
        coalesce(
            m.person_token, coalesce(m.name_token, '') || ':' || coalesce(m.school_code, m.dataset)
        ) as person_key,
        m._county_code,
        m._period,
        {{ lineage('m') }}
    from {{ ref('int_person_mention') }} as m
    inner join id_columns as c on m._delivery_id = c.delivery_id
    where m.id_number_status is not null
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
    where id_number_status in ('missing', 'placeholder')
)

{{ rule_rows() }}
