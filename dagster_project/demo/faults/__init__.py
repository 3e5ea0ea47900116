"""Faults planted in the truth: for every rule one function that bends some rows and says so in the key.

What belongs here: which rules are planted, and planting them everywhere. What does not: rows that only look
wrong (``lookalikes``), what a county's files break (``manners``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from dagster_project.demo.aid_process import add_aid_process
from dagster_project.demo.building import add_summaries
from dagster_project.demo.campus import add_campus
from dagster_project.demo.faults import delivery, household, identity, infrastructure, loan, subsidy, teacher
from dagster_project.demo.faults.ground import Ground, NoGround
from dagster_project.demo.guarantee import add_children
from dagster_project.demo.helping import add_helping
from dagster_project.demo.key import AnswerKey
from dagster_project.demo.meals import add_meals
from dagster_project.demo.oversight import add_oversight
from dagster_project.demo.registers import add_registers
from dagster_project.demo.world import World

Planter = Callable[[Ground, int], None]

# The sums reported upward, the registers and the way of each payment follow from roll and payments, so their faults
# are planted after every other.
BEFORE_SUMMARIES: tuple[Planter, ...] = (
    identity.id_length_invalid,
    identity.id_checksum_fail,
    identity.disability_cert_checksum_fail,
    identity.id_missing_or_placeholder,
    identity.id_truncated_by_excel,
    identity.id_duplicate_within_table,
    identity.same_id_different_name,
    identity.same_person_two_ids,
    identity.id_birth_mismatch,
    identity.id_gender_mismatch,
    identity.xueji_no_mismatch,
    identity.temp_xueji_unconverted,
    identity.double_enrolment,
    identity.school_code_invalid,
    identity.name_illegal_chars,
    identity.phone_invalid,
    identity.phone_shared_across_households,
    household.household_count_mismatch,
    household.orphan_member_or_empty_household,
    household.household_head_count,
    household.spouse_same_gender,
    household.relation_gender_conflict,
    household.required_field_empty,
    household.disability_without_cert,
    household.student_with_labour_ability,
    household.under16_labour_ability,
    household.income_logic_error,
    household.income_outlier,
    household.edu_subsidy_not_in_transfer_income,
    household.dibao_without_transfer_income,
    household.education_and_school_both_filled,
    subsidy.age_stage_primary,
    subsidy.age_stage_junior,
    subsidy.age_stage_senior,
    subsidy.subsidy_duplicate_same_term,
    subsidy.subsidy_cross_stage,
    subsidy.subsidy_without_enrolment,
    subsidy.subsidy_after_exit,
    subsidy.subsidy_age_anomaly,
    subsidy.subsidy_amount_off_standard,
    subsidy.standard_version_error,
    subsidy.boarding_rate_for_day_pupil,
    subsidy.registered_poor_not_aided,
    subsidy.category_not_in_source_list,
    subsidy.category_lower_than_entitled,
    subsidy.shared_or_wrong_bank_card,
    subsidy.remote_letter_unanswered,
    subsidy.remote_double_paid,
    loan.loan_over_ceiling,
    loan.loan_over_cost_pre2021,
    loan.loan_term_over_max,
    loan.loan_duplicate_year,
    loan.loan_borrower_not_enrolled,
    loan.loan_coborrower_invalid,
    teacher.teacher_subsidy_ineligible_school,
    teacher.teacher_subsidy_tier_mismatch,
    teacher.teacher_subsidy_after_leave,
    teacher.teacher_subsidy_product,
    teacher.training_hours_impossible,
    teacher.exchange_term_invalid,
    teacher.double_subsidy_teacher,
    infrastructure.project_sum_mismatch,
    infrastructure.project_paid_over_budget,
    infrastructure.project_progress_payment_conflict,
    infrastructure.unit_cost_outlier,
)
AFTER_SUMMARIES: tuple[Planter, ...] = (subsidy.report_vs_ledger, delivery.schools_of_another_county)


def planted_rules() -> list[str]:
    """The rules that have a planter: its name is the rule's."""
    return [planter.__name__ for planter in (*BEFORE_SUMMARIES, *AFTER_SUMMARIES)]


def plant(world: World, key: AnswerKey, faults: int) -> None:
    """Plant ``faults`` of every rule in every county, fewer where it cannot show them; then add what follows."""
    grounds = [Ground.of(world, county, key) for county in world.counties]
    for ground in grounds:
        _plant_all(ground, BEFORE_SUMMARIES, faults)
    for ground in grounds:
        add_summaries(ground.county)
        add_registers(ground.county)
        add_aid_process(ground.county)
        for add in (add_children, add_helping, add_meals, add_campus, add_oversight):
            add(ground.county)
        _plant_all(ground, AFTER_SUMMARIES, faults)


def _plant_all(ground: Ground, planters: tuple[Planter, ...], faults: int) -> None:
    for planter in planters:
        for number in range(faults):
            with suppress(NoGround):
                planter(ground, number)


__all__ = ["plant", "planted_rules"]
