select
    _county_code as county_code,
    _period as period,
    asset_no,
    school_code,
    school_name,
    item_name,
    item_kind,
    fund_source,
    quantity,
    unit_price_yuan,
    amount_yuan,
    bought_on,
    {{ lineage() }}
from {{ ref('stg_equipment') }}
