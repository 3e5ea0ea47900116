with checked as (
    select
        dataset as owed,
        status,
        due_on,
        county_code as _county_code,
        period as _period,
        delivery_id as _delivery_id,
        file_name as _file_name,
        file_sha256 as _file_sha256,
        sheet as _sheet,
        cast(null as integer) as _row
    from {{ source('inputs', 'deliveries') }}
    where county_code is not null and period is not null and dataset is not null
),

failed as (
    select
        *,
        owed as dataset,
        'delivery' as entity_kind,
        owed as entity_key,
        cast(null as varchar(255)) as field,
        '未收到 / not received' as observed,
        cast(due_on as varchar(255)) as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where status = 'missing'
)

{{ rule_rows() }}
