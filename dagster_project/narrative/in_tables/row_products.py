"""Rows that are products at standards told in the header, in another column or in the text beside the table.

教师数 1126 | 月标准 500 | 金额 675.60万元 where 全年按12个月计发 stands above; 小学 412 | 初中 296 | 39.10万元 where the note below
has 小学500元/生，初中625元/生; 学生数 1728 | 营养餐资金 172.8万元 of 每生每年1000元.

Belongs here: amounts of a row made of its counts, a standard of its own or of the text, and times told there or meant by the
standard's name (月标准, 元/学期). Does not belong here: standards that the amounts alone show (``at_rates``), prices in a
header without more (``table_sums``), products told in sentences (``products``).

The reading that most rows confirm is told; where two rows do, what one slip explains fails, and the rest is asked about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import NamedTuple

from dagster_project.narrative.in_tables.rows_agree import agreed
from dagster_project.narrative.in_tables.table_sums import AMOUNT, RATE_COLUMN, TIMES_COLUMN, kind_of
from dagster_project.narrative.model import Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.reckoning.naming import stems
from dagster_project.narrative.text.tables import NO_SUM, TOTAL_HEAD, Table

STANDARD = re.compile(r"标准|每|补助|单价|按")
ONE_OF = re.compile(r"^(?:的标准)?/|^每|^[（(]?(?:每生|每人)")
TIMES = frozenset({"个月", "月", "个学期", "学期", "天", "日", "周", "次"})
BY_MONTH, BY_TERM = re.compile(r"月"), re.compile(r"学期|每期|/期")
IN_A_YEAR = {"月": (12, 10), "学期": (2,)}
ABOVE, BELOW = 400, 300
MOST_STANDARDS, MOST_TIMES, MOST_COUNTS, MOST_ROWS = 6, 4, 6, 60
HIGHEST = 100_000
LEAST, WAN, HUNDRED, LOOKED_AT = 2, 10**4, 100, 8


class _Standard(NamedTuple):
    """So much for each, and the words before it."""

    rate: Fraction
    words: str


class _Reading(NamedTuple):
    """Count columns with the standard of each; a standard may be a column (``price``); all times so much."""

    counts: tuple[int, ...]
    rates: tuple[Fraction, ...]
    price: int | None
    often: int | None
    times: Fraction


def find_row_products(tables: Sequence[Table], figures: Sequence[Figure]) -> Iterator[Relation]:
    """The products of each table; ``figures`` are those of the text, in their order."""
    starts = [figure.start for figure in figures]
    for table in tables:
        amounts = [j for j, head in enumerate(table.header) if AMOUNT.search(head) and not RATE_COLUMN.search(head)]
        counts = _counts(table, amounts) if amounts else []
        if not counts:
            continue
        near = figures[bisect_left(starts, table.start - ABOVE) : bisect_left(starts, table.end + BELOW)]
        said = _standards(near), _times(near)
        prices = [j for j, head in enumerate(table.header) if RATE_COLUMN.search(head) or TIMES_COLUMN.search(head)]
        sizes = {
            j: [_size(table, row, j) for row in range(min(len(table.rows), LOOKED_AT))]
            for j in {*amounts, *counts, *prices}
        }
        for amount in amounts:
            readings = (one for one in _readings(table, counts, *said) if _may_fit(sizes, amount, one))
            yield from agreed([_rows(table, amount, one) for one in readings])


def _size(table: Table, row: int, column: int) -> float:
    """A cell's number, near enough to leave out what cannot be meant."""
    cell = table.rows[row][column] if column < len(table.rows[row]) else None
    return float(cell.value) if cell is not None and cell.value is not None else 0.0


def _may_fit(sizes: dict[int, list[float]], amount: int, reading: _Reading) -> bool:
    """Whether some row comes near in this reading, in yuan or in 万元."""
    for row, whole in enumerate(sizes[amount]):
        if reading.price is not None:
            base = sizes[reading.counts[0]][row] * sizes[reading.price][row]
        else:
            base = sum(sizes[j][row] * float(rate) for j, rate in zip(reading.counts, reading.rates, strict=True))
        base *= float(reading.times) * (sizes[reading.often][row] if reading.often is not None else 1)
        if whole and any(abs(base / scale - whole) * HUNDRED <= whole for scale in (1, WAN)):
            return True
    return False


def _counts(table: Table, amounts: Sequence[int]) -> list[int]:
    """Columns of whole numbers of something: no money, rate or serial number."""
    found = []
    for j, head in enumerate(table.header):
        cells = [row[j] for row in table.rows if j < len(row) and row[j].value is not None]
        whole = cells and all(not cell.places for cell in cells)
        bare = len(head) > 1 and not NO_SUM.search(head) and not TIMES_COLUMN.search(head)
        if j not in amounts and whole and bare and "元" not in table.unit_of(j)[1]:
            found.append(j)
    return found[:MOST_COUNTS]


