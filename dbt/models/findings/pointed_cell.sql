{{ config(schema='quality') }}

with room_findings as (
    select * from {{ ref('room_findings') }}
),

rule_rows as (
    select
        county_code,
        delivery_id,
        row_no,
        case when row_kind = 'evidence' and role <> 'observed' then expected else field end as field
    from {{ ref('rule_rows') }}
    where row_kind in ('finding', 'evidence')
    union all
    select
        county_code,
        delivery_id,
        row_no,
        field
    from room_findings
    where row_kind in ('finding', 'evidence')
),

pointed as (
    select distinct
        county_code,
        delivery_id,
        row_no,
        field
    from rule_rows
    where row_no is not null and field is not null
),

final as (
    select
        p.county_code,
        p.delivery_id,
        c.dataset,
        p.row_no,
        p.field,
        c.column_letter,
        s.shown as set_aside_text
    from pointed as p
    inner join {{ source('inputs', 'column_map') }} as c on p.delivery_id = c.delivery_id and p.field = c.field
    left join {{ source('inputs', 'set_aside_cells') }} as s
        on p.delivery_id = s.delivery_id and p.row_no = s.row_no and p.field = s.field
)

select * from final
