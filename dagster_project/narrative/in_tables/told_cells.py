"""Cells told in words by the names of their row and column: 初中29所，在校1.72万人 and the 17198 of 普通初中 under 在校生数.

Belongs here: what the text says of one cell, rounded or not, and what it says otherwise beside others that agree.
Does not belong here: numbers found again by their digits (``beside_tables``), what is said of several cells (``said_of_rows``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, value_of
from dagster_project.narrative.reckoning.beside_cells import beside, is_telling, told_beside
from dagster_project.narrative.reckoning.claims import GOAL, is_change
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

OPENS = re.compile(r"[；。：\n、]|其中")
OTHER_TIME = re.compile(r"去年|上年|同期|原|[增减降升]|净|新")
AROUND, REACH, NAME = 4000, 40, 2
ENOUGH, TWICE, LEAST = 2, 2, 4
GOOD = (HOLDS, ROUNDING)


def find_told_cells(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """Each figure that names a row and a column; one that differs is asked about where two others agree."""
    starts = [sentence.at for sentence in sentences]
    for one in tables:
        table = one.table
        at, to = (bisect_left(script.origin, place) for place in (table.start - AROUND, table.end + AROUND))
        heads = _openings(one.heads, one.columns)
        if not heads or len(table.rows) <= ENOUGH:
            continue
        told: list[tuple[tuple[int, int], Relation]] = []
        subject: tuple[int, int] | None = None
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            if subject is not None and "\n" in sentence.plain[subject[1] : sentence.at]:
                subject = None
            for figure in sentence.figures:
                place = _place(sentence, figure, one, heads, subject)
                subject = (place[0], figure.to) if place is not None else subject
                cell = one.cell(*place) if place is not None else None
                same = _same(figure, cell) if cell is not None else None
                if place is not None and same is not None:
                    told.append((place, same))
        yield from _judged(told)


def find_totals_beside(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """共资助1024人，发放资金63.25万元 over a table whose total row has the 1024 but 62.25万元; asked about."""
    starts = [sentence.at for sentence in sentences]
    for one in tables:
        table = one.table
        if len(one.totals) != 1 or one.totals[0] != len(table.rows) - 1:
            continue
        at, to = (bisect_left(script.origin, place) for place in (table.start - AROUND, table.end + AROUND))
        totals = [cell for j in one.columns if (cell := one.cell(one.totals[0], j)) is not None and _may_be_told(cell)]
        amounts = {cell.amount for cell in _cells(one)}
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            proved = sum(figure.amount in amounts and _is_total(figure, totals) for figure in sentence.figures)
            for figure in sentence.figures if proved else ():
                alike = [cell for cell in totals if cell.thing and cell.thing == figure.thing]
                alike = alike or ([cell for cell in totals if _bears(figure, cell)] if proved > 1 else [])
                if len(alike) == 1 and figure.amount not in amounts and _is_slip(figure, alike[0], proved):
                    same = _same(figure, alike[0])
                    yield from [same] if same is not None else []


def _cells(one: Named) -> Iterator[Figure]:
    return (cell for row in one.rows for j in one.columns if (cell := one.cell(row, j)) is not None)


def _may_be_told(figure: Figure) -> bool:
    return not is_rate(figure.thing) and not figure.per and figure.thing not in DURATIONS and figure.value > 0


def _is_total(figure: Figure, totals: Sequence[Figure]) -> bool:
    return is_telling(figure.amount) and any(
        cell.amount == figure.amount and cell.thing in ("", figure.thing) for cell in totals
    )


def _bears(figure: Figure, cell: Figure) -> bool:
    """全县现有各级各类学校91所 and the total under 学校数."""
    return not cell.thing and cell.after[:NAME] in figure.clause and len(cell.after) > NAME


def _is_slip(figure: Figure, cell: Figure, proved: int) -> bool:
    """Whether one digit is another, or two have changed places, in otherwise equal numbers."""
    if not _may_be_told(figure) or is_change(figure) or not figure.is_plain or GOAL.search(figure.clause):
        return False
    one, other = digits(figure.amount), digits(cell.amount)
    off = [n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    least = LEAST if proved < ENOUGH else TWICE
    return len(one) == len(other) >= least and (len(off) == 1 or (len(off) == TWICE and sorted(one) == sorted(other)))


def _judged(told: Sequence[tuple[tuple[int, int], Relation]]) -> Iterator[Relation]:
    """What agrees, and what does not where two others of its row or of its column agree."""
    good = {place for place, relation in told if relation.verdict in GOOD}
    for (row, column), relation in told:
        beside = sum(one == row for one, _ in good), sum(other == column for _, other in good)
        if relation.verdict in GOOD or ((row, column) not in good and max(beside) >= ENOUGH):
            yield relation


def _openings(heads: Sequence[str], columns: Sequence[int]) -> dict[str, int]:
    """The first two characters of a column's name, where no other column begins so."""
    opened = [heads[j][:NAME] for j in columns]
    return {heads[j][:NAME]: j for j in columns if len(heads[j]) >= NAME and opened.count(heads[j][:NAME]) == 1}


def _place(
    sentence: Sentence, figure: Figure, one: Named, heads: dict[str, int], subject: tuple[int, int] | None
) -> tuple[int, int] | None:
    """The row that the words since the last ； or ： begin with, the column that the figure's own clause names.

    Where they begin with a column, the row is the ``subject``, the last one spoken of in the paragraph.
    """
    other = is_rate(figure.thing) or figure.per or figure.thing in DURATIONS or is_change(figure)
    if other or not figure.thing or not figure.is_plain or GOAL.search(figure.clause):
        return None
    named = [j for name, j in heads.items() if name in figure.clause]
    words = sentence.plain[max(sentence.at, figure.at - REACH) : figure.at]
    opened = OPENS.split(words)[-1]
    if len(named) != 1 or OTHER_TIME.search(opened):
        return None
    name = opened[:NAME]
    rows = [row for row in one.rows if row not in one.totals and name in one.labels[row]] if len(name) == NAME else []
    rows = [subject[0]] if subject is not None and name in heads else rows
    cell = one.cell(rows[0], named[0]) if len(rows) == 1 else None
    return (rows[0], named[0]) if cell is not None and cell.thing in ("", figure.thing) else None


def _same(figure: Figure, cell: Figure) -> Relation | None:
    """One figure and its cell; nothing where they are too far apart to be meant as one."""
    verdict = compare(value_of(cell), figure)
    near = cell.amount <= TWICE * figure.amount and figure.amount <= TWICE * cell.amount
    if cell.amount <= 0 or (verdict not in GOOD and not (near and is_telling(figure.amount))):
        return None
    return told_beside(figure, cell, beside(cell, figure), verdict if verdict in GOOD else ASK)
