with payments as (
    select * from {{ ref('stg_subsidy_payment') }}
),

terms as (
    select distinct
        term,
        starts_on,
        ends_on
    from {{ ref('int_period_term') }}
    where period = term
),

final as (
    select
        coalesce(
            p.person_token,
            coalesce(p.name_token, 'unnamed') || ':' || coalesce(p.school_code, p.school_name, '')
        ) as person_key,
        p.person_token,
        p.name_token,
        p.id_number,
        p.xueji_no,
        coalesce(p.school_code, p.school_name) as school_key,
        p.school_code,
        {{ stage_of('p.stage', 'p.grade') }} as stage,
        p.difficulty_kind,
        p.aid_item,
        p.card_no,
        p.card_no_status,
        p.payee_relation,
        p.amount_yuan,
        coalesce(p.id_number_status in ('ok', 'legacy15', 'cert'), false) as has_sound_id,
        p.id_birth_on,
        t.starts_on as term_starts_on,
        t.ends_on as term_ends_on,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from payments as p
    left join terms as t on p._period = t.term
)

select * from final
