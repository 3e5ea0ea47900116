with checked as (
    select
        id_number,
        id_number_status,
        upper(xueji_no) as xueji_no,
        coalesce(
            person_token, coalesce(name_token, '') || ':' || coalesce(school_code, school_name)
        ) as person_key,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_school_roll') }}
    where xueji_no is not null
),

failed as (
    select
        *,
        'school_roll' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'xueji_no' as field,
        xueji_no as observed,
        case
            when id_number_status = 'ok' and substr(xueji_no, 1, 1) = 'G' then 'G' || id_number
            else 'G、J 或 L 加 18 位 / G, J or L and 18 characters'
        end as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where
        length(xueji_no) <> 19
        or substr(xueji_no, 1, 1) not in ('G', 'J', 'L')
        or (substr(xueji_no, 1, 1) = 'G' and id_number_status = 'ok' and substr(xueji_no, 2) <> id_number)
)

{{ rule_rows() }}
