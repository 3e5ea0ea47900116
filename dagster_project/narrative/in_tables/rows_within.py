"""Rows that hold other rows: 一、税收收入 with its taxes below it, 其中：… that make up their whole, a city over its counties.

Belongs here: sums of rows that no total row tells, and 其中 rows that are more than their whole.
Does not belong here: total rows (``table_sums``), how deep a row stands (``levels``), shares of rows (``table_shares``).

Rows below another need not be all of it. They are told where they make it up, and fail only where the same rows make up
their whole in other columns, or other rows of their kind make up theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.in_tables.levels import PLAIN, directly_below, levels_of, numbered_in_turn, on_top
from dagster_project.narrative.in_tables.table_sums import added, adds_up, is_good, kind_of
from dagster_project.narrative.model import ASK, FAILS, HOLDS, Relation
from dagster_project.narrative.parts.exhausting import IN_FAMILY
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.reckoning.slips import is_slip, is_swapped
from dagster_project.narrative.text.tables import PERCENT_HEAD, Table

THEREOF = re.compile(r"^[—－-]*其中")
NO_AMOUNT = re.compile("增长|增幅|同比|人均|生均|平均|排名|位次")
UNITS = re.compile(r"[（(](?![一二三四五六七八九十\d]{1,3}[）)])[^（）()]*[）)]")
MOST_ROWS, MOST_PARTS, LEAST, REACH = 80, 12, 3, 4
TELLING, ENOUGH, HUNDRED = 3, 4, 100
FAMILIES = (
    ("男", "女"),
    ("城镇", "乡村"),
    ("城镇", "农村"),
    ("公办", "民办"),
    ("第一产业", "第二产业", "第三产业"),
    ("一产", "二产", "三产"),
)
NEAR = Fraction(1, 5)
OF_ALL = re.compile(r"总数|总量|总额|总计|合计|^Total ", re.IGNORECASE)
Claims = dict[int, Relation]


def find_rows_within(table: Table) -> Iterator[Relation]:
    """The sums of rows within rows of one table."""
    columns = [j for j in range(len(table.header)) if adds_up(table, j)]
    if not columns or len(table.rows) < LEAST:
        return
    kinds = [kind_of(label) for label in table.labels]
    levels = levels_of(table.rows)
    groups = [(row, directly_below(row, levels, kinds)) for row in range(min(len(kinds), MOST_ROWS))]
    groups = [(row, parts) for row, parts in groups if _may_hold(row, parts, kinds, levels)]
    for row, parts in numbered_in_turn(table.rows[:MOST_ROWS]):
        if (row, parts) not in groups and kinds[row] == "data" and _units(table, row) == _units(table, parts[0]):
            groups.append((row, parts))
    told = [_sums(table, row, parts, columns) for row, parts in groups]
    yield from _judged(told)
    yield from (one for group in told if not any(map(is_good, group.values())) for one in _slipped(group))
    if "total" not in kinds and "subtotal" not in kinds and kinds[0] == "data" and levels[0] == PLAIN:
        others = [row for row in range(1, len(kinds)) if kinds[row] == "data"]
        parts = on_top(others, levels)
        if len(parts) >= LEAST and not any(map(THEREOF.match, table.labels)):
            yield from _judged([_sums(table, 0, parts, columns)])
    valued = [
        row
        for row, label in enumerate(table.labels[:MOST_ROWS])
        if kinds[row] in ("data", "inside") and not PERCENT_HEAD.search(label) and not NO_AMOUNT.search(label)
    ]
    yield from _thereof(table, columns, kinds, levels, valued)
    yield from _by_names(table, columns, valued)
    yield from _under_a_total_of_its_own(table, columns, valued)
    yield from _followed(table, columns, kinds, levels)


def _may_hold(row: int, parts: Sequence[int], kinds: Sequence[str], levels: Sequence[int]) -> bool:
    followed = row + 1 < len(kinds) and kinds[row + 1] != "inside"
    return len(parts) > 1 and kinds[row] == "data" and levels[row] < PLAIN and followed


def _sums(table: Table, row: int, parts: Sequence[int], columns: Sequence[int]) -> Claims:
    relations = {j: added(table, parts, row, j) for j in columns}
    return {j: relation for j, relation in relations.items() if relation is not None and relation.computed != "0"}


def _is_telling(relation: Relation) -> bool:
    """Whether a sum holds that would hardly do so by chance."""
    return is_good(relation) and _weight(relation) >= TELLING


def _judged(told: Sequence[Claims]) -> Iterator[Relation]:
    """What holds, and beside it what does not come out."""
    for group in told:
        beside = sum(map(_is_telling, group.values()))
        sure = beside > 0 and 2 * sum(map(is_good, group.values())) >= len(group)
        for column, relation in group.items():
            others = sum(1 for one in told if column in one and one is not group and _is_telling(one[column]))
            over = Fraction(relation.computed) > Fraction(relation.stated)
            if is_good(relation):
                yield relation
            elif relation.verdict == FAILS and _is_near(relation) and (sure or others > 0):
                yield relation if sure or others > 1 or over else replace(relation, verdict=ASK)


def _is_near(relation: Relation) -> bool:
    stated = Fraction(relation.stated)
    return stated != 0 and abs(Fraction(relation.computed) / stated - 1) <= NEAR


def _thereof(
    table: Table, columns: Sequence[int], kinds: Sequence[str], levels: Sequence[int], valued: Sequence[int]
) -> Iterator[Relation]:
    """Rows from 其中 on, rates between them left out, and the row above them or that of the first 其中."""
    starts = [at for at, row in enumerate(valued) if at and THEREOF.match(table.labels[row])]
    for at in starts:
        above = valued[at - 1]
        wholes = dict.fromkeys([above] if at - 1 not in starts else [])
        wholes |= dict.fromkeys([valued[starts[0] - 1]])
        run = _run(valued[at : at + MOST_PARTS], kinds)
        run = run[: next((n for n, row in enumerate(run) if n and levels[row] <= levels[above] < PLAIN), len(run))]
        tried = [_sums(table, whole, run[:n], columns) for whole in wholes for n in range(2, len(run) + 1)]
        best = max(tried, key=lambda group: sum(map(is_good, group.values())), default={})
        if any(map(is_good, best.values())):
            many = sum(map(_is_telling, best.values())) > 1
            yield from (one for one in _judged([best]) if many or is_good(one))
        elif tried and len(run) > 1 and at == starts[-1]:
            yield from _slipped(_sums(table, next(iter(wholes)), run, columns))
        if at - 1 not in starts:
            yield from _too_much(table, valued[at], above, columns)


def _slipped(group: Claims) -> Iterator[Relation]:
    """All rows that a row is over are one slip from it, though no other column shows that they are all of it: asked about."""
    for relation in group.values():
        whole = next(iter(relation.checked), None)
        if whole is None or _weight(relation) < TELLING or relation.verdict != FAILS:
            continue
        over = Fraction(relation.computed) * whole.scale - whole.amount
        parts = [f for f in relation.figures if f is not whole]
        if is_slip(whole.amount + over, whole) or any(is_swapped(part.amount - over, part) for part in parts):
            yield replace(relation, verdict=ASK)


def _by_names(table: Table, columns: Sequence[int], valued: Sequence[int]) -> Iterator[Relation]:
    """常住人口, 城镇, 乡村: rows whose names leave nothing between them are the row above, 其中 or not."""
    names = [THEREOF.sub("", table.labels[row]).lstrip("：:") for row in valued]
    for at, row in enumerate(valued):
        for family in FAMILIES:
            behind = range(at + 1, min(len(valued), at + 1 + REACH * (len(family) - 1)))
            found = [next((n for n in behind if names[n].startswith(word)), None) for word in family]
            places = sorted(n for n in found if n is not None)
            rests = {names[n].removeprefix(word) for n, word in zip(found, family, strict=True) if n is not None}
            if len(places) < len(family) or len(rests) > 1 or places[0] != at + 1:
                continue
            parts = [valued[n] for n in places]
            if any(word in names[at] for word in family) or _units(table, row) != _units(table, parts[-1]):
                continue
            told = {j: one for j, one in _sums(table, row, parts, columns).items() if is_good(one) or _is_near(one)}
            many = 2 * sum(map(is_good, told.values())) >= len(told) - 1
            yield from (one for one in told.values() if many or is_good(one))


def _under_a_total_of_its_own(table: Table, columns: Sequence[int], valued: Sequence[int]) -> Iterator[Relation]:
    """学校总数55所 over 小学, 初中 and 九年一贯制 in the same unit: all rows up to the next unit make it up."""
    for at, row in enumerate(valued):
        if not OF_ALL.search(table.labels[row]) or "其中" in table.labels[row]:
            continue
        units = _units(table, row)
        others = valued[at + 1 : at + MOST_PARTS]
        run = others[: next((n for n, r in enumerate(others) if _units(table, r) != units), len(others))]
        run = run[: next((n for n, r in enumerate(run) if OF_ALL.search(table.labels[r])), len(run))]
        for relation in _sums(table, row, run, columns).values() if len(run) > 1 else ():
            if is_good(relation):
                yield relation
            elif _are_kinds(table, run) and (_is_near(relation) or relation.diagnosis is not None):
                yield replace(relation, verdict=ASK)


def _are_kinds(table: Table, rows: Sequence[int]) -> bool:
    return any(all(pattern.search(table.labels[row]) for row in rows) for pattern in IN_FAMILY)


def _followed(table: Table, columns: Sequence[int], kinds: Sequence[str], levels: Sequence[int]) -> Iterator[Relation]:
    """Plain rows right below a row that make it up in all columns, told where the digits are too many for chance."""
    rows = [row for row in range(min(len(kinds), MOST_ROWS)) if kinds[row] == "data"]
    sizes = {row: [f.size if (f := table.figure(row, j)) is not None else 0.0 for j in columns] for row in rows}
    for at, row in enumerate(rows):
        total = [0.0] * len(columns)
        for n, part in enumerate(rows[at + 1 : at + 1 + MOST_PARTS], 1):
            if levels[part] < levels[row] or any(kind in ("total", "subtotal") for kind in kinds[row:part]):
                break
            total = [one + more for one, more in zip(total, sizes[part], strict=True)]
            near = all(abs(one - whole) <= whole / HUNDRED for one, whole in zip(total, sizes[row], strict=True))
            if n > 1 and near and any(total):
                told = _sums(table, row, rows[at + 1 : at + 1 + n], columns)
                if told and all(map(is_good, told.values())) and sum(map(_weight, told.values())) >= ENOUGH:
                    yield from told.values()


def _weight(relation: Relation) -> int:
    """How many digits of a sum agree."""
    return max((len(number(figure).replace(".", "").strip("0")) for figure in relation.figures), default=0)


def _run(rows: Sequence[int], kinds: Sequence[str]) -> list[int]:
    """Up to the next total."""
    end = next((n for n, row in enumerate(rows) if kinds[row] in ("total", "subtotal")), len(rows))
    return list(rows[:end])


def _too_much(table: Table, part: int, whole: int, columns: Sequence[int]) -> Iterator[Relation]:
    """其中：女 may not be more than the row above; asked about where other columns do not show the two to be of one kind."""
    if _units(table, part) != _units(table, whole):
        return
    pairs = [(table.figure(part, j), table.figure(whole, j)) for j in columns]
    told = [(one, other) for one, other in pairs if one is not None and other is not None and other.value > 0]
    over = [(one, other) for one, other in told if one.amount > other.amount]
    sure = len(over) == 1 and len(told) >= LEAST
    for one, other in told:
        verdict = HOLDS if one.amount <= other.amount else FAILS if sure else ASK
        if verdict == HOLDS or 2 * len(over) < len(told) + 1:
            expression = f"{number(one)} <= {number(other)}"
            claim = written("subset", [one], other, expression, one.amount, verdict)
            yield replace(claim, figures=())


def _units(table: Table, row: int) -> list[str]:
    """What a row says its numbers are in: brackets, and a column of units."""
    return [*UNITS.findall(table.labels[row]), *(c.text for c in table.rows[row][1:] if c.text and c.value is None)]
