-- sqlfluff:indentation:template_blocks_indent:false

{# A measure: the step that holds it, its indicator, its column there, whether values may be added together. -#}
{% set measures = [
    ('aid', 'aid_person_times', 'person_times', true),
    ('aid', 'aid_students', 'students', false),
    ('aid', 'aid_amount', 'amount_yuan', true),
    ('letters', 'remote_letters', 'person_times', true),
    ('topups', 'remote_topup_person_times', 'person_times', true),
    ('topups', 'remote_topup_amount', 'amount_yuan', true),
    ('loans', 'loan_contracts', 'contracts', true),
    ('loans', 'loan_amount', 'amount_yuan', true),
    ('poor_students', 'registered_poor_students', 'students', false),
    ('poor_households', 'registered_households', 'households', false),
    ('spot_checks', 'spot_check_share', 'share_pct', false),
    ('trainings', 'training_person_times', 'person_times', true),
    ('trainings', 'training_teachers', 'teachers', false),
    ('training_shares', 'training_poor_village_share', 'share_pct', false),
    ('exchanges', 'exchange_teachers', 'teachers', false),
    ('staff', 'teachers', 'teachers', false),
    ('allowances', 'teacher_allowance_amount', 'amount_yuan', true),
    ('projects', 'project_count', 'projects', true),
    ('projects', 'project_investment', 'amount_yuan', true),
    ('projects', 'project_area', 'area_m2', true),
    ('project_payments', 'project_paid', 'amount_yuan', true),
    ('project_shares', 'project_paid_share', 'share_pct', false),
    ('purchases', 'equipment_quantity', 'quantity', true),
    ('purchases', 'equipment_amount', 'amount_yuan', true),
] %}
{# The categories under which the rows of a step are counted; '' is all of them. -#}
{% set categories = {
    'paid_rows': ["''", "'hardship_' || difficulty_kind", "'item_' || aid_item", 'place'],
    'letter_rows': ["''", "case when replied_on is null then 'unanswered' else 'answered' end"],
    'poor_student_rows': ["''", 'in_county', 'outside'],
    'training_rows': [
        "''", "case when is_poor_village_school then 'school_poor_village' end", "'programme_' || programme"
    ],
    'teacher_rows': ["''", "case when school_name like '%职业%' then 'school_vocational' end"],
    'exchange_rows': ["''", "'kind_' || exchange_kind"],
    'project_rows': [
        "''", "'kind_' || project_kind", "'status_' || status", "'site_' || site", "'project_' || lower(project_no)"
    ],
    'purchase_rows': [
        "''", "case when fund_source like '%捐赠%' then 'donated_' else 'kind_' end || item_kind"
    ],
} %}
with figures as (
    select * from {{ ref('reported_figures') }}
),

period_terms as (
    select * from {{ source('inputs', 'period_terms') }}
),

{#- Only places with published figures are counted again. -#}
{%- for dataset, step in [
    ('subsidy_payment', 'payments'), ('external_enrolment', 'enrolled_outside'), ('school_roll', 'enrolled_here'),
    ('remote_letter', 'letter_rows'), ('poverty_member', 'members'), ('poverty_household', 'households'),
    ('loan_contract', 'contracts'), ('teacher_training', 'training_rows'), ('teacher_exchange', 'exchange_rows'),
    ('teacher', 'teacher_rows'), ('teacher_allowance', 'allowance_rows'), ('infrastructure_project', 'project_rows'),
    ('project_payment', 'vouchers'), ('equipment', 'purchase_rows'),
] %}
{{ step }} as (
    select * from {{ ref('stg_' ~ dataset) }}
    where _county_code in (select figures.county_code from figures)
),
{% endfor %}
{%- for step, terms in [('outside', 'enrolled_outside'), ('here', 'enrolled_here')] %}
{{ step }} as (
    select distinct
        e._county_code,
        t.period as _period,
        e.person_token
    from {{ terms }} as e
    inner join period_terms as t on e._period = t.term
),
{% endfor %}
outside_known as (
    select distinct
        _county_code,
        _period
    from outside
),

paid_rows as (
    select
        p._county_code,
        p._period,
        p.difficulty_kind,
        p.aid_item,
        case
            when o.person_token is not null then 'place_outside'
            when k._county_code is not null then 'place_in_county'
        end as place,
        coalesce(p.person_token, p.name_token || ':' || p.school_name) as person_key,
        p.amount_yuan
    from payments as p
    left join outside as o
        on p._county_code = o._county_code and p._period = o._period and p.person_token = o.person_token
    left join outside_known as k on p._county_code = k._county_code and p._period = k._period
),

poor_student_rows as (
    select distinct
        m._county_code,
        m._period,
        coalesce(m.person_token, m.name_token || ':' || m.household_no) as person_key,
        case when h.person_token is not null then 'place_in_county' end as in_county,
        case when o.person_token is not null then 'place_outside' end as outside
    from members as m
    left join here as h
        on m._county_code = h._county_code and m._period = h._period and m.person_token = h.person_token
    left join outside as o
        on m._county_code = o._county_code and m._period = o._period and m.person_token = o.person_token
    where m.school_status is not null and m.school_status <> 'preschool_age'
),
{% for step, kinds in categories.items() %}
{{ step }}_by_category as (
    {%- for category in kinds %}
    select
        *,
        {{ category }} as category
    from {{ step }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),
{% endfor %}
{#- A step of totals: the rows it counts, whether by category, and its columns. -#}
{%- for step, rows, columns in [
    ('aid', 'paid_rows_by_category', [
        'count(*) as person_times', 'count(distinct person_key) as students', 'sum(amount_yuan) as amount_yuan'
    ]),
    ('letters', 'letter_rows_by_category', ['count(*) as person_times']),
    ('poor_students', 'poor_student_rows_by_category', ['count(*) as students']),
    ('trainings', 'training_rows_by_category', [
        'count(*) as person_times', 'count(distinct person_token) as teachers'
    ]),
    ('staff', 'teacher_rows_by_category', ['count(distinct person_token) as teachers']),
    ('exchanges', 'exchange_rows_by_category', ['count(distinct person_token) as teachers']),
    ('projects', 'project_rows_by_category', [
        'count(*) as projects', 'sum(total_investment_yuan) as amount_yuan', 'sum(area_m2) as area_m2'
    ]),
    ('purchases', 'purchase_rows_by_category', ['sum(quantity) as quantity', 'sum(amount_yuan) as amount_yuan']),
] %}
{{ step }} as (
    select
        _county_code,
        _period,
        category,
        {{ columns | join(',\n        ') }}
    from {{ rows }}
    where category is not null
    group by _county_code, _period, category
),
{% endfor %}
{%- for step, rows, columns in [
    ('topups', '(select * from letter_rows where topup_amount_yuan > 0) as paid_instead', [
        'count(*) as person_times', 'sum(topup_amount_yuan) as amount_yuan'
    ]),
    ('loans', 'contracts', ['count(*) as contracts', 'sum(amount_yuan) as amount_yuan']),
    ('poor_households', 'households', ['count(distinct household_no) as households']),
    ('allowances', 'allowance_rows', ['sum(amount_yuan) as amount_yuan']),
    ('project_payments', 'vouchers', ['sum(amount_yuan) as amount_yuan']),
    ('training_shares', 'training_rows', [
        quotient('100.0 * sum(case when is_poor_village_school then 1 else 0 end)', 'count(*)', 20, 4) ~ ' as share_pct'
    ]),
] %}
{{ step }} as (
    select
        _county_code,
        _period,
        '' as category,
        {{ columns | join(',\n        ') }}
    from {{ rows }}
    group by _county_code, _period
),
{% endfor %}
project_shares as (
    select
        v._county_code,
        v._period,
        '' as category,
        {{ quotient('100.0 * v.amount_yuan', 'p.amount_yuan', 20, 4) }} as share_pct
    from project_payments as v
    inner join projects as p on v._county_code = p._county_code and v._period = p._period and p.category = ''
    where p.amount_yuan > 0
),

-- How many households were visited is in the document only.
spot_checks as (
    select
        h._county_code,
        h._period,
        '' as category,
        {{ quotient('100.0 * f.value_base', 'h.households', 20, 4) }} as share_pct
    from poor_households as h
    inner join figures as f
        on h._county_code = f.county_code and h._period = f.period_from and f.indicator = 'households_spot_checked'
),

final as (
    {%- for step, indicator, column, is_additive in measures %}
    select
        _county_code as county_code,
        '{{ indicator }}' as indicator,
        category,
        _period as period,
        cast({{ column }} as decimal(20, 4)) as value_base,
        {{ is_additive | lower }} as is_additive
    from {{ step }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
