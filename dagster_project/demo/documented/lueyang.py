"""略阳县 2017 (a newspaper report): registered pupils at home and elsewhere, and teacher training."""

from __future__ import annotations

import numpy as np

from dagster_project.demo.documented.aid import (
    Pupils,
    Schooling,
    school_codes,
    school_names,
)
from dagster_project.demo.documented.households import register
from dagster_project.demo.documented.people import People, Population, Texts, joined
from dagster_project.demo.documented.tables import Delivery, dates, school_year_start, texts

COUNTY = "610727"
TERM, YEAR = "2017-autumn", 2017
AT_HOME = (("preschool", 700), ("primary", 2000), ("junior", 1100), ("senior", 600), ("vocational", 267))
ELSEWHERE = (("college", 250), ("vocational", 60), ("senior", 30), ("junior", 20), ("primary", 22))
SOURCES = {"college": "xuexin", "vocational": "vocational"}
HOUSEHOLDS = 3600
# teachers, courses each, whether their school stands in a poor village: 2,735 person-times, 2,475 of them from there
TRAINED = ((825, 3, "true"), (86, 3, "false"), (1, 2, "false"))
COURSES = (
    ("乡村教师教学能力提升班", "county", "2017-03-20", "2017-03-24", "40"),
    ("中小学信息技术应用能力培训班", "city", "2017-07-10", "2017-07-15", "48"),
    ("班主任工作培训班", "county", "2017-10-16", "2017-10-18", "24"),
)

# courses that the document counts by themselves, taken as part of the first one
KEY_TEACHERS, SPORTS_TEACHERS = ("骨干教师跟岗培训", 30), ("体育教师培训", 31)


def deliveries(population: Population) -> list[Delivery]:
    """Everything the county hands in."""
    schooling = Schooling(population)
    home = [schooling.pupils("home", stage, count, school_year_start(TERM)) for stage, count in AT_HOME]
    away = [schooling.pupils("away", stage, count, school_year_start(TERM)) for stage, count in ELSEWHERE]
    everybody = together(home + away)
    mixed = population.rng.permutation(len(everybody.people))
    pupils = Pupils(
        everybody.people.pick(mixed), everybody.stage[mixed], everybody.grade[mixed], everybody.school[mixed]
    )
    unpaid = np.zeros(len(mixed), dtype=np.int64)
    households = register(population, COUNTY, YEAR, pupils, unpaid, HOUSEHOLDS, 0)
    return [*households, _roll(together(home)), _elsewhere(together(away)), _training(population)]


def together(groups: list[Pupils]) -> Pupils:
    """Several groups of pupils as one."""
    return Pupils(
        joined([group.people for group in groups]),
        np.concatenate([group.stage for group in groups]),
        np.concatenate([group.grade for group in groups]),
        np.concatenate([group.school for group in groups]),
    )


def _roll(pupils: Pupils) -> Delivery:
    people = pupils.people
    columns: dict[str, Texts | str] = {
        "xueji_no": "G" + people.id_number,
        "id_number": people.id_number,
        "name": people.name,
        "gender": people.gender,
        "birth_on": dates(people.birth_on),
        "ethnicity": "汉族",
        "school_code": school_codes(COUNTY, pupils.stage, pupils.school),
        "school_name": school_names(pupils.stage, pupils.school),
        "stage": pupils.stage,
        "grade": pupils.grade,
        "class_name": texts(np.arange(len(people)) % 3 + 1) + "班",
        "enrolled_on": _enrolled_on(pupils),
        "status": "in_school",
    }
    return Delivery("school_roll", TERM, columns)


def _enrolled_on(pupils: Pupils) -> Texts:
    """September of the year in which the pupil began the present stage."""
    years = [int(grade[1:]) - 1 for grade in pupils.grade]
    return np.array([f"{school_year_start(TERM) - year}-09-01" for year in years], dtype=object)


def _elsewhere(pupils: Pupils) -> Delivery:
    columns: dict[str, Texts | str] = {
        "id_number": pupils.people.id_number,
        "name": pupils.people.name,
        "stage": pupils.stage,
        "grade": pupils.grade,
        "school_name": school_names(pupils.stage, pupils.school),
        "school_region": "陕西省西安市",
        "source_system": np.array([SOURCES.get(stage, "other_county") for stage in pupils.stage], dtype=object),
    }
    return Delivery("external_enrolment", TERM, columns, workbook=True)


def _training(population: Population) -> Delivery:
    rows: list[tuple[People, int, str]] = []
    for count, courses, poor in TRAINED:
        teachers = population.add(f"{YEAR - 55}-01-01", f"{YEAR - 25}-12-31", count)
        rows += [(teachers, course, poor) for course in range(courses)]
    sizes = [len(teachers) for teachers, _, _ in rows]
    people = joined([teachers for teachers, _, _ in rows])
    place = np.concatenate([np.arange(size) for size in sizes])
    poor_village = np.repeat(np.array([flag for _, _, flag in rows], dtype=object), sizes)
    course = np.repeat([number for _, number, _ in rows], sizes)
    village = np.where(poor_village == "true", place % 90 + 1, place % 9 + 101)
    columns: dict[str, Texts | str] = {
        "id_number": people.id_number,
        "name": people.name,
        "school_name": "演练第" + texts(village) + "小学",
        "is_poor_village_school": poor_village,
    }
    names = ("programme", "training_level", "starts_on", "ends_on", "hours")
    for column, name in enumerate(names):
        words: Texts = np.array([row[column] for row in COURSES], dtype=np.object_)
        columns[name] = words[course]
    columns["programme"] = _programmes(columns["programme"])
    return Delivery("teacher_training", str(YEAR), columns)


def _programmes(programmes: Texts | str) -> Texts:
    """The first rows, all of the first course, belong to the two courses with figures of their own."""
    named = np.array(programmes, dtype=object)
    first = 0
    for name, teachers in (KEY_TEACHERS, SPORTS_TEACHERS):
        named[first : first + teachers] = name
        first += teachers
    return named
