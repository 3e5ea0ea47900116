select
    _county_code as county_code,
    _period as period,
    person_token,
    school_code,
    id_number_status,
    school_name,
    programme,
    training_level,
    organizer,
    hours as training_hours,
    is_poor_village_school,
    starts_on,
    ends_on,
    {{ lineage() }}
from {{ ref('stg_teacher_training') }}
