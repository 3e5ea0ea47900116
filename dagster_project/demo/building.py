"""Builds the rehearsal's world: counties, each with schools, families, teachers, loans and projects.

What belongs here: how much of everything a county has. What does not: making one of them (``population``,
``staff``, ``works``), planting faults (``faults``).
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from dagster_project.demo.households import add_household
from dagster_project.demo.people import PersonMaker
from dagster_project.demo.population import add_pupil, list_person, pay
from dagster_project.demo.staff import (
    COLLEGES,
    add_allowance,
    add_exchange,
    add_loan,
    add_teacher,
    add_training,
    enrol_elsewhere,
    send_away,
)
from dagster_project.demo.standards import in_force
from dagster_project.demo.works import add_equipment, add_project
from dagster_project.demo.world import Calendar, County, Pupil, Row, School, World

NAMES = ("青禾县", "云岭县", "白石县", "柳川县", "枫桥县", "河湾县")
MORE_NAMES = (tuple("松竹梅兰溪泉川原岗湖"), ("阳县", "山县", "河县", "坪县", "城县", "谷县"))
TOWNSHIPS = ("城关镇", "东河镇", "西岭乡", "南坪乡", "北沟乡", "中原镇", "上湾乡", "下塘乡")
PREFIX = {"preschool": "11", "primary": "21", "junior": "31", "senior": "34", "vocational": "36"}
STAGE_ZH = {
    "preschool": "幼儿园",
    "primary": "小学",
    "junior": "初级中学",
    "senior": "高级中学",
    "vocational": "职业技术学校",
}


def county_code(index: int) -> str:
    """The code of the fictitious county number ``index`` (from 0)."""
    return f"{990101 + index}"


def county_name(index: int) -> str:
    """The name of the fictitious county number ``index`` (from 0)."""
    if index < len(NAMES):
        return NAMES[index]
    first, second = MORE_NAMES
    rest = index - len(NAMES)
    name = first[rest % len(first)] + second[rest // len(first) % len(second)]
    return name if rest < len(first) * len(second) else f"{name[:-1]}{rest}县"


def build_world(
    calendar: Calendar, seed: int, places: Sequence[tuple[str, str]], students: int, broad_aid: bool = False
) -> World:
    """The truth without any fault: a fictitious county of about ``students`` pupils for each code and name.

    With ``broad_aid`` most pupils are aided, and those of school age eat at school: as many payments as pupils a term.
    """
    made = []
    for index, (code, name) in enumerate(places):
        rng = random.Random(f"{seed}-{code}")
        people = PersonMaker(code, index + 1, rng, phone_prefix=f"19{code[2:]}" if broad_aid else "")
        county = County(code, name, index + 1, rng, people, calendar, is_large=broad_aid)
        _found_schools(county, students)
        _settle_families(county, students, broad_aid)
        _employ_teachers(county, students)
        _lend(county, students)
        _build(county)
        made.append(county)
    return World(calendar, made)


def _found_schools(county: County, students: int) -> None:
    counts = {
        "preschool": 1,
        "primary": 3 + students // 600,
        "junior": 2 + students // 900,
        "senior": 2,
        "vocational": 1,
    }
    for stage, count in counts.items():
        for number in range(count):
            areas = ("urban", "town", "rural", "rural") if stage in ("primary", "junior") else ("urban", "town")
            area = areas[number % len(areas)]
            tiers = {"town": "tier3", "rural": ("tier1", "tier2")[number % 2]}
            township = TOWNSHIPS[0] if area == "urban" else TOWNSHIPS[1 + (number + len(stage)) % 7]
            short = f"{township}第{'一二三四五六七八九十'[number % 10]}{STAGE_ZH[stage]}"
            if number >= 10:
                short = f"{township}{number}号{STAGE_ZH[stage]}"
            school = School(
                code=f"{PREFIX[stage]}{county.code}{number + 1:02d}",
                name=county.name + short,
                short=short,
                stage=stage,
                area=area,
                tier=tiers.get(area),
                township=township,
                poor_village=area == "rural" and number % 2 == 0,
            )
            county.schools.append(school)
    for year in county.calendar.years:
        for school in county.schools:
            county.add("school", year, _school_row(school))


def _school_row(school: School) -> Row:
    return Row(
        school_code=school.code,
        school_name=school.name,
        stage=school.stage,
        area_type=school.area,
        rural_tier=school.tier,
        township=school.township,
        is_poor_village_school=school.poor_village,
    )


def _settle_families(county: County, students: int, broad_aid: bool) -> None:
    rng = county.rng
    span = county.calendar.terms[-1].school_year - county.calendar.first.school_year
    levels = [*range(12), *range(-1, -1 - span, -1)]
    poor = 0
    while poor < students * 16 // 100:
        chosen = tuple(rng.choice(levels) for _ in range(1 if rng.random() < 0.6 else 2))
        add_household(
            county,
            chosen,
            kind=rng.choice(("registered_poor", "registered_poor", "lifted")),
            track="vocational" if rng.random() < 0.25 else "senior",
            toddler=rng.random() < 0.2,
            student=rng.random() < 0.2,
            grandparent=rng.random() < 0.4,
            dibao=rng.random() < 0.15,
        )
        poor += len(chosen)
    for number in range(max(4, students // 30)):
        household = add_household(
            county, (), toddler=number % 3 == 0, grandparent=number % 2 == 0, dibao=number % 5 == 0
        )
        if number % 2:
            send_away(county, household, number % 5 + 1, county.calendar)
    for _ in range(max(2, students // 200)):
        add_household(county, (rng.randrange(9),), kind="general")
    _fill_lists(county)
    _enrol_others(county, students - poor, levels, broad_aid)


def _fill_lists(county: County) -> None:
    """Two people on every list whom no school knows: a list that nobody is on would say nothing."""
    ages = {"dibao_rural": 61, "tekun": 72, "orphan": 4, "disabled": 55}
    for number, (group, age) in enumerate(ages.items()):
        for month in (3, 8):
            born = dt.date(county.calendar.first.year - age, month, 5 + number)
            person = county.people.make(born, plain=True)
            for term in county.calendar.terms:
                list_person(county, term, group, person)


def _enrol_others(county: County, pupils: int, levels: list[int], broad_aid: bool) -> None:
    rng = county.rng
    for number in range(pupils):
        kind, eats_at_school = None, False
        if number % 7 == 0:
            kind = rng.choice(("dibao", "tekun", "orphan", "disabled", "other", "other", "other", "urban_poor"))
        elif broad_aid and number % 7 < 6:
            kind, eats_at_school = rng.choice(("other", "urban_poor")), True
        track = "vocational" if rng.random() < 0.25 else "senior"
        level = levels[number % len(levels)]
        boarding = True if kind in ("other", "urban_poor") else None
        pupil = add_pupil(county, level, track, kind, boarding=boarding, preschool=level == -1 and number % 3 == 0)
        if eats_at_school:
            _feed(county, pupil)
    for number in range(max(1, pupils // 40)):
        add_pupil(county, -2 - number % 2, preschool=True)
    _graduate(county)


def _feed(county: County, pupil: Pupil) -> None:
    """Meals in every term of primary and junior school, beside the usual programme."""
    for term in county.calendar.terms:
        roll = pupil.roll(term)
        if roll is not None and roll["stage"] in ("primary", "junior") and in_force("nutrition", roll["stage"], term):
            pay(county, pupil, term, "nutrition")


def _graduate(county: County) -> None:
    """Those who leave school at the end of a spring term are on the list of changes."""
    for term in county.calendar.terms:
        if not term.period.endswith("spring"):
            continue
        for pupil in county.pupils:
            roll = pupil.roll(term)
            if roll is not None and roll["grade"] in ("j3", "s3", "v3"):
                county.add("roll_change", term.period, change_row(pupil, roll, "graduated", dt.date(term.year, 7, 5)))


def change_row(pupil: Pupil, roll: Row, kind: str, day: dt.date, to: School | None = None) -> Row:
    """A row of the list of changes; for a transfer in, ``to`` is the new school."""
    return Row(
        id_number=pupil.person.id_number,
        name=pupil.person.name,
        xueji_no=roll["xueji_no"],
        change_kind=kind,
        changed_on=day,
        from_school_code=roll["school_code"],
        from_school_name=roll["school_name"],
        to_school_code=to.code if to else None,
        to_school_name=to.name if to else None,
    )


def _employ_teachers(county: County, students: int) -> None:
    teaching = [school for school in county.schools if school.stage != "preschool"]
    for number in range(max(20, students // 14)):
        teacher = add_teacher(county, teaching[number % len(teaching)], left=number % 12 == 7)
        if teacher.left_on:
            continue
        for year in county.calendar.years:
            if number % 3 == 0:
                add_training(county, teacher, year, dt.date(year, 3 + number % 3, 2 + number % 20))
            if number % 6 == 0:
                add_training(county, teacher, year, dt.date(year, 9 + number % 3, 4), 3)
        for school_year in county.calendar.school_years:
            if number % 8 == 1:
                add_exchange(county, teacher, school_year, "support" if number % 16 == 1 else "rotation")
    _three_areas(county)


def _three_areas(county: County) -> None:
    """Urban teachers in the three-areas programme: one allowance, and not the rural one."""
    urban = [t for t in county.teachers if t.school.area == "urban" and not t.left_on][:3]
    for teacher in urban:
        for year in county.calendar.years:
            add_allowance(county, teacher, year, "three_areas", 9, 12, monthly=Decimal(1600))


def _lend(county: County, students: int) -> None:
    for household in county.households:
        student = next((member for member in household.members if member.school_status == "u2"), None)
        if student is None:
            continue
        household.has_loan = True
        for year in county.calendar.years:
            if year - household.head.person.birth_on.year < 60:
                add_loan(county, year, student.person, household.head.person)
        for term in county.calendar.terms:
            college = COLLEGES[household.head.person.birth_on.day % len(COLLEGES)]
            enrol_elsewhere(county, term, student.person, "college", "u2", college, "xuexin")
    for number in range(max(10, students // 25)):
        degree = "postgraduate" if number % 9 == 4 else "undergraduate"
        for year in county.calendar.years:
            add_loan(county, year, degree=degree)


def _build(county: County) -> None:
    statuses = ("building", "finished", "planning", "finished", "tendering", "building")
    for year in county.calendar.years:
        for number in range(18):
            add_project(county, year, statuses[number % len(statuses)])
        for _ in range(30):
            add_equipment(county, year)


def add_summaries(county: County) -> None:
    """What the bureau reports upward: the sums of what was paid, by stage, kind of hardship and programme."""
    for term in county.calendar.terms:
        sums: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in county.tables["subsidy_payment", term.period]:
            sums[row["stage"], row["difficulty_kind"], row["aid_item"]].append(row)
        for (stage, difficulty, item), rows in sorted(sums.items()):
            amount = sum((row["amount"] for row in rows), Decimal(0))
            summary = Row(stage=stage, difficulty_kind=difficulty, aid_item=item, person_times=len(rows), amount=amount)
            county.add("subsidy_summary", term.period, summary)
