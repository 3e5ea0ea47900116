"""One rehearsal from end to end: world, look-alikes, faults, files, answer key.

What belongs here: the order of these steps, and refusing to mix with files that somebody else put there.
What does not: any of the steps.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dagster_project.demo import documented
from dagster_project.demo.building import build_world, county_name
from dagster_project.demo.faults import plant
from dagster_project.demo.key import AnswerKey
from dagster_project.demo.lookalikes import LookAlike, add_look_alikes
from dagster_project.demo.manners import apply_habits, deliver, owed
from dagster_project.demo.world import World, read_calendar
from dagster_project.settings import SEEDS, Settings

MANIFEST = "simulated_files.txt"
COUNTY_COLUMNS = (
    "county_code", "name_zh", "name_en", "province_zh", "prefecture_zh", "province_code", "prefecture_code", "is_demo",
)  # fmt: skip
Progress = Callable[[str], None]


class InboxInUse(ValueError):
    """The inbox holds files that no simulation wrote."""


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
    students: int = 1200,
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
    _clear(settings)
    known = min(len(documented.COUNTIES), counties // 2)
    say("建立虚构县 / making the fictitious counties")
    world, key, look_alikes = make_world(seed, counties - known, students, tuple(periods), faults)
    try:
        for county in world.counties:
            say(f"{county.name} {county.code}")
            deliver(settings.inbox, county, key)
        if known:
            say("文档中的县 / the counties of the documents")
            documented.write(settings.inbox, seed, known)
    finally:
        files = _remember(settings)
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
    world, key = build_world(read_calendar(periods), seed, counties, students), AnswerKey()
    for county in world.counties:
        apply_habits(county)
    look_alikes = [item for county in world.counties for item in add_look_alikes(county)]
    plant(world, key, faults)
    return world, key, look_alikes


def _clear(settings: Settings) -> None:
    """Remove what an earlier simulation wrote; refuse if there is anything else."""
    manifest = settings.home / MANIFEST
    own = set(manifest.read_text(encoding="utf-8").splitlines()) if manifest.exists() else set()
    files = [path for path in settings.inbox.rglob("*") if path.is_file()]
    present = {path.relative_to(settings.inbox).as_posix(): path for path in files}
    strange = sorted(set(present) - own)
    if strange:
        raise InboxInUse(
            f"收件箱 {settings.inbox} 里有不是演练写入的文件（共 {len(strange)} 个，如 {strange[0]}），"
            "演练数据不能与真实数据混放；请换一个 --home。/ "
            f"The inbox holds {len(strange)} file(s) that no simulation wrote, such as {strange[0]}; "
            "rehearsal data must not be mixed with them. Use another --home."
        )
    for path in present.values():
        path.unlink()
    for folder in sorted((p for p in settings.inbox.rglob("*") if p.is_dir()), key=lambda p: -len(p.parts)):
        folder.rmdir()
    manifest.unlink(missing_ok=True)


def _remember(settings: Settings) -> int:
    """Note every file of the inbox, which held none before, as ours."""
    names = sorted(path.relative_to(settings.inbox).as_posix() for path in settings.inbox.rglob("*") if path.is_file())
    (settings.home / MANIFEST).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return len(names)


def _write_config(settings: Settings, world: World, known: int) -> None:
    with (SEEDS / "counties.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["county_code"]: row for row in csv.DictReader(file)}
    codes = [*list(documented.COUNTIES)[:known], *(county.code for county in world.counties)]
    made = [rows.get(code) or _county_row(code) for code in codes]
    lines = [[row[name] for name in COUNTY_COLUMNS] for row in made]
    _write_csv(settings.config / "counties.csv", COUNTY_COLUMNS, lines)
    dues = [[*row] for row in (documented.calendar_rows(known) if known else [])]
    for county in world.counties:
        dues += [[county.code, dataset, period, day.isoformat()] for dataset, period, day in owed(county)]
    _write_csv(settings.config / "delivery_calendar.csv", ("county_code", "dataset", "period", "due_on"), dues)


def _county_row(code: str) -> dict[str, str]:
    name = county_name(int(code) - 990101)
    values = (code, name, f"Rehearsal County {code}", "演练省", "演练市", "990000", "990100", "true")
    return dict(zip(COUNTY_COLUMNS, values, strict=True))


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
