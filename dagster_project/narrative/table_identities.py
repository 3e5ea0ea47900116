"""How the columns of a table hang together, found from its own numbers: 期末 = 期初 + 增加 − 减少, 增减额, 占比, 人均, two halves.

A column that most rows work out in the same way from others is worked out that way; a row that does not is wrong.
One row alone can only hold, and only where its digits are no coincidence.

Belongs here: relations between the columns of one row. Does not belong here: total rows and columns that their own
headers announce (``table_sums``), text against table (``beside_tables``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from dagster_project.narrative.arithmetic import Value, compare, minus, quotient, scaled, times, total, value_of
from dagster_project.narrative.claims import number, written
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.tables import PERCENT_HEAD, Table

GOOD = (HOLDS, ROUNDING)
MEAN_HEAD = re.compile(r"均|比$|师比|班额|单价|标准|每")
NUMBERING = re.compile(r"^(?:序号|编号|代码|年份?|年度|月份?|学年|日期|时间|电话)")
MOST_COLUMNS, MOST_ROWS, MOST_OF_TRIPLES = 24, 300, 9
SURE, ENOUGH = 3, 0.75
CERTAIN = 3
Row = Sequence[Figure | None]


@dataclass(frozen=True)
class Identity:
    """A way to work a column out: which columns, how, and how it is written."""

    target: int
    columns: tuple[int, ...]
    work: Callable[[Sequence[Figure]], Value | None]
    sign: str

    def expression(self, figures: Sequence[Figure], stated: Figure) -> str:
        """The working of one row, in the stated figure's unit where amounts are added."""
        if self.sign in ("/", "%", "*"):
            words = f" {self.sign[0] if self.sign != '%' else '/'} ".join(digits(f.amount) for f in figures)
            return words + (" * 100" if self.sign == "%" else "")
        shown = [digits(figure.amount / stated.scale) for figure in figures]
        if self.sign == "growth":
            return f"({shown[0]} - {shown[1]}) / {shown[1]} * 100"
        signs = ["", *(self.sign if len(self.sign) == len(shown) - 1 else self.sign[0] * (len(shown) - 1))]
        return " ".join(f"{sign} {text}".strip() for sign, text in zip(signs, shown, strict=True))


def find_identities(table: Table, known: Collection[int]) -> Iterator[Relation]:
    """Workings of cells whose place is not in ``known``."""
    width = max((len(row) for row in table.rows), default=0)
    if not 2 < width <= MOST_COLUMNS or len(table.rows) > MOST_ROWS:
        return
    grid = [[table.figure(row, column) for column in range(width)] for row in range(len(table.rows))]
    columns = [column for column in range(width) if _is_number_column(table, grid, column)]
    told: set[int] = set()
    for target in columns:
        ranked = sorted(_tried(table, grid, columns, target), key=lambda tried: -len(tried[1]))
        best = len(ranked[0][1]) if ranked else 0
        for identity, good, bad in ranked:
            is_sure = len(good) >= SURE and len(good) >= ENOUGH * (len(good) + len(bad)) and len(good) == best
            for row in good:
                if is_sure or _is_certain(grid, row, identity):
                    yield from _told(grid[row], identity, known, told)
            for row in bad if is_sure else ():
                if not any(row in other for _, other, _ in ranked):
                    yield from _told(grid[row], identity, known, told)


def _is_number_column(table: Table, grid: Sequence[Row], column: int) -> bool:
    head = table.header[column] if column < len(table.header) else ""
    return any(row[column] is not None for row in grid) and NUMBERING.match(head) is None


def _is_certain(grid: Sequence[Row], row: int, identity: Identity) -> bool:
    stated = grid[row][identity.target]
    if stated is None or identity.sign in ("/", "*", "%", "growth"):
        return False
    return len(digits(stated.value).replace(".", "").strip("0")) >= CERTAIN and len(identity.columns) > 1


def _told(row: Row, identity: Identity, known: Collection[int], told: set[int]) -> Iterator[Relation]:
    stated = row[identity.target]
    if stated is None or stated.start in known or stated.start in told:
        return
    operands = [figure for column in identity.columns if (figure := row[column]) is not None]
    value = identity.work(operands)
    if value is None:
        return
    told.add(stated.start)
    verdict = compare(value, stated)
    if verdict == FAILS and not stated.value:
        verdict = ASK
    expression = f"{identity.expression(operands, stated)} = {number(stated)}"
    yield written("table", operands, stated, expression, value.nominal, verdict)


