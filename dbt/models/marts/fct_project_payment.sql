select
    _county_code as county_code,
    _period as period,
    voucher_no,
    project_no,
    project_name,
    amount_yuan,
    paid_on,
    {{ lineage() }}
from {{ ref('stg_project_payment') }}
