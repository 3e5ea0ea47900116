with payments as (
    select
        *,
        coalesce(id_number_status in ('ok', 'legacy15', 'cert'), false) as has_sound_id
    from {{ ref('stg_subsidy_payment') }}
),

terms as (
    select distinct
        term,
        starts_on,
        ends_on
    from {{ ref('int_period_term') }}
    where period = term
),

roll as (
    select * from {{ ref('stg_school_roll') }}
    where person_token is not null
),

by_xueji_no as (
    select
        _county_code,
        _period,
        xueji_no,
        min(person_token) as person_token
    from roll
    where xueji_no is not null
    group by _county_code, _period, xueji_no
    having count(distinct person_token) = 1
),

by_name_and_school as (
    select
        _county_code,
        _period,
        name_token,
        school_code,
        min(person_token) as person_token
    from roll
    where name_token is not null and school_code is not null
    group by _county_code, _period, name_token, school_code
    having count(distinct person_token) = 1
),

final as (
    select
        coalesce(
            p.person_token,
            coalesce(p.name_token, 'unnamed') || ':' || coalesce(p.school_code, p.school_name, '')
        ) as person_key,
        p.person_token,
        case
            when p.has_sound_id and p.person_token is not null then p.person_token
            else coalesce(x.person_token, n.person_token, p.person_token)
        end as pupil_token,
        case
            when p.has_sound_id and p.person_token is not null then 'id_number'
            when x.person_token is not null then 'xueji_no'
            when n.person_token is not null then 'name_and_school'
            when p.person_token is not null then 'unchecked_id'
        end as pupil_link,
        p.name_token,
        p.id_number,
        p.id_number_status,
        p.xueji_no,
        coalesce(p.school_code, p.school_name) as school_key,
        p.school_code,
        p.school_name,
        {{ stage_of('p.stage', 'p.grade') }} as stage,
        p.grade,
        p.boarding,
        p.difficulty_kind,
        p.aid_item,
        p.term,
        p.card_no,
        p.card_no_status,
        p.payee_relation,
        p.amount_yuan,
        p.has_sound_id,
        p.id_birth_on,
        t.starts_on as term_starts_on,
        t.ends_on as term_ends_on,
        p.paid_on,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from payments as p
    left join terms as t on p._period = t.term
    left join by_xueji_no as x
        on p._county_code = x._county_code and p._period = x._period and p.xueji_no = x.xueji_no
    left join by_name_and_school as n
        on
            p._county_code = n._county_code and p._period = n._period
            and p.name_token = n.name_token and p.school_code = n.school_code
)

select * from final
