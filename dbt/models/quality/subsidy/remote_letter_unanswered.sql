with terms as (
    select distinct
        term,
        ends_on
    from {{ ref('int_period_term') }}
    where period = term
),

received as (
    select
        delivery_id,
        cast(received_at as date) as received_on
    from {{ source('inputs', 'deliveries') }}
    where is_active
),

-- Nobody knows what was answered after the file came.
checked as (
    select
        l.letter_no,
        l.sent_on,
        l.replied_on,
        {{ days_between('l.sent_on', 'least(t.ends_on, coalesce(r.received_on, t.ends_on))') }} as days_waited,
        l._county_code,
        l._period,
        {{ lineage('l') }}
    from {{ ref('stg_remote_letter') }} as l
    inner join terms as t on l._period = t.term
    left join received as r on l._delivery_id = r.delivery_id
    where l.sent_on is not null
),

failed as (
    select
        *,
        'remote_letter' as dataset,
        'letter' as entity_kind,
        letter_no as entity_key,
        'replied_on' as field,
        cast(sent_on as varchar(255)) as observed,
        '30' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where replied_on is null and days_waited > 30
)

{{ rule_rows() }}
