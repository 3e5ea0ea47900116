"""A total told in the sentence that announces a table: 全年应发放补助资金653.04万元，具体发放情况如下表.

Belongs here: the figures of the line right above a table whose words point to it, each beside the total of the only column
that measures the same, where they differ. Does not belong here: totals told elsewhere (``told_totals``), what is the same in
words and in a cell (``beside_tables``).

Text and table may mean different things, so it is a question; and one only where the two come near each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.in_tables.beside_tables import may_be_told
from dagster_project.narrative.in_tables.table_sums import adds_up, kind_of
from dagster_project.narrative.model import ASK, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, value_of
from dagster_project.narrative.reckoning.beside_cells import beside, is_telling, told_beside
from dagster_project.narrative.text.tables import Table

POINTS = re.compile(
    r"[^。；\n]{0,40}?(?:如下表|见下表|如下[：:。]|如下\s*$|见附表|如表|下表)[^。；\n]{0,16}[。：:]?\s*(?:[^\n。]{0,30}\n){0,2}\s*$"
)
OF_SOME = re.compile(r"其中|上年|去年|同期|计划|预算|比|较|占|每|剩余|结余|已|尚|未")
SENTENCE = re.compile(r"[。；\n]")
REACH, FAR = 90, Fraction(1, 5)


def find_announced(text: str, figures: Sequence[Figure], tables: Sequence[Table]) -> Iterator[Relation]:
    """What the announcing sentence tells otherwise than the total of its table."""
    for table in tables:
        above = [f for f in figures if table.start - REACH <= f.end <= table.start]
        told = [f for f in above if POINTS.fullmatch(text, f.end, table.start) and may_be_told(f)]
        begins = [SENTENCE.split(text[max(0, f.start - REACH) : f.start])[-1] for f in told]
        told = [f for f, words in zip(told, begins, strict=True) if not OF_SOME.search(words)]
        for figure in told:
            whole = _total_of(table, figure) if sum(f.thing == figure.thing for f in told) == 1 else None
            if whole is None or not is_telling(figure.amount) or whole.amount == figure.amount:
                continue
            near = abs(whole.amount - figure.amount) <= FAR * figure.amount
            if near and compare(value_of(whole), figure) != ROUNDING:
                yield told_beside(figure, whole, beside(whole, figure), ASK)


def _total_of(table: Table, figure: Figure) -> Figure | None:
    """The cell of the only total row in the only column that is measured like the figure."""
    rows = [row for row, label in enumerate(table.labels) if kind_of(label) == "total"]
    if len(rows) != 1:
        return None
    cells = [table.figure(rows[0], column) for column in range(len(table.header)) if adds_up(table, column)]
    alike = [cell for cell in cells if cell is not None and cell.thing == figure.thing]
    return alike[0] if len(alike) == 1 else None
