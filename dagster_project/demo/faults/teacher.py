"""Faults of teachers' allowances, courses and exchanges."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dagster_project.demo.faults.ground import Ground, NoGround
from dagster_project.demo.staff import MONTHLY, add_allowance, add_exchange, add_teacher, add_training

OTHER_TIER = {"tier1": "tier2", "tier2": "tier3", "tier3": "tier1"}


def teacher_subsidy_ineligible_school(ground: Ground, number: int) -> None:
    """The rural allowance for a teacher in town."""
    year = ground.year(number)
    row = add_allowance(ground.county, ground.teacher(rural=False), year)
    ground.note("teacher_subsidy_ineligible_school", number, year, "teacher_allowance", [row], "school_code")


def teacher_subsidy_tier_mismatch(ground: Ground, number: int) -> None:
    """Paid for another tier than the school's."""
    year = ground.year(number)
    row = ground.teacher().rows["teacher_allowance", str(year)][0]
    row["rural_tier"] = OTHER_TIER[row["rural_tier"]]
    row["monthly_standard"] = MONTHLY[row["rural_tier"]]
    row["amount"] = row["monthly_standard"] * row["months"]
    ground.note("teacher_subsidy_tier_mismatch", number, year, "teacher_allowance", [row], "rural_tier")


def teacher_subsidy_after_leave(ground: Ground, number: int) -> None:
    """Paid for months after the teacher had left."""
    county = ground.county
    if "teacher" in county.damaged:
        raise NoGround
    schools = [school for school in county.schools if school.tier and school.area != "urban"]
    teacher = add_teacher(county, schools[number % len(schools)], left=True)
    assert teacher.left_on is not None
    year = teacher.left_on.year
    row = teacher.rows["teacher_allowance", str(year)][0]
    last = teacher.left_on.month + 1 + number % 4
    row.update(to_month=f"{year}-{last:02d}", months=last, amount=row["monthly_standard"] * last)
    ground.note("teacher_subsidy_after_leave", number, year, "teacher_allowance", [row], "to_month")


def teacher_subsidy_product(ground: Ground, number: int) -> None:
    """Months times standard is not the amount."""
    year = ground.year(number)
    row = ground.teacher().rows["teacher_allowance", str(year)][0]
    row["amount"] += row["monthly_standard"] * (1 + number % 2)
    ground.note("teacher_subsidy_product", number, year, "teacher_allowance", [row], "amount")


def training_hours_impossible(ground: Ground, number: int) -> None:
    """More hours than days can hold, or two courses at once."""
    year = ground.year(number)
    teacher = ground.teacher(rural=number % 4 < 2)
    starts_on = dt.date(year, 4, 6 + number % 20)
    rows = [add_training(ground.county, teacher, year, starts_on)]
    if number % 2:
        rows.append(add_training(ground.county, teacher, year, starts_on + dt.timedelta(days=2)))
        rows[1]["programme"] = "教研员专题研修班"
    else:
        rows[0]["hours"] = Decimal(80 + number)
    ground.note("training_hours_impossible", number, year, "teacher_training", rows, "hours")


def exchange_term_invalid(ground: Ground, number: int) -> None:
    """Support that ends after a term, or two exchanges at once."""
    county = ground.county
    if "teacher_exchange" in county.withheld:
        raise NoGround
    years = county.calendar.school_years
    school_year = years[number % len(years)]
    teacher = ground.teacher(rural=False)
    if number % 2:
        first = add_exchange(county, teacher, school_year, "rotation")
        second = add_exchange(county, teacher, school_year, "rotation", dt.date(school_year + 1, 3, 1))
        rows = [first, second]
    else:
        rows = [add_exchange(county, teacher, school_year, ends_on=dt.date(school_year, 12, 31))]
    ground.note(
        "exchange_term_invalid", number, f"{school_year}-{school_year + 1}", "teacher_exchange", rows, "ends_on"
    )


def double_subsidy_teacher(ground: Ground, number: int) -> None:
    """The rural and the three-areas allowance for the same months."""
    year = ground.year(number)
    teacher = ground.teacher()
    first = teacher.rows["teacher_allowance", str(year)][0]
    second = add_allowance(ground.county, teacher, year, "three_areas", 9, 12, monthly=Decimal(1600))
    ground.note("double_subsidy_teacher", number, year, "teacher_allowance", [first, second], "allowance_item")
