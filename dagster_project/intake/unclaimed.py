"""Columns of a delivered table that no field claims: said in the delivery's sentence, and profiled for suggestions.

What belongs here: one table while it is taken in. What does not: all that a county has delivered (``unknown_headers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from dagster_project.intake.headers import HeaderIndex, normal
from dagster_project.intake.ledger import Delivery
from dagster_project.intake.profiles import SAMPLE, profile
from dagster_project.intake.recognition import Column, column_letter
from dagster_project.intake.verdicts import blank, is_row_number
from dagster_project.readers.grid import Sheet

TOLD = 6
SHOWN_CHARACTERS = 24
HEADER_ROWS, LEAST_LABELS = 30, 3
ONE = Decimal(1)
_LONG_NUMBER = re.compile(r"\d{7,}")


def is_unclaimed(header: str, index: HeaderIndex, dataset: str) -> bool:
    """Whether neither the dataset's contract nor a person knows what to do with a header."""
    plain = normal(header)
    if not plain or is_row_number(header) or is_row_number(plain.rsplit("/", 1)[-1]):
        return False
    return (dataset, plain) not in index.rejected and dataset not in index.known_to(header)


def shown_header(header: str) -> str:
    """A header as a message may show it: short, without what could be somebody's number."""
    text = _LONG_NUMBER.sub(lambda match: "*" * len(match[0]), " ".join(header.split()).replace(" / ", "/"))
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def tell(delivery: Delivery, columns: Sequence[Column], index: HeaderIndex, dataset: str) -> None:
    """Add to a delivery's sentence which headers no contract knows."""
    _tell_doubles(delivery, columns, index, dataset)
    unknown = [c for c in columns if c.field is None and is_unclaimed(c.header, index, dataset)]
    unknown = [column for column in unknown if not index.known_to(column.header)]
    if not unknown:
        return
    said = [f"{column_letter(column.index)} 列“{shown_header(column.header)}”" for column in unknown[:TOLD]]
    en = [f"{column_letter(column.index)} “{shown_header(column.header)}”" for column in unknown[:TOLD]]
    more_zh = f"等 {len(unknown)} 列" if len(unknown) > TOLD else ""
    more_en = f" and {len(unknown) - TOLD} more" if len(unknown) > TOLD else ""
    delivery.message_zh = f"{delivery.message_zh.rstrip('。')}；不认识的表头：{'、'.join(said)}{more_zh}，未入库。"
    delivery.message_en = (
        f"{delivery.message_en.rstrip('.')}; headers no contract knows, not loaded: {', '.join(en)}{more_en}."
    )


def _tell_doubles(delivery: Delivery, columns: Sequence[Column], index: HeaderIndex, dataset: str) -> None:
    """Columns whose field another column of the table holds already."""
    doubles = [
        c for c in columns if c.field is None and not is_row_number(c.header) and dataset in index.known_to(c.header)
    ]
    if not doubles:
        return
    told = [f"{column_letter(c.index)} 列“{shown_header(c.header)}”" for c in doubles[:TOLD]]
    en = [f"{column_letter(c.index)} “{shown_header(c.header)}”" for c in doubles[:TOLD]]
    delivery.message_zh = f"{delivery.message_zh.rstrip('。')}；与另一列是同一项，未采用：{'、'.join(told)}。"
    delivery.message_en = (
        f"{delivery.message_en.rstrip('.')}; the same item as another column, not used: {', '.join(en)}."
    )


def profiled(
    columns: Sequence[Column],
    index: HeaderIndex,
    dataset: str,
    sheet: Sheet,
    positions: range,
    loaded: Iterable[int] | None = None,
) -> tuple[Column, ...]:
    """The columns, those that nobody knows with a profile of their first cells in the loaded rows (all rows if None)."""
    unknown = [c for c in columns if c.field is None and is_unclaimed(c.header, index, dataset)]
    if not unknown:
        return tuple(columns)
    numbers = None if loaded is None else set(loaded)
    rows = []
    for at in positions:
        row = sheet.rows[at]
        if numbers is None or row.number in numbers:
            rows.append(row.cells)
        if len(rows) == SAMPLE:
            break
    told = {
        c.index: profile(cells[c.index] if c.index < len(cells) else None for cells in rows).as_text() for c in unknown
    }
    return tuple(replace(column, profile=told.get(column.index)) for column in columns)


def likely_header(sheet: Sheet) -> tuple[tuple[Column, ...], int]:
    """Where no header is known at all: the first row of several short texts, and the row below it."""
    for at, row in enumerate(sheet.rows[:HEADER_ROWS]):
        filled = [(position, text) for position, text in enumerate(row.cells) if text and not blank(text)]
        is_header = len(filled) >= LEAST_LABELS and all(
            row.types[position] == "t" and len(text) <= SHOWN_CHARACTERS and not _LONG_NUMBER.search(text)
            for position, text in filled
        )
        if is_header:
            return tuple(Column(position, text.strip(), None, None, ONE) for position, text in filled), at + 1
    return (), 0
