with checked as (
    select
        coalesce(
            person_token, coalesce(name_token, 'unnamed') || ':' || coalesce(school_code, school_name, '')
        ) as person_key,
        amount_yuan,
        cast(monthly_standard_yuan * months as decimal(18, 4)) as product_yuan,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_teacher_allowance') }}
    where monthly_standard_yuan is not null and months is not null and amount_yuan is not null
),

failed as (
    select
        *,
        'teacher_allowance' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'amount' as field,
        {{ plain_number('amount_yuan') }} as observed,
        {{ plain_number('product_yuan') }} as expected,
        cast(abs(amount_yuan - product_yuan) as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where abs(product_yuan - amount_yuan) > 0.01
)

{{ rule_rows() }}
