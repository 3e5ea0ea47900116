"""Rows that hold the rows below them though nothing marks it: 普通中学 over 高中 and 初中, once the blanks before them are lost.

Belongs here: outlines without numbers, 其中 or totals, known by their sums in most columns and by the same names in another
block. Does not belong here: rows whose numbers or words show their level (``rows_within``), total rows (``table_sums``).

A row is read as the whole of those below it where they make it up in at least half of the columns, with more digits than
chance gives. What then differs is one slip from the sum and fails, or comes near it and is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.in_tables.levels import PLAIN, levels_of
from dagster_project.narrative.in_tables.table_sums import added, adds_up, is_good, kind_of
from dagster_project.narrative.model import ASK, FAILS, Relation
from dagster_project.narrative.reckoning.claims import number
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.tables import NO_SUM, Table

MOST_ROWS, MOST_PARTS, LEAST = 120, 12, 4
ENOUGH, FAR_OFF = 3, 5
NOTHING = 0.0003


class _Group(NamedTuple):
    row: int
    parts: list[int]


def find_outline_rows(table: Table) -> Iterator[Relation]:
    """The sums of rows that stand above others without a mark."""
    columns = [j for j in range(len(table.header)) if adds_up(table, j)]
    labels = table.labels[:MOST_ROWS]
    kinds = [kind_of(label) for label in labels]
    marked = any(kind in ("total", "subtotal", "inside") for kind in kinds)
    levels = levels_of(table.rows[:MOST_ROWS])
    if not columns or len(labels) < LEAST or marked or any(level < PLAIN for level in levels):
        return
    told = [
        _claims(table, group, columns) for block in _blocks(table, columns) for group in _groups(table, block, columns)
    ]
    confirmed = {
        _names(table, group) for group, claims in told if all(map(is_good, claims)) and _weight(claims) >= ENOUGH
    }
    for group, claims in told:
        good = [claim for claim in claims if is_good(claim)]
        known = _names(table, group) in confirmed
        if 2 * len(good) >= len(claims) and (_weight(good) >= ENOUGH or known):
            yield from good
            yield from (_doubted(claim, known) for claim in claims if claim not in good)


def _blocks(table: Table, columns: Sequence[int]) -> Iterator[list[int]]:
    """Rows from one heading without numbers to the next."""
    block: list[int] = []
    for row in range(min(len(table.rows), MOST_ROWS)):
        if any(table.figure(row, j) is not None for j in columns):
            if not NO_SUM.search(table.labels[row]):
                block.append(row)
        elif block:
            yield block
            block = []
    yield block


def _groups(table: Table, block: Sequence[int], columns: Sequence[int]) -> Iterator[_Group]:
    """Each row with the rows below it that make it up, the last rows first; a row's own parts are passed over."""
    sizes = {row: [f.size if (f := table.figure(row, j)) is not None else 0.0 for j in columns] for row in block}
    behind = {row: at + 1 for at, row in enumerate(block)}
    for at in range(len(block) - 1, -1, -1):
        row, parts, following = block[at], list[int](), at + 1
        total = [0.0] * len(columns)
        while following < len(block) and len(parts) < MOST_PARTS:
            part = block[following]
            total = [one + more for one, more in zip(total, sizes[part], strict=True)]
            parts.append(part)
            following = behind[part]
            same = sum(
                1 for one, whole in zip(total, sizes[row], strict=True) if whole and abs(one - whole) <= NOTHING * whole
            )
            if len(parts) > 1 and same and 2 * same >= len(columns) and _all_near(total, sizes[row]):
                behind[row] = following
                yield _Group(row, parts)
                break
            if all(one > 2 * whole for one, whole in zip(total, sizes[row], strict=True)):
                break


def _all_near(total: Sequence[float], wholes: Sequence[float]) -> bool:
    return all(whole / FAR_OFF <= one <= FAR_OFF * whole for one, whole in zip(total, wholes, strict=True))


def _claims(table: Table, group: _Group, columns: Sequence[int]) -> tuple[_Group, list[Relation]]:
    told = (added(table, group.parts, group.row, j) for j in columns)
    return group, [claim for claim in told if claim is not None and claim.computed != "0"]


def _names(table: Table, group: _Group) -> tuple[str, ...]:
    return tuple(table.labels[row] for row in (group.row, *group.parts))


def _longest(claims: Sequence[Relation]) -> int:
    return max((len(number(f).replace(".", "").strip("0")) for claim in claims for f in claim.figures), default=0)


def _weight(claims: Sequence[Relation]) -> int:
    """How many digits of the sums agree."""
    return sum(_longest([claim]) for claim in claims)


def _doubted(claim: Relation, sure: bool) -> Relation:
    """A sum that does not come out, of which other columns show that it should."""
    whole = claim.checked[0]
    slipped = is_slip(Fraction(claim.computed) * whole.scale, whole)
    return replace(claim, verdict=FAILS if sure and slipped else ASK)
