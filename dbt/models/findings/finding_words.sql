{{ config(schema='quality') }}

with found as (
    select * from {{ ref('rule_rows') }}
    where row_kind = 'finding'
    union all
    select * from {{ ref('room_findings') }}
    where row_kind = 'finding'
),

named as (
    select
        md5({{ finding_key('f') }}) as finding_id,
        f.county_code,
        f.expected,
        -- What a county wrote itself is never taken apart.
        case when f.observed = t.cell_text then f.observed end as written,
        case when f.observed = t.cell_text then null else f.observed end as worded
    from found as f
    left join {{ ref('cell_text') }} as t
        on f.delivery_id = t.delivery_id and f.row_no = t.row_no and f.field = t.field
),

final as (
    select
        finding_id,
        county_code,
        coalesce(written, {{ chinese_half('worded') }}) as observed_zh,
        coalesce(written, {{ english_half('worded') }}) as observed_en,
        {{ chinese_half('expected') }} as expected_zh,
        {{ english_half('expected') }} as expected_en
    from named
)

select * from final
