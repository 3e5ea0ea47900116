{{ config(meta={'scope': 'partition'}) }}

{{ staged('poverty_member', [
    ['household_no', 'text'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['birth_on', 'date'],
    ['relation', 'code:relation'],
    ['ethnicity', 'text'],
    ['health', 'code:health'],
    ['disability_cert_no', 'cert'],
    ['labour', 'code:labour'],
    ['school_status', 'code:school_status'],
    ['education_level', 'code:education']
]) }}
