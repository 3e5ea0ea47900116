with payments as (
    select
        *,
        case
            when
                has_sound_id
                and (
                    card_no_status = 'ok'
                    or (card_no_status = 'invalid' and {{ matches('card_no', '^[0-9]{12,25}$') }})
                )
                then card_no
        end as known_card_no
    from {{ ref('int_payment') }}
),

households as (
    select
        m.county_code,
        t.term,
        m.person_token,
        min(m.household_no) as household_no
    from {{ ref('int_poor_member') }} as m
    inner join {{ ref('int_period_term') }} as t on m.period = t.period
    where m.id_number_status in ('ok', 'legacy15', 'cert')
    group by m.county_code, t.term, m.person_token
),

guardians as (
    select
        _county_code,
        _period,
        person_token,
        min(guardian_name_token || ':' || phone) as guardian_key
    from {{ ref('stg_school_roll') }}
    where id_number_status in ('ok', 'legacy15', 'cert')
    group by _county_code, _period, person_token
),

card_users as (
    select
        _county_code,
        _period,
        known_card_no,
        person_token
    from payments
    where known_card_no is not null
    group by _county_code, _period, known_card_no, person_token
),

several_users as (
    select
        _county_code,
        _period,
        known_card_no
    from card_users
    group by _county_code, _period, known_card_no
    having count(*) > 1
),

families as (
    select
        u.*,
        h.household_no,
        g.guardian_key
    from card_users as u
    inner join several_users as s
        on
            u._county_code = s._county_code
            and u._period = s._period
            and u.known_card_no = s.known_card_no
    left join households as h
        on u._county_code = h.county_code and u._period = h.term and u.person_token = h.person_token
    left join guardians as g
        on u._county_code = g._county_code and u._period = g._period and u.person_token = g.person_token
),

strangers_cards as (
    select
        _county_code,
        _period,
        known_card_no,
        min(person_token) as first_person_token,
        max(person_token) as last_person_token
    from families
    group by _county_code, _period, known_card_no
    having
        not (count(household_no) = count(*) and count(distinct household_no) = 1)
        and not (count(guardian_key) = count(*) and count(distinct guardian_key) = 1)
),

checked as (
    select
        p.person_key,
        p.person_token,
        p.card_no,
        p.payee_relation,
        p.amount_yuan,
        case
            when p.person_token = c.first_person_token then c.last_person_token else c.first_person_token
        end as other_person_token,
        c.known_card_no is not null as is_shared_by_strangers,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from payments as p
    left join strangers_cards as c
        on
            p._county_code = c._county_code
            and p._period = c._period
            and p.known_card_no = c.known_card_no
    where p.known_card_no is not null or p.payee_relation is not null
),

failed as (
    select
        card_no,
        other_person_token,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'card_no' as field,
        card_no as observed,
        '本人或监护人的卡 / a card of the pupil or guardian' as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where is_shared_by_strangers
    union all
    select
        card_no,
        other_person_token,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'payee_relation' as field,
        case
            when payee_relation = 'teacher' then '教师的卡 / a card of a teacher'
            else '他人的卡 / a card of somebody else'
        end as observed,
        '本人或监护人的卡 / a card of the pupil or guardian' as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where payee_relation in ('teacher', 'other')
),

-- One row of another user of the card is enough to show that it is shared.
first_rows as (
    select
        *,
        row_number() over (
            partition by _county_code, _period, card_no, person_token order by _file_name, _sheet, _row
        ) as occurrence
    from checked
    where is_shared_by_strangers
),

pupils_failed as (
    select distinct
        _county_code,
        _period,
        entity_key,
        card_no,
        other_person_token
    from failed
    where field = 'card_no'
),

evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        'card_no' as field,
        'other_user' as role,
        'subsidy_payment' as ev_dataset,
        'card_no' as ev_field,
        o._delivery_id as ev_delivery_id,
        o._file_name as ev_file_name,
        o._file_sha256 as ev_file_sha256,
        o._sheet as ev_sheet,
        o._row as ev_row,
        o.card_no as value
    from pupils_failed as f
    inner join first_rows as o
        on
            f._county_code = o._county_code
            and f._period = o._period
            and f.card_no = o.card_no
            and f.other_person_token = o.person_token
            and o.occurrence = 1
)

{{ rule_rows(evidence='evidence') }}
