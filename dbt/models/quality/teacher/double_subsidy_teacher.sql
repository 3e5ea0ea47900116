with allowances as (
    select * from {{ ref('stg_teacher_allowance') }}
    where
        id_number_status in ('ok', 'legacy15', 'cert')
        and allowance_item in ('rural_living', 'three_areas')
        and from_month is not null
        and to_month is not null
),

overlapping as (
    select
        r._county_code,
        r._period,
        r.person_token,
        r._delivery_id as rural_delivery_id,
        r._sheet as rural_sheet,
        r._row as rural_row,
        t._delivery_id as three_areas_delivery_id,
        t._sheet as three_areas_sheet,
        t._row as three_areas_row
    from allowances as r
    inner join allowances as t
        on
            r._county_code = t._county_code
            and r._period = t._period
            and r.person_token = t.person_token
            and r.from_month <= t.to_month
            and r.to_month >= t.from_month
    where r.allowance_item = 'rural_living' and t.allowance_item = 'three_areas'
),

rows_overlapping as (
    select
        _county_code,
        _period,
        person_token,
        rural_delivery_id as delivery_id,
        rural_sheet as sheet_name,
        rural_row as row_no
    from overlapping
    union
    select
        _county_code,
        _period,
        person_token,
        three_areas_delivery_id,
        three_areas_sheet,
        three_areas_row
    from overlapping
),

checked as (
    select
        a.person_token,
        a.allowance_item,
        a.from_month || ' — ' || a.to_month as months,
        a.amount_yuan,
        o.person_token is not null as is_overlapping,
        row_number() over (
            partition by a._county_code, a._period, a.person_token, o.person_token is not null
            order by coalesce(a.amount_yuan, 0) desc, a._file_name asc, a._sheet asc, a._row asc
        ) as size_rank,
        a._county_code,
        a._period,
        {{ lineage('a') }}
    from allowances as a
    left join rows_overlapping as o
        on
            a._county_code = o._county_code
            and a._period = o._period
            and a.person_token = o.person_token
            and coalesce(a._delivery_id, '') = coalesce(o.delivery_id, '')
            and coalesce(a._sheet, '') = coalesce(o.sheet_name, '')
            and a._row = o.row_no
),

failed as (
    select
        *,
        'teacher_allowance' as dataset,
        'person' as entity_kind,
        person_token as entity_key,
        'allowance_item' as field,
        case
            when allowance_item = 'rural_living' then '乡村教师生活补助 ' || months || ' / rural living allowance ' || months
            else '三区人才补助 ' || months || ' / three-areas allowance ' || months
        end as observed,
        '只享受其中一项 / one of the two' as expected,
        case when size_rank = 1 then cast(0 as decimal(18, 4)) else amount_yuan end as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where is_overlapping
)

{{ rule_rows() }}
