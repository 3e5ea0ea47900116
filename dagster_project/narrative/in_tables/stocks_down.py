"""Stock and flow down the rows of a table: 年初在校生 8412, 招生 2103, 毕业 1987, 年末在校生 8528, in each column.

Belongs here: what there was, what came and went and what there is then, told by the names of rows, and 上期 beside 本期 with
新增 and 退出 below them. Does not belong here: the same by the names of columns (``table_columns``), statements of income
and expense (``statements``), the same in sentences (``flows``).

All rows between the first and the last have a part by their names, or the claim is not made. It fails where other columns
or groups come out, or where one slip explains the difference; else it is asked about if near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, minus, total, value_of
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.tables import NO_SUM, Table

MARK = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[①-⑳]|其中[:：]?|[加减][:：])\s*")
PERIOD = "年|月|期|季度?|学期|学年"
OPENING = re.compile(
    rf"^(?:(?:{PERIOD}|期)初|[上去](?:{PERIOD})(?:末|结转|结余|余额)?|原有|截至上|opening)", re.IGNORECASE
)
CLOSING = re.compile(
    rf"^(?:[本该](?=(?:{PERIOD})末))?(?:(?:{PERIOD})[末底]|现有|实有|结存|结余|closing)", re.IGNORECASE
)
CAME = re.compile(
    r"新[增招进建生收购入]|增加|[转调迁流拨购]入|招[生收聘]|入[学库园职伍]|收入|纳入|补充|复学|恢复|出生|added|received",
    re.IGNORECASE,
)
WENT = re.compile(
    r"退[出休学还役]|减少|[转调迁流]出|毕业|结业|核减|注销|死亡|支出|出库|领用|[辍休]学|离[职开园]|辞职|报废|撤[并销]|停[发保]|消耗|使用|left|paid",
    re.IGNORECASE,
)
SUM_OF_FLOWS = re.compile(r"(?:增加|减少|收入|支出)(?:合计|小计|总数|人数|数|额|学生数)?$")
BEFORE = re.compile(r"^(?:上[期月年季]|[年期月季]初|去年末|上[学]?[年期]末)(?:末|数|人数|余额)?")
RATE = re.compile(r"率|占|比[例重]|均|%|％")
GOOD = (HOLDS, ROUNDING)
MOST_ROWS, MOST_FLOWS, NEAR = 120, 14, 5


class _Group(NamedTuple):
    opening: int
    came: list[int]
    went: list[int]
    closing: int


def find_stocks_down(table: Table) -> Iterator[Relation]:
    """The flows of each group of rows in each column, and those from one column to the next."""
    if not any(CAME.search(label) or WENT.search(label) for label in table.labels[:MOST_ROWS]):
        return
    names = [MARK.sub("", row[0].text.strip()) if row else "" for row in table.rows[:MOST_ROWS]]
    columns = [
        j for j, head in enumerate(table.header) if not NO_SUM.search(head) and _cells(table, range(len(names)), j)
    ]
    told = [_readings(table, group, columns) for group in _groups(names)]
    if any(BEFORE.search(head) for head in table.header):
        told += _from_column_to_column(table, names, columns)
    yield from _judged(told)


def _part(name: str) -> str:
    """What a row is by its name: opening, closing, came or went; nothing for a rate."""
    if RATE.search(name):
        return ""
    if OPENING.search(name):
        return "opening"
    if CLOSING.search(name):
        return "closing"
    came, went = CAME.search(name), WENT.search(name)
    return "" if (came is None) == (went is None) else "came" if came is not None else "went"


def _groups(names: Sequence[str]) -> Iterator[_Group]:
    """From each opening to the closing row; a row between them that is neither ends it."""
    group: _Group | None = None
    for row, name in enumerate(names):
        part = _part(name)
        if part == "opening":
            group = _Group(row, [], [], row)
        elif group is not None and part == "closing":
            if group.came or group.went:
                yield group._replace(closing=row)
            group = None
        elif group is not None and part:
            (group.came if part == "came" else group.went).append(row)
            group = group if len(group.came) + len(group.went) <= MOST_FLOWS else None
        else:
            group = None


def _readings(table: Table, group: _Group, columns: Sequence[int]) -> list[Relation]:
    """One claim a column: all rows that came and went, or only those that sum them up (本年增加, 本年减少)."""
    sums = [[row for row in rows if SUM_OF_FLOWS.search(table.rows[row][0].text)] for rows in (group.came, group.went)]
    ways = [(group.came, group.went), (sums[0] or group.came, sums[1] or group.went)]
    relations = []
    for j in columns:
        first, last = table.figure(group.opening, j), table.figure(group.closing, j)
        if first is None or last is None:
            continue
        told = [_reckoned(first, _cells(table, came, j), _cells(table, went, j), last) for came, went in ways]
        relations.append(next((one for one in told if one.verdict in GOOD), told[0]))
    return relations


def _cells(table: Table, rows: Sequence[int], column: int) -> list[Figure]:
    return [figure for row in rows if (figure := table.figure(row, column)) is not None]


def _from_column_to_column(table: Table, names: Sequence[str], columns: Sequence[int]) -> Iterator[list[Relation]]:
    """城市低保人数 75616 with 上期 75916, and below it 新增 553 and 退出 853."""
    before = next(j for j, head in enumerate(table.header) if BEFORE.search(head))
    now = next((j for j in columns if j != before), before)
    for row, name in enumerate(names):
        first, last = table.figure(row, before), table.figure(row, now)
        if first is None or last is None or _part(name):
            continue
        came: list[int] = []
        went: list[int] = []
        for other in range(row + 1, min(row + 1 + MOST_FLOWS, len(names))):
            part = _part(names[other])
            if part not in ("came", "went") or table.figure(other, before) is not None:
                break
            (came if part == "came" else went).append(other)
        if came and went:
            yield [_reckoned(first, _cells(table, came, now), _cells(table, went, now), last)]


def _reckoned(first: Figure, came: Sequence[Figure], went: Sequence[Figure], last: Figure) -> Relation:
    value = minus(total(map(value_of, [first, *came])), total(map(value_of, went)))
    terms = " - ".join([" + ".join(map(number, [first, *came])), *map(number, went)])
    return written(
        "table", [first, *came, *went], last, f"{terms} = {number(last)}", value.nominal, compare(value, last),
    )  # fmt: skip


def _judged(told: Sequence[Sequence[Relation]]) -> Iterator[Relation]:
    claims = [one for group in told for one in group if len(one.figures) > 2]
    good = sum(one.verdict in GOOD for one in claims)
    for one in claims:
        last = next(iter(one.checked), one.figures[-1])
        slipped = is_slip(Fraction(one.computed) * last.scale, last)
        near = abs(Fraction(one.computed) - Fraction(one.stated)) * NEAR <= Fraction(one.stated)
        if one.verdict in GOOD:
            yield one
        elif near or slipped:
            yield one if slipped or 2 * good > len(claims) else replace(one, verdict=ASK)
