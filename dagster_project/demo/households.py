"""Households on the poverty register: who lives there, what they earn, and what follows for the lists.

What belongs here: making a household with all its rows, in every year. What does not: pupils by themselves
(``population``), faults (``faults``).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dagster_project.demo.people import day_between
from dagster_project.demo.population import add_pupil, birthday, list_person
from dagster_project.demo.standards import NO_INCOME
from dagster_project.demo.world import County, Household, Member, Pupil, Row


def status_of(pupil: Pupil, county: County, year: int) -> str | None:
    """A pupil's state at school in the household register of ``year``."""
    terms = [term for term in county.calendar.terms if term.year == year]
    grades = [grade for term in terms if (grade := pupil.grade(county.calendar, term))]
    if not grades:
        return "preschool_age" if pupil.level < 0 else None
    last = grades[-1]
    return {"k": "preschool", "p": "primary"}.get(last[0], last)


def add_household(
    county: County,
    levels: tuple[int, ...],
    kind: str = "registered_poor",
    track: str = "senior",
    boarding: bool | None = None,
    toddler: bool = False,
    student: bool = False,
    grandparent: bool = False,
    dibao: bool = False,
) -> Household:
    """A household on the register: a couple, their children at school, and whoever else is asked for."""
    rng, people, first = county.rng, county.people, county.calendar.first
    oldest = 19 if student else max((6 + level for level in levels), default=40)
    parent_year = first.year - oldest - 24 - rng.randrange(5)
    head = people.make(day_between(rng, dt.date(parent_year, 1, 1), dt.date(parent_year, 12, 31)), "male", plain=True)
    spouse = people.make(dt.date(parent_year + 1, 1 + rng.randrange(12), 1 + rng.randrange(28)), "female", plain=True)
    township = rng.choice(county.schools).township
    household = Household(
        number=f"{county.code}{county.serial('household'):06d}",
        kind=kind,
        phone=people.new_phone(),
        township=township,
        village=f"{township[:-1]}{rng.randrange(1, 12)}村",
        members=[Member(head, "head"), Member(spouse, "spouse")],
    )
    _add_children(county, household, levels, track, boarding)
    if student:
        person = people.make(dt.date(first.year - 20, 1 + rng.randrange(12), 15), surname=head.name[0], plain=True)
        household.members.append(Member(person, "son" if person.gender == "male" else "daughter", "u2"))
    if toddler:
        child = people.make(dt.date(first.year - 2, 1 + rng.randrange(12), 11), surname=head.name[0], plain=True)
        relation = "son" if child.gender == "male" else "daughter"
        household.members.append(Member(child, relation, "preschool_age"))
    if grandparent:
        elder = people.make(
            dt.date(parent_year - 26, 1 + rng.randrange(12), 5), rng.choice(("male", "female")), plain=True
        )
        household.members.append(Member(elder, "father" if elder.gender == "male" else "mother"))
    for year in county.calendar.years:
        _register(county, household, year)
    if dibao:
        list_household(county, household)
    county.households.append(household)
    return household


def list_household(county: County, household: Household) -> None:
    """Put all members of a household on the rural minimum-living lists."""
    for term in county.calendar.terms:
        for member in household.members:
            list_person(county, term, "dibao_rural", member.person)


def _add_children(
    county: County, household: Household, levels: tuple[int, ...], track: str, boarding: bool | None
) -> None:
    difficulty = household.kind if household.kind in ("registered_poor", "lifted") else "monitored"
    for level in levels:
        child = county.people.make(birthday(county, level), surname=household.head.person.name[0], plain=True)
        sibling = household.pupils[0] if household.pupils else None
        pupil = add_pupil(county, level, track, difficulty, child, boarding, family=sibling)
        for rows in pupil.rows.values():
            for row in rows:
                row["phone"] = household.phone
                if "guardian_name" in row:
                    row["guardian_name"] = household.head.person.name
                else:
                    row["payee_name"] = household.head.person.name
        pupil.guardian, pupil.phone = household.head.person.name, household.phone
        pupil.household = household
        household.pupils.append(pupil)
        household.members.append(Member(child, "son" if child.gender == "male" else "daughter"))


def _register(county: County, household: Household, year: int) -> None:
    rng = county.rng
    by_person = {id(pupil.person): pupil for pupil in household.pupils}
    row = Row(
        household_no=household.number,
        head_name=household.head.person.name,
        head_id_number=household.head.person.id_number,
        township=household.township,
        village=household.village,
        member_count=len(household.members),
        household_kind=household.kind,
        monitor_kind="edge" if household.kind == "general" else None,
        wage_income=Decimal(rng.choice((0, 1, 1, 1)) * rng.randrange(8000, 40000)),
        business_income=Decimal(rng.randrange(1000, 9000)),
        property_income=Decimal(rng.randrange(0, 600)),
        transfer_income=aid_paid(county, household, year) + rng.randrange(5000, 9000),
        production_expense=Decimal(rng.randrange(100, 900)),
        phone=household.phone,
    )
    settle_income(row)
    household.rows[year] = county.add("poverty_household", year, row)
    for member in household.members:
        if id(member.person) in by_person:
            member.school_status = status_of(by_person[id(member.person)], county, year)
        elif member.school_status == "preschool_age" and year - member.person.birth_on.year > 6:
            member.school_status = None
        member.rows[year] = county.add("poverty_member", year, member_row(household.number, member, year))


def aid_paid(county: County, household: Household, year: int) -> Decimal:
    """The cash that the household's pupils were paid in the terms of ``year``."""
    terms = [term for term in county.calendar.terms if term.year == year]
    rows = [row for pupil in household.pupils for term in terms for row in pupil.payments(term)]
    return sum((row["amount"] for row in rows if row["aid_item"] not in NO_INCOME), Decimal(0))


def settle_income(row: Row) -> None:
    """Make net income and net income per head follow from the parts."""
    parts = ("wage_income", "business_income", "property_income", "transfer_income")
    net = sum((row[part] or Decimal(0) for part in parts), Decimal(0)) - (row["production_expense"] or 0)
    row["net_income"] = net
    row["net_income_per_capita"] = round(net / row["member_count"], 2)


def member_row(household_no: str, member: Member, year: int) -> Row:
    """A row of the members' register: pupils have a state at school, everybody else an education."""
    person = member.person
    age = year - person.birth_on.year
    grown = age >= 16 and member.school_status is None
    labour = "none" if not grown else "ordinary" if age < 60 else "weak" if age < 70 else "lost"
    return Row(
        household_no=household_no,
        id_number=person.id_number,
        name=person.name,
        gender=person.gender,
        birth_on=person.birth_on,
        relation=member.relation,
        ethnicity=person.ethnicity,
        health="healthy" if age < 65 else "chronic",
        disability_cert_no=None,
        labour=labour,
        school_status=member.school_status,
        education_level="junior" if grown else None,
    )
