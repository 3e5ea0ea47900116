select
    county_code,
    period,
    school_code,
    person_token,
    person_link,
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
from {{ ref('int_payment_pupil') }}
