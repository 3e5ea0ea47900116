with checked as (
    select
        person_key,
        amount_yuan,
        count(*) over (
            partition by _county_code, _period, person_token, aid_item, school_key
        ) as times_paid,
        row_number() over (
            partition by _county_code, _period, person_token, aid_item, school_key
            order by coalesce(amount_yuan, 0) desc, _file_name asc, _sheet asc, _row asc
        ) as size_rank,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_payment') }}
    where has_sound_id and aid_item is not null
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'amount' as field,
        {{ plain_number('amount_yuan') }} as observed,
        '1' as expected,
        case when size_rank = 1 then cast(0 as decimal(18, 4)) else amount_yuan end as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where times_paid > 1
)

{{ rule_rows() }}
