with payments as (
    select
        *,
        _county_code as county_code,
        _period as period,
        coalesce(id_number_status in ('ok', 'legacy15', 'cert'), false) and person_token is not null as has_good_id
    from {{ ref('stg_subsidy_payment') }}
),

roll as (
    select * from {{ ref('stg_school_roll') }}
    where person_token is not null
),

by_xueji_no as (
    select
        _county_code as county_code,
        _period as period,
        xueji_no,
        min(person_token) as person_token
    from roll
    where xueji_no is not null
    group by _county_code, _period, xueji_no
    having count(distinct person_token) = 1
),

by_name_and_school as (
    select
        _county_code as county_code,
        _period as period,
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
        p.county_code,
        p.period,
        case
            when p.has_good_id then p.person_token
            else coalesce(x.person_token, n.person_token, p.person_token)
        end as person_token,
        case
            when p.has_good_id then 'id_number'
            when x.person_token is not null then 'xueji_no'
            when n.person_token is not null then 'name_and_school'
            when p.person_token is not null then 'unchecked_id'
        end as person_link,
        p.id_number_status,
        p.name_token,
        p.school_code,
        p.school_name,
        {{ stage_of('p.stage', 'p.grade') }} as stage,
        p.grade,
        p.boarding,
        p.difficulty_kind,
        p.aid_item,
        p.term,
        p.payee_relation,
        p.amount_yuan,
        p.paid_on,
        {{ lineage('p') }}
    from payments as p
    left join by_xueji_no as x
        on p.county_code = x.county_code and p.period = x.period and p.xueji_no = x.xueji_no
    left join by_name_and_school as n
        on
            p.county_code = n.county_code and p.period = n.period
            and p.name_token = n.name_token and p.school_code = n.school_code
)

select * from final
