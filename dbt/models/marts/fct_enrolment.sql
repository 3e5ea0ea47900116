select
    _county_code as county_code,
    _period as period,
    school_code,
    person_token,
    id_number_status,
    school_name,
    {{ stage_of('stage', 'grade') }} as stage,
    grade,
    gender,
    boarding,
    status as roll_status,
    cast(year(coalesce(id_birth_on, birth_on)) as integer) as birth_year,
    enrolled_on,
    {{ lineage() }}
from {{ ref('stg_school_roll') }}
