with mentions as (
    select
        dataset as named_in,
        id_number,
        id_number_status,
        coalesce(
            person_token, coalesce(name_token, '') || ':' || coalesce(school_code, dataset)
        ) as person_key,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_person_mention') }}
),

cells as (
    select
        c.dataset as named_in,
        c.field as cell_field,
        c.shown,
        c.county_code as _county_code,
        c.period as _period,
        c.delivery_id as _delivery_id,
        c.file_name as _file_name,
        c.file_sha256 as _file_sha256,
        c.sheet as _sheet,
        c.row_no as _row
    from {{ source('inputs', 'set_aside_cells') }} as c
    inner join {{ source('inputs', 'deliveries') }} as d on c.delivery_id = d.delivery_id
    where c.reason = 'numeric_id' and d.is_active
),

checked as (
    select
        named_in,
        'id_number' as cell_field,
        person_key,
        id_number as shown,
        case when id_number_status = 'truncated' then 1 else 0 end as is_damaged,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from mentions
    where id_number_status <> 'set_aside'
    union all
    select
        c.named_in,
        c.cell_field,
        coalesce(m.person_key, c.named_in) as person_key,
        c.shown,
        1 as is_damaged,
        c._county_code,
        c._period,
        {{ lineage('c') }}
    from cells as c
    left join mentions as m on c._delivery_id = m._delivery_id and c._row = m._row
),

failed as (
    select
        *,
        named_in as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        cell_field as field,
        shown as observed,
        '文本格式 / text' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where is_damaged = 1
)

{{ rule_rows() }}
