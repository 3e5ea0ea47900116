"""A province or the nation as a rehearsal: one block of counties at full size, written many times by the engine.

What belongs here: the order of the steps, and the named sizes. What does not: any of the steps.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

from dagster_project.demo import inbox
from dagster_project.demo.scale.copies import Copies
from dagster_project.demo.scale.disk import gib, need, require
from dagster_project.demo.scale.places import TEMPLATE_CODES, Seat, blocks
from dagster_project.demo.scale.template import Template, make_template
from dagster_project.settings import Settings

Progress = Callable[[int, int], None]
BLOCK = len(TEMPLATE_CODES)
PAYMENTS = {"province": 5_000_000, "nation": 146_000_000}
COUNTIES = {"province": 100, "nation": 2844}
PER_COUNTY = 51_300
PAYMENTS_PER_STUDENT = 2.46


@dataclass(frozen=True)
class ScaleSummary:
    """What was written: ``rows`` are those of all datasets, ``payments`` those of subsidy_payment."""

    counties: int
    files: int
    rows: int
    payments: int
    faults: int
    look_alikes: int
    key_rows: int
    inbox_bytes: int
    answer_key: str


@dataclass(frozen=True)
class Size:
    """How many counties, and about how many payments in all."""

    counties: int
    payments: int

    @classmethod
    def of(cls, scale: str, payments: int | None = None) -> Size:
        """A named size, or as many counties as ``payments`` need at the same density, at least one block."""
        if payments is None:
            return cls(COUNTIES[scale], PAYMENTS[scale])
        if payments < 1:
            raise ValueError("发放人次须大于 0 / the number of payments must be positive")
        counties = max(1, round(payments / PER_COUNTY / BLOCK)) * BLOCK
        return cls(counties, payments)

    @property
    def students(self) -> int:
        """Pupils of a county who receive that many payments."""
        return max(1, round(self.payments / self.counties / PAYMENTS_PER_STUDENT))


def told(size: Size) -> str:
    """What will be written, and the disk it takes, before it starts."""
    wanted = need(size.payments)
    return (
        f"{size.counties} 县，约 {size.payments:,} 人次；收件箱约需 {gib(wanted.inbox)}，全程运行另需约 {gib(wanted.run)}。/ "
        f"{size.counties} counties, about {size.payments:,} payments; "
        f"the inbox needs about {gib(wanted.inbox)}, a run about {gib(wanted.run)} more."
    )


def simulate(
    settings: Settings, size: Size, seed: int = 1, faults: int = 6, progress: Progress | None = None
) -> ScaleSummary:
    """Write a rehearsal of ``size``; ``progress`` hears how many counties are written, of how many.

    Files of an earlier simulation are replaced. Raises InboxInUse if somebody else's files lie in the inbox, DiskFull
    if the disk cannot hold it.
    """
    settings.prepare()
    inbox.clear(settings)
    require(settings, need(size.payments))
    seats = blocks(size.counties)
    template = make_template(settings, seed, size.students, faults)
    try:
        written = _write(settings, template, seats, seed, progress or (lambda done, of: None))
    finally:
        files = inbox.remember(settings)
    _write_config(settings, template, seats)
    return ScaleSummary(
        counties=size.counties,
        files=files,
        rows=sum(template.rows.values()) * len(seats),
        payments=template.rows["subsidy_payment"] * len(seats),
        faults=template.faults * len(seats),
        look_alikes=template.look_alikes * len(seats),
        key_rows=template.key_rows * len(seats),
        inbox_bytes=written,
        answer_key=str(settings.answer_key),
    )


def _write(settings: Settings, template: Template, seats: list[tuple[Seat, ...]], seed: int, progress: Progress) -> int:
    copies, size, counties = Copies(settings, template, seed), 0, len(seats) * BLOCK
    with settings.answer_key.open("wb") as key:
        settings.answer_key.chmod(0o600)
        key.write(codecs.BOM_UTF8 + template.key_header.encode())
        for block, places in enumerate(seats):
            copies.begin(block, places)
            for seat in range(BLOCK):
                progress(block * BLOCK + seat, counties)
                size += copies.write_county(seat)
            key.write(copies.answers())
    copies.close()
    progress(counties, counties)
    return size


def _write_config(settings: Settings, template: Template, seats: list[tuple[Seat, ...]]) -> None:
    counties = [(place.code, place.name) for places in seats for place in places]
    dues = (
        (places[due.seat].code, due.dataset, due.period, due.day.isoformat())
        for places in seats
        for due in template.dues
    )
    inbox.write_config(settings, counties, dues)
