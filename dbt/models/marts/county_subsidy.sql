{%- set stages = ['preschool', 'primary', 'junior', 'senior', 'vocational'] %}
with county_terms as (
    select * from {{ ref('int_county_period') }}
    where kind = 'term'
),

payments as (
    select
        _county_code as county_code,
        _period as period,
        count(*) as aid_person_times,
        count(distinct coalesce(
            pupil_token, name_token, concat(_delivery_id, '|', coalesce(_sheet, ''), '|', cast(_row as string))
        )) as aided_students,
        cast(sum(case when pupil_token is null then 1 else 0 end) as bigint) as unidentified_person_times,
        cast(sum(case when difficulty_kind in ('registered_poor', 'lifted') then 1 else 0 end) as bigint)
            as registered_poor_person_times,
        cast(
            sum(case when difficulty_kind in ('registered_poor', 'lifted') then amount_yuan else 0 end)
            as decimal(38, 4)
        ) as registered_poor_paid_yuan,
        {%- for stage in stages %}
            cast(
                sum(case when stage = '{{ stage }}' then amount_yuan else 0 end) as decimal(38, 4)
            ) as {{ stage }}_paid_yuan,
        {%- endfor %}
        cast(sum(amount_yuan) as decimal(38, 4)) as paid_yuan
    from {{ ref('int_payment') }}
    group by _county_code, _period
),

summaries as (
    select
        _county_code as county_code,
        _period as period,
        cast(sum(person_times) as bigint) as reported_person_times,
        cast(sum(amount_yuan) as decimal(38, 4)) as reported_yuan
    from {{ ref('stg_subsidy_summary') }}
    group by _county_code, _period
),

listed as (
    select
        county_code,
        period,
        cast(sum(case when is_registered_poor then 1 else 0 end) as bigint) as poor_students,
        cast(sum(case
            when is_registered_poor and is_aided then 1
            when is_aided is not null then 0
        end) as bigint) as poor_aided_students,
        count(*) as listed_students,
        cast(sum(case when is_aided then 1 when not is_aided then 0 end) as bigint) as listed_aided_students
    from {{ ref('int_listed_pupil') }}
    group by county_code, period
),

gaps as (
    select
        county_code,
        period,
        cast(sum(standard_yuan) as decimal(38, 4)) as entitled_yuan,
        cast(sum(gap_yuan) as decimal(38, 4)) as gap_yuan
    from {{ ref('fct_subsidy_entitlement') }}
    group by county_code, period
),

final as (
    select
        t.county_code,
        t.period,
        p.aided_students,
        p.aid_person_times,
        p.unidentified_person_times,
        p.registered_poor_person_times,
        l.poor_students,
        l.poor_aided_students,
        l.listed_students,
        l.listed_aided_students,
        s.reported_person_times,
        p.paid_yuan,
        p.registered_poor_paid_yuan,
        {%- for stage in stages %}
            p.{{ stage }}_paid_yuan,
        {%- endfor %}
        s.reported_yuan,
        g.entitled_yuan,
        g.gap_yuan
    from county_terms as t
    left join payments as p on t.county_code = p.county_code and t.period = p.period
    left join summaries as s on t.county_code = s.county_code and t.period = s.period
    left join listed as l on t.county_code = l.county_code and t.period = l.period
    left join gaps as g on t.county_code = g.county_code and t.period = g.period
)

select * from final
