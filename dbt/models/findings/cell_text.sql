{{ config(schema='quality') }}

-- Written by dagster_project.contracts.dbt_files; a cell that was set aside is blank in raw.
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
