"""Faults of the household register: who lives there, what they earn, what they can do."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dagster_project.demo.faults.ground import Ground, NoGround
from dagster_project.demo.households import add_household, aid_paid, list_household, member_row, settle_income
from dagster_project.demo.people import day_between
from dagster_project.demo.world import Household, Member, Row

OPTIONAL = ("ethnicity", "health", "labour", "relation")


def household_count_mismatch(ground: Ground, number: int) -> None:
    """One member more stated than listed."""
    year = ground.year(number)
    row = ground.home().rows[year]
    row["member_count"] += 1
    row["net_income_per_capita"] = round(row["net_income"] / row["member_count"], 2)
    ground.note("household_count_mismatch", number, year, "poverty_household", [row], "member_count")


def orphan_member_or_empty_household(ground: Ground, number: int) -> None:
    """A member of a household nobody registered, or a household without members."""
    rule, county, year = "orphan_member_or_empty_household", ground.county, ground.year(number)
    born = day_between(county.rng, dt.date(year - 55, 1, 1), dt.date(year - 30, 12, 31))
    person = county.people.make(born, plain=True)
    lost = f"{county.code}9{number:05d}"
    if number % 2:
        row = county.add("poverty_member", year, member_row(lost, Member(person, "other"), year))
        ground.note(rule, number, year, "poverty_member", [row], "household_no")
        return
    pattern = ground.home().rows[year]
    row = Row(pattern, household_no=lost, head_name=person.name, head_id_number=person.id_number)
    row["phone"] = county.people.new_phone()
    county.add("poverty_household", year, row)
    ground.note(rule, number, year, "poverty_household", [row], "household_no")


def household_head_count(ground: Ground, number: int) -> None:
    """No head, or two."""
    year = ground.year(number)
    home = ground.home()
    row = home.members[number % 2].rows[year]
    row["relation"] = "head" if number % 2 else "other"
    ground.note("household_head_count", number, year, "poverty_household", [home.rows[year]], "household_no")


def spouse_same_gender(ground: Ground, number: int) -> None:
    """Head and spouse of one sex, and the spouse's number says so too."""
    year = ground.year(number)
    home = ground.home()
    old = home.members[1].person
    person = ground.county.people.make(old.birth_on, home.head.person.gender, plain=True)
    row = home.members[1].rows[year]
    row.update(id_number=person.id_number, name=person.name, gender=person.gender, ethnicity=person.ethnicity)
    ground.note("spouse_same_gender", number, year, "poverty_member", [row], "gender")


def relation_gender_conflict(ground: Ground, number: int) -> None:
    """A daughter listed as a son, or the other way round."""
    year = ground.year(number)
    home = ground.home(lambda h: bool(h.pupils))
    child = next(m for m in home.members if m.relation in ("son", "daughter"))
    row = child.rows[year]
    row["relation"] = "daughter" if row["gender"] == "male" else "son"
    ground.note("relation_gender_conflict", number, year, "poverty_member", [row], "relation")


def required_field_empty(ground: Ground, number: int) -> None:
    """A member with a blank where the register asks for an answer."""
    year = ground.year(number)
    row = ground.spouse().rows[year]
    name = OPTIONAL[number % len(OPTIONAL)]
    row[name] = None
    ground.note("required_field_empty", number, year, "poverty_member", [row], name)


def disability_without_cert(ground: Ground, number: int) -> None:
    """Disabled, and no certificate number."""
    year = ground.year(number)
    row = ground.spouse().rows[year]
    row.update(health="disabled", labour="lost", disability_cert_no=None)
    ground.note("disability_without_cert", number, year, "poverty_member", [row], "disability_cert_no")


def student_with_labour_ability(ground: Ground, number: int) -> None:
    """A pupil of sixteen or more who is said to be able to work."""
    year = ground.year(number)
    member = _grown_pupil(ground, year)
    member.rows[year]["labour"] = "ordinary"
    ground.note("student_with_labour_ability", number, year, "poverty_member", [member.rows[year]], "labour")


def _grown_pupil(ground: Ground, year: int) -> Member:
    def grown(member: Member) -> bool:
        return member.rows[year]["school_status"] is not None and year - member.person.birth_on.year >= 16

    def suits(home: Household) -> bool:
        return any(map(grown, home.members))

    home = ground.home(suits, student=True)
    return next(filter(grown, home.members))


def under16_labour_ability(ground: Ground, number: int) -> None:
    """A small child who is said to be able to work."""
    year = ground.year(number)

    def small(member: Member) -> bool:
        return member.rows[year]["school_status"] == "preschool_age"

    home = ground.home(lambda h: any(map(small, h.members)), toddler=True)
    child = next(filter(small, home.members), None)
    if child is None:
        raise NoGround
    row = child.rows[year]
    row.update(school_status=None, labour="ordinary")
    ground.note("under16_labour_ability", number, year, "poverty_member", [row], "labour")


def education_and_school_both_filled(ground: Ground, number: int) -> None:
    """A pupil who already has the education he or she is still getting."""
    year = ground.year(number)
    home = ground.home(lambda h: any(m.rows[year]["school_status"] for m in h.members))
    row = next((m.rows[year] for m in home.members if m.rows[year]["school_status"]), None)
    if row is None:
        raise NoGround
    row["education_level"] = "primary"
    ground.note("education_and_school_both_filled", number, year, "poverty_member", [row], "education_level")


def income_logic_error(ground: Ground, number: int) -> None:
    """Parts that do not add up to the net income, or a wrong income per head."""
    year = ground.year(number)
    row = ground.home().rows[year]
    name = "net_income_per_capita" if number % 2 else "net_income"
    if name == "net_income":
        row["net_income"] += 600
        row["net_income_per_capita"] = round(row["net_income"] / row["member_count"], 2)
    else:
        row["net_income_per_capita"] += 50
    ground.note("income_logic_error", number, year, "poverty_household", [row], name)


def income_outlier(ground: Ground, number: int) -> None:
    """Wages of a few yuan a year: probably thousands."""
    year = ground.year(number)
    row = ground.home().rows[year]
    row["wage_income"] = Decimal(20 + number % 70)
    settle_income(row)
    ground.note("income_outlier", number, year, "poverty_household", [row], "wage_income")


def edu_subsidy_not_in_transfer_income(ground: Ground, number: int) -> None:
    """Less transfer income than the school aid alone."""
    year, county = ground.year(number), ground.county
    term = next(term for term in county.calendar.terms if term.year == year)
    home = ground.home(lambda h: aid_paid(county, h, year) >= 500, boarders_in=term)
    row = home.rows[year]
    row["transfer_income"] = aid_paid(county, home, year) - 150
    settle_income(row)
    ground.note("edu_subsidy_not_in_transfer_income", number, year, "poverty_household", [row], "transfer_income")


def dibao_without_transfer_income(ground: Ground, number: int) -> None:
    """On the minimum-living list, and no transfer income."""
    year = ground.year(number)
    home = add_household(ground.county, ())
    list_household(ground.county, home)
    row = home.rows[year]
    row["transfer_income"] = None if number % 2 else Decimal(0)
    settle_income(row)
    ground.note("dibao_without_transfer_income", number, year, "poverty_household", [row], "transfer_income")
