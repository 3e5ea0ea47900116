with room_findings as (
    select * from {{ ref('room_findings') }}
),

rule_rows as (
    select * from {{ ref('rule_rows') }}
    where row_kind = 'evidence'
    union all
    select * from room_findings
    where row_kind = 'evidence'
),

evidence as (
    select
        e.*,
        md5({{ finding_key('e') }}) as finding_id,
        -- Cells of another field than the finding's: the rule's table has their field where a finding has `expected`.
        case when e.role <> 'observed' then e.expected else e.field end as evidence_field
    from rule_rows as e
),

cells as (
    select * from {{ ref('cell_text') }}
),

column_map as (
    select * from {{ source('inputs', 'column_map') }}
    where field is not null
),

final as (
    select
        e.finding_id,
        coalesce(e.role, 'observed') as role,
        e.file_name,
        e.file_sha256,
        e.sheet,
        e.row_no as {{ adapter.quote('row') }},
        case when e.row_no is not null then concat(coalesce(c.column_letter, ''), cast(e.row_no as varchar(12))) end
            as cell,
        case when t.delivery_id is null then e.observed else t.cell_text end as value,
        e.county_code
    from evidence as e
    left join column_map as c on e.delivery_id = c.delivery_id and e.evidence_field = c.field
    left join cells as t on e.delivery_id = t.delivery_id and e.row_no = t.row_no and e.evidence_field = t.field
)

select * from final
