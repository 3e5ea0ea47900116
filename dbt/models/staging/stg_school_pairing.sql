{{ config(meta={'scope': 'partition'}) }}

{{ staged('school_pairing', [
    ['pairing_kind', 'code:pairing_kind'],
    ['lead_school_code', 'text'],
    ['lead_school_name', 'text'],
    ['lead_region', 'text'],
    ['partner_school_code', 'text'],
    ['partner_school_name', 'text'],
    ['stage', 'code:stage'],
    ['is_poor_village_school', 'boolean'],
    ['agreed_on', 'date'],
    ['starts_on', 'date'],
    ['ends_on', 'date'],
    ['joint_research_times', 'integer'],
    ['posted_teachers', 'integer'],
    ['research_projects', 'integer'],
    ['seminar_times', 'integer'],
    ['content', 'text']
]) }}
