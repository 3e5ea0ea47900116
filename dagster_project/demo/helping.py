"""Poor pupils and those who stand by them: who helps whom, visits and talks, and files that move on with the pupil.

What belongs here: these rows, for the pupils of registered households. What does not: the households themselves
(``households``), other children the county must not lose (``guarantee``), faults.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import count
from typing import NamedTuple

from dagster_project.demo.guarantee import at_school, in_post, place
from dagster_project.demo.population import stage_of
from dagster_project.demo.school_days import lessons
from dagster_project.demo.staff import COLLEGES
from dagster_project.demo.world import County, Pupil, Row, Teacher, Term

MOST_PUPILS = 300  # of a large county
MOST_HELPED = 5  # by one teacher, while another of the county helps fewer
HOURS = ("9:00-10:00", "10:30-11:30", "14:00-15:00", "15:30-16:30")
MEASURES = ("每月家访一次，辅导作业，联系资助政策", "谈心谈话，结对辅导语文数学", "送学习用品，关注心理，落实资助")
TALKS = ("了解家庭近况，宣讲资助政策", "反馈在校学习情况，商量寒暑假安排", "核对资助到账情况，叮嘱按时返校")
LEAVING = {"graduated": "graduated", "transfer_out": "transferred"}


class Helper(NamedTuple):
    """A teacher, and since when a pupil has been helped by this one."""

    teacher: Teacher
    since: dt.date


def add_helping(county: County) -> None:
    """Add helpers, visits and files to a county whose households and roll are complete."""
    helpers: dict[int, Helper] = {}
    for term in county.calendar.terms:
        pupils = _poor(county, term)
        _find_helpers(county, term, pupils, helpers)
        pairs = [(pupil, helpers[id(pupil)]) for pupil in pupils if id(pupil) in helpers]
        for pupil, helper in pairs:
            _pair(county, term, pupil, helper)
        _visit(county, term, [(pupil, helper.teacher) for pupil, helper in pairs])
        _hand_over(county, term, pupils)


def _poor(county: County, term: Term) -> list[Pupil]:
    """Pupils of households on the register, but for those of a kindergarten."""
    pupils = [pupil for pupil in at_school(county, term) if pupil.household is not None]
    found = [pupil for pupil in pupils if stage_of((pupil.roll(term) or Row(grade="k1"))["grade"]) != "preschool"]
    return found[:MOST_PUPILS] if county.is_large else found


def _find_helpers(county: County, term: Term, pupils: list[Pupil], helpers: dict[int, Helper]) -> None:
    """A teacher of the pupil's own school where one has room, else the one in the county who helps fewest."""
    teachers = in_post(county)
    helped = Counter(id(helpers[id(pupil)].teacher) for pupil in pupils if id(pupil) in helpers)
    for pupil in pupils:
        roll = pupil.roll(term)
        if id(pupil) in helpers or roll is None or not teachers:
            continue
        near = [teacher for teacher in teachers if teacher.school.code == roll["school_code"]]
        chosen = min(near or teachers, key=lambda teacher: helped[id(teacher)])
        if helped[id(chosen)] >= MOST_HELPED:
            chosen = min(teachers, key=lambda teacher: helped[id(teacher)])
        since = lessons(term).first + dt.timedelta(days=int(pupil.person.id_number[14:17]) % 15)
        helpers[id(pupil)] = Helper(chosen, since)
        helped[id(chosen)] += 1


def _pair(county: County, term: Term, pupil: Pupil, helped: Helper) -> None:
    roll, household, helper = pupil.roll(term), pupil.household, helped.teacher
    assert roll is not None and household is not None
    number = int(pupil.person.id_number[14:17])
    row = Row(id_number=pupil.person.id_number, name=pupil.person.name)
    row.update(
        place(roll),
        township=household.township,
        village=household.village,
        household_no=household.number,
        difficulty_kind=pupil.difficulty,
        helper_name=helper.person.name,
        helper_id_number=helper.person.id_number,
        helper_unit=helper.school.name,
        helper_post="中层干部" if number % 9 == 0 else "教师",
        helper_role="chief" if number % 4 == 0 else "helper",
        helper_phone=_phone(helper),
        paired_on=helped.since,
        ended_on=None,
        measures=MEASURES[number % len(MEASURES)],
    )
    county.add("helper_pairing", term.period, row).unit = roll["school_code"]


