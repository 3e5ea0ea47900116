with checked as (
    select
        person_key,
        paid_tier,
        registered_tier,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_teacher_allowance_school') }}
    where
        paid_tier is not null
        and registered_tier is not null
        and coalesce(registered_area_type, 'rural') <> 'urban'
),

failed as (
    select
        *,
        'teacher_allowance' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'rural_tier' as field,
        case paid_tier
            when 'tier1' then '一类 / tier 1'
            when 'tier2' then '二类 / tier 2'
            else '三类 / tier 3'
        end as observed,
        case registered_tier
            when 'tier1' then '一类 / tier 1'
            when 'tier2' then '二类 / tier 2'
            else '三类 / tier 3'
        end as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where paid_tier <> registered_tier
)

{{ rule_rows() }}
