with changes as (
    select * from {{ ref('stg_roll_change') }}
    where id_number_status in ('ok', 'legacy15', 'cert') and changed_on is not null
),

counties_with_changes as (
    select distinct _county_code from {{ ref('stg_roll_change') }}
),

exits as (
    select * from changes
    where change_kind in ('transfer_out', 'graduated', 'dropped_out', 'died')
),

returns as (
    select
        _county_code,
        person_token,
        max(changed_on) as last_return_on
    from changes
    where change_kind in ('transfer_in', 'resumed')
    group by _county_code, person_token
),

checked as (
    select
        p.person_key,
        p.person_token,
        p.school_code,
        p.amount_yuan,
        p.term_starts_on,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from {{ ref('int_payment') }} as p
    inner join counties_with_changes as c on p._county_code = c._county_code
    where p.has_sound_id and p.term_starts_on is not null
),

paid_after_exit as (
    select
        c.*,
        x.changed_on as exited_on,
        x._delivery_id as exit_delivery_id,
        x._file_name as exit_file_name,
        x._file_sha256 as exit_file_sha256,
        x._sheet as exit_sheet,
        x._row as exit_row,
        row_number() over (
            partition by c._delivery_id, c._sheet, c._row
            order by x.changed_on desc, x._file_name asc, x._sheet asc, x._row asc
        ) as exit_rank
    from checked as c
    inner join exits as x
        on
            c._county_code = x._county_code
            and c.person_token = x.person_token
            and (x.change_kind = 'died' or c.school_code = x.from_school_code)
            and c.term_starts_on > x.changed_on
    left join returns as r on c._county_code = r._county_code and c.person_token = r.person_token
    where r.last_return_on is null or r.last_return_on <= x.changed_on
),

failed as (
    select
        *,
        'subsidy_payment' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'amount' as field,
        {{ plain_number('amount_yuan') }} as observed,
        '0' as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from paid_after_exit
    where exit_rank = 1
),

evidence as (
    select distinct
        _county_code,
        _period,
        entity_key,
        field,
        'exit' as role,
        'roll_change' as ev_dataset,
        'changed_on' as ev_field,
        exit_delivery_id as ev_delivery_id,
        exit_file_name as ev_file_name,
        exit_file_sha256 as ev_file_sha256,
        exit_sheet as ev_sheet,
        exit_row as ev_row,
        cast(exited_on as varchar(255)) as value
    from failed
)

{{ rule_rows(evidence='evidence') }}