def _phone(helper: Teacher) -> str | None:
    phones = [row["phone"] for rows in helper.rows.values() for row in rows if "phone" in row]
    return phones[0] if phones else None


def _visit(county: County, term: Term, pairs: list[tuple[Pupil, Teacher]]) -> None:
    """Once a term at home, and a talk at school; nobody is at two places in the same hour."""
    first = lessons(term).first + dt.timedelta(days=21)
    saturday = first + dt.timedelta(days=(5 - first.weekday()) % 7)
    turns: dict[int, count[int]] = {}
    for pupil, helper in pairs:
        turn = next(turns.setdefault(id(helper), count()))
        week, hour = divmod(turn, len(HOURS))
        _write_visit(county, term, pupil, helper, "home_visit", saturday + dt.timedelta(weeks=week), HOURS[hour])
        if turn % 3 == 0:
            monday = saturday + dt.timedelta(weeks=2 + turn, days=2)
            _write_visit(county, term, pupil, helper, "talk", monday, "12:30-13:00")


def _write_visit(
    county: County, term: Term, pupil: Pupil, helper: Teacher, kind: str, day: dt.date, hours: str
) -> None:
    roll, household = pupil.roll(term), pupil.household
    assert roll is not None and household is not None
    number = int(pupil.person.id_number[14:17])
    row = Row(
        id_number=pupil.person.id_number,
        name=pupil.person.name,
        school_code=roll["school_code"],
        school_name=roll["school_name"],
        grade=roll["grade"],
        class_name=roll["class_name"],
        household_no=household.number,
        visitor_name=helper.person.name,
        visit_kind=kind,
        visited_on=day,
        visit_time=hours,
        place=f"{household.township}{household.village}" if kind == "home_visit" else "校内谈心室",
        content=TALKS[number % len(TALKS)],
        guardian_name=pupil.guardian,
        has_signature=kind == "home_visit",
        phone=pupil.phone,
    )
    county.add("home_visit", term.period, row).unit = roll["school_code"]


def _hand_over(county: County, term: Term, pupils: list[Pupil]) -> None:
    """Every poor pupil who left, and every other who moved to another school, is followed by a file."""
    known = {pupil.person.id_number: pupil for pupil in county.pupils}
    poor = {pupil.person.id_number for pupil in pupils}
    teachers = in_post(county)
    for number, change in enumerate(county.tables.get(("roll_change", term.period), [])):
        pupil = known.get(change["id_number"] or "")
        is_poor = change["id_number"] in poor
        if pupil is None or not (change["change_kind"] == "transfer_out" or is_poor):
            continue
        if change["change_kind"] in LEAVING:
            _hand_on(county, term, pupil, change, number, teachers)


def _hand_on(county: County, term: Term, pupil: Pupil, change: Row, number: int, teachers: list[Teacher]) -> None:
    stage = pupil.track if change["change_kind"] == "graduated" else None
    roll = pupil.roll(term)
    goes_on = pupil.schools[stage] if stage and roll and stage_of(roll["grade"]) == "junior" else None
    to_code, to_name = change["to_school_code"], change["to_school_name"]
    if goes_on:
        to_code, to_name = goes_on.code, goes_on.name
    handed = change["changed_on"] + dt.timedelta(days=2)
    row = Row(
        id_number=change["id_number"],
        name=change["name"],
        xueji_no=change["xueji_no"],
        bag_no=f"DA{county.code}{term.year}{county.serial('bag'):05d}",
        from_school_code=change["from_school_code"],
        from_school_name=change["from_school_name"],
        to_school_code=to_code,
        to_school_name=to_name or COLLEGES[number % len(COLLEGES)],
        handover_reason=LEAVING[change["change_kind"]],
        item_count=12 + number % 9,
        handed_on=handed,
        handed_by_name=teachers[number % len(teachers)].person.name if teachers else None,
        received_by_name=teachers[(number + 1) % len(teachers)].person.name if teachers else None,
        received_on=handed + dt.timedelta(days=3 + number % 5),
        is_signed=True,
    )
    county.add("archive_handover", term.period, row).unit = change["from_school_code"]
