"""What most rows of a table show its columns to be: a sum or difference of others, a ratio, a product with a fixed rate.

Belongs here: relations between columns that no word of the header need name. Does not belong here: rows that are totals
(``table_sums``), what came and went by its headers (``stocks_down``), products at told standards (``row_products``).

A relation is believed where most rows confirm it and the digits that agree are too many for chance; the rest fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import combinations, permutations
from math import log10
from typing import NamedTuple

from dagster_project.narrative.in_tables.at_rates import rates_of
from dagster_project.narrative.in_tables.formula_heads import formula_of
from dagster_project.narrative.in_tables.table_sums import RATES_ROW
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import (
    Value,
    compare,
    minus,
    quotient,
    scaled,
    times,
    total,
    value_of,
)
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.tables import NO_SUM, PERCENT_HEAD, Table

RATIO = re.compile(r"率|比|均|占|％|%|班额|每|单价|标准")
PRICE = re.compile(r"标准|单价")
LESS = re.compile(r"增减|增加|减少|增长额|净增|差|结余|余额|剩余|未|缺|结转|变化|节约|较上|比上")
GROWTH = re.compile(r"增[长减幅]|同比|降|[+±]")
WORTH = re.compile(r"课时|学时|金额|资金|补助|经费|合计|小计|支出|元")
SERIAL = re.compile(r"序号|编号|代码|编码|年份|年度$|电话|邮编|日期")
GOOD = (HOLDS, ROUNDING)
MOST_COLUMNS = 14
MOST_ROWS = 60
MOST_TRIED = 400
LONGEST_RUN = 8
STATE = re.compile(r"已|正在|在[建办整]|未|尚|待|拟|完[工成]|[改行施建办工]中$")
ENOUGH = 3
SOME_PARTS = 2
MOSTLY, MORE_THAN_HALF, MANY_ROWS = Fraction(7, 10), Fraction(3, 5), 4
DIGITS = 6.0
Rule = Callable[[Sequence[Figure]], tuple[Value, Callable[[], str]] | None]


def find_column_claims(table: Table) -> Iterator[Relation]:
    """The relations between columns that the rows confirm, row by row."""
    columns = [j for j in range(len(table.header)) if _is_numeric(table, j)][:MOST_COLUMNS]
    if len(columns) < 2 or len(table.rows) < 2:
        return
    rows = [row for row, label in enumerate(table.labels[:MOST_ROWS]) if not RATES_ROW.search(label)]
    grid = {j: [table.figure(row, j) for row in rows] for j in columns}
    rough = {j: [float(f.value) if f is not None else 0.0 for f in cells] for j, cells in grid.items()}
    for target in sorted(columns, key=lambda j: LESS.search(table.header[j]) is None):
        others = [j for j in columns if j != target]
        if formula_of(table, target) is not None:
            continue
        rules = [rule for rule in _rules(table, target, others) if _is_plausible(rough, target, *rule)]
        if WORTH.search(table.header[target]):
            rules += _at_rates(table, rough, target, others)
        yield from _best(grid, target, rules[:MOST_TRIED])


def _is_numeric(table: Table, column: int) -> bool:
    cells = [row[column] for row in table.rows if column < len(row) and row[column].value is not None]
    return len(cells) > 1 and not SERIAL.search(table.header[column])


def _rules(table: Table, target: int, others: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Rule, bool]]:
    """Columns, how they are reckoned together, and whether the header of the target leads one to expect it."""
    head = table.header[target]
    is_rate = PERCENT_HEAD.search(head) is not None or RATIO.search(head) is not None
    grows = GROWTH.search(head) is not None
    if not NO_SUM.search(head):
        runs = _runs(target, others)
        yield from ((run, _added, _are_states(table, run) or _are_all(table, run, others)) for run in runs)
        yield from ((pair, _added, False) for pair in combinations(others, 2) if _share_a_word(table, target, pair))
        yield from ((pair, _less, LESS.search(head) is not None) for pair in permutations(others, 2))
    if is_rate or grows:
        yield from ((pair, _divided, is_rate) for pair in permutations(others, 2))
    if grows:
        yield from ((pair, _grown, True) for pair in permutations(others, 2))
    counts = [j for j in others if RATIO.search(table.header[j]) is None]
    yield from ((pair, _multiplied, False) for pair in combinations(counts, 2))


def _at_rates(
    table: Table, rough: dict[int, list[float]], target: int, others: Sequence[int]
) -> list[tuple[tuple[int, ...], Rule, bool]]:
    """人数 × 天数 × 5元: the amount is the same multiple in most rows, though no column holds the rate."""
    counts = [j for j in others if not (RATIO.search(table.header[j]) or "元" in table.unit_of(j)[1])]
    prices = [j for j in others if PRICE.search(table.header[j])]
    scale, unit = table.unit_of(target)
    found = rates_of(rough, target, counts, prices, scale if unit else None)
    return [(columns, rule, True) for columns, rule in found]


def _runs(target: int, others: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Columns beside each other that begin or end beside the target."""
    after = [j for j in others if j > target]
    before = [j for j in others if j < target][::-1]
    for side in (after, before):
        for count in range(min(len(side), LONGEST_RUN), 1, -1):
            yield tuple(sorted(side[:count]))


