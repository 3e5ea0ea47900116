"""What the text says of a whole table and its total row says otherwise: 本月共供餐24天 over a table whose 供餐天数 make 21.

Belongs here: a figure that names one column of a table and none of its rows, against the total of that column; long amounts
that are one slip from a total. Does not belong here: figures of single rows (``told_cells``), columns that no total row
closes (``told_totals``).

The text may speak of another time or another measure; so such a figure is asked about and never fails.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import Table
from dagster_project.narrative.text.units import is_rate

OF_ALL = re.compile(r"共|合计|累计|总|全[县市区镇校年乡部]|本[月年县校期季]")
OTHER = re.compile(r"去年|上年|上月|上期|同期|原|计划|预算|应|其中|比|较|[增减降升]|净|新|占|拟|余")
UNIT_TAIL = re.compile(r"(?:人数|金额|资金|数量|总数|数|额)$")
WIDE_ROW = re.compile(r"^(?:合计|总计|共计|小计|全[县市区镇校乡])")
AROUND, LONG, SHORTEST, NEAR = 3000, 6, 2, 20


def find_told_of_all(sentences: Sequence[Sentence], tables: Sequence[Table], script: Script) -> Iterator[Relation]:
    """Each figure of the text that a total row contradicts."""
    starts = [sentence.at for sentence in sentences]
    for table in tables:
        one = Named(table)
        rows = [row for row in one.totals if WIDE_ROW.match(one.labels[row])]
        if len(rows) != 1 or len(table.rows) <= SHORTEST:
            continue
        totals = {j: cell for j in one.columns if (cell := one.cell(rows[0], j)) is not None and is_counted(cell)}
        amounts = {f.amount for row in one.rows for j in one.columns if (f := one.cell(row, j)) is not None}
        at, to = (bisect_left(script.origin, place) for place in (table.start - AROUND, table.end + AROUND))
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            for figure in sentence.figures:
                if figure.amount not in amounts and _may_tell(figure):
                    yield from _contradicted(figure, totals, one)


def _may_tell(figure: Figure) -> bool:
    told = figure.is_plain and bool(figure.thing) and not is_rate(figure.thing) and not figure.per and figure.value > 0
    told = told and not is_change(figure)
    return told and not GOAL.search(figure.clause) and not OTHER.search(figure.clause)


def _contradicted(figure: Figure, totals: dict[int, Figure], one: Named) -> Iterator[Relation]:
    named = [j for j in totals if _names(one.heads[j], figure)]
    if len(named) == 1:
        total = totals[named[0]]
        whole = OF_ALL.search(figure.clause) is not None or one.heads[named[0]] in figure.clause + figure.after
        alike = total.thing in ("", figure.thing)
        near = abs(total.amount - figure.amount) * NEAR <= total.amount
        if whole and alike and not one.rows_in(figure.clause) and (is_slip(total.amount, figure) or near):
            yield _differs(figure, total)
        return
    for total in totals.values():
        long = len(digits(figure.value).replace(".", "").rstrip("0")) >= LONG
        if long and total.thing == figure.thing and is_slip(total.amount, figure):
            yield _differs(figure, total)
            return


def _names(head: str, figure: Figure) -> bool:
    """监测人数 in 共监测学生36000人, 供餐天数 in 共供餐21天."""
    core, words = UNIT_TAIL.sub("", head), figure.clause + figure.after
    counted = len(core) > SHORTEST and core.endswith(figure.unit) and core.removesuffix(figure.unit) in words
    return (len(core) >= SHORTEST and core in words) or (bool(figure.unit) and counted)


def _differs(figure: Figure, total: Figure) -> Relation:
    expression = f"{digits(total.amount / figure.scale)} = {number(figure)}"
    return written("conflict", [], figure, expression, total.amount, ASK)
