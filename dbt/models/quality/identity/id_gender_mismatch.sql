with checked as (
    select
        dataset as named_in,
        person_token,
        gender,
        id_gender,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_person_mention') }}
    where
        dataset in ('school_roll', 'poverty_member', 'special_group', 'teacher')
        and id_number_status in ('ok', 'legacy15', 'cert')
        and gender is not null
        and id_gender is not null
),

failed as (
    select
        *,
        named_in as dataset,
        'person' as entity_kind,
        person_token as entity_key,
        'gender' as field,
        case when gender = 'male' then '男 / male' else '女 / female' end as observed,
        case when id_gender = 'male' then '男 / male' else '女 / female' end as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where gender <> id_gender
)

{{ rule_rows() }}
