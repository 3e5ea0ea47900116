select
    _county_code as county_code,
    _period as period,
    person_token,
    school_code,
    id_number_status,
    school_name,
    allowance_item,
    rural_tier,
    from_month,
    to_month,
    months,
    monthly_standard_yuan,
    amount_yuan,
    {{ lineage() }}
from {{ ref('stg_teacher_allowance') }}
