with checked as (
    select
        p.person_key,
        p.amount_yuan,
        a.verdict,
        a.allowed_text,
        a.nearest_standard_id,
        a.excess_yuan,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from {{ ref('int_payment') }} as p
    inner join {{ ref('int_amount_against_standard') }} as a
        on
            p._county_code = a.county_code
            and p._period = a.period
            and p.aid_item = a.aid_item
            and coalesce(p.stage, '') = coalesce(a.stage, '')
            and p.amount_yuan = a.amount_yuan
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'amount' as field,
        {{ plain_number('amount_yuan') }} as observed,
        allowed_text as expected,
        excess_yuan as at_stake_yuan,
        nearest_standard_id as standard_id
    from checked
    where verdict = 'off_standard'
)

{{ rule_rows(no_standard="verdict = 'no_standard'") }}
