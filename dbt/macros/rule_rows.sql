{#-
    Turns a rule's two named steps into its rows: counts by county and period, findings, evidence.

    checked  one row per thing looked at, with the lineage columns
    failed   the rows of `checked` that look wrong, with dataset, entity_kind, entity_key, field, observed,
             expected, at_stake_yuan, standard_id
    Rows of `failed` that share county, period, entity_key and field become one finding: it stands at the first
    of them by file, sheet and row, its amount is the sum of theirs, and each of them is evidence.

    no_standard  condition on `checked`: no policy standard was found, so the row could not be judged
    evidence     name of a further step: other cells that show the trouble (role, value, ev_* lineage)
-#}
{% macro rule_rows(no_standard=none, evidence=none) %}
,

checked_counts as (
    select
        _county_code,
        _period,
        count(*) as rows_checked,
        sum(case when {{ no_standard or '1 = 0' }} then 1 else 0 end) as rows_without_standard
    from checked
    group by _county_code, _period
),

failed_counts as (
    select
        _county_code,
        _period,
        count(*) as rows_failed
    from failed
    group by _county_code, _period
),

ranked as (
    select
        *,
        row_number() over (
            partition by _county_code, _period, entity_key, field order by _file_name, _sheet, _row
        ) as occurrence,
        sum(at_stake_yuan) over (partition by _county_code, _period, entity_key, field) as total_at_stake_yuan
    from failed
)

select
    'count' as row_kind,
    '{{ model.name }}' as rule_id,
    c._county_code as county_code,
    c._period as period,
    cast(null as varchar(255)) as dataset,
    cast(null as varchar(255)) as entity_kind,
    cast(null as varchar(255)) as entity_key,
    cast(null as varchar(255)) as field,
    cast(null as varchar(255)) as observed,
    cast(null as varchar(255)) as expected,
    cast(null as decimal(18, 4)) as amount_yuan,
    cast(null as varchar(255)) as standard_id,
    cast(null as varchar(255)) as role,
    cast(null as varchar(255)) as delivery_id,
    cast(null as varchar(255)) as file_name,
    cast(null as varchar(255)) as file_sha256,
    cast(null as varchar(255)) as sheet,
    cast(null as integer) as row_no,
    cast(c.rows_checked as bigint) as rows_checked,
    cast(coalesce(f.rows_failed, 0) as bigint) as rows_failed,
    cast(c.rows_without_standard as bigint) as rows_without_standard,
    cast(null as varchar(1024)) as quote
from checked_counts as c
left join failed_counts as f on c._county_code = f._county_code and c._period = f._period

union all

select
    'finding',
    '{{ model.name }}',
    _county_code,
    _period,
    dataset,
    entity_kind,
    cast(entity_key as varchar(255)),
    field,
    cast(observed as varchar(1024)),
    cast(expected as varchar(1024)),
    cast(total_at_stake_yuan as decimal(18, 4)),
    cast(standard_id as varchar(255)),
    cast(null as varchar(255)),
    _delivery_id,
    _file_name,
    _file_sha256,
    _sheet,
    cast(_row as integer),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as varchar(1024))
from ranked
where occurrence = 1

union all

select
    'evidence',
    '{{ model.name }}',
    _county_code,
    _period,
    dataset,
    entity_kind,
    cast(entity_key as varchar(255)),
    field,
    cast(observed as varchar(1024)),
    cast(null as varchar(255)),
    cast(null as decimal(18, 4)),
    cast(null as varchar(255)),
    'observed',
    _delivery_id,
    _file_name,
    _file_sha256,
    _sheet,
    cast(_row as integer),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as varchar(1024))
from ranked
{%- if evidence %}

union all

select
    'evidence',
    '{{ model.name }}',
    _county_code,
    _period,
    ev_dataset,
    cast(null as varchar(255)),
    cast(entity_key as varchar(255)),
    field,
    cast(value as varchar(1024)),
    ev_field,
    cast(null as decimal(18, 4)),
    cast(null as varchar(255)),
    role,
    ev_delivery_id,
    ev_file_name,
    ev_file_sha256,
    ev_sheet,
    cast(ev_row as integer),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as varchar(1024))
from {{ evidence }}
{%- endif %}
{% endmacro %}
