with rule_rows as (
    select * from {{ ref('rule_rows') }}
    where row_kind = 'finding'
    union all
    select * from {{ ref('room_findings') }}
    where row_kind = 'finding'
),

rules as (
    select * from {{ ref('rules') }}
),

cells as (
    select * from {{ ref('cell_text') }}
),

column_map as (
    select * from {{ source('inputs', 'column_map') }}
    where field is not null
),

named as (
    select
        f.*,
        case when t.delivery_id is null then f.observed else t.cell_text end as observed_in_cell,
        r.severity,
        r.message_zh as template_zh,
        r.message_en as template_en,
        c.column_letter,
        md5({{ finding_key('f') }}) as finding_id,
        md5(concat_ws('|', f.rule_id, f.entity_key, f.field)) as group_id
    from rule_rows as f
    inner join rules as r on f.rule_id = r.rule_id
    left join column_map as c on f.delivery_id = c.delivery_id and f.field = c.field
    left join cells as t on f.delivery_id = t.delivery_id and f.row_no = t.row_no and f.field = t.field
),

final as (
    select
        n.finding_id,
        n.group_id,
        n.rule_id,
        n.severity,
        'open' as state,
        n.county_code,
        n.period,
        n.dataset,
        n.entity_kind,
        n.entity_key,
        n.field,
        n.observed_in_cell as observed,
        n.expected,
        n.amount_yuan,
        n.standard_id,
        cast(null as varchar(255)) as cause_id,
        cast(n.quote as varchar(1024)) as quote,
        replace(
            replace(n.template_zh, '{observed}', coalesce(w.observed_zh, '空白')),
            '{expected}',
            coalesce(w.expected_zh, '')
        ) as message_zh,
        replace(
            replace(n.template_en, '{observed}', coalesce(w.observed_en, 'blank')),
            '{expected}',
            coalesce(w.expected_en, '')
        ) as message_en,
        n.delivery_id as _delivery_id,
        n.file_name,
        n.file_sha256,
        n.sheet,
        n.row_no as {{ adapter.quote('row') }},
        case when n.row_no is not null then concat(coalesce(n.column_letter, ''), cast(n.row_no as varchar(12))) end
            as cell
    from named as n
    inner join {{ ref('finding_words') }} as w on n.finding_id = w.finding_id
)

select * from final