def _standards(figures: Sequence[Figure]) -> list[_Standard]:
    """Whole yuan for each: 小学每生每学期500元, 初中625元/生, 每生每天5元."""
    told = [f for f in figures if f.thing == "元" and f.scale == 1 and f.is_plain and 1 < f.value < HIGHEST]
    found = [_Standard(f.value, f.clause) for f in told if f.per or STANDARD.search(f.clause) or ONE_OF.match(f.after)]
    return list({(one.rate, one.words): one for one in found}.values())[-MOST_STANDARDS:]


def _times(figures: Sequence[Figure]) -> list[Fraction]:
    """How many months, terms or days the text tells."""
    told = [f.value for f in figures if (f.unit in TIMES or f.thing in TIMES) and f.is_plain and f.value > 1]
    return list(dict.fromkeys(told))[:MOST_TIMES]


def _readings(
    table: Table, counts: Sequence[int], standards: Sequence[_Standard], times: Sequence[Fraction]
) -> Iterator[_Reading]:
    often = [None, *(j for j, head in enumerate(table.header) if TIMES_COLUMN.search(head))]
    prices = [j for j, head in enumerate(table.header) if RATE_COLUMN.search(head)]
    for price, count in product(prices, counts):
        head = table.header[price]
        spell = "月" if BY_MONTH.search(head) else "学期" if BY_TERM.search(head) else ""
        meant = dict.fromkeys([*times, *map(Fraction, IN_A_YEAR.get(spell, ()))])
        yield from (_Reading((count,), (), price, None, one) for one in meant)
    many = [Fraction(1), *times]
    for one, count, column, so_often in product(standards, counts, often, many):
        yield _Reading((count,), (one.rate,), None, column, so_often)
    named = [_named(table, j, standards) for j in counts]
    own = [(j, rate) for j, rate in zip(counts, named, strict=True) if rate is not None]
    for size in range(LEAST, len(own) + 1):
        for some in combinations(own, size):
            pairs = tuple(j for j, _ in some), tuple(rate for _, rate in some)
            yield from (_Reading(*pairs, None, None, one) for one in many)


def _named(table: Table, column: int, standards: Sequence[_Standard]) -> Fraction | None:
    """The standard whose words name the column: 小学 of 小学寄宿生（人）, and 初中 of 初中625元/生."""
    head = re.sub(r"[（(].*?[)）]|人数$|人次$|数$", "", table.header[column].split("/")[-1])
    fits = [one for one in standards if head[:2] in one.words[-12:] or stems(head) & stems(one.words)]
    rates = {one.rate for one in fits}
    return fits[0].rate if len(rates) == 1 and not TOTAL_HEAD.search(head) else None


def _rows(table: Table, amount: int, reading: _Reading) -> list[Relation]:
    return [
        relation
        for row in range(min(len(table.rows), MOST_ROWS))
        if (relation := _row(table, row, amount, reading)) is not None
    ]


def _row(table: Table, row: int, amount: int, reading: _Reading) -> Relation | None:
    whole = table.figure(row, amount)
    cells = [table.figure(row, j) for j in reading.counts]
    price = table.figure(row, reading.price) if reading.price is not None else None
    often = table.figure(row, reading.often) if reading.often is not None else None
    if whole is None or whole.value <= 0 or (reading.price is not None and price is None):
        return None
    if reading.often is not None and often is None:
        return None
    rates = reading.rates if price is None else (price.amount,)
    pairs = [(cell, rate) for cell, rate in zip(cells, rates, strict=True) if cell is not None and cell.value > 0]
    if not pairs or (price is not None and kind_of(table.labels[row]) != "data"):
        return None
    factors = [often.amount] if often is not None else []
    factors += [reading.times] if reading.times != 1 else []
    base = sum((cell.amount * rate for cell, rate in pairs), Fraction(0))
    computed = base
    for factor in factors:
        computed *= factor
    scale = whole.scale if whole.unit else WAN if whole.value < base / WAN * LEAST else 1
    terms = " + ".join(f"{number(cell)} * {digits(rate)}" for cell, rate in pairs)
    terms = f"({terms})" if len(pairs) > 1 and (factors or scale != 1) else terms
    terms += "".join(f" * {digits(factor)}" for factor in factors)
    terms += f" / {scale}" if scale != 1 else ""
    verdict = compare(Value(computed * whole.scale / scale, *[computed * whole.scale / scale] * 2), whole)
    figures = [cell for cell, _ in pairs] + [one for one in (price, often) if one is not None]
    shown = f"{terms} = {number(whole)}"
    return written("table", figures, whole, shown, computed * whole.scale / scale, verdict)
