with roll as (
    select * from {{ ref('stg_school_roll') }}
    where
        id_number_status in ('ok', 'legacy15', 'cert')
        and coalesce(status, 'in_school') = 'in_school'
        and boarding is not null
),

-- A pupil on the roll of two schools counts as a boarder as soon as one of them says so.
pupils as (
    select
        _county_code,
        _period,
        person_token,
        max(case when boarding = 'boarding' then 1 else 0 end) as boards_somewhere,
        max(case when boarding = 'day' then 1 else 0 end) as goes_home_somewhere
    from roll
    group by _county_code, _period, person_token
),

checked as (
    select
        p.person_key,
        p.person_token,
        p.amount_yuan,
        r.boards_somewhere = 0 and r.goes_home_somewhere = 1 as is_day_pupil,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from {{ ref('int_payment') }} as p
    inner join pupils as r
        on p._county_code = r._county_code and p._period = r._period and p.person_token = r.person_token
    where p.has_sound_id and p.aid_item = 'boarding_living'
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'aid_item' as field,
        '寄宿生生活补助 / living allowance for boarders' as observed,
        '走读 / day pupil' as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where is_day_pupil
),

evidence as (
    select distinct
        f._county_code,
        f._period,
        f.entity_key,
        f.field,
        'roll' as role,
        'school_roll' as ev_dataset,
        'boarding' as ev_field,
        r._delivery_id as ev_delivery_id,
        r._file_name as ev_file_name,
        r._file_sha256 as ev_file_sha256,
        r._sheet as ev_sheet,
        r._row as ev_row,
        '走读 / day pupil' as value
    from failed as f
    inner join roll as r
        on
            f._county_code = r._county_code
            and f._period = r._period
            and f.person_token = r.person_token
            and r.boarding = 'day'
)

{{ rule_rows(evidence='evidence') }}
