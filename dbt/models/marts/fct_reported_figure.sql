with reported as (
    select * from {{ ref('reported_figures') }}
),

recomputed as (
    select * from {{ ref('int_recomputed_figure') }}
),

periods as (
    select * from {{ source('inputs', 'periods') }}
),

-- One unit of the last printed place, in the base unit.
figures as (
    select
        figure_id,
        document,
        county_code,
        place_zh,
        indicator,
        coalesce(category, '') as category,
        period_from,
        period_to,
        unit,
        qualifier,
        printed_decimals,
        cast(value as decimal(20, 6)) as reported_value,
        cast(value_base as decimal(20, 6)) as reported_value_base,
        cast(
            case unit when 'yi_yuan' then 100000000 when 'wan_yuan' then 10000 else 1 end as decimal(12, 2)
        ) as unit_factor,
        cast(
            case unit when 'yi_yuan' then 100000000 when 'wan_yuan' then 10000 else 1 end
            * case printed_decimals
                when 0 then 1
                when 1 then 0.1
                when 2 then 0.01
                when 3 then 0.001
                when 4 then 0.0001
                else 0.00001
            end as decimal(20, 6)
        ) as last_place_base,
        ';' || coalesce(sum_of_parts_of, '') || ';' as totals,
        ratio_of,
        note_zh,
        note_en
    from reported
),

spans as (
    select
        f.figure_id,
        f.county_code,
        f.indicator,
        ';' || f.category || ';' as categories,
        b.starts_on,
        e.ends_on
    from figures as f
    inner join periods as b on f.period_from = b.period
    inner join periods as e on f.period_to = e.period
),

-- What is counted once only (students, shares) cannot be added over periods or categories.
matched as (
    select
        s.figure_id,
        sum(r.value_base) as recomputed_value_base,
        count(*) as pieces,
        min(case when r.is_additive then 1 else 0 end) as additive
    from spans as s
    inner join recomputed as r
        on
            s.county_code = r.county_code
            and s.indicator = r.indicator
            and position(';' || r.category || ';' in s.categories) > 0
    inner join periods as p
        on r.period = p.period and p.starts_on between s.starts_on and s.ends_on
    group by s.figure_id
),

computable as (
    select
        figure_id,
        cast(recomputed_value_base as decimal(20, 6)) as recomputed_value_base
    from matched
    where (pieces = 1 or additive = 1) and recomputed_value_base is not null
),

-- A total may be taken apart in two ways: by category, and by period.
parts as (
    select
        t.figure_id,
        case when p.period_from = t.period_from and p.period_to = t.period_to then 'category' else 'period' end as way,
        p.reported_value_base
    from figures as t
    inner join figures as p on position(';' || t.figure_id || ';' in p.totals) > 0
),

implied_by_parts as (
    select
        figure_id,
        way,
        sum(reported_value_base) as implied_value_base
    from parts
    group by figure_id, way
),

implied_by_ratio as (
    select
        t.figure_id,
        'ratio' as way,
        {{ quotient('100.0 * n.reported_value_base', 'd.reported_value_base', 20, 6) }} as implied_value_base
    from figures as t
    cross join figures as n
    inner join figures as d on t.ratio_of = n.figure_id || '/' || d.figure_id
),

implied as (
    select
        figure_id,
        way,
        cast(implied_value_base as decimal(20, 6)) as implied_value_base
    from implied_by_parts
    union all
    select
        figure_id,
        way,
        cast(implied_value_base as decimal(20, 6))
    from implied_by_ratio
),

ranked as (
    select
        i.figure_id,
        i.implied_value_base,
        row_number() over (
            partition by i.figure_id order by abs(i.implied_value_base - f.reported_value_base) desc, i.way
        ) as place
    from implied as i
    inner join figures as f on i.figure_id = f.figure_id
),

against as (
    select
        figure_id,
        'rows' as source,
        recomputed_value_base as value_base
    from computable
    union all
    select
        figure_id,
        'document',
        implied_value_base
    from ranked
    where place = 1
),

differences as (
    select
        a.figure_id,
        a.source,
        a.value_base,
        a.value_base - f.reported_value_base as difference_base,
        f.reported_value_base,
        f.last_place_base,
        f.qualifier
    from against as a
    inner join figures as f on a.figure_id = f.figure_id
),

-- A printed figure may be rounded, cut off, or said to be no more than about right.
judged as (
    select
        figure_id,
        source,
        value_base,
        difference_base,
        case
            when difference_base = 0 then 'same'
            when 2 * abs(difference_base) <= last_place_base then 'as_printed'
            when difference_base > 0 and difference_base < last_place_base then 'as_printed'
            when difference_base > 0 and qualifier in ('at_least', 'over') then 'as_printed'
            when qualifier = 'about' and 100 * abs(difference_base) <= reported_value_base then 'as_printed'
            else 'other'
        end as fit
    from differences
),

final as (
    select
        f.figure_id,
        f.document,
        f.county_code,
        f.place_zh,
        f.indicator,
        f.category,
        f.period_from,
        f.period_to,
        f.unit,
        f.qualifier,
        case r.fit
            when 'same' then 'agrees'
            when 'as_printed' then 'rounds'
            when 'other' then 'differs'
            else 'not_computable'
        end as verdict,
        case d.fit
            when 'same' then 'consistent'
            when 'as_printed' then 'rounding'
            when 'other' then 'inconsistent'
        end as document_verdict,
        f.note_zh,
        f.note_en,
        cast(f.printed_decimals as integer) as printed_decimals,
        f.reported_value,
        {{ quotient('r.value_base', 'f.unit_factor', 20, 6) }} as recomputed_value,
        {{ quotient('r.difference_base', 'f.unit_factor', 20, 6) }} as difference_value,
        {{ quotient('d.value_base', 'f.unit_factor', 20, 6) }} as document_implied_value,
        f.reported_value_base,
        cast(r.value_base as decimal(20, 6)) as recomputed_value_base,
        cast(r.difference_base as decimal(20, 6)) as difference_base,
        cast(d.value_base as decimal(20, 6)) as document_implied_value_base,
        cast(d.difference_base as decimal(20, 6)) as document_difference_base,
        {{ quotient('r.difference_base', 'f.reported_value_base', 18, 6) }} as difference_share
    from figures as f
    left join judged as r on f.figure_id = r.figure_id and r.source = 'rows'
    left join judged as d on f.figure_id = d.figure_id and d.source = 'document'
)

select * from final
