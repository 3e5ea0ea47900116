with courses as (
    select
        *,
        coalesce(
            person_token, coalesce(name_token, 'unnamed') || ':' || coalesce(school_code, school_name, '')
        ) as person_key,
        {{ days_between('starts_on', 'ends_on') }} + 1 as course_days,
        case
            when
                id_number_status in ('ok', 'legacy15', 'cert')
                and starts_on is not null
                and ends_on >= starts_on
                then person_token
        end as dated_person_token
    from {{ ref('stg_teacher_training') }}
),

-- In order of their start, a course that begins after all earlier ones have ended opens a new block.
ordered as (
    select
        *,
        max(ends_on) over (
            partition by _county_code, _period, dated_person_token
            order by starts_on, ends_on, _file_name, _sheet, _row
            rows between unbounded preceding and 1 preceding
        ) as earlier_ends_on
    from courses
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
        hours,
        course_days,
        starts_on,
        case
            when dated_person_token is not null
                then count(*) over (partition by _county_code, _period, dated_person_token, block_no)
        end as courses_in_block,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from blocks
),

failed as (
    select
        *,
        'teacher_training' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'hours' as field,
        '共 ' || {{ plain_number('hours') }} || ' 学时 / as many as ' || {{ plain_number('hours') }}
        || ' hours' as observed,
        '不超过 ' || cast(10 * course_days as varchar(255)) || ' 学时 / at most '
        || cast(10 * course_days as varchar(255)) || ' hours' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where hours > 10 * course_days
    union all
    select
        *,
        'teacher_training' as dataset,
        'person' as entity_kind,
        person_key as entity_key,
        'starts_on' as field,
        '自 ' || cast(starts_on as varchar(255)) || ' 起，与另一个班重叠 / a course from '
        || cast(starts_on as varchar(255)) || ' that overlaps another' as observed,
        '同一时间只参加一个班 / one course at a time' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where courses_in_block > 1
)

{{ rule_rows() }}
