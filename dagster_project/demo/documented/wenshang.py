"""汶上县 2016, standing in for the prefecture of 济宁: the register that was spot-checked, pupils aided, teachers."""

from __future__ import annotations

import numpy as np

from dagster_project.demo.documented.aid import Line, Pupils, Schooling, enrolled, fixed_lines, payments
from dagster_project.demo.documented.households import register
from dagster_project.demo.documented.lueyang import together
from dagster_project.demo.documented.people import Population, Texts
from dagster_project.demo.documented.tables import Delivery, texts

COUNTY = "370830"
TERM, YEAR = "2016-spring", 2016
# 1,192 households checked are 10.69 % of 11,151
WITH_PUPILS, WITHOUT = 5_500, 5_651
RECRUITED, ROTATED = 378, 250


def deliveries(population: Population) -> list[Delivery]:
    """Everything the county hands in."""
    lines = aid_lines()
    groups = enrolled(Schooling(population), lines, TERM)
    pupils = together(groups)
    aid = np.repeat([line.amount_fen for line in lines], [line.count for line in lines])
    mixed = population.rng.permutation(len(aid))
    shuffled = Pupils(pupils.people.pick(mixed), pupils.stage[mixed], pupils.grade[mixed], pupils.school[mixed])
    households = register(population, COUNTY, YEAR, shuffled, aid[mixed], WITH_PUPILS, WITHOUT)
    roster = Delivery("subsidy_payment", TERM, payments(lines, groups, TERM, COUNTY))
    return [*households, roster, _teachers(population)]


def aid_lines() -> list[Line]:
    """7,864 pupils; the document gives no amount that belongs to them."""
    rows = [
        ("boarding_living", "primary", "500", 3_600),
        ("boarding_living", "junior", "625", 2_464),
        ("senior_grant", "senior", "1000", 1_800),
    ]
    return fixed_lines("registered_poor", rows)


def _teachers(population: Population) -> Delivery:
    """628 teachers recruited for, or rotated to, schools of poor villages for a year."""
    count = RECRUITED + ROTATED
    people = population.add(f"{YEAR - 48}-01-01", f"{YEAR - 23}-12-31", count)
    recruited = np.arange(count) < RECRUITED
    place = texts(np.arange(count) % 40 + 1)
    columns: dict[str, Texts | str] = {
        "id_number": people.id_number,
        "name": people.name,
        "exchange_kind": np.where(recruited, "recruit", "rotation").astype(object),
        "from_school_name": np.where(recruited, "", "演练城区第" + place + "小学").astype(object),
        "to_school_name": "演练第" + texts(np.arange(count) % 150 + 1) + "村小学",
        "starts_on": "2016-09-01",
        "ends_on": "2017-08-31",
    }
    return Delivery("teacher_exchange", "2016-2017", columns)
