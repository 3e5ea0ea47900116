{{ config(meta={'scope': 'partition'}) }}

{{ staged('dropout_case', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['xueji_no', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['stage', 'code:stage'],
    ['grade', 'code:grade'],
    ['class_name', 'text'],
    ['township', 'text'],
    ['household_no', 'text'],
    ['is_registered_poor', 'boolean'],
    ['dropout_reason', 'code:dropout_reason'],
    ['case_state', 'code:dropout_state'],
    ['found_on', 'date'],
    ['verified_on', 'date'],
    ['returner_name', 'name'],
    ['return_visits', 'integer'],
    ['returned_on', 'date'],
    ['returned_school_name', 'text'],
    ['follow_up', 'text'],
    ['guardian_name', 'name'],
    ['phone', 'phone']
]) }}
