"""A rehearsal at scale from end to end: one block of counties, copied by the engine, with its answer key.

What belongs here: the order of these steps. What does not: any of the steps.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

from dagster_project.demo import inbox
from dagster_project.demo.scale.copies import Copies
from dagster_project.demo.scale.places import TEMPLATE_CODES, Seat, blocks
from dagster_project.demo.scale.sizes import Size, require_disk
from dagster_project.demo.scale.template import Template, make_template
from dagster_project.settings import Settings

Progress = Callable[[int, int], None]
BLOCK = len(TEMPLATE_CODES)


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


def simulate(
    settings: Settings, size: Size, seed: int = 1, faults: int = 6, progress: Progress | None = None
) -> ScaleSummary:
    """Write a rehearsal of ``size``; ``progress`` hears how many counties are written, of how many.

    Files of an earlier simulation are replaced. Raises InboxInUse if somebody else's files lie in the inbox, DiskFull
    if the disk cannot hold it.
    """
    settings.prepare()
    require_disk(settings, size)
    inbox.clear(settings)
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
