"""Counties that published figures: synthetic rows whose totals are those figures, and no fault anywhere.

What belongs here: which county hands in what, and what it owes. What does not: counties that misbehave on purpose
(the rest of ``demo``), comparing the figures (``fct_reported_figure``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from dagster_project.demo.documented import gaoyou, lueyang, sucheng, tables, wanzai, wenshang, xinghe
from dagster_project.demo.documented.people import Population
from dagster_project.demo.documented.tables import Delivery

__all__ = ["COUNTIES", "calendar_rows", "tables_of", "write"]

Written = tuple[Path, str, str, str]
FIRST_REGION = 991_001

COUNTIES: dict[str, tuple[str, Callable[[Population], list[Delivery]]]] = {
    wanzai.COUNTY: ("万载县", wanzai.deliveries),
    sucheng.COUNTY: ("宿城区", sucheng.deliveries),
    lueyang.COUNTY: ("略阳县", lueyang.deliveries),
    xinghe.COUNTY: ("兴和县", xinghe.deliveries),
    gaoyou.COUNTY: ("高邮市", gaoyou.deliveries),
    wenshang.COUNTY: ("汶上县", wenshang.deliveries),
}


def tables_of(county: str, seed: int) -> list[Delivery]:
    """The tables of one county; the same again for the same seed."""
    place = list(COUNTIES).index(county)
    population = Population(FIRST_REGION + place, np.random.default_rng([seed, place]))
    return COUNTIES[county][1](population)


def write(inbox: Path, seed: int, how_many: int = len(COUNTIES)) -> list[Written]:
    """Write the tables of the first ``how_many`` counties into the inbox: (path, county, period, dataset)."""
    written: list[Written] = []
    for county in list(COUNTIES)[:how_many]:
        folder = inbox / COUNTIES[county][0]
        for delivery in tables_of(county, seed):
            written.append((tables.write(folder, delivery), county, delivery.period, delivery.dataset))
    return written


def calendar_rows(how_many: int = len(COUNTIES)) -> list[tuple[str, str, str, str]]:
    """What those counties owe, and hand in, by when: (county, dataset, period, due_on)."""
    return sorted(
        (county, delivery.dataset, delivery.period, tables.due_on(delivery.period).isoformat())
        for county in list(COUNTIES)[:how_many]
        for delivery in tables_of(county, 0)
    )
