with received as (
    select
        dataset as owed,
        received_at,
        due_on,
        -- A correction that comes after the date does not make the first delivery late.
        min(case when is_late then 1 else 0 end) over (
            partition by county_code, period, dataset, reporting_unit
        ) as every_one_late,
        county_code as _county_code,
        period as _period,
        delivery_id as _delivery_id,
        file_name as _file_name,
        file_sha256 as _file_sha256,
        sheet as _sheet,
        cast(null as integer) as _row
    from {{ source('inputs', 'deliveries') }}
    where
        county_code is not null
        and period is not null
        and dataset is not null
        and status in ('accepted', 'partial', 'superseded', 'waiting')
),

checked as (
    select * from received
    where due_on is not null
),

failed as (
    select
        *,
        owed as dataset,
        'delivery' as entity_kind,
        owed as entity_key,
        cast(null as varchar(255)) as field,
        cast(cast(received_at as date) as varchar(255)) as observed,
        cast(due_on as varchar(255)) as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where every_one_late = 1
)

{{ rule_rows() }}
