"""Statements that run down one column: 期初结余, 本期收入 with its items, 收入合计, 本期支出 …, 支出合计, 本期结余, 期末结余.

Belongs here: totals of a section that a heading row opens, and what is left by the names of the rows.
Does not belong here: total rows of an ordinary table (``table_sums``), the same said in sentences (``flows``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import Value, compare, minus, total, value_of
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.tables import Table

INCOME = re.compile(r"(?:收入|来源|筹集|拨入|下达)[^\d]{0,6}(?:合计|总计|小计|总额|共计)|^(?:本[年期月学]?期?)?收入$")
EXPENSE = re.compile(r"(?:支出|使用|发放|支付)[^\d]{0,6}(?:合计|总计|小计|总额|共计)|^(?:本[年期月学]?期?)?支出$")
OPENING = re.compile(r"期初|年初|月初|学期初|上[年期月](?:末)?(?:结转|结余|余额)|原有")
LEFT = re.compile(r"结余|余额|结存|期末|年末|月末|盈余|收支差")
NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]|[:：]")
GOOD = (HOLDS, ROUNDING)
FAR_OFF = 3


def find_statement_claims(table: Table) -> Iterator[Relation]:
    """What is left in each column of amounts, by what came in, what went out and what there was."""
    labels = [NUMBERED.sub("", label) for label in table.labels]
    for column in range(len(table.header)):
        rows = {row: f for row in range(len(labels)) if (f := table.figure(row, column)) is not None}
        came = [f for row, f in rows.items() if INCOME.search(labels[row])]
        went = [f for row, f in rows.items() if EXPENSE.search(labels[row])]
        opening = [f for row, f in rows.items() if OPENING.search(labels[row])]
        left = [f for row, f in rows.items() if LEFT.search(labels[row]) and not OPENING.search(labels[row])]
        if len(came) == len(went) == 1 and len(opening) < 2:
            for n, figure in enumerate(left):
                relation = _left(figure, came[0], went[0], opening, left[:n])
                if relation is not None:
                    yield relation


def _left(
    left: Figure, came: Figure, went: Figure, opening: Sequence[Figure], earlier: Sequence[Figure]
) -> Relation | None:
    """The first reading that holds, else the plainest one where it comes near."""
    readings = [([came], [went]), ([*opening, came], [went])]
    readings += [([*opening, one], []) for one in earlier if opening]
    relations = [_reckoned(plus, less, left) for plus, less in readings]
    good = next((relation for relation in relations if relation.verdict in GOOD), None)
    if good is not None:
        return good
    closing = re.search("期末|年末|月末", left.before) is not None and opening
    chosen = relations[1 if closing else 0]
    if chosen.verdict == FAILS and left.amount:
        near = Fraction(1, FAR_OFF) <= Fraction(chosen.computed) / left.value <= FAR_OFF
        return chosen if near else None
    return None


def _reckoned(plus: Sequence[Figure], less: Sequence[Figure], left: Figure) -> Relation:
    value: Value = minus(total(map(value_of, plus)), total(map(value_of, less)))
    terms = " - ".join([" + ".join(map(number, plus)), *map(number, less)])
    figures = [*plus, *less]
    return written(
        "table", figures, left, f"{terms} = {number(left)}", value.nominal, compare(value, left), parts=[f.amount for f in figures]
    )  # fmt: skip


def sections(table: Table, column: int, row: int) -> list[int]:
    """The rows from the last heading without a number down to a total: 二、本期收入 … 收入合计."""
    start = row
    while start > 0 and table.figure(start - 1, column) is not None:
        start -= 1
    is_headed = start > 0 and any(cell.text for cell in table.rows[start - 1])
    return list(range(start, row)) if is_headed and row - start > 1 else []
