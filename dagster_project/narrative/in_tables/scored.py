"""Points of a score table told in the text: 自评得分96.4分 over 得分 9.5, 19, 38.5, 19.5, 9.6 that make 96.1.

Belongs here: a score of the text and the column of points it is the sum of. Does not belong here: points told line by line in
the text (``scores``), the total row of the table itself (``table_sums``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.in_tables.table_sums import adds_up, kind_of
from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.beside_cells import told_beside
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import Table

POINTS = re.compile(r"得分|评分|自评分|score", re.IGNORECASE)
MEAN = re.compile("平均|均值|标准|满分|权重")
TOLD = re.compile(
    r"(?:总得?分|自评得?分|自评分[值数]?|综合(?:得分|评分|评价得分)|评价得?分|考核得分|最终得分|总评得?分|评分结果|合计得?分|得分)[值数]?(?:为|是|共|合计|：)?$"
)
GRADE = re.compile(r"满分|以上|以下|平均|去年|上年|比|较|扣|其中|每|每项|标准|等次|优秀|良好|合格")
LEAST_ROWS, NEAR = 3, 10


class _Scores(NamedTuple):
    parts: list[Figure]
    total: Figure | None

    @property
    def added(self) -> Fraction:
        """All points together."""
        return sum((f.value for f in self.parts), Fraction(0))


def find_scored(sentences: Sequence[Sentence], tables: Sequence[Table]) -> Iterator[Relation]:
    """Each score of the text that a column of points gives, or the only such column contradicts."""
    columns = [scores for table in tables for scores in _columns(table)]
    if not columns:
        return
    for sentence in sentences:
        for figure in sentence.figures:
            is_score = figure.is_plain and not figure.thing and figure.after.startswith("分")
            if is_score and TOLD.search(figure.before) and not GRADE.search(figure.clause):
                yield from _told(figure, columns)


def _columns(table: Table) -> Iterator[_Scores]:
    """The columns of points, the total row apart."""
    kinds = [kind_of(label) for label in table.labels]
    for j, head in enumerate(table.header):
        if not POINTS.search(head) or MEAN.search(head) or not adds_up(table, j):
            continue
        cells = [(kind, table.figure(row, j)) for row, kind in enumerate(kinds)]
        parts = [f for kind, f in cells if kind == "data" and f is not None]
        totals = [f for kind, f in cells if kind == "total" and f is not None]
        if len(parts) >= LEAST_ROWS and len(totals) <= 1 and "subtotal" not in kinds:
            yield _Scores(parts, totals[0] if totals else None)


def _told(figure: Figure, columns: Sequence[_Scores]) -> Iterator[Relation]:
    for scores in columns:
        if scores.total is not None and scores.total.value == figure.value:
            yield _same(figure, scores.total, HOLDS)
            return
        if scores.added == figure.value:
            yield _added(figure, scores, HOLDS)
            return
    if len(columns) != 1:
        return
    said = columns[0].total.value if columns[0].total is not None else columns[0].added
    off = abs(said - figure.value)
    if off * NEAR > figure.value and not is_slip(said, figure):
        return
    if columns[0].total is None:
        yield _added(figure, columns[0], ASK)
    else:
        sure = said == columns[0].added and is_slip(said, figure)
        yield _same(figure, columns[0].total, FAILS if sure else ASK)


def _same(figure: Figure, total: Figure, verdict: str) -> Relation:
    return told_beside(figure, total, f"{digits(total.value)} = {number(figure)}", verdict)


def _added(figure: Figure, scores: _Scores, verdict: str) -> Relation:
    expression = f"{' + '.join(map(number, scores.parts))} = {number(figure)}"
    parts = [f.value for f in scores.parts]
    return written("sum", [], figure, expression, scores.added, verdict, parts=parts)
