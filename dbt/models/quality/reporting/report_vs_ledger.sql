with reported as (
    select
        difficulty_kind,
        person_times,
        amount_yuan,
        count(*) over (partition by _county_code, _period, difficulty_kind) as lines_of_kind,
        row_number() over (
            partition by _county_code, _period, difficulty_kind order by _file_name, _sheet, _row
        ) as line_of_kind,
        sum(person_times) over (partition by _county_code, _period, difficulty_kind) as reported_person_times,
        sum(amount_yuan) over (partition by _county_code, _period, difficulty_kind) as reported_yuan,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_subsidy_summary') }}
    where difficulty_kind is not null
),

payments as (
    select * from {{ ref('stg_subsidy_payment') }}
),

payments_delivered as (
    select distinct
        _county_code,
        _period
    from payments
),

paid as (
    select
        _county_code,
        _period,
        difficulty_kind,
        count(*) as paid_person_times,
        sum(amount_yuan) as paid_yuan
    from payments
    where difficulty_kind is not null
    group by _county_code, _period, difficulty_kind
),

checked as (
    select
        r.difficulty_kind,
        r.lines_of_kind,
        r.reported_person_times,
        r.reported_yuan,
        coalesce(p.paid_person_times, 0) as paid_person_times,
        coalesce(p.paid_yuan, cast(0 as decimal(18, 4))) as paid_yuan,
        r._county_code,
        r._period,
        {{ lineage('r') }}
    from reported as r
    inner join payments_delivered as d on r._county_code = d._county_code and r._period = d._period
    left join paid as p
        on r._county_code = p._county_code and r._period = p._period and r.difficulty_kind = p.difficulty_kind
    where r.line_of_kind = 1
),

failed as (
    select
        *,
        'subsidy_summary' as dataset,
        'difficulty_kind' as entity_kind,
        difficulty_kind as entity_key,
        'person_times' as field,
        {{ plain_number('reported_person_times') }} as observed,
        {{ plain_number('paid_person_times') }} as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where reported_person_times <> paid_person_times
    union all
    select
        *,
        'subsidy_summary' as dataset,
        'difficulty_kind' as entity_kind,
        difficulty_kind as entity_key,
        'amount' as field,
        {{ plain_number('reported_yuan') }} as observed,
        {{ plain_number('paid_yuan') }} as expected,
        cast(abs(reported_yuan - paid_yuan) as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where abs(reported_yuan - paid_yuan) > 0.5
),

-- Where the summary splits a kind into several lines, each line is a part of the sum.
evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        f.field,
        'part' as role,
        'subsidy_summary' as ev_dataset,
        f.field as ev_field,
        r._delivery_id as ev_delivery_id,
        r._file_name as ev_file_name,
        r._file_sha256 as ev_file_sha256,
        r._sheet as ev_sheet,
        r._row as ev_row,
        case
            when f.field = 'amount' then {{ plain_number('r.amount_yuan') }}
            else {{ plain_number('r.person_times') }}
        end as value
    from failed as f
    inner join reported as r
        on
            f._county_code = r._county_code
            and f._period = r._period
            and f.difficulty_kind = r.difficulty_kind
    where f.lines_of_kind > 1
)

{{ rule_rows(evidence='evidence') }}
