with checked as (
    select
        coalesce(person_token, name_token || ':' || household_no) as person_key,
        gender,
        case
            when relation in ('son', 'father', 'grandson', 'son_in_law') then 'male'
            else 'female'
        end as gender_by_relation,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_member') }}
    where
        gender is not null
        and relation in (
            'son', 'father', 'grandson', 'son_in_law',
            'daughter', 'mother', 'granddaughter', 'daughter_in_law'
        )
),

failed as (
    select
        *,
        'poverty_member' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'gender' as field,
        case when gender = 'male' then '男 / male' else '女 / female' end as observed,
        case when gender_by_relation = 'male' then '男 / male' else '女 / female' end as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where gender <> gender_by_relation
)

{{ rule_rows() }}
