{{ config(schema='quality') }}

-- Written by dagster_project.contracts.dbt_files; a cell that was set aside is blank in raw.
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'application_no' then r.application_no
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'id_number' then r.id_number
            when 'xueji_no' then r.xueji_no
            when 'name' then r.name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'difficulty_kind' then r.difficulty_kind
            when 'difficulty_level' then r.difficulty_level
            when 'aid_item' then r.aid_item
            when 'applied_amount' then r.applied_amount
            when 'applied_on' then r.applied_on
            when 'class_teacher_name' then r.class_teacher_name
            when 'class_reviewed_on' then r.class_reviewed_on
            when 'leader_reviewed_on' then r.leader_reviewed_on
            when 'approved_on' then r.approved_on
            when 'reported_on' then r.reported_on
            when 'result' then r.result
            when 'reason' then r.reason
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'aid_application') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'aid_application'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'id_number' then r.id_number
            when 'xueji_no' then r.xueji_no
            when 'name' then r.name
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'aid_item' then r.aid_item
            when 'amount' then r.amount
            when 'guardian_name' then r.guardian_name
            when 'notified_on' then r.notified_on
            when 'notice_way' then r.notice_way
            when 'is_signed' then r.is_signed
            when 'revisited_on' then r.revisited_on
            when 'revisit_way' then r.revisit_way
            when 'is_received' then r.is_received
            when 'revisitor_name' then r.revisitor_name
            when 'feedback' then r.feedback
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'aid_notice') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'aid_notice'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'xueji_no' then r.xueji_no
            when 'bag_no' then r.bag_no
            when 'from_school_code' then r.from_school_code
            when 'from_school_name' then r.from_school_name
            when 'to_school_code' then r.to_school_code
            when 'to_school_name' then r.to_school_name
            when 'handover_reason' then r.handover_reason
            when 'item_count' then r.item_count
            when 'handed_on' then r.handed_on
            when 'handed_by_name' then r.handed_by_name
            when 'received_by_name' then r.received_by_name
            when 'received_on' then r.received_on
            when 'is_signed' then r.is_signed
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'archive_handover') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'archive_handover'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'asset_kind' then r.asset_kind
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'asset_name' then r.asset_name
            when 'asset_no' then r.asset_no
            when 'registered_on' then r.registered_on
            when 'value' then r.value
            when 'area' then r.area
            when 'state' then r.state
            when 'source' then r.source
            when 'compared_on' then r.compared_on
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'asset_lookup') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'asset_lookup'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'xueji_no' then r.xueji_no
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'month' then r.month
            when 'due_days' then r.due_days
            when 'present_days' then r.present_days
            when 'sick_leave_days' then r.sick_leave_days
            when 'personal_leave_days' then r.personal_leave_days
            when 'truant_days' then r.truant_days
            when 'last_present_on' then r.last_present_on
            when 'absence_reason' then r.absence_reason
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'attendance') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'attendance'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'batch_no' then r.batch_no
            when 'serial_no' then r.serial_no
            when 'card_no' then r.card_no
            when 'payee_name' then r.payee_name
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'amount' then r.amount
            when 'traded_on' then r.traded_on
            when 'result' then r.result
            when 'failure_reason' then r.failure_reason
            when 'bank_name' then r.bank_name
            when 'summary' then r.summary
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'bank_return') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'bank_return'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'inspected_on' then r.inspected_on
            when 'inspected_by' then r.inspected_by
            when 'staff' then r.staff
            when 'has_permit' then r.has_permit
            when 'has_health_certificates' then r.has_health_certificates
            when 'keeps_purchase_records' then r.keeps_purchase_records
            when 'keeps_samples' then r.keeps_samples
            when 'has_pest_protection' then r.has_pest_protection
            when 'problem' then r.problem
            when 'inspection_result' then r.inspection_result
            when 'opinion_no' then r.opinion_no
            when 'corrected_on' then r.corrected_on
            when 'is_penalised' then r.is_penalised
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'canteen_inspection') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'canteen_inspection'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'birth_on' then r.birth_on
            when 'township' then r.township
            when 'village' then r.village
            when 'died_on' then r.died_on
            when 'cancelled_on' then r.cancelled_on
            when 'cause' then r.cause
            when 'cert_no' then r.cert_no
            when 'source' then r.source
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'death_register') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'death_register'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'birth_on' then r.birth_on
            when 'disability_cert_no' then r.disability_cert_no
            when 'disability_kind' then r.disability_kind
            when 'disability_level' then r.disability_level
            when 'township' then r.township
            when 'village' then r.village
            when 'placement' then r.placement
            when 'xueji_no' then r.xueji_no
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'placed_on' then r.placed_on
            when 'deferred_until' then r.deferred_until
            when 'has_own_plan' then r.has_own_plan
            when 'guardian_name' then r.guardian_name
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'disabled_child') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'disabled_child'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'xueji_no' then r.xueji_no
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'township' then r.township
            when 'household_no' then r.household_no
            when 'is_registered_poor' then r.is_registered_poor
            when 'dropout_reason' then r.dropout_reason
            when 'case_state' then r.case_state
            when 'found_on' then r.found_on
            when 'verified_on' then r.verified_on
            when 'returner_name' then r.returner_name
            when 'return_visits' then r.return_visits
            when 'returned_on' then r.returned_on
            when 'returned_school_name' then r.returned_school_name
            when 'follow_up' then r.follow_up
            when 'guardian_name' then r.guardian_name
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'dropout_case') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'dropout_case'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'asset_no' then r.asset_no
            when 'item_name' then r.item_name
            when 'item_kind' then r.item_kind
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'quantity' then r.quantity
            when 'unit_price' then r.unit_price
            when 'amount' then r.amount
            when 'bought_on' then r.bought_on
            when 'fund_source' then r.fund_source
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'equipment') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'equipment'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'school_name' then r.school_name
            when 'school_region' then r.school_region
            when 'source_system' then r.source_system
            when 'enrolled_on' then r.enrolled_on
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'external_enrolment') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'external_enrolment'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'receipt_no' then r.receipt_no
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'id_number' then r.id_number
            when 'xueji_no' then r.xueji_no
            when 'name' then r.name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'term' then r.term
            when 'fee_item' then r.fee_item
            when 'amount' then r.amount
            when 'charged_on' then r.charged_on
            when 'waived_amount' then r.waived_amount
            when 'refunded_amount' then r.refunded_amount
            when 'refunded_on' then r.refunded_on
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'fee_receipt') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'fee_receipt'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'voucher_no' then r.voucher_no
            when 'booked_on' then r.booked_on
            when 'account_code' then r.account_code
            when 'account_name' then r.account_name
            when 'summary' then r.summary
            when 'aid_item' then r.aid_item
            when 'term' then r.term
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'payee_name' then r.payee_name
            when 'card_no' then r.card_no
            when 'amount' then r.amount
            when 'fund_doc_no' then r.fund_doc_no
            when 'pay_method' then r.pay_method
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'finance_ledger') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'finance_ledger'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'doc_no' then r.doc_no
            when 'fund_name' then r.fund_name
            when 'aid_item' then r.aid_item
            when 'term' then r.term
            when 'fund_level' then r.fund_level
            when 'amount' then r.amount
            when 'issued_on' then r.issued_on
            when 'received_on' then r.received_on
            when 'pay_by' then r.pay_by
            when 'disbursed' then r.disbursed
            when 'balance' then r.balance
            when 'balance_at' then r.balance_at
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'fund_receipt') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'fund_receipt'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'township' then r.township
            when 'village' then r.village
            when 'household_no' then r.household_no
            when 'difficulty_kind' then r.difficulty_kind
            when 'helper_name' then r.helper_name
            when 'helper_id_number' then r.helper_id_number
            when 'helper_unit' then r.helper_unit
            when 'helper_post' then r.helper_post
            when 'helper_role' then r.helper_role
            when 'helper_phone' then r.helper_phone
            when 'paired_on' then r.paired_on
            when 'ended_on' then r.ended_on
            when 'measures' then r.measures
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'helper_pairing') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'helper_pairing'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'xueji_no' then r.xueji_no
            when 'disability_kind' then r.disability_kind
            when 'disability_level' then r.disability_level
            when 'disability_cert_no' then r.disability_cert_no
            when 'address' then r.address
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'teacher_name' then r.teacher_name
            when 'visited_on' then r.visited_on
            when 'visit_time' then r.visit_time
            when 'hours' then r.hours
            when 'content' then r.content
            when 'has_plan' then r.has_plan
            when 'has_lesson_notes' then r.has_lesson_notes
            when 'has_photo' then r.has_photo
            when 'has_signature' then r.has_signature
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'home_teaching_visit') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'home_teaching_visit'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'household_no' then r.household_no
            when 'visitor_name' then r.visitor_name
            when 'visit_kind' then r.visit_kind
            when 'visited_on' then r.visited_on
            when 'visit_time' then r.visit_time
            when 'place' then r.place
            when 'content' then r.content
            when 'guardian_name' then r.guardian_name
            when 'has_signature' then r.has_signature
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'home_visit') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'home_visit'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'project_no' then r.project_no
            when 'project_name' then r.project_name
            when 'project_kind' then r.project_kind
            when 'site' then r.site
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'builder' then r.builder
            when 'total_investment' then r.total_investment
            when 'fund_central' then r.fund_central
            when 'fund_province' then r.fund_province
            when 'fund_city' then r.fund_city
            when 'fund_county' then r.fund_county
            when 'area' then r.area
            when 'structure' then r.structure
            when 'status' then r.status
            when 'started_on' then r.started_on
            when 'finished_on' then r.finished_on
            when 'paid' then r.paid
            when 'paid_share' then r.paid_share
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'infrastructure_project') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'infrastructure_project'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'birth_on' then r.birth_on
            when 'school_name' then r.school_name
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'township' then r.township
            when 'village' then r.village
            when 'address' then r.address
            when 'left_behind_kind' then r.left_behind_kind
            when 'father_place' then r.father_place
            when 'mother_place' then r.mother_place
            when 'away_since' then r.away_since
            when 'guardian_name' then r.guardian_name
            when 'guardian_relation' then r.guardian_relation
            when 'phone' then r.phone
            when 'is_registered_poor' then r.is_registered_poor
            when 'mentor_name' then r.mentor_name
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'left_behind_child') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'left_behind_child'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'contract_no' then r.contract_no
            when 'name' then r.name
            when 'id_number' then r.id_number
            when 'coborrower_name' then r.coborrower_name
            when 'coborrower_id_number' then r.coborrower_id_number
            when 'college_name' then r.college_name
            when 'degree' then r.degree
            when 'schooling_years' then r.schooling_years
            when 'entered_year' then r.entered_year
            when 'academic_year' then r.academic_year
            when 'loan_place' then r.loan_place
            when 'amount' then r.amount
            when 'tuition' then r.tuition
            when 'dorm_fee' then r.dorm_fee
            when 'loan_years' then r.loan_years
            when 'signed_on' then r.signed_on
            when 'receipt_no' then r.receipt_no
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'loan_contract') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'loan_contract'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'contract_no' then r.contract_no
            when 'name' then r.name
            when 'id_number' then r.id_number
            when 'college_name' then r.college_name
            when 'graduated_on' then r.graduated_on
            when 'loan_amount' then r.loan_amount
            when 'due_on' then r.due_on
            when 'due_principal' then r.due_principal
            when 'due_interest' then r.due_interest
            when 'paid_on' then r.paid_on
            when 'paid_principal' then r.paid_principal
            when 'paid_interest' then r.paid_interest
            when 'paid_amount' then r.paid_amount
            when 'balance' then r.balance
            when 'repayment_kind' then r.repayment_kind
            when 'is_overdue' then r.is_overdue
            when 'overdue_days' then r.overdue_days
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'loan_repayment') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'loan_repayment'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'served_on' then r.served_on
            when 'enrolled' then r.enrolled
            when 'absent' then r.absent
            when 'meals' then r.meals
            when 'unit_price' then r.unit_price
            when 'amount' then r.amount
            when 'supply_form' then r.supply_form
            when 'menu' then r.menu
            when 'accompanying_name' then r.accompanying_name
            when 'supplier' then r.supplier
            when 'receiver_name' then r.receiver_name
            when 'keeps_samples' then r.keeps_samples
            when 'has_photo' then r.has_photo
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'meal_day') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'meal_day'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'voucher_no' then r.voucher_no
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'spent_on' then r.spent_on
            when 'expense_kind' then r.expense_kind
            when 'item_name' then r.item_name
            when 'quantity' then r.quantity
            when 'unit_price' then r.unit_price
            when 'amount' then r.amount
            when 'supplier' then r.supplier
            when 'handler_name' then r.handler_name
            when 'has_invoice' then r.has_invoice
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'meal_expense') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'meal_expense'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'household_no' then r.household_no
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'township' then r.township
            when 'village' then r.village
            when 'is_working' then r.is_working
            when 'is_planned' then r.is_planned
            when 'started_on' then r.started_on
            when 'ended_on' then r.ended_on
            when 'months' then r.months
            when 'work_region' then r.work_region
            when 'work_place' then r.work_place
            when 'employer' then r.employer
            when 'monthly_income' then r.monthly_income
            when 'is_public_job' then r.is_public_job
            when 'public_job' then r.public_job
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'migrant_work') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'migrant_work'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'id_number' then r.id_number
            when 'xueji_no' then r.xueji_no
            when 'name' then r.name
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'aid_item' then r.aid_item
            when 'amount' then r.amount
            when 'pay_method' then r.pay_method
            when 'signed_by_name' then r.signed_by_name
            when 'signer_relation' then r.signer_relation
            when 'signed_on' then r.signed_on
            when 'is_proxy' then r.is_proxy
            when 'proxy_reason' then r.proxy_reason
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'payment_signature') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'payment_signature'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'birth_on' then r.birth_on
            when 'ethnicity' then r.ethnicity
            when 'hukou_no' then r.hukou_no
            when 'head_name' then r.head_name
            when 'relation' then r.relation
            when 'hukou_kind' then r.hukou_kind
            when 'township' then r.township
            when 'village' then r.village
            when 'address' then r.address
            when 'guardian_name' then r.guardian_name
            when 'guardian_id_number' then r.guardian_id_number
            when 'guardian_relation' then r.guardian_relation
            when 'hukou_status' then r.hukou_status
            when 'status_changed_on' then r.status_changed_on
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'population_register') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'population_register'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'household_no' then r.household_no
            when 'head_name' then r.head_name
            when 'head_id_number' then r.head_id_number
            when 'township' then r.township
            when 'village' then r.village
            when 'member_count' then r.member_count
            when 'household_kind' then r.household_kind
            when 'monitor_kind' then r.monitor_kind
            when 'wage_income' then r.wage_income
            when 'business_income' then r.business_income
            when 'property_income' then r.property_income
            when 'transfer_income' then r.transfer_income
            when 'production_expense' then r.production_expense
            when 'net_income' then r.net_income
            when 'net_income_per_capita' then r.net_income_per_capita
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'poverty_household') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'poverty_household'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'household_no' then r.household_no
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'birth_on' then r.birth_on
            when 'relation' then r.relation
            when 'ethnicity' then r.ethnicity
            when 'health' then r.health
            when 'disability_cert_no' then r.disability_cert_no
            when 'labour' then r.labour
            when 'school_status' then r.school_status
            when 'education_level' then r.education_level
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'poverty_member') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'poverty_member'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'voucher_no' then r.voucher_no
            when 'project_no' then r.project_no
            when 'project_name' then r.project_name
            when 'payee' then r.payee
            when 'amount' then r.amount
            when 'paid_on' then r.paid_on
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'project_payment') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'project_payment'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'notice_no' then r.notice_no
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'stage' then r.stage
            when 'aid_item' then r.aid_item
            when 'term' then r.term
            when 'listed_students' then r.listed_students
            when 'starts_on' then r.starts_on
            when 'ends_on' then r.ends_on
            when 'days' then r.days
            when 'place' then r.place
            when 'objections' then r.objections
            when 'outcome' then r.outcome
            when 'withdrawn_on' then r.withdrawn_on
            when 'shows_private_data' then r.shows_private_data
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'public_notice') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'public_notice'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'item_no' then r.item_no
            when 'problem_source' then r.problem_source
            when 'problem' then r.problem
            when 'measure' then r.measure
            when 'responsible_unit' then r.responsible_unit
            when 'responsible_name' then r.responsible_name
            when 'due_on' then r.due_on
            when 'progress' then r.progress
            when 'rectification_state' then r.rectification_state
            when 'finished_on' then r.finished_on
            when 'is_closed' then r.is_closed
            when 'closed_on' then r.closed_on
            when 'concerned' then r.concerned
            when 'settled' then r.settled
            when 'evidence' then r.evidence
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'rectification_item') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'rectification_item'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'letter_no' then r.letter_no
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'township' then r.township
            when 'stage' then r.stage
            when 'host_region' then r.host_region
            when 'host_school_name' then r.host_school_name
            when 'sent_on' then r.sent_on
            when 'replied_on' then r.replied_on
            when 'is_aided_there' then r.is_aided_there
            when 'aided_amount' then r.aided_amount
            when 'topup_amount' then r.topup_amount
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'remote_letter') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'remote_letter'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'xueji_no' then r.xueji_no
            when 'change_kind' then r.change_kind
            when 'changed_on' then r.changed_on
            when 'from_school_code' then r.from_school_code
            when 'from_school_name' then r.from_school_name
            when 'to_school_code' then r.to_school_code
            when 'to_school_name' then r.to_school_name
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'roll_change') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'roll_change'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'stage' then r.stage
            when 'area_type' then r.area_type
            when 'rural_tier' then r.rural_tier
            when 'township' then r.township
            when 'is_poor_village_school' then r.is_poor_village_school
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'school') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'school'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'building_no' then r.building_no
            when 'building_name' then r.building_name
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'building_use' then r.building_use
            when 'floor_area' then r.floor_area
            when 'school_floor_area' then r.school_floor_area
            when 'floors' then r.floors
            when 'built_year' then r.built_year
            when 'structure' then r.structure
            when 'seismic_intensity' then r.seismic_intensity
            when 'danger_grade' then r.danger_grade
            when 'appraised_on' then r.appraised_on
            when 'appraiser' then r.appraiser
            when 'use_state' then r.use_state
            when 'designer' then r.designer
            when 'builder' then r.builder
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'school_building') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'school_building'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'term' then r.term
            when 'stage' then r.stage
            when 'event_name' then r.event_name
            when 'day_kind' then r.day_kind
            when 'starts_on' then r.starts_on
            when 'ends_on' then r.ends_on
            when 'teaching_days' then r.teaching_days
            when 'remark' then r.remark
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'school_calendar') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'school_calendar'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'pairing_kind' then r.pairing_kind
            when 'lead_school_code' then r.lead_school_code
            when 'lead_school_name' then r.lead_school_name
            when 'lead_region' then r.lead_region
            when 'partner_school_code' then r.partner_school_code
            when 'partner_school_name' then r.partner_school_name
            when 'stage' then r.stage
            when 'is_poor_village_school' then r.is_poor_village_school
            when 'agreed_on' then r.agreed_on
            when 'starts_on' then r.starts_on
            when 'ends_on' then r.ends_on
            when 'joint_research_times' then r.joint_research_times
            when 'posted_teachers' then r.posted_teachers
            when 'research_projects' then r.research_projects
            when 'seminar_times' then r.seminar_times
            when 'content' then r.content
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'school_pairing') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'school_pairing'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'xueji_no' then r.xueji_no
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'birth_on' then r.birth_on
            when 'ethnicity' then r.ethnicity
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'boarding' then r.boarding
            when 'enrolled_on' then r.enrolled_on
            when 'status' then r.status
            when 'guardian_name' then r.guardian_name
            when 'phone' then r.phone
            when 'address' then r.address
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'school_roll') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'school_roll'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'programme' then r.programme
            when 'donor' then r.donor
            when 'donor_kind' then r.donor_kind
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'school_name' then r.school_name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'difficulty_kind' then r.difficulty_kind
            when 'amount' then r.amount
            when 'donated_on' then r.donated_on
            when 'goods' then r.goods
            when 'pay_method' then r.pay_method
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'social_donation') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'social_donation'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'group_kind' then r.group_kind
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'township' then r.township
            when 'village' then r.village
            when 'disability_cert_no' then r.disability_cert_no
            when 'disability_kind' then r.disability_kind
            when 'disability_level' then r.disability_level
            when 'valid_from' then r.valid_from
            when 'valid_to' then r.valid_to
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'special_group') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'special_group'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'change_kind' then r.change_kind
            when 'changed_on' then r.changed_on
            when 'from_school_code' then r.from_school_code
            when 'from_school_name' then r.from_school_name
            when 'to_school_code' then r.to_school_code
            when 'to_school_name' then r.to_school_name
            when 'position' then r.position
            when 'doc_no' then r.doc_no
            when 'pay_stopped_on' then r.pay_stopped_on
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'staff_change') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'staff_change'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'id_number' then r.id_number
            when 'xueji_no' then r.xueji_no
            when 'name' then r.name
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'class_name' then r.class_name
            when 'boarding' then r.boarding
            when 'difficulty_kind' then r.difficulty_kind
            when 'aid_item' then r.aid_item
            when 'term' then r.term
            when 'amount' then r.amount
            when 'paid_on' then r.paid_on
            when 'card_no' then r.card_no
            when 'bank_name' then r.bank_name
            when 'payee_name' then r.payee_name
            when 'payee_relation' then r.payee_relation
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'subsidy_payment') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'subsidy_payment'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'stage' then r.stage
            when 'difficulty_kind' then r.difficulty_kind
            when 'aid_item' then r.aid_item
            when 'person_times' then r.person_times
            when 'amount' then r.amount
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'subsidy_summary') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'subsidy_summary'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'birth_on' then r.birth_on
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'hired_on' then r.hired_on
            when 'post_status' then r.post_status
            when 'left_on' then r.left_on
            when 'is_special_post' then r.is_special_post
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'teacher') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'teacher'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'allowance_item' then r.allowance_item
            when 'rural_tier' then r.rural_tier
            when 'monthly_standard' then r.monthly_standard
            when 'months' then r.months
            when 'from_month' then r.from_month
            when 'to_month' then r.to_month
            when 'amount' then r.amount
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'teacher_allowance') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'teacher_allowance'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'exchange_kind' then r.exchange_kind
            when 'subject' then r.subject
            when 'from_school_code' then r.from_school_code
            when 'from_school_name' then r.from_school_name
            when 'to_school_code' then r.to_school_code
            when 'to_school_name' then r.to_school_name
            when 'starts_on' then r.starts_on
            when 'ends_on' then r.ends_on
            when 'assessment' then r.assessment
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'teacher_exchange') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'teacher_exchange'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'school_code' then r.school_code
            when 'school_name' then r.school_name
            when 'programme' then r.programme
            when 'training_level' then r.training_level
            when 'organizer' then r.organizer
            when 'starts_on' then r.starts_on
            when 'ends_on' then r.ends_on
            when 'hours' then r.hours
            when 'is_poor_village_school' then r.is_poor_village_school
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'teacher_training') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'teacher_training'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'birth_on' then r.birth_on
            when 'xueji_no' then r.xueji_no
            when 'township' then r.township
            when 'village' then r.village
            when 'unfit_reason' then r.unfit_reason
            when 'disability_kind' then r.disability_kind
            when 'disability_level' then r.disability_level
            when 'disability_cert_no' then r.disability_cert_no
            when 'education_certified' then r.education_certified
            when 'federation_certified' then r.federation_certified
            when 'health_certified' then r.health_certified
            when 'civil_affairs_certified' then r.civil_affairs_certified
            when 'certified_on' then r.certified_on
            when 'is_taught_at_home' then r.is_taught_at_home
            when 'guardian_name' then r.guardian_name
            when 'phone' then r.phone
            when 'address' then r.address
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'unfit_child') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'unfit_child'
union all
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            when 'household_no' then r.household_no
            when 'head_name' then r.head_name
            when 'township' then r.township
            when 'village' then r.village
            when 'id_number' then r.id_number
            when 'name' then r.name
            when 'gender' then r.gender
            when 'school_name' then r.school_name
            when 'school_region' then r.school_region
            when 'major' then r.major
            when 'stage' then r.stage
            when 'grade' then r.grade
            when 'xueji_no' then r.xueji_no
            when 'schooling_years' then r.schooling_years
            when 'enrolled_on' then r.enrolled_on
            when 'amount' then r.amount
            when 'paid_on' then r.paid_on
            when 'card_no' then r.card_no
            when 'phone' then r.phone
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', 'yulu_list') }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = 'yulu_list'
