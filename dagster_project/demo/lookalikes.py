"""Rows that look wrong and are not: what every rule must pass over in silence.

What belongs here: the hard negatives, always present, also in a world without faults. What does not: faults.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from dagster_project.demo.building import change_row
from dagster_project.demo.households import add_household, settle_income
from dagster_project.demo.people import COMMON_NAMES, MINORITY_NAMES, Person
from dagster_project.demo.population import (
    add_pupil,
    birthday,
    enrol,
    list_person,
    pay,
)
from dagster_project.demo.staff import add_exchange, add_letter, add_loan, add_teacher
from dagster_project.demo.works import add_project
from dagster_project.demo.world import County, Pupil, Row, Term

BOARDER = {"difficulty": "other", "boarding": True}


@dataclass(frozen=True)
class LookAlike:
    """A row, and the rule that must not mind it."""

    rule_id: str
    what: str
    county_code: str
    row: Row


def add_look_alikes(county: County) -> list[LookAlike]:
    """Add all hard negatives to a county and say which they are; no fault will find the people they are about."""
    found: list[LookAlike] = []
    places: tuple[list[Any], ...] = (county.pupils, county.households, county.teachers, county.loans, county.projects)
    before = [len(place) for place in places]
    makers = (_numbers, _names, _roll, _telephones, _transfers, _aid, _households, _letters, _others, _carried_over)
    for maker in makers:
        found.extend(LookAlike(rule, what, county.code, row) for rule, what, row in maker(county))
    for place, count in zip(places, before, strict=True):
        del place[count:]
    return found


Found = Iterator[tuple[str, str, Row]]


def _level(county: County, term: Term, level: int = 3) -> int:
    return level - (term.school_year - county.calendar.first.school_year)


def _pupil(county: County, level: int = 3, **options: object) -> Pupil:
    person = county.people.make(birthday(county, level), plain=True)
    return add_pupil(county, level, person=person, **options)  # type: ignore[arg-type]


def _first_roll(pupil: Pupil, county: County) -> Row:
    row = pupil.roll(county.calendar.first)
    assert row is not None
    return row


def _numbers(county: County) -> Found:
    first = county.calendar.first
    born = dt.date(first.school_year - 10, 9, 1)
    person = county.people.round_id_person(born, dt.date(born.year + 1, 8, 31))
    round_one = add_pupil(county, 3, person=person)
    yield "id_truncated_by_excel", "a good id that ends in 000", _first_roll(round_one, county)
    elder = county.people.make(dt.date(first.year - 66, 4, 4), plain=True)
    row = list_person(county, first, "disabled", elder)
    row["disability_cert_no"] += "B1"
    yield "disability_cert_checksum_fail", "a certificate of 22 characters", row
    row = list_person(county, first, "tekun", elder)
    yield "id_duplicate_within_table", "one person on two lists", row
    spaced = _first_roll(_pupil(county, 4), county)
    spaced["id_number"] = f"{spaced['id_number'][:6]} {spaced['id_number'][6:14]} {spaced['id_number'][14:]}"
    yield "id_length_invalid", "blanks inside a good id", spaced
    blank = _first_roll(_pupil(county, 4), county)
    blank["birth_on"] = None
    yield "id_birth_mismatch", "no birthday given", blank


def _names(county: County) -> Found:
    first = county.calendar.first
    for level, style in ((2, "　"), (5, " ")):
        pupil = add_pupil(county, level, **BOARDER)  # type: ignore[arg-type]
        row = pupil.payments(first)[0]
        row["name"] = row["name"][0] + style + row["name"][1:]
        yield "same_id_different_name", "a blank inside the name", row
    person = _named(county, MINORITY_NAMES["male"][0], "male", 4)
    pupil = add_pupil(county, 4, person=person, **BOARDER)  # type: ignore[arg-type]
    yield "name_illegal_chars", "a name with ·", _first_roll(pupil, county)
    row = pupil.payments(first)[0]
    row["name"] = row["name"].replace("·", "•")
    yield "same_id_different_name", "another kind of ·", row
    schools = None
    for level in (3, 4):
        namesake = add_pupil(county, level, person=_named(county, COMMON_NAMES["female"][0], "female", level))
        schools = schools or namesake.schools
        roll = _first_roll(namesake, county)
        roll.update(school_code=schools["primary"].code, school_name=schools["primary"].name)
        roll.unit = schools["primary"].code
        yield "same_person_two_ids", "one common name, two birthdays", roll


def _named(county: County, name: str, gender: str, level: int) -> Person:
    born = birthday(county, level)
    return Person(county.people.new_id(born, gender), name, gender, born, common=True)


def _roll(county: County) -> Found:
    people, first = county.people, county.calendar.first
    person = people.make(birthday(county, 3), plain=True)
    elder = add_pupil(county, 3, person=person)
    twin_id = people.neighbour_id(person)
    twin = Person(twin_id, people.new_name(person.gender, person.name[0]), person.gender, person.birth_on)
    younger = add_pupil(county, 3, person=twin, family=elder)
    yield "same_person_two_ids", "twins", _first_roll(younger, county)
    generated = _first_roll(_pupil(county, 4), county)
    generated["xueji_no"] = "J" + generated["id_number"][:6] + f"{county.serial('generated'):012d}"
    yield "xueji_no_mismatch", "a generated number with J", generated
    for term in county.calendar.terms:
        row = add_pupil(county, _level(county, term, 0), only=term).roll(term)
        assert row is not None
        row["xueji_no"] = f"L{row['id_number'][:14]}{county.serial('temporary'):04d}"
        yield "temp_xueji_unconverted", "a temporary number in the first year", row
        born = dt.date(term.school_year - 6, 10, 20)
        early = add_pupil(county, _level(county, term, 0), person=people.make(born, plain=True), only=term)
        row = early.roll(term)
        assert row is not None
        yield "age_stage_primary", "five years old, six before the year ends", row
    short = _pupil(county, 2)
    row = _first_roll(short, county)
    row["school_name"] = short.schools["primary"].short
    yield "school_code_invalid", "a short name that the full one contains", row
    suspended = _first_roll(_pupil(county, 7), county)
    suspended["status"] = "suspended"
    change = change_row(elder, suspended, "suspended", first.starts_on + dt.timedelta(days=9))
    change.update(id_number=suspended["id_number"], name=suspended["name"])
    yield "double_enrolment", "a pupil who paused", county.add("roll_change", first.period, change)


def _telephones(county: County) -> Found:
    for number, written in enumerate(("+86{}", "{}", "0990-88{}")):
        row = _first_roll(_pupil(county, 2 + number), county)
        phone = row["phone"]
        spaced = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
        row["phone"] = written.format(phone[-5:] if number == 2 else spaced if number == 1 else phone)
        yield "phone_invalid", "a prefix, blanks or a landline", row


def _transfers(county: County) -> Found:
    for term in county.calendar.terms:
        pupil = add_pupil(county, _level(county, term), only=term, **BOARDER)  # type: ignore[arg-type]
        roll = pupil.roll(term)
        assert roll is not None
        others = [s for s in county.schools_of("primary") if s.code != roll["school_code"]]
        new = enrol(county, pupil, term, others[0])
        assert new is not None
        day = term.starts_on + dt.timedelta(days=40)
        for kind in ("transfer_out", "transfer_in"):
            county.add("roll_change", term.period, change_row(pupil, roll, kind, day, others[0]))
        paid = pay(county, pupil, term, "boarding_living", others[0])
        yield "double_enrolment", "a transfer in mid-term", new
        yield "subsidy_cross_stage", "paid at both schools of a transfer", paid
        yield "subsidy_after_exit", "left during the term", pupil.payments(term)[0]
        mover = add_pupil(county, _level(county, term), only=term, **BOARDER)  # type: ignore[arg-type]
        old = mover.roll(term)
        assert old is not None
        change = change_row(mover, old, "transfer_out", term.starts_on - dt.timedelta(days=15))
        change.update(
            from_school_code=others[-1].code,
            from_school_name=others[-1].name,
            to_school_code=old["school_code"],
            to_school_name=old["school_name"],
        )
        if others[-1].code != old["school_code"]:
            county.add("roll_change", term.period, change)
            yield "subsidy_after_exit", "left before the term, paid at the new school", mover.payments(term)[0]


def _aid(county: County) -> Found:
    first = county.calendar.first
    pupil = add_pupil(county, 2, **BOARDER)  # type: ignore[arg-type]
    for term in county.calendar.terms:
        roll = pupil.roll(term)
        if roll is not None and roll["stage"] == "primary":
            yield "subsidy_duplicate_same_term", "two programmes", pay(county, pupil, term, "nutrition")
    sibling = add_pupil(county, 4, family=pupil, **BOARDER)  # type: ignore[arg-type]
    yield "shared_or_wrong_bank_card", "brothers and sisters on one card", sibling.payments(first)[0]
    silent = add_pupil(county, 1, **BOARDER)  # type: ignore[arg-type]
    row = silent.payments(first)[0]
    row["boarding"] = None
    yield "boarding_rate_for_day_pupil", "a boarder whose payment does not say so", row
    home = add_household(county, (2,))
    away = home.pupils[0]
    for term in county.calendar.terms:
        roll = away.roll(term)
        if roll is None:
            break
        for paid in away.payments(term):
            county.remove("subsidy_payment", term.period, paid)
        away.payments(term).clear()
        add_letter(county, term, away.person, "primary", "topped_up")
        yield "registered_poor_not_aided", "topped up through a letter", roll


def _households(county: County) -> Found:
    for year in county.calendar.years:
        home = add_household(county, (2,))
        row = home.rows[year]
        row["net_income_per_capita"] = Decimal(round(row["net_income_per_capita"]))
        yield "income_logic_error", "rounded to whole yuan", row
        second = add_household(county, (3,))
        row = second.rows[year]
        row["wage_income"] = Decimal(0)
        settle_income(row)
        row["wage_income"] = None
        yield "income_outlier", "no wages at all", row


def _letters(county: County) -> Found:
    for term in county.calendar.terms:
        person = county.people.make(birthday(county, 3), plain=True)
        letter = add_letter(county, term, person, answer="none")
        yield "remote_letter_unanswered", "sent in the last weeks of the term", letter


def _others(county: County) -> Found:
    for year in county.calendar.years:
        rich = add_loan(county, year, degree="postgraduate", schooling=3)
        rich.row.update(tuition=Decimal(18000), dorm_fee=Decimal(1200), amount=Decimal(12000))
        yield "loan_over_ceiling", "a postgraduate at the ceiling", rich.row
        parent = Person(rich.row["coborrower_id_number"], rich.row["coborrower_name"], "male", dt.date.min)
        before = add_loan(county, year, rich.person, parent, "postgraduate", year - 1, 3)
        before.row["amount"] = min(before.row["amount"], Decimal(12000))
        before.row["loan_years"] = min(before.row["loan_years"], 13)
        yield "loan_duplicate_year", "two academic years running", before.row
        doctor = add_loan(county, year, schooling=8)
        if year >= 2020:
            doctor.row.update(entered_year=year, loan_years=22, signed_on=dt.date(year, 8, 5))
            yield "loan_term_over_max", "22 years for a course of eight", doctor.row
        works = add_project(county, year, "building", "industry")
        works.row["area"] = Decimal(works.row["total_investment"] // 20000)
        yield "unit_cost_outlier", "a workshop with dear machines", works.row
    for school_year in county.calendar.school_years:
        teacher = add_teacher(county, county.schools_of("primary", "urban")[0])
        ends_on = dt.date(school_year, 12, 31)
        short = add_exchange(county, teacher, school_year, "rotation", None, ends_on)
        yield "exchange_term_invalid", "a short rotation", short


def _carried_over(county: County) -> Found:
    """A later year's files list a contract and a project of an earlier year again."""
    years = county.calendar.years
    for earlier, later in pairwise(years):
        loan = add_loan(county, earlier)
        yield "loan_duplicate_year", "a contract listed again", county.add("loan_contract", later, Row(loan.row))
        project = add_project(county, earlier, "building")
        settled = Row(project.row, status="finished", finished_on=dt.date(later, 5, 20))
        row = county.add("infrastructure_project", later, settled)
        yield "project_progress_payment_conflict", "finished, and paid in an earlier year", row
