"""One rehearsal from end to end: world, look-alikes, faults, files, answer key.

What belongs here: the order of these steps. What does not: any of the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dagster_project.demo import documented, inbox
from dagster_project.demo.building import build_world, county_code, county_name
from dagster_project.demo.faults import plant
from dagster_project.demo.key import AnswerKey
from dagster_project.demo.lookalikes import LookAlike, add_look_alikes
from dagster_project.demo.manners import apply_habits, deliver, manner_of, owed
from dagster_project.demo.world import County, World, read_calendar
from dagster_project.settings import Settings

Progress = Callable[[str], None]


@dataclass(frozen=True)
class SimulationSummary:
    """What a simulation wrote."""

    counties: int
    fictitious_counties: int
    files: int
    rows: int
    faults: int
    look_alikes: int
    key_rows: int
    answer_key: str


def simulate(
    settings: Settings,
    seed: int = 1,
    counties: int = 12,
    students: int = 400,
    periods: Sequence[str] = ("2020-spring", "2020-autumn"),
    faults: int = 6,
    progress: Progress | None = None,
) -> SimulationSummary:
    """Write a rehearsal into the inbox, with the answer key, counties and delivery calendar beside it.

    ``counties`` counts all: half of them, at most six, are counties of the source documents, the others
    fictitious. ``students`` and ``faults`` (of each rule) are per fictitious county. Files of an earlier
    simulation are replaced. Raises InboxInUse if somebody else's files lie in the inbox.
    """
    if counties < 1 or students < 1 or faults < 0:
        raise ValueError(
            "县数、学生数须大于 0，差错数不得为负 / counties and students must be positive, faults 0 or more"
        )
    say = progress or (lambda step: None)
    settings.prepare()
    inbox.clear(settings)
    known = min(len(documented.COUNTIES), counties // 2)
    say("建立虚构县 / making the fictitious counties")
    world, key, look_alikes = make_world(seed, counties - known, students, tuple(periods), faults)
    try:
        for county in world.counties:
            say(f"{county.name} {county.code}")
            deliver(settings.inbox, county, manner_of(county), key)
        if known:
            say("文档中的县 / the counties of the documents")
            documented.write(settings.inbox, seed, known)
    finally:
        files = inbox.remember(settings)
    _write_config(settings, world, known)
    key.write(settings.answer_key)
    return SimulationSummary(
        counties=counties,
        fictitious_counties=counties - known,
        files=files,
        rows=sum(len(rows) for county in world.counties for rows in county.tables.values()),
        faults=key.fault_count(),
        look_alikes=len(look_alikes),
        key_rows=len(key.entries),
        answer_key=str(settings.answer_key),
    )


def make_world(
    seed: int, counties: int, students: int, periods: tuple[str, ...], faults: int
) -> tuple[World, AnswerKey, list[LookAlike]]:
    """The fictitious counties with look-alikes and faults, before anything is written."""
    places = [(county_code(index), county_name(index)) for index in range(counties)]
    world, key = build_world(read_calendar(periods), seed, places, students), AnswerKey()
    for county in world.counties:
        apply_habits(county, manner_of(county))
    look_alikes = [item for county in world.counties for item in add_look_alikes(county)]
    plant(world, key, faults)
    return world, key, look_alikes


def _write_config(settings: Settings, world: World, known: int) -> None:
    counties = [(code, "") for code in list(documented.COUNTIES)[:known]]
    counties += [(county.code, county.name) for county in world.counties]
    dues = [(row[0], row[1], row[2], row[3]) for row in (documented.calendar_rows(known) if known else [])]
    inbox.write_config(settings, counties, [*dues, *(due for county in world.counties for due in dues_of(county))])


def dues_of(county: County) -> list[tuple[str, str, str, str]]:
    """What the county owes, as rows of the delivery calendar."""
    return [(county.code, dataset, period, day.isoformat()) for dataset, period, day in owed(county)]