def _tried(
    table: Table, grid: Sequence[Row], columns: Sequence[int], target: int
) -> Iterator[tuple[Identity, list[int], list[int]]]:
    rows = [row for row in range(len(grid)) if grid[row][target] is not None]
    for identity in _identities(table, columns, target):
        good: list[int] = []
        bad: list[int] = []
        for seen, row in enumerate(rows):
            if seen > SURE and not good:
                break
            verdict = _verdict(grid[row], identity)
            if verdict is not None:
                (good if verdict in GOOD else bad).append(row)
        if good:
            yield identity, good, bad


def _verdict(row: Row, identity: Identity) -> str | None:
    """None where a cell is empty that a difference or a ratio needs, or nothing is worked out from anything."""
    stated = row[identity.target]
    operands = [figure for column in identity.columns if (figure := row[column]) is not None]
    is_sum = set(identity.sign) == {"+"}
    if stated is None or len(operands) < (2 if is_sum else len(identity.columns)):
        return None
    if sum(figure.value != 0 for figure in operands) < 2 and (is_sum or identity.sign in ("*", "/", "%")):
        return None
    value = identity.work(operands)
    return None if value is None else compare(value, stated)


def _identities(table: Table, columns: Sequence[int], target: int) -> Iterator[Identity]:
    others = [column for column in columns if column != target]
    head = table.header[target] if target < len(table.header) else ""
    if PERCENT_HEAD.search(head) or "幅" in head or "增长" in head:
        yield from (Identity(target, pair, _growth, "growth") for pair in permutations(others, 2))
        yield from (Identity(target, pair, _percent, "%") for pair in permutations(others, 2))
        return
    if MEAN_HEAD.search(head):
        yield from (Identity(target, pair, _over, "/") for pair in permutations(others, 2))
        return
    yield from (Identity(target, run, _added, "+") for run in _runs(table, others, target))
    yield from (Identity(target, pair, _less, "-") for pair in permutations(others, 2))
    if len(others) < MOST_OF_TRIPLES:
        for one, two in combinations(others, 2):
            for less in others:
                if less not in (one, two):
                    yield Identity(target, (one, two, less), _more_and_less, "+-")
        yield from (Identity(target, pair, _product, "*") for pair in combinations(others, 2))


def _runs(table: Table, others: Sequence[int], target: int) -> Iterator[tuple[int, ...]]:
    """Columns side by side, and columns of one name under several heads, that may make the target up."""
    named: dict[str, list[int]] = {}
    for column in others:
        named.setdefault(_last_word(table.header[column] if column < len(table.header) else ""), []).append(column)
    own = _last_word(table.header[target] if target < len(table.header) else "")
    lists = [[c for c in others if c < target], [c for c in others if c > target], *named.values()]
    lists += [[c for c in same if (c < target) == before] for same in named.values() for before in (True, False)]
    seen = set()
    for same in [*lists, named.get(own, [])]:
        for first in range(len(same)):
            for last in range(first + 2, len(same) + 1):
                run = tuple(same[first:last])
                if run not in seen:
                    seen.add(run)
                    yield run


def _last_word(head: str) -> str:
    """What a header says below its group: 春季 人数 is 人数; its unit is left out."""
    plain = re.sub(r"[（(].*?[）)]", "", head)
    return (re.split(r"[\s·/|—-]+", plain) or [""])[-1][-2:]


def _added(figures: Sequence[Figure]) -> Value:
    return total(value_of(figure) for figure in figures)


def _less(figures: Sequence[Figure]) -> Value:
    return minus(value_of(figures[0]), value_of(figures[1]))


def _more_and_less(figures: Sequence[Figure]) -> Value:
    return minus(total([value_of(figures[0]), value_of(figures[1])]), value_of(figures[2]))


def _product(figures: Sequence[Figure]) -> Value:
    return times(value_of(figures[0]), value_of(figures[1]))


def _over(figures: Sequence[Figure]) -> Value | None:
    return quotient(value_of(figures[0]), value_of(figures[1]))


def _percent(figures: Sequence[Figure]) -> Value | None:
    ratio = quotient(value_of(figures[0]), value_of(figures[1]))
    return None if ratio is None else scaled(ratio, 100)


def _growth(figures: Sequence[Figure]) -> Value | None:
    ratio = quotient(minus(value_of(figures[0]), value_of(figures[1])), value_of(figures[1]))
    return None if ratio is None else scaled(ratio, 100)
