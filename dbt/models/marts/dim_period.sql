select
    period,
    kind,
    name_zh,
    name_en,
    school_year,
    starts_on,
    ends_on
from {{ source('inputs', 'periods') }}
