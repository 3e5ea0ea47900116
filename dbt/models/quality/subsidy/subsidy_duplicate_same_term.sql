with checked as (
    select
        person_key,
        person_token,
        aid_item,
        coalesce(school_key, '') as school_key,
        amount_yuan,
        _county_code,
        _period,
        {{ lineage() }}
    from {{ ref('int_payment') }}
    where has_sound_id and aid_item is not null
),

paid_again as (
    select
        _county_code,
        _period,
        person_token,
        aid_item,
        school_key
    from checked
    group by _county_code, _period, person_token, aid_item, school_key
    having count(*) > 1
),

ranked_payments as (
    select
        c.person_key,
        c.amount_yuan,
        row_number() over (
            partition by c._county_code, c._period, c.person_token, c.aid_item, c.school_key
            order by coalesce(c.amount_yuan, 0) desc, c._file_name asc, c._sheet asc, c._row asc
        ) as size_rank,
        c._county_code,
        c._period,
        {{ lineage('c') }}
    from checked as c
    inner join paid_again as a
        on
            c._county_code = a._county_code
            and c._period = a._period
            and c.person_token = a.person_token
            and c.aid_item = a.aid_item
            and c.school_key = a.school_key
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
    from ranked_payments
)

{{ rule_rows() }}
