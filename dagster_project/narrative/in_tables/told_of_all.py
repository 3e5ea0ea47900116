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
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.beside_cells import told_beside
from dagster_project.narrative.reckoning.claims import GOAL, common_digits, is_change, is_counted, number, rounded_for
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate

OF_ALL = re.compile(r"共|合计|累计|总|全[县市区镇校年乡部]|本[月年县校期季]")
OTHER = re.compile(r"去年|上年|上月|上期|同期|原|计划|预算|应|其中|比|较|[增减降升]|净|新|占|拟|余")
UNIT_TAIL = re.compile(r"(?:人数|金额|资金|数量|总数|数|额)$")
WIDE_ROW = re.compile(r"^(?:合计|总计|共计|小计|全[县市区镇校乡])")
OF_ROWS = re.compile(
    r"(?P<count>各|[两二三四五六七八九十]|\d{1,2})(?:个|大?项|大?类|所|家)?(?P<noun>项目|学段|类别|学校|乡镇|年级|阶段|街道|县区|单位|环节|片区|批次|部门|品类)"
)
OF_EACH = re.compile(r"[共均]|合计|累计|总")
STOP = re.compile(r"[；。\n]")
PEOPLE = ("人", "人次")
ALL_OF_A_ROW = re.compile(r"合计|小计|总")
COUNTS = "零一二三四五六七八九十"
WIDE = Fraction(1, 4)
AROUND, LONG, SHORTEST, NEAR, FAR = 3000, 6, 2, 20, 40


class _Total(NamedTuple):
    cell: Figure
    core: str
    head: str
    column: int


def find_told_of_all(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """Each figure of the text that a total row contradicts."""
    told = [(f, sentence) for sentence in sentences for f in sentence.figures if _may_tell(f)] if tables else []
    starts = [figure.at for figure, _ in told]
    for one in tables:
        table = one.table
        rows = [row for row in one.totals if WIDE_ROW.match(one.labels[row])]
        if len(rows) != 1 or len(table.rows) <= SHORTEST:
            continue
        cells = [(j, cell) for j in one.columns if (cell := one.cell(rows[0], j)) is not None and is_counted(cell)]
        totals = [_Total(cell, UNIT_TAIL.sub("", one.heads[j]), one.heads[j], j) for j, cell in cells]
        amounts = {f.size for row in one.rows for j in one.columns if (f := one.cell(row, j)) is not None}
        at, to = (bisect_left(script.origin, place) for place in (table.start - AROUND, table.end + AROUND))
        for figure, sentence in told[bisect_left(starts, at) : bisect_left(starts, to)]:
            if figure.size not in amounts:
                words = sentence.plain[max(sentence.at, figure.at - FAR) : figure.at]
                yield from _contradicted(figure, totals, one) or _of_its_rows(figure, words, totals, one)


def _may_tell(figure: Figure) -> bool:
    told = figure.is_plain and bool(figure.thing) and not is_rate(figure.thing) and not figure.per and figure.value > 0
    told = told and not is_change(figure)
    return told and not GOAL.search(figure.clause) and not OTHER.search(figure.clause)


def _contradicted(figure: Figure, totals: Sequence[_Total], one: Named) -> list[Relation]:
    """By the name of one column: 监测人数 in 共监测学生36000人, 供餐天数 in 共供餐21天; else a long number by its digits."""
    words, unit = figure.clause + figure.after, figure.unit
    named = []
    for told in totals:
        counted = len(told.core) > SHORTEST and told.core.endswith(unit) and told.core.removesuffix(unit) in words
        if (len(told.core) >= SHORTEST and told.core in words) or counted:
            named.append(told)
    if len(named) == 1:
        total = named[0].cell
        if not total.thing:  # a column without a unit is told in the text's
            total = replace(total, unit=figure.unit, thing=figure.thing, scale=figure.scale)
        whole = OF_ALL.search(figure.clause) is not None or named[0].head in words
        near = abs(total.size - figure.size) * NEAR <= total.size
        if (
            whole
            and total.thing == figure.thing
            and total.amount != figure.amount
            and (near or is_slip(total.amount, figure))
        ):
            return [] if one.rows_in(figure.clause) else [_differs(figure, total)]
        return []
    if len(digits(figure.value).replace(".", "").rstrip("0")) >= LONG:
        slipped = (t.cell for t in totals if t.cell.thing == figure.thing and is_slip(t.cell.amount, figure))
        return [_differs(figure, total) for total in islice(slipped, 1)]
    return []


def _of_its_rows(figure: Figure, words: str, totals: Sequence[_Total], one: Named) -> list[Relation]:
    """五个项目共发放4386人次 over a table of five rows and a total: all of one column, or of the column that is a total itself."""
    words = STOP.split(words)[-1] if figure.clause.startswith("均") else figure.clause
    said = OF_ROWS.search(words)
    if said is None or not OF_EACH.search(words, said.end()) or one.rows_in(words[said.end() :]):
        return []
    data = len(one.rows) - len(one.totals)
    count = COUNTS.find(said["count"].replace("两", "二"))
    of_all = said["noun"] in one.heads[0] if said["count"] == "各" else data in (count, _digits(said["count"]))
    things = PEOPLE if figure.thing in PEOPLE else (figure.thing,)
    alike = [told for told in totals if told.cell.thing in things]
    alike = [told for told in alike if ALL_OF_A_ROW.search(told.head)] or alike
    if not of_all or len(alike) != 1:
        return []
    total = alike[0].cell
    if abs(total.amount - figure.amount) > WIDE * total.amount and not is_slip(total.amount, figure):
        return []
    cells = [one.cell(row, alike[0].column) for row in one.rows if row not in one.totals]
    parts = [cell for cell in cells if cell is not None]
    added = sum((cell.amount for cell in parts), Fraction(0))
    working = " + ".join(common_digits(parts, total))
    rows = Reading("表中各行相加", "the rows of the table", working, rounded_for(added, figure))
    return [replace(_differs(figure, total), readings=(rows,))]


def _digits(count: str) -> int:
    return int(count) if count.isdigit() else 0


def _differs(figure: Figure, total: Figure) -> Relation:
    expression = f"{digits(total.amount / figure.scale)} = {number(figure)}"
    return told_beside(figure, total, expression, ASK)
