select
    _county_code as county_code,
    _period as period,
    school_code,
    pupil_token as person_token,
    pupil_link as person_link,
    id_number_status,
    school_name,
    stage,
    grade,
    boarding,
    difficulty_kind,
    aid_item,
    term,
    payee_relation,
    amount_yuan,
    paid_on,
    {{ lineage() }}
from {{ ref('int_payment') }}