def _are_states(table: Table, columns: Sequence[int]) -> bool:
    """已完成 | 正在整改 | 未启动: how far each stands, which the whole number before or behind them is made of."""
    return all(STATE.search(table.header[j]) for j in columns)


def _are_all(table: Table, columns: Sequence[int], others: Sequence[int]) -> bool:
    """问题数 | 3个月内整改 | 6个月内整改: the whole is all that the table tells besides."""
    heads = [table.header[j] for j in columns]
    return len(columns) == len(others) and not any(map(RATIO.search, heads)) and _one_unit(table, columns)


def _one_unit(table: Table, columns: Sequence[int]) -> bool:
    return len({table.unit_of(j)[1] for j in columns}) == 1


def _share_a_word(table: Table, target: int, pair: Sequence[int]) -> bool:
    """春季人数 and 秋季人数 make 全年人次: the last words are alike."""
    tails = {re.sub(r"[（(].*?[）)]", "", table.header[j])[-2:-1] for j in (*pair, target)}
    return len(tails) == 1


def _added(figures: Sequence[Figure]) -> tuple[Value, Callable[[], str]]:
    return total(map(value_of, figures)), lambda: " + ".join(map(number, figures))


def _less(figures: Sequence[Figure]) -> tuple[Value, Callable[[], str]]:
    one, other = figures
    return minus(value_of(one), value_of(other)), lambda: f"{number(one)} - {number(other)}"


def _divided(figures: Sequence[Figure]) -> tuple[Value, Callable[[], str]] | None:
    one, other = figures
    ratio = quotient(value_of(one), value_of(other))
    return None if ratio is None else (ratio, lambda: f"{number(one)} / {number(other)}")


def _grown(figures: Sequence[Figure]) -> tuple[Value, Callable[[], str]] | None:
    one, other = figures
    ratio = quotient(value_of(one), value_of(other))
    if ratio is None:
        return None
    value = Value(ratio.nominal - 1, ratio.low - 1, ratio.high - 1)
    return value, lambda: f"({number(one)} - {number(other)}) / {number(other)}"


def _multiplied(figures: Sequence[Figure]) -> tuple[Value, Callable[[], str]]:
    one, other = figures
    return times(value_of(one), value_of(other)), lambda: f"{number(one)} * {number(other)}"


def _in_percent(terms: Callable[[], str]) -> str:
    return f"{terms()} * 100"


class _Row(NamedTuple):
    figures: list[Figure]
    stated: Figure
    value: Value
    terms: Callable[[], str]
    verdict: str
    weight: float


