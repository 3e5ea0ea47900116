{{ config(schema='quality') }}

-- Written by dagster_project.contracts.dbt_files; a cell that was set aside is blank in raw.
{{ cell_text_of('aid_application', [
    'application_no', 'school_code', 'school_name', 'id_number', 'xueji_no', 'name', 'stage', 'grade', 'class_name',
    'difficulty_kind', 'difficulty_level', 'aid_item', 'applied_amount', 'applied_on', 'class_teacher_name',
    'class_reviewed_on', 'leader_reviewed_on', 'approved_on', 'reported_on', 'result', 'reason'
]) }}
union all
{{ cell_text_of('aid_notice', [
    'school_code', 'school_name', 'id_number', 'xueji_no', 'name', 'grade', 'class_name', 'aid_item', 'amount',
    'guardian_name', 'notified_on', 'notice_way', 'is_signed', 'revisited_on', 'revisit_way', 'is_received',
    'revisitor_name', 'feedback', 'phone'
]) }}
union all
{{ cell_text_of('archive_handover', [
    'id_number', 'name', 'xueji_no', 'bag_no', 'from_school_code', 'from_school_name', 'to_school_code',
    'to_school_name', 'handover_reason', 'item_count', 'handed_on', 'handed_by_name', 'received_by_name',
    'received_on', 'is_signed'
]) }}
union all
{{ cell_text_of('asset_lookup', [
    'asset_kind', 'id_number', 'name', 'asset_name', 'asset_no', 'registered_on', 'value', 'area', 'state',
    'source', 'compared_on'
]) }}
union all
{{ cell_text_of('attendance', [
    'school_code', 'school_name', 'grade', 'class_name', 'xueji_no', 'id_number', 'name', 'month', 'due_days',
    'present_days', 'sick_leave_days', 'personal_leave_days', 'truant_days', 'last_present_on', 'absence_reason'
]) }}
union all
{{ cell_text_of('bank_return', [
    'batch_no', 'serial_no', 'card_no', 'payee_name', 'id_number', 'name', 'amount', 'traded_on', 'result',
    'failure_reason', 'bank_name', 'summary'
]) }}
union all
{{ cell_text_of('canteen_inspection', [
    'school_code', 'school_name', 'inspected_on', 'inspected_by', 'staff', 'has_permit', 'has_health_certificates',
    'keeps_purchase_records', 'keeps_samples', 'has_pest_protection', 'problem', 'inspection_result', 'opinion_no',
    'corrected_on', 'is_penalised'
]) }}
union all
{{ cell_text_of('death_register', [
    'id_number', 'name', 'gender', 'birth_on', 'township', 'village', 'died_on', 'cancelled_on', 'cause', 'cert_no',
    'source'
]) }}
union all
{{ cell_text_of('disabled_child', [
    'id_number', 'name', 'gender', 'birth_on', 'disability_cert_no', 'disability_kind', 'disability_level',
    'township', 'village', 'placement', 'xueji_no', 'school_code', 'school_name', 'stage', 'grade', 'placed_on',
    'deferred_until', 'has_own_plan', 'guardian_name', 'phone'
]) }}
union all
{{ cell_text_of('dropout_case', [
    'id_number', 'name', 'gender', 'xueji_no', 'school_code', 'school_name', 'stage', 'grade', 'class_name',
    'township', 'household_no', 'is_registered_poor', 'dropout_reason', 'case_state', 'found_on', 'verified_on',
    'returner_name', 'return_visits', 'returned_on', 'returned_school_name', 'follow_up', 'guardian_name', 'phone'
]) }}
union all
{{ cell_text_of('equipment', [
    'asset_no', 'item_name', 'item_kind', 'school_code', 'school_name', 'quantity', 'unit_price', 'amount',
    'bought_on', 'fund_source'
]) }}
union all
{{ cell_text_of('external_enrolment', [
    'id_number', 'name', 'stage', 'grade', 'school_name', 'school_region', 'source_system', 'enrolled_on'
]) }}
union all
{{ cell_text_of('fee_receipt', [
    'receipt_no', 'school_code', 'school_name', 'id_number', 'xueji_no', 'name', 'stage', 'grade', 'class_name',
    'term', 'fee_item', 'amount', 'charged_on', 'waived_amount', 'refunded_amount', 'refunded_on'
]) }}
union all
{{ cell_text_of('finance_ledger', [
    'voucher_no', 'booked_on', 'account_code', 'account_name', 'summary', 'aid_item', 'term', 'id_number', 'name',
    'payee_name', 'card_no', 'amount', 'fund_doc_no', 'pay_method'
]) }}
union all
{{ cell_text_of('fund_receipt', [
    'doc_no', 'fund_name', 'aid_item', 'term', 'fund_level', 'amount', 'issued_on', 'received_on', 'pay_by',
    'disbursed', 'balance', 'balance_at'
]) }}
union all
{{ cell_text_of('helper_pairing', [
    'id_number', 'name', 'school_code', 'school_name', 'stage', 'grade', 'class_name', 'township', 'village',
    'household_no', 'difficulty_kind', 'helper_name', 'helper_id_number', 'helper_unit', 'helper_post',
    'helper_role', 'helper_phone', 'paired_on', 'ended_on', 'measures'
]) }}
union all
{{ cell_text_of('home_teaching_visit', [
    'id_number', 'name', 'xueji_no', 'disability_kind', 'disability_level', 'disability_cert_no', 'address',
    'school_code', 'school_name', 'teacher_name', 'visited_on', 'visit_time', 'hours', 'content', 'has_plan',
    'has_lesson_notes', 'has_photo', 'has_signature'
]) }}
union all
{{ cell_text_of('home_visit', [
    'id_number', 'name', 'school_code', 'school_name', 'grade', 'class_name', 'household_no', 'visitor_name',
    'visit_kind', 'visited_on', 'visit_time', 'place', 'content', 'guardian_name', 'has_signature', 'phone'
]) }}
union all
{{ cell_text_of('infrastructure_project', [
    'project_no', 'project_name', 'project_kind', 'site', 'school_code', 'school_name', 'builder',
    'total_investment', 'fund_central', 'fund_province', 'fund_city', 'fund_county', 'area', 'structure', 'status',
    'started_on', 'finished_on', 'paid', 'paid_share'
]) }}
union all
{{ cell_text_of('left_behind_child', [
    'id_number', 'name', 'gender', 'birth_on', 'school_name', 'grade', 'class_name', 'township', 'village',
    'address', 'left_behind_kind', 'father_place', 'mother_place', 'away_since', 'guardian_name',
    'guardian_relation', 'phone', 'is_registered_poor', 'mentor_name'
]) }}
union all
{{ cell_text_of('loan_contract', [
    'contract_no', 'name', 'id_number', 'coborrower_name', 'coborrower_id_number', 'college_name', 'degree',
    'schooling_years', 'entered_year', 'academic_year', 'loan_place', 'amount', 'tuition', 'dorm_fee', 'loan_years',
    'signed_on', 'receipt_no'
]) }}
union all
{{ cell_text_of('loan_repayment', [
    'contract_no', 'name', 'id_number', 'college_name', 'graduated_on', 'loan_amount', 'due_on', 'due_principal',
    'due_interest', 'paid_on', 'paid_principal', 'paid_interest', 'paid_amount', 'balance', 'repayment_kind',
    'is_overdue', 'overdue_days', 'phone'
]) }}
union all
{{ cell_text_of('meal_day', [
    'school_code', 'school_name', 'served_on', 'enrolled', 'absent', 'meals', 'unit_price', 'amount', 'supply_form',
    'menu', 'accompanying_name', 'supplier', 'receiver_name', 'keeps_samples', 'has_photo'
]) }}
union all
{{ cell_text_of('meal_expense', [
    'voucher_no', 'school_code', 'school_name', 'spent_on', 'expense_kind', 'item_name', 'quantity', 'unit_price',
    'amount', 'supplier', 'handler_name', 'has_invoice'
]) }}
union all
{{ cell_text_of('meal_month', [
    'school_code', 'school_name', 'month', 'students', 'served_days', 'meals', 'unit_price', 'amount'
]) }}
union all
{{ cell_text_of('migrant_work', [
    'household_no', 'id_number', 'name', 'gender', 'township', 'village', 'is_working', 'is_planned', 'started_on',
    'ended_on', 'months', 'work_region', 'work_place', 'employer', 'monthly_income', 'is_public_job', 'public_job',
    'phone'
]) }}
union all
{{ cell_text_of('payment_signature', [
    'school_code', 'school_name', 'id_number', 'xueji_no', 'name', 'grade', 'class_name', 'aid_item', 'amount',
    'pay_method', 'signed_by_name', 'signer_relation', 'signed_on', 'is_proxy', 'proxy_reason', 'phone'
]) }}
union all
{{ cell_text_of('population_register', [
    'id_number', 'name', 'gender', 'birth_on', 'ethnicity', 'hukou_no', 'head_name', 'relation', 'hukou_kind',
    'township', 'village', 'address', 'guardian_name', 'guardian_id_number', 'guardian_relation', 'hukou_status',
    'status_changed_on'
]) }}
union all
{{ cell_text_of('poverty_household', [
    'household_no', 'head_name', 'head_id_number', 'township', 'village', 'member_count', 'household_kind',
    'monitor_kind', 'wage_income', 'business_income', 'property_income', 'transfer_income', 'production_expense',
    'net_income', 'net_income_per_capita', 'phone'
]) }}
union all
{{ cell_text_of('poverty_member', [
    'household_no', 'id_number', 'name', 'gender', 'birth_on', 'relation', 'ethnicity', 'health',
    'disability_cert_no', 'labour', 'school_status', 'education_level'
]) }}
union all
{{ cell_text_of('project_payment', [
    'voucher_no', 'project_no', 'project_name', 'payee', 'amount', 'paid_on'
]) }}
union all
{{ cell_text_of('public_notice', [
    'notice_no', 'school_code', 'school_name', 'stage', 'aid_item', 'term', 'listed_students', 'starts_on',
    'ends_on', 'days', 'place', 'objections', 'outcome', 'withdrawn_on', 'shows_private_data'
]) }}
union all
{{ cell_text_of('rectification_item', [
    'item_no', 'problem_source', 'problem', 'measure', 'responsible_unit', 'responsible_name', 'due_on', 'progress',
    'rectification_state', 'finished_on', 'is_closed', 'closed_on', 'concerned', 'settled', 'evidence'
]) }}
union all
{{ cell_text_of('remote_letter', [
    'letter_no', 'id_number', 'name', 'township', 'stage', 'host_region', 'host_school_name', 'sent_on',
    'replied_on', 'is_aided_there', 'aided_amount', 'topup_amount'
]) }}
union all
{{ cell_text_of('roll_change', [
    'id_number', 'name', 'xueji_no', 'change_kind', 'changed_on', 'from_school_code', 'from_school_name',
    'to_school_code', 'to_school_name'
]) }}
union all
{{ cell_text_of('school', [
    'school_code', 'school_name', 'stage', 'area_type', 'rural_tier', 'township', 'is_poor_village_school'
]) }}
union all
{{ cell_text_of('school_building', [
    'building_no', 'building_name', 'school_code', 'school_name', 'building_use', 'floor_area', 'school_floor_area',
    'floors', 'built_year', 'structure', 'seismic_intensity', 'danger_grade', 'appraised_on', 'appraiser',
    'use_state', 'designer', 'builder'
]) }}
union all
{{ cell_text_of('school_calendar', [
    'term', 'stage', 'event_name', 'day_kind', 'starts_on', 'ends_on', 'teaching_days', 'remark'
]) }}
union all
{{ cell_text_of('school_pairing', [
    'pairing_kind', 'lead_school_code', 'lead_school_name', 'lead_region', 'partner_school_code',
    'partner_school_name', 'stage', 'is_poor_village_school', 'agreed_on', 'starts_on', 'ends_on',
    'joint_research_times', 'posted_teachers', 'research_projects', 'seminar_times', 'content'
]) }}
union all
{{ cell_text_of('school_roll', [
    'xueji_no', 'id_number', 'name', 'gender', 'birth_on', 'ethnicity', 'school_code', 'school_name', 'stage',
    'grade', 'class_name', 'boarding', 'enrolled_on', 'status', 'guardian_name', 'phone', 'address'
]) }}
union all
{{ cell_text_of('social_donation', [
    'programme', 'donor', 'donor_kind', 'id_number', 'name', 'school_name', 'stage', 'grade', 'difficulty_kind',
    'amount', 'donated_on', 'goods', 'pay_method'
]) }}
union all
{{ cell_text_of('special_group', [
    'group_kind', 'id_number', 'name', 'gender', 'township', 'village', 'disability_cert_no', 'disability_kind',
    'disability_level', 'valid_from', 'valid_to'
]) }}
union all
{{ cell_text_of('staff_change', [
    'id_number', 'name', 'gender', 'change_kind', 'changed_on', 'from_school_code', 'from_school_name',
    'to_school_code', 'to_school_name', 'position', 'doc_no', 'pay_stopped_on'
]) }}
union all
{{ cell_text_of('subsidy_payment', [
    'school_code', 'school_name', 'id_number', 'xueji_no', 'name', 'stage', 'grade', 'class_name', 'boarding',
    'difficulty_kind', 'aid_item', 'term', 'amount', 'paid_on', 'card_no', 'bank_name', 'payee_name',
    'payee_relation', 'phone'
]) }}
union all
{{ cell_text_of('subsidy_summary', [
    'stage', 'difficulty_kind', 'aid_item', 'person_times', 'amount'
]) }}
union all
{{ cell_text_of('teacher', [
    'id_number', 'name', 'gender', 'birth_on', 'school_code', 'school_name', 'hired_on', 'post_status', 'left_on',
    'is_special_post', 'phone'
]) }}
union all
{{ cell_text_of('teacher_allowance', [
    'id_number', 'name', 'school_code', 'school_name', 'allowance_item', 'rural_tier', 'monthly_standard', 'months',
    'from_month', 'to_month', 'amount'
]) }}
union all
{{ cell_text_of('teacher_exchange', [
    'id_number', 'name', 'exchange_kind', 'subject', 'from_school_code', 'from_school_name', 'to_school_code',
    'to_school_name', 'starts_on', 'ends_on', 'assessment'
]) }}
union all
{{ cell_text_of('teacher_training', [
    'id_number', 'name', 'school_code', 'school_name', 'programme', 'training_level', 'organizer', 'starts_on',
    'ends_on', 'hours', 'is_poor_village_school'
]) }}
union all
{{ cell_text_of('unfit_child', [
    'id_number', 'name', 'gender', 'birth_on', 'xueji_no', 'township', 'village', 'unfit_reason', 'disability_kind',
    'disability_level', 'disability_cert_no', 'education_certified', 'federation_certified', 'health_certified',
    'civil_affairs_certified', 'certified_on', 'is_taught_at_home', 'guardian_name', 'phone', 'address'
]) }}
union all
{{ cell_text_of('yulu_list', [
    'household_no', 'head_name', 'township', 'village', 'id_number', 'name', 'gender', 'school_name',
    'school_region', 'major', 'stage', 'grade', 'xueji_no', 'schooling_years', 'enrolled_on', 'amount', 'paid_on',
    'card_no', 'phone'
]) }}
