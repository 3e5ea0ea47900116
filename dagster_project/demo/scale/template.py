"""One block of template counties: the usual world at full size, written once, with marks in it.

What belongs here: making that block, and taking its files apart into texts. What does not: writing copies of it
(``copies``), what a mark means (``marks``).
"""

from __future__ import annotations

import datetime as dt
import gc
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dagster_project.demo.building import build_world
from dagster_project.demo.faults import plant
from dagster_project.demo.key import AnswerKey
from dagster_project.demo.layout import Style
from dagster_project.demo.lookalikes import add_look_alikes
from dagster_project.demo.manners import ID_FIELDS, Manner, apply_habits, deliver, owed
from dagster_project.demo.scale import marks
from dagster_project.demo.scale.containers import Part, deflate
from dagster_project.demo.scale.places import TEMPLATE_CODES
from dagster_project.demo.world import World, read_calendar
from dagster_project.settings import Settings

ROSTERS = frozenset({"school_roll", "subsidy_payment", "poverty_household", "poverty_member"})
# Most rows come as csv; the small tables of three counties in four and one term of payments in eight as xlsx.
MANNERS = (
    Manner(Style(kind="csv", encoding="gb18030", dates="%Y/%m/%d"), period_words="short", files="county"),
    Manner(Style(money_divisor=10_000), uses_code=True, period_words="long", titled=True, as_csv=ROSTERS),
    Manner(
        Style(merged_header=True, totals=True, dates=None),
        period_words="long",
        files="county",
        titled=True,
        as_csv=ROSTERS - {"subsidy_payment"} | {"subsidy_payment/2020-spring"},
    ),
    Manner(
        Style(dates="%Y%m%d"),
        numeric_ids=frozenset({"teacher", "loan_contract"}),
        withheld=frozenset({"teacher_exchange"}),
        is_slow=True,
        as_csv=ROSTERS,
    ),
)
PERIODS = ("2020-spring", "2020-autumn")
KEY = "answer_key.csv"
SHEETS = "xl/worksheets/"


@dataclass(frozen=True)
class Text:
    """A text with marks in it, and how it is written."""

    content: str
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Member:
    """A member of a container that differs from copy to copy."""

    name: str
    text: Text


@dataclass(frozen=True)
class Paper:
    """One file of a template county: a text, or the members of a container. Its name has marks in it as well."""

    seat: int
    name: str
    mtime_ns: int
    content: Text | tuple[Part | Member, ...]


@dataclass(frozen=True)
class Due:
    """What template county number ``seat`` owes."""

    seat: int
    dataset: str
    period: str
    day: dt.date


@dataclass(frozen=True)
class Template:
    """A block of template counties. ``key`` is the answer key without its header; ``rows`` are those handed in, by dataset."""

    papers: tuple[Paper, ...]
    key: Text
    key_header: str
    dues: tuple[Due, ...]
    rows: dict[str, int]
    faults: int
    look_alikes: int
    key_rows: int


def make_template(settings: Settings, seed: int, students: int, faults: int) -> Template:
    """A template of counties with ``students`` pupils each; files lie under the home's temp while it is made."""
    folder = settings.temp / "template"
    shutil.rmtree(folder, ignore_errors=True)
    gc.disable()  # a million rows are made and kept; looking for cycles among them takes longer than making them
    try:
        return _made(folder, seed, students, faults)
    finally:
        gc.enable()
        shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path, seed: int, students: int, faults: int) -> Template:
    places = [(code, marks.county(seat)) for seat, code in enumerate(TEMPLATE_CODES)]
    world, key = build_world(read_calendar(PERIODS), seed, places, students, broad_aid=True), AnswerKey()
    for county, manner in zip(world.counties, MANNERS, strict=True):
        apply_habits(county, manner)
    look_alikes = sum(len(add_look_alikes(county)) for county in world.counties)
    plant(world, key, faults)
    rows = _count_and_mark(world)
    for county, manner in zip(world.counties, MANNERS, strict=True):
        deliver(folder / f"{county.index}", county, manner, key)
    key.write(folder / KEY)
    header, _, lines = (folder / KEY).read_bytes().decode("utf-8-sig").partition("\n")
    return Template(
        papers=tuple(paper for seat in range(len(MANNERS)) for paper in _papers(folder / f"{seat + 1}", seat)),
        key=Text(marks.mark_codes(lines)),
        key_header=header + "\n",
        dues=tuple(Due(county.index - 1, *due) for county in world.counties for due in owed(county)),
        rows=rows,
        faults=key.fault_count(),
        look_alikes=look_alikes,
        key_rows=len(key.entries),
    )


def _count_and_mark(world: World) -> dict[str, int]:
    rows: dict[str, int] = {}
    for county in world.counties:
        for (dataset, _), table in county.tables.items():
            if dataset in county.withheld:
                continue
            rows[dataset] = rows.get(dataset, 0) + len(table)
            for row in table:
                marks.mark_row(row, ID_FIELDS if dataset in county.damaged else frozenset())
    return rows


def _papers(inbox: Path, seat: int) -> Iterator[Paper]:
    for path in sorted(path for path in inbox.rglob("*") if path.is_file()):
        name = marks.mark_codes(path.relative_to(inbox).as_posix())
        content = _members(path) if path.suffix == ".xlsx" else _text(path, MANNERS[seat].style.encoding)
        yield Paper(seat, name, path.stat().st_mtime_ns, content)


def _text(path: Path, encoding: str) -> Text:
    content = path.read_bytes()
    if path.suffix == ".txt" and encoding != "gb18030":
        encoding = "utf-8"
    return Text(content.decode(encoding), encoding)


def _members(path: Path) -> tuple[Part | Member, ...]:
    """The members that hold a mark as texts, the others as they are."""
    members: list[Part | Member] = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode()
            marked = marks.mark_numbers(content) if name.startswith(SHEETS) else content
            is_own = marks.are_in(marked)
            members.append(Member(name, Text(marked)) if is_own else deflate(name, content.encode()))
    return tuple(members)
