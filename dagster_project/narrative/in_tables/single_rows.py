"""Tables of one row that end in a total: 3月 | 6月 | 9月 | 累计 over 420 | 680 | 750 | 1850.

Belongs here: the total column of a single row, which no other row confirms. Does not belong here: total columns of several
rows (``table_sums``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.in_tables.table_sums import is_good, summed
from dagster_project.narrative.model import ASK, Relation
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.tables import NO_SUM, Table

ONE_ROW = re.compile(r"合计|总计|累计|共计|全年|小计")
LEAST_PARTS, NEAR_ONE = 2, 10


def find_single_rows(table: Table) -> Iterator[Relation]:
    """3月 | 6月 | 9月 | 累计 over one row of amounts: asked about where it is near the sum."""
    if len(table.rows) != 1 or not ONE_ROW.search(table.header[-1]):
        return
    cells = [table.figure(0, j) for j, head in enumerate(table.header) if not NO_SUM.search(head)]
    told = [cell for cell in cells if cell is not None]
    if len(told) <= LEAST_PARTS or table.figure(0, len(table.header) - 1) is None:
        return
    whole = told.pop()
    relation = summed(told, whole)
    near = abs(Fraction(relation.computed) - Fraction(relation.stated)) * NEAR_ONE <= Fraction(relation.stated)
    if is_good(relation):
        yield relation
    elif near or is_slip(Fraction(relation.computed) * whole.scale, whole):
        yield replace(relation, verdict=ASK)
