with rule_rows as (
    select * from {{ ref('rule_rows') }}
    where row_kind = 'finding'
    union all
    select * from {{ source('inputs', 'expectation_findings') }}
    where row_kind = 'finding'
),

rules as (
    select * from {{ ref('rules') }}
),

column_map as (
    select * from {{ source('inputs', 'column_map') }}
    where field is not null
),

named as (
    select
        f.*,
        r.severity,
        r.message_zh as template_zh,
        r.message_en as template_en,
        c.column_letter,
        md5({{ finding_key('f') }}) as finding_id,
        md5(concat_ws('|', f.rule_id, f.entity_key, f.field)) as group_id
    from rule_rows as f
    inner join rules as r on f.rule_id = r.rule_id
    left join column_map as c on f.delivery_id = c.delivery_id and f.field = c.field
),

final as (
    select
        finding_id,
        group_id,
        rule_id,
        severity,
        'open' as state,
        county_code,
        period,
        dataset,
        entity_kind,
        entity_key,
        field,
        observed,
        expected,
        amount_yuan,
        standard_id,
        cast(null as varchar(255)) as cause_id,
        cast(null as varchar(1024)) as quote,
        replace(
            replace(template_zh, '{observed}', coalesce(observed, '空白')), '{expected}', coalesce(expected, '')
        ) as message_zh,
        replace(
            replace(template_en, '{observed}', coalesce(observed, 'blank')), '{expected}', coalesce(expected, '')
        ) as message_en,
        delivery_id as _delivery_id,
        file_name,
        file_sha256,
        sheet,
        row_no as {{ adapter.quote('row') }},
        case when row_no is not null then concat(coalesce(column_letter, ''), cast(row_no as varchar(12))) end as cell
    from named
)

select * from final
