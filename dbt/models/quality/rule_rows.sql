-- Written by dagster_project.contracts.dbt_files; every rule has the columns that macros/rule_rows.sql gives it.
-- noqa: disable=AM04
select * from {{ ref('age_stage_junior') }}
union all
select * from {{ ref('age_stage_primary') }}
union all
select * from {{ ref('age_stage_senior') }}
union all
select * from {{ ref('amount_is_not_price_times_count') }}
union all
select * from {{ ref('boarding_rate_for_day_pupil') }}
union all
select * from {{ ref('category_lower_than_entitled') }}
union all
select * from {{ ref('category_not_in_source_list') }}
union all
select * from {{ ref('delivery_late') }}
union all
select * from {{ ref('delivery_missing') }}
union all
select * from {{ ref('dibao_without_transfer_income') }}
union all
select * from {{ ref('disability_cert_checksum_fail') }}
union all
select * from {{ ref('disability_without_cert') }}
union all
select * from {{ ref('double_enrolment') }}
union all
select * from {{ ref('double_subsidy_teacher') }}
union all
select * from {{ ref('edu_subsidy_not_in_transfer_income') }}
union all
select * from {{ ref('education_and_school_both_filled') }}
union all
select * from {{ ref('exchange_term_invalid') }}
union all
select * from {{ ref('file_is_another_dataset') }}
union all
select * from {{ ref('file_is_of_another_county') }}
union all
select * from {{ ref('file_is_of_another_period') }}
union all
select * from {{ ref('household_count_mismatch') }}
union all
select * from {{ ref('household_head_count') }}
union all
select * from {{ ref('id_birth_mismatch') }}
union all
select * from {{ ref('id_checksum_fail') }}
union all
select * from {{ ref('id_duplicate_within_table') }}
union all
select * from {{ ref('id_gender_mismatch') }}
union all
select * from {{ ref('id_length_invalid') }}
union all
select * from {{ ref('id_missing_or_placeholder') }}
union all
select * from {{ ref('id_truncated_by_excel') }}
union all
select * from {{ ref('income_logic_error') }}
union all
select * from {{ ref('income_outlier') }}
union all
select * from {{ ref('loan_borrower_not_enrolled') }}
union all
select * from {{ ref('loan_coborrower_invalid') }}
union all
select * from {{ ref('loan_duplicate_year') }}
union all
select * from {{ ref('loan_over_ceiling') }}
union all
select * from {{ ref('loan_over_cost_pre2021') }}
union all
select * from {{ ref('loan_term_over_max') }}
union all
select * from {{ ref('name_illegal_chars') }}
union all
select * from {{ ref('orphan_member_or_empty_household') }}
union all
select * from {{ ref('phone_invalid') }}
union all
select * from {{ ref('phone_shared_across_households') }}
union all
select * from {{ ref('project_paid_over_budget') }}
union all
select * from {{ ref('project_progress_payment_conflict') }}
union all
select * from {{ ref('project_sum_mismatch') }}
union all
select * from {{ ref('registered_poor_not_aided') }}
union all
select * from {{ ref('relation_gender_conflict') }}
union all
select * from {{ ref('remote_double_paid') }}
union all
select * from {{ ref('remote_letter_unanswered') }}
union all
select * from {{ ref('report_vs_ledger') }}
union all
select * from {{ ref('required_field_empty') }}
union all
select * from {{ ref('same_id_different_name') }}
union all
select * from {{ ref('same_person_two_ids') }}
union all
select * from {{ ref('school_code_invalid') }}
union all
select * from {{ ref('schools_of_another_county') }}
union all
select * from {{ ref('shared_or_wrong_bank_card') }}
union all
select * from {{ ref('spouse_same_gender') }}
union all
select * from {{ ref('standard_version_error') }}
union all
select * from {{ ref('student_with_labour_ability') }}
union all
select * from {{ ref('subsidy_after_exit') }}
union all
select * from {{ ref('subsidy_age_anomaly') }}
union all
select * from {{ ref('subsidy_amount_off_standard') }}
union all
select * from {{ ref('subsidy_cross_stage') }}
union all
select * from {{ ref('subsidy_duplicate_same_term') }}
union all
select * from {{ ref('subsidy_without_enrolment') }}
union all
select * from {{ ref('teacher_subsidy_after_leave') }}
union all
select * from {{ ref('teacher_subsidy_ineligible_school') }}
union all
select * from {{ ref('teacher_subsidy_product') }}
union all
select * from {{ ref('teacher_subsidy_tier_mismatch') }}
union all
select * from {{ ref('temp_xueji_unconverted') }}
union all
select * from {{ ref('total_is_not_sum_of_its_parts') }}
union all
select * from {{ ref('training_hours_impossible') }}
union all
select * from {{ ref('under16_labour_ability') }}
union all
select * from {{ ref('unit_cost_outlier') }}
union all
select * from {{ ref('xueji_no_mismatch') }}