def _is_plausible(
    rough: dict[int, list[float]], target: int, columns: Sequence[int], rule: Rule, expected: bool
) -> bool:
    """A quick look, one in a hundred off allowed, before anything is reckoned exactly."""
    reckon = ROUGHLY.get(rule)
    if reckon is None:
        return True
    near = told = 0
    for whole, *cells in zip(rough[target], *(rough[j] for j in columns), strict=True):
        if whole and (all(cells) or (rule is _added and any(cells))):
            told += 1
            value = reckon(cells)
            near += any(abs(value * unit - whole) <= abs(whole) / 100 + 0.1 for unit in (1, 100))
    return told > 1 and near >= (MORE_THAN_HALF if near >= ENOUGH or expected else MOSTLY) * told


ROUGHLY: dict[Rule, Callable[[Sequence[float]], float]] = {
    _added: sum,
    _less: lambda cells: cells[0] - cells[1],
    _divided: lambda cells: cells[0] / cells[1],
    _grown: lambda cells: cells[0] / cells[1] - 1,
    _multiplied: lambda cells: cells[0] * cells[1],
}


def _best(
    grid: dict[int, list[Figure | None]], target: int, rules: Sequence[tuple[tuple[int, ...], Rule, bool]]
) -> Iterator[Relation]:
    """The rule that most rows confirm, with the rows it fails in."""
    found: tuple[float, list[_Row]] | None = None
    for columns, rule, expected in rules:
        told = _told(grid, target, columns, rule)
        good = [row for row in told if row.verdict in GOOD]
        telling = sum(row.weight for row in good)
        least = DIGITS / 2 if expected else DIGITS if len(told) >= ENOUGH else 2 * DIGITS
        mostly = MORE_THAN_HALF if expected or len(good) >= MANY_ROWS else MOSTLY
        if len(good) < 2 or len(good) < mostly * len(told) or telling < least:
            continue
        if found is None or telling > found[0]:
            found = telling, told
    if found is not None:
        sure = sum(row.verdict in GOOD for row in found[1]) >= ENOUGH
        for row in found[1]:
            verdict = row.verdict if row.verdict in GOOD or sure else ASK
            expression = f"{row.terms()} = {number(row.stated)}"
            yield written("table", row.figures, row.stated, expression, row.value.nominal, verdict)


def _told(grid: dict[int, list[Figure | None]], target: int, columns: Sequence[int], rule: Rule) -> list[_Row]:
    """Each row's claim, and how many digits agree in it; nothing as soon as too many rows disagree."""
    told: list[_Row] = []
    least = SOME_PARTS if rule is _added else len(columns)
    usable = [n for n, w in enumerate(grid[target]) if w is not None and w.value and _all(grid, columns, n, least)]
    failing = 0
    for n in usable:
        whole = grid[target][n]
        figures = [figure for j in columns if (figure := grid[j][n]) is not None]
        if whole is None:
            continue
        if len({figure.scale for figure in (*figures, whole)}) > 1:
            whole, bare = replace(whole, scale=1), [replace(f, scale=1) for f in figures]
        else:
            bare = figures
        working = rule(bare)
        if working is None:
            return []
        value, terms = working
        if whole.thing in ("%", "‰") and rule in (_divided, _grown):
            value, terms = scaled(value, 100), partial(_in_percent, terms)
        verdict = compare(value, whole)
        failing += verdict not in GOOD
        if failing > (1 - MORE_THAN_HALF) * len(usable):
            return []
        verdict = ASK if verdict == FAILS and _is_hopeless(value, whole) else verdict
        weight = log10(max(2.0, float(abs(whole.value) * 10**whole.places)))
        told.append(_Row(figures, whole, value, terms, verdict, weight))
    return told


def _all(grid: dict[int, list[Figure | None]], columns: Sequence[int], row: int, least: int) -> bool:
    """Whether every column is told, and so many are not nothing: a part of a sum may be."""
    cells = [grid[j][row] for j in columns]
    return None not in cells and sum(1 for figure in cells if figure is not None and figure.value) >= least


def _is_hopeless(value: Value, stated: Figure) -> bool:
    """Ten times too much or too little is another reading rather than a mistake."""
    return value.nominal <= 0 or not Fraction(1, 10) <= value.nominal / stated.amount <= 10
