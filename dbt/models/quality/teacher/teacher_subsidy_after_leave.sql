with teachers as (
    select * from {{ ref('stg_teacher') }}
    where id_number_status in ('ok', 'legacy15', 'cert')
),

-- Somebody who left one school and is listed without a date of leaving elsewhere has not left.
leavers as (
    select
        _county_code,
        _period,
        person_token,
        max(left_on) as left_on,
        count(*) - count(left_on) as entries_in_post
    from teachers
    group by _county_code, _period, person_token
),

checked as (
    select
        a.person_token,
        a.monthly_standard_yuan,
        a.months,
        a.to_month,
        l.entries_in_post,
        substr(cast(l.left_on as varchar(255)), 1, 7) as left_month,
        a._county_code,
        a._period,
        {{ lineage('a') }}
    from {{ ref('stg_teacher_allowance') }} as a
    inner join leavers as l
        on a._county_code = l._county_code and a._period = l._period and a.person_token = l.person_token
    where a.id_number_status in ('ok', 'legacy15', 'cert') and a.to_month is not null
),

paid_too_long as (
    select
        *,
        cast(substr(to_month, 1, 4) as integer) * 12 + cast(substr(to_month, 6, 2) as integer)
        - cast(substr(left_month, 1, 4) as integer) * 12 - cast(substr(left_month, 6, 2) as integer)
            as months_after_leaving
    from checked
    where entries_in_post = 0 and to_month > left_month
),

failed as (
    select
        *,
        'teacher_allowance' as dataset,
        'person' as entity_kind,
        person_token as entity_key,
        'to_month' as field,
        to_month as observed,
        left_month as expected,
        cast(
            case when months < months_after_leaving then months else months_after_leaving end
            * monthly_standard_yuan as decimal(18, 4)
        ) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from paid_too_long
),

persons_failed as (
    select distinct
        _county_code,
        _period,
        person_token,
        entity_key,
        field
    from failed
),

evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        f.field,
        'leaving' as role,
        'teacher' as ev_dataset,
        'left_on' as ev_field,
        t._delivery_id as ev_delivery_id,
        t._file_name as ev_file_name,
        t._file_sha256 as ev_file_sha256,
        t._sheet as ev_sheet,
        t._row as ev_row,
        cast(t.left_on as varchar(255)) as value
    from persons_failed as f
    inner join teachers as t
        on f._county_code = t._county_code and f._period = t._period and f.person_token = t.person_token
)

{{ rule_rows(evidence='evidence') }}
