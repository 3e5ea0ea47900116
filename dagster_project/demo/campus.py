"""Schools as places: their buildings, and the schools they are paired with.

What belongs here: these rows. What does not: the schools themselves (``building``), building projects (``works``).
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from dagster_project.demo.world import County, Row, School

BUILDINGS = (
    ("教学楼", "teaching", 1800, "frame", 4),
    ("学生宿舍", "dormitory", 900, "brick_concrete", 3),
    ("食堂", "canteen", 500, "brick_concrete", 1),
)
OLD = ("老校门平房", "other", 160, "brick_wood", 1)
MOST_SCHOOLS = 40  # of a large county
PARTNERS_ELSEWHERE = (("外省丙市实验小学", "外省丙市"), ("外省丁县第一中学", "外省丁县"))
HELP = "联合教研、互派教师、共享课程资源"


def add_campus(county: County) -> None:
    """Add buildings for every year and pairings for every school year."""
    rng = county.generator("campus")
    schools = county.schools[:MOST_SCHOOLS] if county.is_large else county.schools
    built = [row for number, school in enumerate(schools) for row in _buildings(school, number, rng)]
    for year in county.calendar.years:
        for row in built:
            county.add("school_building", year, Row(row))
    for school_year in county.calendar.school_years:
        _pair(county, school_year)


def _buildings(school: School, number: int, rng: random.Random) -> list[Row]:
    """Three buildings in good order; every fifth school has an old one that nobody uses any more."""
    kinds = (*BUILDINGS, OLD) if number % 5 == 2 else BUILDINGS
    rows = []
    for at, (name, use, size, structure, floors) in enumerate(kinds):
        is_old = use == "other"
        row = Row(
            building_no=f"{school.code}{at + 1:03d}",
            building_name=f"{school.short}{name}",
            school_code=school.code,
            school_name=school.name,
            building_use=use,
            floor_area=Decimal(size + rng.randrange(400)) if not is_old else Decimal(size),
            floors=floors,
            built_year=1978 if is_old else 1996 + rng.randrange(20),
            structure=structure,
            seismic_intensity="未设防" if is_old else "7度",
            danger_grade="d" if is_old else ("a", "a", "b")[rng.randrange(3)],
            appraised_on=dt.date(2009, 8, 1 + number % 28),
            appraiser="演练市房屋安全鉴定中心",
            use_state="stopped" if is_old else "in_use",
            designer="演练市建筑设计院",
            builder="演练建筑工程有限公司",
        )
        rows.append(row)
    total = sum((row["floor_area"] for row in rows), Decimal(0))
    return [Row(row, school_floor_area=total) for row in rows]


def _pair(county: County, school_year: int) -> None:
    """Each country school with one in town, and two with schools of another province."""
    for stage in ("primary", "junior"):
        leads = county.schools_of(stage, "urban")
        country = [school for school in county.schools_of(stage) if school.area != "urban"]
        for number, school in enumerate(country[:MOST_SCHOOLS]):
            if leads:
                lead = leads[number % len(leads)]
                kind = "alliance" if number % 2 else "one_to_one"
                _add_pairing(county, school_year, kind, (lead.code, lead.name, county.name), school, number)
    for number, (name, region) in enumerate(PARTNERS_ELSEWHERE):
        own = county.schools_of(("primary", "junior")[number])[0]
        _add_pairing(county, school_year, "east_west", (None, name, region), own, number)


def _add_pairing(
    county: County, school_year: int, kind: str, lead: tuple[str | None, str, str], partner: School, number: int
) -> None:
    row = Row(
        pairing_kind=kind,
        lead_school_code=lead[0],
        lead_school_name=lead[1],
        lead_region=lead[2],
        partner_school_code=partner.code,
        partner_school_name=partner.name,
        stage=partner.stage,
        is_poor_village_school=partner.poor_village,
        agreed_on=dt.date(school_year, 8, 25),
        starts_on=dt.date(school_year, 9, 1),
        ends_on=dt.date(school_year + 1, 7, 10),
        joint_research_times=2 + number % 4,
        posted_teachers=1 + number % 2,
        research_projects=1 + number % 2,
        seminar_times=1 + number % 3,
        content=HELP,
    )
    county.add("school_pairing", f"{school_year}-{school_year + 1}", row)
