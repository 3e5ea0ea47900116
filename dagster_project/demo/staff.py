"""Teachers, student loans, pupils who study elsewhere and the letters about them.

What belongs here: making one of these with all its rows. What does not: pupils of the county (``population``).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dagster_project.demo.people import Person, day_between
from dagster_project.demo.world import Calendar, County, Household, Loan, Row, School, Teacher, Term

MONTHLY = {"tier1": Decimal(300), "tier2": Decimal(200), "tier3": Decimal(100)}
SUBJECTS = ("语文", "数学", "英语", "科学", "体育", "音乐")
PROGRAMMES = ("国培计划乡村教师提升班", "统编教材使用培训", "班主任能力培训", "信息技术应用培训", "心理健康教育培训")
COLLEGES = ("演练师范学院", "云上理工大学", "东湖演练大学", "北原职业技术学院", "南屏医科大学")
REGIONS = ("演练市甲区", "演练市乙县", "外省丙市", "外省丁县")
CEILINGS = ((2024, 20000, 25000), (2023, 16000, 20000), (2021, 12000, 16000), (2014, 8000, 12000))


def add_teacher(county: County, school: School, left: bool = False, allowance: bool = True) -> Teacher:
    """A teacher on the register; at a school outside town with the allowance of its tier."""
    rng, first = county.rng, county.calendar.first.year
    person = county.people.make(day_between(rng, dt.date(first - 56, 1, 1), dt.date(first - 26, 12, 31)), plain=True)
    year = county.calendar.years[-1]
    left_on = dt.date(year, 3 + rng.randrange(5), 10) if left else None
    teacher = Teacher(person, school, left_on)
    for each in county.calendar.years:
        gone = left_on if each == year else None
        row = Row(
            **_who(person),
            gender=person.gender,
            birth_on=person.birth_on,
            school_code=school.code,
            school_name=school.name,
            hired_on=dt.date(person.birth_on.year + 23, 9, 1),
            post_status="retired" if gone and person.birth_on.year < first - 54 else "left" if gone else "active",
            left_on=gone,
            is_special_post=rng.random() < 0.1,
            phone=county.people.new_phone(),
        )
        teacher.rows["teacher", str(each)].append(county.add("teacher", each, row))
        if allowance and school.tier and school.area != "urban":
            add_allowance(county, teacher, each, last_month=gone.month if gone else 12)
    county.teachers.append(teacher)
    return teacher


def _who(person: Person) -> dict[str, str]:
    return {"id_number": person.id_number, "name": person.name}


def add_allowance(
    county: County,
    teacher: Teacher,
    year: int,
    item: str = "rural_living",
    first_month: int = 1,
    last_month: int = 12,
    tier: str | None = None,
    monthly: Decimal | None = None,
) -> Row:
    """An allowance from one month of ``year`` to another."""
    tier = tier or teacher.school.tier or "tier3"
    monthly = monthly or MONTHLY[tier]
    months = last_month - first_month + 1
    row = Row(
        **_who(teacher.person),
        school_code=teacher.school.code,
        school_name=teacher.school.name,
        allowance_item=item,
        rural_tier=tier if item == "rural_living" else None,
        monthly_standard=monthly,
        months=months,
        from_month=f"{year}-{first_month:02d}",
        to_month=f"{year}-{last_month:02d}",
        amount=monthly * months,
    )
    teacher.rows["teacher_allowance", str(year)].append(row)
    return county.add("teacher_allowance", year, row)


def add_training(county: County, teacher: Teacher, year: int, starts_on: dt.date, days: int = 5) -> Row:
    """A course of some days, eight hours a day."""
    level = county.rng.choice(("national", "province", "city", "county"))
    row = Row(
        **_who(teacher.person),
        school_code=teacher.school.code,
        school_name=teacher.school.name,
        programme=county.rng.choice(PROGRAMMES),
        training_level=level,
        organizer="演练市教师发展中心",
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=days - 1),
        hours=Decimal(8 * days),
        is_poor_village_school=teacher.school.poor_village,
    )
    teacher.rows["teacher_training", str(year)].append(row)
    return county.add("teacher_training", year, row)


def add_exchange(
    county: County,
    teacher: Teacher,
    school_year: int,
    kind: str = "support",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Row:
    """A stay of a teacher at another school, a whole school year unless said otherwise."""
    period = f"{school_year}-{school_year + 1}"
    hosts = [s for s in county.schools_of(teacher.school.stage) if s is not teacher.school] or county.schools
    host = county.rng.choice(hosts)
    row = Row(
        **_who(teacher.person),
        exchange_kind=kind,
        subject=county.rng.choice(SUBJECTS),
        from_school_code=teacher.school.code,
        from_school_name=teacher.school.name,
        to_school_code=host.code,
        to_school_name=host.name,
        starts_on=starts_on or dt.date(school_year, 9, 1),
        ends_on=ends_on or dt.date(school_year + 1, 7, 10),
        assessment="合格",
    )
    teacher.rows["teacher_exchange", period].append(row)
    return county.add("teacher_exchange", period, row)


def ceiling(degree: str, academic_year: int) -> Decimal:
    """The most that may be lent in an academic year."""
    for since, undergraduate, postgraduate in CEILINGS:
        if academic_year >= since:
            return Decimal(postgraduate if degree == "postgraduate" else undergraduate)
    return Decimal(6000)


def longest_term(schooling: int, entered: int, academic_year: int, signed_on: dt.date) -> int:
    """The longest term of a loan under the rules of the day it was signed."""
    remaining = schooling - (academic_year - entered)
    if signed_on < dt.date(2015, 7, 1):
        return min(14, remaining + 10)
    if signed_on < dt.date(2020, 7, 3):
        return min(20, remaining + 13)
    return min(22, remaining + 15)


def add_loan(
    county: County,
    year: int,
    person: Person | None = None,
    parent: Person | None = None,
    degree: str = "undergraduate",
    academic_year: int | None = None,
    schooling: int = 4,
) -> Loan:
    """A loan contract signed in ``year``, within every limit."""
    rng = county.rng
    academic_year = academic_year or year
    person = person or county.people.make(dt.date(year - 20, 1 + rng.randrange(12), 1 + rng.randrange(28)), plain=True)
    if parent is None:
        parent = county.people.make(dt.date(year - 45 - rng.randrange(8), 1 + rng.randrange(6), 9), "male", plain=True)
    tuition, dorm = Decimal(rng.randrange(40, 120) * 100), Decimal(rng.randrange(8, 14) * 100)
    entered = academic_year - rng.randrange(min(3, schooling))
    signed_on = dt.date(academic_year, 7, 20) + dt.timedelta(days=rng.randrange(40))
    row = Row(
        contract_no=f"{academic_year}{county.code}{county.serial('loan'):05d}",
        **_who(person),
        coborrower_name=parent.name,
        coborrower_id_number=parent.id_number,
        college_name=rng.choice(COLLEGES),
        degree=degree,
        schooling_years=schooling,
        entered_year=entered,
        academic_year=f"{academic_year}-{academic_year + 1}",
        loan_place="home",
        amount=min(ceiling(degree, academic_year), tuition + dorm),
        tuition=tuition,
        dorm_fee=dorm,
        loan_years=longest_term(schooling, entered, academic_year, signed_on) - rng.randrange(4),
        signed_on=signed_on,
        receipt_no=f"{rng.randrange(10**7):07d}H",
    )
    loan = Loan(person, year, county.add("loan_contract", year, row))
    county.loans.append(loan)
    return loan


def enrol_elsewhere(
    county: County, term: Term, person: Person, stage: str, grade: str | None, school: str, source: str
) -> Row:
    """A row about somebody of the county who studies elsewhere."""
    row = Row(
        **_who(person),
        stage=stage,
        grade=grade,
        school_name=school,
        school_region=REGIONS[sum(map(ord, person.id_number)) % len(REGIONS)],
        source_system=source,
        enrolled_on=dt.date(term.school_year, 9, 1),
    )
    return county.add("external_enrolment", term.period, row)


def add_letter(county: County, term: Term, person: Person, stage: str = "primary", answer: str = "aided") -> Row:
    """A letter about a pupil who studies elsewhere. ``answer``: aided, topped_up, or none (late in the term)."""
    sent_on = dt.date(term.year, 4 if term.period.endswith("spring") else 10, 8 + county.rng.randrange(15))
    number = county.serial("letter")
    row = Row(
        letter_no=f"{county.name}函〔{term.year}〕{number}号",
        **_who(person),
        township=county.schools[number % len(county.schools)].township,
        stage=stage,
        host_region=REGIONS[number % len(REGIONS)],
        host_school_name="外县演练小学" if stage == "primary" else "外县演练中学",
        sent_on=sent_on,
        replied_on=sent_on + dt.timedelta(days=20),
        is_aided_there=answer == "aided",
        aided_amount=Decimal(500) if answer == "aided" else None,
        topup_amount=Decimal(500) if answer == "topped_up" else None,
    )
    if answer == "none":
        row.update(sent_on=term.ends_on - dt.timedelta(days=20), replied_on=None, is_aided_there=None)
        row["aided_amount"] = None
    return county.add("remote_letter", term.period, row)


def send_away(county: County, household: Household, level: int, calendar: Calendar) -> Person:
    """A child of the household who goes to school in another county, with a letter every term."""
    birth_on = dt.date(calendar.first.school_year - level - 6, 5, 1 + county.rng.randrange(28))
    child = county.people.make(birth_on, surname=household.head.person.name[0], plain=True)
    for term in calendar.terms:
        reached = level + term.school_year - calendar.first.school_year
        if reached >= 9:
            break
        stage = "primary" if reached < 6 else "junior"
        enrol_elsewhere(county, term, child, stage, None, "外县演练学校", "other_county")
        add_letter(county, term, child, stage, "aided" if county.rng.random() < 0.7 else "topped_up")
    return child
