"""Figures of the text that a table gives as well: 共493.2万元 and the 4932000 under 应拨金额（元）.

Belongs here: one number told in words and in a cell. Does not belong here: sums of cells (``table_sums``), a number
told twice in words (``repeats``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.beside_cells import TELLING, beside, is_telling, told_beside
from dagster_project.narrative.reckoning.claims import is_change
from dagster_project.narrative.text.tables import TOTAL, Table
from dagster_project.narrative.text.units import DURATIONS, is_rate

BEFORE = re.compile(r"去年|上年|上月|上期|上学[期年]|同期|原有")
LEAST, HUNDRED, FEW = 1000, 100, 10
UNIT = re.compile(r"[（(].*?[）)]|合计|总计|/")
MOST_FIGURES = 2000


def find_beside_tables(figures: Sequence[Figure], tables: Sequence[Table]) -> Iterator[Relation]:
    """Figures told in words and in a cell; asked where the digits of a total are swapped."""
    told = [figure for figure in figures if may_be_told(figure)][:MOST_FIGURES]
    yield from _smaller(figures, tables)
    cells = {cell.amount: cell for cell in _cells(tables, totals=False) if is_telling(cell.amount)}
    totals = [cell for cell in _cells(tables, totals=True) if is_telling(cell.amount)]
    swapped = {"".join(sorted(digits(cell.amount))): cell for cell in (*cells.values(), *totals)}
    for figure in told:
        cell = cells.get(figure.amount)
        if cell is not None and (cell.thing == figure.thing or (not cell.thing and is_named(figure, cell))):
            yield _same(figure, cell, HOLDS)
            continue
        other = swapped.get("".join(sorted(digits(figure.amount))))
        if (
            other is not None
            and not BEFORE.search(figure.clause)
            and (_bears_the_name(figure, other) or _names_the_row(figure, other))
        ):
            yield _same(figure, other, ASK)


def may_be_told(figure: Figure) -> bool:
    """Whether a figure is an amount or a large number of something, which a table may give as well."""
    if not figure.is_plain or not figure.thing or figure.per or figure.amount < LEAST or is_change(figure):
        return False
    return not is_rate(figure.thing) and figure.thing not in DURATIONS


def _smaller(figures: Sequence[Figure], tables: Sequence[Table]) -> Iterator[Relation]:
    """惠及教师922人 and the 922 under 人数（人）, 整改完成34条 and the 34 under 已完成: small numbers by their names as well."""
    cells = [cell for cell in _totals_first(tables) if cell.amount >= 1 and not is_rate(cell.thing)][:MOST_FIGURES]
    of: dict[Fraction, list[Figure]] = defaultdict(list)
    for cell in cells:
        of[cell.amount].append(cell)
    for figure in figures[:MOST_FIGURES]:
        small = figure.thing and figure.is_plain and not figure.per and not is_change(figure)
        if not small or is_rate(figure.thing) or figure.thing in DURATIONS:
            continue
        same = next((cell for cell in of.get(figure.amount, ()) if _is_the_same(figure, cell)), None)
        if same is not None:
            yield _same(figure, same, HOLDS)


def _totals_first(tables: Sequence[Table]) -> Iterator[Figure]:
    for table in tables:
        order = sorted(range(len(table.rows)), key=lambda row: TOTAL.match(table.labels[row]) is None)
        for row in order:
            cells = (table.figure(row, column) for column in range(len(table.rows[row])))
            yield from (cell for cell in cells if cell is not None)


def _is_the_same(figure: Figure, cell: Figure) -> bool:
    """By three telling digits of one thing, else by the column's name and a total row or the row's own name."""
    if (
        cell.thing
        and cell.thing != figure.thing
        and not (is_telling(figure.amount) and "元" not in (cell.thing, figure.thing))
    ):
        return False
    if is_telling(figure.amount) and figure.amount >= HUNDRED:
        return cell.thing == figure.thing or figure.amount >= LEAST or is_named(figure, cell)
    words = figure.wider + "|" + figure.before + "|" + figure.after
    column, row = (UNIT.sub("", name) for name in (cell.after, cell.before))
    by_column = any(column[n : n + 2] in words for n in range(len(column) - 1))
    counted = re.search(rf"[（(]{re.escape(figure.unit)}[）)]", cell.after) is not None
    long = max(2, min(len(row), TELLING))
    by_row = any(row[n : n + long] in words for n in range(len(row) - long + 1))
    of_all = TOTAL.match(cell.before) is not None
    return (by_column and (of_all or by_row)) or (counted and of_all and figure.amount > FEW)


def _cells(tables: Sequence[Table], *, totals: bool) -> Iterator[Figure]:
    for table in tables:
        for row, label in enumerate(table.labels):
            if not totals or TOTAL.match(label):
                cells = (table.figure(row, column) for column in range(len(table.rows[row])))
                yield from (cell for cell in cells if cell is not None and cell.amount >= LEAST)


def is_named(figure: Figure, cell: Figure) -> bool:
    """Whether two characters of the column's or the row's name stand before or after the figure."""
    words = figure.wider + "|" + figure.before + "|" + figure.after
    names = (UNIT.sub("", cell.after), UNIT.sub("", cell.before))
    return any(name[n : n + 2] in words for name in names for n in range(len(name) - 1))


def _bears_the_name(figure: Figure, cell: Figure) -> bool:
    """Whether three characters of the column's name stand beside the figure, in the unit of the column."""
    name, words = UNIT.sub("", cell.after), figure.before + "|" + figure.after
    named = any(name[n : n + TELLING] in words for n in range(len(name) - TELLING + 1))
    of_all = TOTAL.match(cell.before) is not None and len(name) == TELLING and name[:-1] in words
    return (named and cell.thing == figure.thing) or (of_all and name[-1] == "数" and not cell.thing)


def _names_the_row(figure: Figure, cell: Figure) -> bool:
    """Whether the name of the row stands in the clause of the figure."""
    name = re.sub(r"^[一-龥\d]{1,2}[、.]", "", cell.before)
    return len(name) >= TELLING and name in figure.clause + figure.after and cell.thing in ("", figure.thing)


def _same(figure: Figure, cell: Figure, verdict: str) -> Relation:
    slip = None if verdict == HOLDS else "transposed_digits"
    return told_beside(figure, cell, beside(cell, figure), verdict, slip)
