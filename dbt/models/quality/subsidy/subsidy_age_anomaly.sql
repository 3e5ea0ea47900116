with checked as (
    select
        person_key,
        amount_yuan,
        {{ full_years('id_birth_on', 'term_starts_on') }} as age_years,
        case stage
            when 'preschool' then 2
            when 'primary' then 5
            when 'junior' then 10
            else 13
        end as youngest,
        case stage
            when 'preschool' then 7
            when 'primary' then 16
            when 'junior' then 19
            else 22
        end as oldest,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_payment') }}
    where
        has_sound_id
        and id_birth_on is not null
        and term_starts_on is not null
        and stage in ('preschool', 'primary', 'junior', 'senior', 'vocational')
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'stage' as field,
        cast(age_years as varchar(255)) as observed,
        cast(youngest as varchar(255)) || '-' || cast(oldest as varchar(255)) as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where age_years < youngest or age_years > oldest
)

{{ rule_rows() }}
