"""Pupils of the rehearsal: on the roll, on the lists of civil affairs, and the aid they are paid.

What belongs here: making a pupil with all rows that follow, in every period. What does not: households
(``households``), teachers, loans and letters (``staff``), faults (``faults``).
"""

from __future__ import annotations

import datetime as dt

from dagster_project.demo.people import Person, day_between
from dagster_project.demo.standards import in_force, usual_amount
from dagster_project.demo.world import County, Pupil, Row, School, Term

STAGES = {"k": "preschool", "p": "primary", "j": "junior", "s": "senior", "v": "vocational"}
BANKS = ("青禾农村商业银行", "演练县农村信用合作联社", "邮政储蓄银行演练支行")
LISTED = {"dibao": "dibao_rural", "tekun": "tekun", "orphan": "orphan", "disabled": "disabled"}


def stage_of(grade: str) -> str:
    """The stage a grade belongs to."""
    return STAGES[grade[0]]


def birthday(county: County, level: int) -> dt.date:
    """A birthday that suits a level: 6 + level full years on 31 August of the first school year."""
    year = county.calendar.first.school_year - level
    return day_between(county.rng, dt.date(year - 7, 9, 1), dt.date(year - 6, 8, 31))


def pick_schools(county: County, track: str, preschool: bool = False) -> dict[str, School]:
    """One school for each stage a pupil will pass through."""
    stages = ["primary", "junior", track] + (["preschool"] if preschool else [])
    return {stage: county.rng.choice(county.schools_of(stage)) for stage in stages}


def add_pupil(
    county: County,
    level: int,
    track: str = "senior",
    difficulty: str | None = None,
    person: Person | None = None,
    boarding: bool | None = None,
    preschool: bool = False,
    family: Pupil | None = None,
    only: Term | None = None,
) -> Pupil:
    """A new pupil with roll rows in every term (or ``only`` one) and, with a difficulty, aid and list rows."""
    rng = county.rng
    person = person or county.people.make(birthday(county, level), plain=difficulty is not None)
    pupil = Pupil(
        person=person,
        level=level,
        track=track,
        schools=family.schools if family else pick_schools(county, track, preschool),
        boarding=rng.random() < 0.5 if boarding is None else boarding,
        guardian=family.guardian if family else county.people.new_name("male", person.name[0]),
        phone=family.phone if family else county.people.new_phone(),
        address=family.address if family else f"{county.name}{rng.choice('东西南北')}乡{rng.randrange(1, 30)}组",
        difficulty=difficulty,
    )
    pupil.card_no = family.card_no if family and family.card_no else county.card()
    county.pupils.append(pupil)
    for term in county.calendar.terms:
        if only is None or term == only:
            enrol(county, pupil, term)
            if difficulty:
                pay_usual(county, pupil, term)
    if difficulty in LISTED:
        for term in county.calendar.terms:
            list_person(county, term, LISTED[difficulty], person, pupil)
    return pupil


def enrol(
    county: County, pupil: Pupil, term: Term, school: School | None = None, status: str = "in_school"
) -> Row | None:
    """Put the pupil on the roll of ``term``; None when not of school age then."""
    grade = pupil.grade(county.calendar, term)
    if grade is None:
        return None
    row = roll_row(pupil, term, grade, school or pupil.schools[stage_of(grade)], status)
    county.add("school_roll", term.period, row)
    pupil.rows["school_roll", term.period].append(row)
    return row


def roll_row(pupil: Pupil, term: Term, grade: str, school: School, status: str = "in_school") -> Row:
    """A row of the roll."""
    person = pupil.person
    entered = term.school_year - int(grade[1]) + 1
    row = Row(
        xueji_no="G" + person.id_number,
        id_number=person.id_number,
        name=person.name,
        gender=person.gender,
        birth_on=person.birth_on,
        ethnicity=person.ethnicity,
        school_code=school.code,
        school_name=school.name,
        stage=stage_of(grade),
        grade=grade,
        class_name=f"{1 + sum(map(ord, person.name)) % 3}班",
        boarding="boarding" if pupil.boarding else "day",
        enrolled_on=dt.date(entered, 9, 1),
        status=status,
        guardian_name=pupil.guardian,
        phone=pupil.phone,
        address=pupil.address,
    )
    row.unit = school.code
    return row


def usual_item(pupil: Pupil, grade: str, term: Term) -> str | None:
    """The programme that a pupil of this grade is paid by; day pupils had meals before they had an allowance."""
    stage = stage_of(grade)
    if stage in ("primary", "junior"):
        if pupil.boarding:
            return "boarding_living"
        return "nonboarding_living" if in_force("nonboarding_living", stage, term) else "nutrition"
    if stage == "vocational":
        return "vocational_tuition" if grade == "v3" else "vocational_grant"
    return "senior_grant" if stage == "senior" else None


def pay_usual(county: County, pupil: Pupil, term: Term) -> Row | None:
    """Pay the pupil what is usual in ``term``."""
    roll = pupil.roll(term)
    item = usual_item(pupil, roll["grade"], term) if roll else None
    return pay(county, pupil, term, item) if item else None


def pay(county: County, pupil: Pupil, term: Term, item: str, school: School | None = None) -> Row:
    """Pay the usual amount of a programme in ``term``, at the pupil's school or another one."""
    grade = pupil.grade(county.calendar, term) or "p1"
    school = school or pupil.schools[stage_of(grade)]
    rng = county.rng
    spring = term.period.endswith("spring")
    row = Row(
        school_code=school.code,
        school_name=school.short if rng.random() < 0.3 else school.name,
        id_number=pupil.person.id_number,
        xueji_no="G" + pupil.person.id_number,
        name=pupil.person.name,
        stage=stage_of(grade),
        grade=grade,
        class_name=None,
        boarding=None if rng.random() < 0.1 else ("boarding" if pupil.boarding else "day"),
        difficulty_kind=pupil.difficulty,
        aid_item=item,
        term=term.period,
        amount=usual_amount(item, stage_of(grade), term),
        paid_on=dt.date(term.year, 5 if spring else 11, 1 + rng.randrange(25)),
        card_no=pupil.card_no,
        bank_name=BANKS[county.index % len(BANKS)],
        payee_name=pupil.guardian,
        payee_relation="guardian",
        phone=pupil.phone,
    )
    row.unit = school.code
    county.add("subsidy_payment", term.period, row)
    pupil.rows["subsidy_payment", term.period].append(row)
    return row


def list_person(county: County, term: Term, group: str, person: Person, pupil: Pupil | None = None) -> Row:
    """Put a person on a list of civil affairs or of the disabled persons' federation."""
    township = county.schools[sum(map(ord, person.id_number)) % len(county.schools)].township
    row = Row(
        group_kind=group,
        id_number=person.id_number,
        name=person.name,
        gender=person.gender,
        township=township,
        village=f"{township[:-1]}村",
        valid_from=dt.date(county.calendar.first.year - 2, 1, 1),
        valid_to=None,
    )
    if group == "disabled":
        kind, level = 1 + int(person.id_number[14]) % 7, 1 + int(person.id_number[15]) % 4
        words = ("vision", "hearing", "speech", "limb", "intellectual", "mental", "multiple")
        row.update(
            disability_cert_no=f"{person.id_number}{kind}{level}",
            disability_kind=words[kind - 1],
            disability_level=str(level),
        )
    if pupil is not None:
        pupil.rows["special_group", term.snapshot].append(row)
    return county.add("special_group", term.snapshot, row)
