"""Sentences that tell the cells of one row: 支出预算10059.5万元，比2023年增加89.0万元，增长0.9% over the total row 10059.5 | 89.0 | 0.9.

Belongs here: a figure that is one slip from a cell of the row whose other cells the sentence tells rightly. Does not belong
here: figures told by the names of row and column (``told_cells``), totals alone (``told_of_all``).

The more digits agree, the surer the row is meant; such a figure is asked about, and only where no cell of the table has it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.slips import are_as_long, is_slip
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import NO_SUM
from dagster_project.narrative.text.units import DURATIONS

AROUND, LEAST, ENOUGH, MOST_FIGURES, WAN = 3000, 3, 7, 30, 10**4


def find_told_lines(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """Each such figure about any table of the document, beside it in the text."""
    starts = [sentence.at for sentence in sentences]
    for one in tables:
        cells = [(row, cell) for row in one.rows for j in one.columns for cell in _cells(one, row, j)]
        rows: dict[Fraction, set[int]] = defaultdict(set)
        for row, cell in cells:
            rows[abs(cell.amount)].add(row)
        at, to = (bisect_left(script.origin, place) for place in (one.table.start - AROUND, one.table.end + AROUND))
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            told = [figure for figure in sentence.figures[:MOST_FIGURES] if _may_be_told(figure)]
            if len(told) > 1:
                yield from _slipped(told, cells, rows)


def _cells(one: Named, row: int, column: int) -> Iterator[Figure]:
    """The cell, and where its column names no unit and the table is in 万元, the same as money."""
    cell = one.cell(row, column)
    if cell is None or not cell.value or len(_telling(cell)) == 1:
        return
    yield cell
    scale = one.table.money_scale
    if not cell.unit and scale > 1 and not NO_SUM.search(cell.after):
        yield replace(cell, scale=scale, unit="万元" if scale == WAN else "亿元", thing="元")


def _may_be_told(figure: Figure) -> bool:
    return figure.is_plain and not figure.per and figure.thing not in DURATIONS and figure.value > 0


def _telling(figure: Figure) -> str:
    """The digits that tell something."""
    return digits(abs(figure.value)).replace(".", "").strip("0")


def _slipped(
    told: Sequence[Figure], cells: Sequence[tuple[int, Figure]], rows: dict[Fraction, set[int]]
) -> Iterator[Relation]:
    agreeing: dict[int, int] = defaultdict(int)
    for figure in told:
        of = rows.get(figure.amount, set())
        for row in of if len(of) == 1 else ():
            agreeing[row] += len(_telling(figure))
    if not agreeing:
        return
    row = max(agreeing, key=lambda one: agreeing[one])
    amounts = {figure.amount for figure in told}
    untold = [cell for at, cell in cells if at == row and abs(cell.amount) not in amounts]
    for figure in told:
        if figure.amount in rows or len(_as_written(figure)) < LEAST or GOAL.search(figure.clause):
            continue
        if agreeing[row] + len(_as_written(figure)) < ENOUGH:
            continue
        slips = [cell for cell in untold if _is_of_one_kind(figure, cell) and _is_slip(cell, figure)]
        if len(slips) == 1:
            expression = f"{digits(abs(slips[0].amount) / figure.scale)} = {number(figure)}"
            yield written("conflict", [], figure, expression, abs(slips[0].amount), ASK)


def _as_written(figure: Figure) -> str:
    return figure.quote.translate({ord(","): None, ord("."): None, ord("，"): None}).strip("0")[
        : len(number(figure)) + 2
    ]


def _is_slip(cell: Figure, figure: Figure) -> bool:
    return are_as_long(abs(cell.amount), figure) and is_slip(abs(cell.amount), figure)


def _is_of_one_kind(figure: Figure, cell: Figure) -> bool:
    """Percentages with rates, changes with what is a change or below nought, and one thing with itself."""
    if figure.thing == "%":
        return cell.thing == "%" or NO_SUM.search(cell.after) is not None
    changes = any(word in cell.after for word in "增减差降比") or cell.value < 0
    return cell.thing in ("", figure.thing) and is_change(figure) == changes and not NO_SUM.search(cell.after)
