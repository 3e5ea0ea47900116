"""Faults of student loan contracts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dagster_project.demo.faults.ground import Ground, NoGround, copy_row
from dagster_project.demo.staff import ceiling, longest_term

DATASET = "loan_contract"


def loan_over_ceiling(ground: Ground, number: int) -> None:
    """More than a year's ceiling, though not more than it costs."""
    year = ground.year(number)
    row = ground.loan(year).row
    limit = ceiling(row["degree"], year)
    row.update(amount=limit + 500 + 100 * (number % 5), tuition=limit + 500, dorm_fee=Decimal(1200))
    ground.note("loan_over_ceiling", number, year, DATASET, [row], "amount")


def loan_over_cost_pre2021(ground: Ground, number: int) -> None:
    """More than tuition and dormitory together; no fault from 2021 on."""
    year = ground.year(number)
    if year >= 2021:
        raise NoGround
    row = ground.loan(year).row
    row.update(tuition=Decimal(4500), dorm_fee=Decimal(800), amount=Decimal(5400 + 50 * (number % 9)))
    ground.note("loan_over_cost_pre2021", number, year, DATASET, [row], "amount")


def loan_term_over_max(ground: Ground, number: int) -> None:
    """A longer term than the rule of the day allows."""
    year = ground.year(number)
    row = ground.loan(year).row
    longest = longest_term(row["schooling_years"], row["entered_year"], year, row["signed_on"])
    row["loan_years"] = longest + 1 + number % 3
    ground.note("loan_term_over_max", number, year, DATASET, [row], "loan_years")


def loan_duplicate_year(ground: Ground, number: int) -> None:
    """Two contracts of one person for one academic year."""
    county, year = ground.county, ground.year(number)
    if DATASET in county.damaged:
        raise NoGround
    row = ground.loan(year).row
    contract_no = f"{year}{county.code}{county.serial('loan'):05d}"
    twin = county.add(DATASET, year, copy_row(row, contract_no=contract_no, loan_place="campus", amount=Decimal(3000)))
    ground.note("loan_duplicate_year", number, year, DATASET, [row, twin], "id_number")


def loan_borrower_not_enrolled(ground: Ground, number: int) -> None:
    """No receipt from the college."""
    year = ground.year(number)
    row = ground.loan(year).row
    row["receipt_no"] = None
    ground.note("loan_borrower_not_enrolled", number, year, DATASET, [row], "receipt_no")


def loan_coborrower_invalid(ground: Ground, number: int) -> None:
    """The borrower himself or herself, somebody too old, or a minor as the second borrower."""
    county, year = ground.county, ground.year(number)
    if DATASET in county.damaged:
        raise NoGround
    row = ground.loan(year).row
    other = (row["id_number"], row["name"])
    if number % 3:
        person = county.people.make(dt.date(year - (64, 16)[number % 3 - 1], 5, 5), plain=True)
        other = (person.id_number, person.name)
    row.update(coborrower_id_number=other[0], coborrower_name=other[1])
    ground.note("loan_coborrower_invalid", number, year, DATASET, [row], "coborrower_id_number")
