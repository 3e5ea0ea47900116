with steps as (
    select
        *,
        -- What cannot be told to be some dataset's fails by itself, not with others.
        case when dataset is null then coalesce(file_name, source) end as apart,
        result = 'ok' and (step = 'loaded' or file_name is null) as is_success
    from {{ source('inputs', 'step_outcomes') }}
),

successes as (
    select
        *,
        max(case when is_success then happened_at end) over (
            partition by county_code, dataset, period, apart
        ) as last_success_at
    from steps
),

failures as (
    select
        *,
        result = 'failed' and (last_success_at is null or happened_at > last_success_at) as is_failing
    from successes
)

select
    county_code,
    period,
    dataset,
    dataset_known_by,
    source,
    file_name,
    file_sha256,
    sheet,
    table_no,
    step,
    status,
    result,
    happened_at,
    case
        when is_failing
            then min(case when is_failing then happened_at end) over (
                partition by county_code, dataset, period, apart
            )
    end as failing_since,
    message
from failures
