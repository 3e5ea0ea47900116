with members as (
    select * from {{ ref('stg_poverty_member') }}
),

required_fields as (
    select
        delivery_id,
        field as required_field
    from {{ source('inputs', 'column_map') }}
    where dataset = 'poverty_member' and field in ('ethnicity', 'health', 'labour', 'relation')
),

checked as (
    select
        f.required_field,
        coalesce(m.person_token, m.name_token || ':' || m.household_no) as person_key,
        case f.required_field
            when 'ethnicity' then m.ethnicity
            when 'health' then m.health
            when 'labour' then m.labour
            else m.relation
        end as filled,
        m._county_code,
        m._period,
        {{ lineage('m') }}
    from members as m
    inner join required_fields as f on m._delivery_id = f.delivery_id
),

failed as (
    select
        *,
        'poverty_member' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        required_field as field,
        cast(null as varchar(255)) as observed,
        '按实际填写 / filled in' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where filled is null
)

{{ rule_rows() }}
