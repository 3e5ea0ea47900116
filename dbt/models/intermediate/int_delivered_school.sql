{{ config(meta={'scope': 'partition'}) }}

{#- Lists whose schools are the county's own; lists of pupils elsewhere have no school code. -#}
{%- set datasets = [
    'aid_application', 'aid_notice', 'attendance', 'canteen_inspection', 'disabled_child', 'dropout_case', 'equipment',
    'fee_receipt', 'helper_pairing', 'home_teaching_visit', 'home_visit', 'infrastructure_project', 'meal_day',
    'meal_expense', 'meal_month', 'payment_signature', 'public_notice', 'school_building', 'school_roll',
    'subsidy_payment', 'teacher', 'teacher_allowance', 'teacher_training',
] %}
with listed as (
    {%- for dataset in datasets %}
        select
            '{{ dataset }}' as dataset,
            school_code,
            school_name,
            _county_code,
            _period,
            {{ lineage() }}
        from {{ ref('stg_' ~ dataset) }}
        where school_code is not null or school_name is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    dataset,
    school_code,
    replace(school_name, ' ', '') as school_name,
    cast(count(*) as integer) as rows_listed,
    _county_code,
    _period,
    _delivery_id,
    _file_name,
    _file_sha256,
    _sheet,
    cast(min(_row) as integer) as _row
from listed
group by
    dataset, school_code, replace(school_name, ' ', ''), _county_code, _period,
    _delivery_id, _file_name, _file_sha256, _sheet
