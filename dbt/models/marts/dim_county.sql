select
    county_code,
    name_zh,
    name_en,
    province_code,
    province_zh,
    prefecture_code,
    prefecture_zh,
    is_demo
from {{ source('inputs', 'counties') }}
