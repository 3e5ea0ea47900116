"""Which rows and columns of a table a clause of the text speaks of: 河口、石坪两校, 周转房项目, 报名人数.

Belongs here: names of rows and columns, whole or shortened. Does not belong here: what is claimed of them (``said_of_rows``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from dagster_project.narrative.model import Figure
from dagster_project.narrative.text.tables import TOTAL, Table

BRACKETS = re.compile(r"[（(].*?[）)]|[\d一二三四五六七八九十]{1,2}[、.．]|^其中[：:]?|/|\s")
ALL = re.compile(r"合计|总计|小计|共计|总数|总分|^计$")
LISTED = re.compile(
    r"(?P<names>[一-鿿“”]{1,8}(?:、[一-鿿“”]{1,8}?)+?)(?=[两二三四五六七八九]?[所校园县乡镇家村项类个]|[，。；：]|$)"
)
OF_ANY = re.compile(r"人数|金额|资金|数量|学校|项目|学生|情况|指标|支出|收入|合计|[（）()]")
SHORTEST, DISTINCT, MOST_ROWS = 2, 3, 80


class Named:
    """A table with the names of its rows and columns, and the totals it ends in."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = range(min(len(table.rows), MOST_ROWS))
        self.heads = [BRACKETS.sub("", head) for head in table.header]
        self.columns = [j for j in range(len(table.header)) if any(table.figure(row, j) for row in self.rows)]
        self.labels = [self._label(row) for row in self.rows]
        self.totals = [row for row in self.rows if TOTAL.match(table.labels[row]) or ALL.search(self.labels[row])]
        self._telling = self._pieces()

    def _label(self, row: int) -> str:
        first = next((j for j in self.columns if self.table.figure(row, j) is not None), 0)
        label = self.table.label(row, first)
        if len(label) < SHORTEST:  # 课桌椅 | 套 | 850: the unit is no name
            words = (cell.text for cell in self.table.rows[row] if cell.value is None and len(cell.text) >= SHORTEST)
            label = next(words, label)
        return BRACKETS.sub("", label or self.table.labels[row])

    def rows_in(self, clause: str) -> list[int]:
        """The rows a clause names: by their whole names, by shortened names in a list, by three characters that no other row has."""
        whole = [row for row in self.rows if len(self.labels[row]) >= SHORTEST and self.labels[row] in clause]
        whole = [row for row in whole if row not in self.totals]
        longest = [row for row in whole if not any(self.labels[row] in self.labels[o] for o in whole if o != row)]
        listed = self._listed(clause)
        return listed if len(listed) > len(longest) else longest or self._distinct(clause)

    def _listed(self, clause: str) -> list[int]:
        for match in LISTED.finditer(clause):
            found = [self._only(name) for name in match["names"].split("、")]
            if all(row is not None for row in found):
                return [row for row in found if row is not None]
        return []

    def _only(self, name: str) -> int | None:
        core = name.strip("“”")
        rows = [row for row in self.rows if core and self.labels[row].startswith(core)]
        rows = rows or [
            row for row in self.rows if len(self.labels[row]) >= SHORTEST and core.endswith(self.labels[row])
        ]
        return rows[0] if len(rows) == 1 and rows[0] not in self.totals else None

    def _distinct(self, clause: str) -> list[int]:
        pieces = {clause[i : i + DISTINCT] for i in range(len(clause) - DISTINCT + 1)}
        found = {self._telling[piece] for piece in pieces & self._telling.keys()}
        return list(found) if len(found) == 1 else []

    def _pieces(self) -> dict[str, int]:
        """Three characters that one row alone has, and no column."""
        heads = "|".join(self.heads)
        rows_of: dict[str, set[int]] = defaultdict(set)
        for row in self.rows:
            label = self.labels[row]
            for i in range(len(label) - DISTINCT + 1):
                rows_of[label[i : i + DISTINCT]].add(row)
        alone = {piece: min(rows) for piece, rows in rows_of.items() if len(rows) == 1}
        return {
            p: row for p, row in alone.items() if row not in self.totals and p not in heads and not OF_ANY.search(p)
        }

    def columns_in(self, words: str) -> list[int]:
        """The columns whose name, or all of it but 人数 and 金额, stands in some words."""
        found = []
        for j in self.columns:
            core = re.sub("人数$|金额$|资金$|数$|情况$", "", self.heads[j]) or self.heads[j]
            if len(core) >= SHORTEST and (self.heads[j] in words or core in words):
                found.append(j)
        return found

    def cell(self, row: int, column: int) -> Figure | None:
        """The number of a cell."""
        return self.table.figure(row, column)

    def only(self, row: int) -> Figure | None:
        """The one number of a row, whichever column a merged cell has moved it to."""
        found = [figure for j in self.columns if (figure := self.cell(row, j)) is not None]
        return found[0] if len(found) == 1 else None

    def cells(self, rows: Sequence[int], column: int) -> list[Figure]:
        """The numbers of some rows in a column; none where one of them is missing."""
        found = [figure for row in rows if (figure := self.cell(row, column)) is not None]
        return found if len(found) == len(rows) else []
