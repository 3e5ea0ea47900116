with evidence as (
    select
        md5({{ finding_key('e') }}) as finding_id,
        coalesce(e.role, 'observed') as role,
        e.delivery_id,
        case when e.role = 'observed' then e.field else e.expected end as evidence_field,
        e.file_name,
        e.file_sha256,
        e.sheet,
        e.row_no,
        e.observed as value
    from {{ ref('rule_rows') }} as e
    where e.row_kind = 'evidence'
),

column_map as (
    select * from {{ source('inputs', 'column_map') }}
    where field is not null
),

final as (
    select
        e.finding_id,
        e.role,
        e.file_name,
        e.file_sha256,
        e.sheet,
        e.row_no as {{ adapter.quote('row') }},
        case when e.row_no is not null then concat(coalesce(c.column_letter, ''), cast(e.row_no as varchar(12))) end
            as cell,
        e.value
    from evidence as e
    left join column_map as c on e.delivery_id = c.delivery_id and e.evidence_field = c.field
)

select * from final
