{#- A view: copying every row that names a person takes longer than the rules that read it. -#}
{{ config(materialized='view') }}

{%- set datasets = {
    'school_roll': ['gender', 'birth_on', 'school_code'],
    'external_enrolment': [],
    'teacher': ['gender', 'birth_on', 'school_code'],
    'poverty_member': ['gender', 'birth_on'],
    'special_group': ['gender'],
    'roll_change': [],
    'subsidy_payment': ['school_code'],
    'remote_letter': [],
    'loan_contract': [],
    'teacher_allowance': ['school_code'],
    'teacher_training': ['school_code'],
    'teacher_exchange': [],
} %}
with mentions as (
    {%- for dataset, present in datasets.items() %}
        select
            '{{ dataset }}' as dataset,
            id_number,
            id_number_status,
            person_token,
            id_birth_on,
            id_gender,
            id_region,
            name,
            name_status,
            name_token,
            {{ 'gender' if 'gender' in present else 'cast(null as string) as gender' }},
            {{ 'birth_on' if 'birth_on' in present else 'cast(null as date) as birth_on' }},
            {{ 'school_code' if 'school_code' in present else 'cast(null as string) as school_code' }},
            _set_aside,
            _county_code,
            _period,
            _delivery_id,
            _file_name,
            _file_sha256,
            _sheet,
            _row
        from {{ ref('stg_' ~ dataset) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select * from mentions
