with exchanges as (
    select
        *,
        coalesce(
            person_token,
            coalesce(name_token, 'unnamed') || ':' || coalesce(to_school_code, to_school_name, '')
        ) as person_key,
        case
            when
                id_number_status in ('ok', 'legacy15', 'cert')
                and starts_on is not null
                and ends_on >= starts_on
                then person_token
        end as dated_person_token
    from {{ ref('stg_teacher_exchange') }}
),

-- In order of their start, an exchange that begins after all earlier ones have ended opens a new block.
ordered as (
    select
        *,
        max(ends_on) over (
            partition by _county_code, _period, dated_person_token
            order by starts_on, ends_on, _file_name, _sheet, _row
            rows between unbounded preceding and 1 preceding
        ) as earlier_ends_on
    from exchanges
),

blocks as (
    select
        *,
        sum(case when earlier_ends_on >= starts_on then 0 else 1 end) over (
            partition by _county_code, _period, dated_person_token
            order by starts_on, ends_on, _file_name, _sheet, _row
            rows between unbounded preceding and current row
        ) as block_no
    from ordered
),

checked as (
    select
        person_key,
        exchange_kind,
        starts_on,
        {{ days_between('starts_on', 'ends_on') }} as exchange_days,
        case
            when dated_person_token is not null
                then count(*) over (partition by _county_code, _period, dated_person_token, block_no)
        end as exchanges_in_block,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from blocks
    where starts_on is not null and ends_on is not null
),

failed as (
    select
        *,
        'teacher_exchange' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'ends_on' as field,
        '仅 ' || cast(exchange_days as varchar(255)) || ' 天 / only ' || cast(exchange_days as varchar(255))
        || ' days' as observed,
        '不少于 270 天 / at least 270 days' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where exchange_kind = 'support' and exchange_days < 270
    union all
    select
        *,
        'teacher_exchange' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'starts_on' as field,
        '自 ' || cast(starts_on as varchar(255)) || ' 起，与另一段重叠 / an exchange from '
        || cast(starts_on as varchar(255)) || ' that overlaps another' as observed,
        '同一时间只在一处交流 / one exchange at a time' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where exchanges_in_block > 1
)

{{ rule_rows() }}
