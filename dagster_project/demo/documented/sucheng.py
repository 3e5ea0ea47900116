"""宿城区 2020 (a district's half-year summary): spring aid, letters and twelve industry projects."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from dagster_project.demo.documented.aid import (
    Line,
    Pupils,
    Schooling,
    enrolled,
    fixed_lines,
    payments,
    school_names,
    senior_rest,
)
from dagster_project.demo.documented.amounts import plain
from dagster_project.demo.documented.letters import letters
from dagster_project.demo.documented.people import Population, Texts, joined
from dagster_project.demo.documented.tables import Delivery, ends_on, starts_on

COUNTY = "321302"
TERM = "2020-spring"
DISTRICT, DISTRICT_YUAN = 13_772, "10449000"
OUTSIDE, OUTSIDE_YUAN = 784, "614750"
LETTERS, ANSWERED = 3595, 3050
HOSTS = ("宿迁市沭阳县", "宿迁市泗阳县", "宿迁市泗洪县", "宿迁市宿豫区")
# project, wan yuan, state, wan yuan paid
PROJECTS = (
    ("中扬镇标准化厂房", "206", "building", "160"),
    ("屠园乡创业园区标准化厂房", "138.46", "building", "108"),
    ("陈集镇标准化厂房", "105.2", "building", "82"),
    ("洋北镇购买标准化厂房", "59.78", "finished", "59.78"),
    ("龙河镇龙韵标准化厂房", "141", "finished", "141"),
    ("罗圩乡陈塘圩村标准化厂房", "105.75", "finished", "105.75"),
    ("埠子镇标准化厂房", "116.47", "building", "91"),
    ("耿车镇花卉新品种交易展示中心", "41.22", "building", "32.15"),
    ("王官集镇标准化厂房", "84.75", "finished", "84.75"),
    ("蔡集镇农业扶贫产业园", "502", "tendering", "0"),
    ("双庄街道购置门面房", "15.58", "finished", "15.58"),
    ("支口街道董坝社区标准化厂房", "18.79", "finished", "18.79"),
)


def deliveries(population: Population) -> list[Delivery]:
    """Everything the district hands in."""
    schooling = Schooling(population)
    district, outside = aid_lines()
    pupils = enrolled(schooling, district, TERM)
    away = enrolled(schooling, outside, TERM, group="outside ")
    columns = payments(district + outside, pupils + away, TERM, COUNTY, with_cards=True)
    roster = Delivery("subsidy_payment", TERM, columns)
    return [roster, _outside(away), _letters(population), _projects(), _payments()]


def aid_lines() -> tuple[list[Line], list[Line]]:
    """Payments to pupils of the district's schools, and to those outside the city."""
    at_home = fixed_lines(
        "registered_poor",
        [("boarding_living", "primary", "500", 4200), ("boarding_living", "junior", "625", 2600)],
    ) + fixed_lines(
        "dibao",
        [("boarding_living", "primary", "750", 1500), ("boarding_living", "junior", "1000", 1100)],
    )
    away = fixed_lines(
        "registered_poor",
        [("boarding_living", "primary", "500", 250), ("boarding_living", "junior", "625", 200)],
    )
    return (
        senior_rest("registered_poor", at_home, DISTRICT, DISTRICT_YUAN),
        senior_rest("registered_poor", away, OUTSIDE, OUTSIDE_YUAN),
    )


def _outside(groups: list[Pupils]) -> Delivery:
    people = joined([group.people for group in groups])
    stage = np.concatenate([group.stage for group in groups])
    columns: dict[str, Texts | str] = {
        "id_number": people.id_number,
        "name": people.name,
        "stage": stage,
        "grade": np.concatenate([group.grade for group in groups]),
        "school_name": school_names(stage, np.concatenate([group.school for group in groups])),
        "school_region": "江苏省南京市",
        "source_system": "other_county",
    }
    return Delivery("external_enrolment", TERM, columns, workbook=True)


def _letters(population: Population) -> Delivery:
    """The unanswered ones were sent less than thirty days before the term ends."""
    place = np.arange(LETTERS)
    early = np.datetime64(starts_on(TERM)) + (60 + place % 20).astype("timedelta64[D]")
    late = np.datetime64(ends_on(TERM)) - (10 + place % 15).astype("timedelta64[D]")
    sent = np.where(place < ANSWERED, early, late)
    replied = np.where(place < ANSWERED, early + (6 + place % 18).astype("timedelta64[D]"), np.datetime64("NaT", "D"))
    stages = [("primary", 2200), ("junior", LETTERS - 2200)]
    return letters(population, TERM, stages, HOSTS, sent, replied, np.zeros(LETTERS, dtype=np.int64))


def project_no(place: int) -> str:
    """Number of the project at ``place`` of the list, from 1."""
    return f"SC2020{place:02d}"


def _projects() -> Delivery:
    place = range(1, len(PROJECTS) + 1)
    columns: dict[str, Texts | str] = {
        "project_no": _column(project_no(number) for number in place),
        "project_name": _column(row[0] for row in PROJECTS),
        "project_kind": "industry",
        "site": _column(row[0][: row[0].index(_ending(row[0])) + len(_ending(row[0]))] for row in PROJECTS),
        "total_investment": _column(_yuan(row[1]) for row in PROJECTS),
        "fund_province": _column(_yuan(row[1]) for row in PROJECTS),
        "status": _column(row[2] for row in PROJECTS),
        "paid": _column(_yuan(row[3]) for row in PROJECTS),
    }
    units = dict.fromkeys(("total_investment", "fund_province", "paid"), "万元")
    return Delivery("infrastructure_project", "2020", columns, workbook=True, units=units)


def _payments() -> Delivery:
    """Two vouchers for each project that has been paid anything: 40 % when the works begin, then the rest."""
    rows: list[tuple[str, str, str, str]] = []
    for place, (name, _, _, paid) in enumerate(PROJECTS, start=1):
        first = (Decimal(paid) * 4 / 10).quantize(Decimal("0.01"))
        for amount, day in ((first, "2020-04-15"), (Decimal(paid) - first, "2020-07-20")):
            if amount:
                rows.append((project_no(place), name, _yuan(str(amount)), day))
    columns: dict[str, Texts | str] = {
        "voucher_no": _column(f"PZ2020{number:04d}" for number in range(1, len(rows) + 1)),
        "project_no": _column(row[0] for row in rows),
        "project_name": _column(row[1] for row in rows),
        "amount": _column(row[2] for row in rows),
        "paid_on": _column(row[3] for row in rows),
    }
    return Delivery("project_payment", "2020", columns, workbook=True, units={"amount": "万元"})


def _ending(name: str) -> str:
    return next(word for word in ("街道", "镇", "乡") if word in name)


def _yuan(wan_yuan: str) -> str:
    return plain(Decimal(wan_yuan) * 10_000)


def _column(values: Iterable[str]) -> Texts:
    return np.array(list(values), dtype=np.object_)
