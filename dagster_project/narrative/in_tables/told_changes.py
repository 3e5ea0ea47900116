"""Changes told beside a cell whose year before is in the table as well: 决算数2364万元，比上年下降16.77% and the 2840 of 2015年.

Belongs here: a figure of the text that is a cell of the last of two periods, in rows or in columns, and by how much it says
that cell has changed. Does not belong here: growth within a table (``table_shares``, ``years_down``), changes whose both ends
the text tells (``changes``), changes of a row that the words name (``reckoned_cells``).

What comes out is told; what does not is asked about where one slip explains it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, minus, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import MONEY, NO_SUM
from dagster_project.narrative.text.units import is_rate

YEAR = re.compile(r"(?:19|20)\d\d")
NOW, BEFORE = re.compile("^(?:本[年期月季]|今年|当[年月])"), re.compile("^(?:上[年期月季]|去年|上年同期)")
COMPARED = re.compile(r"[比较与](?:上|去|20\d\d|同)|同比|环比|[增减]幅")
GOOD = (HOLDS, ROUNDING)
AROUND, HUNDRED, WAN, FEW_DIGITS, LONGEST_GAP, MOST_CHANGES, MOST_PRINTED = 3000, 100, 10**4, 2, 40, 3, 12
Pair = tuple[Figure, Figure]


def find_told_changes(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """Each such change about any table of the document, beside it in the text."""
    starts = [sentence.at for sentence in sentences]
    for one in tables:
        pairs: dict[Fraction, list[Pair]] = defaultdict(list)
        for new, old in _pairs(one):
            pairs[new.amount].append((new, old))
        if not pairs:
            continue
        at, to = (bisect_left(script.origin, place) for place in (one.table.start - AROUND, one.table.end + AROUND))
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            yield from _told(sentence, pairs)


def _pairs(one: Named) -> Iterator[Pair]:
    """Cells of the last period and of the one before it."""
    table = one.table
    firsts = [row[0].text if row else "" for row in table.rows[: len(one.rows)]]
    if (lines := _last_two(firsts)) is not None:
        new, old = lines
        yield from _both((one.cell(new, j), one.cell(old, j), one) for j in one.columns)
    elif (lines := _last_two([head.split("/")[0] for head in table.header])) is not None:
        new, old = lines
        yield from _both((one.cell(row, new), one.cell(row, old), one) for row in one.rows)


def _last_two(names: Sequence[str]) -> tuple[int, int] | None:
    """Where the last period stands and the one before it: two years one after the other, or 本年 and 上年."""
    told = [n for n, name in enumerate(names) if YEAR.match(name) and len(YEAR.findall(name)) == 1]
    years = {int(names[n][:4]): n for n in told}
    if len(years) > 1 and len(told) == len(years) and max(years) - 1 in years:
        return years[max(years)], years[max(years) - 1]
    now = [n for n, name in enumerate(names) if NOW.match(name)]
    before = [n for n, name in enumerate(names) if BEFORE.match(name)]
    return (now[0], before[0]) if len(now) == len(before) == 1 else None


def _both(cells: Iterator[tuple[Figure | None, Figure | None, Named]]) -> Iterator[Pair]:
    for new, old, one in cells:
        if new is not None and old is not None and min(new.value, old.value) > 0 and not is_rate(new.thing):
            yield from (
                (_as_money(new, one), _as_money(old, one)) if money else (new, old) for money in _ways(new, one)
            )


def _ways(cell: Figure, one: Named) -> Sequence[bool]:
    """As it is, and as 万元 where the table is in them or its header speaks of money and names no unit."""
    if cell.unit or NO_SUM.search(cell.after):
        return (False,)
    is_money = one.table.money_scale > 1 or MONEY.search("".join(one.heads)) is not None
    return (False, True) if is_money else (False,)


def _as_money(cell: Figure, one: Named) -> Figure:
    scale = one.table.money_scale if one.table.money_scale > 1 else WAN
    return replace(cell, scale=scale, unit="万元" if scale == WAN else "亿元", thing="元")


def _told(sentence: Sentence, pairs: dict[Fraction, list[Pair]]) -> Iterator[Relation]:
    anchor: Pair | None = None
    last, changes = 0, 0
    for figure in sentence.figures:
        if not is_change(figure) and not is_rate(figure.thing):
            anchor = _anchor(figure, pairs)
            last, changes = figure.to, 0
            continue
        words = sentence.plain[last : figure.at]
        near = len(words) < LONGEST_GAP and changes < MOST_CHANGES and not re.search("[；。]", words)
        led = COMPARED.search(words) or changes
        if anchor is not None and near and led and is_change(figure) and not GOAL.search(figure.clause):
            changes += 1
            yield from _judged(figure, *anchor)
            last = figure.to


def _anchor(figure: Figure, pairs: dict[Fraction, list[Pair]]) -> Pair | None:
    found = pairs.get(figure.amount, []) if figure.is_plain and not figure.per else []
    alike = [pair for pair in found if pair[0].thing in ("", figure.thing)]
    named = [pair for pair in alike if pair[0].after[:2] in figure.clause or pair[0].before[:2] in figure.clause]
    telling = len(digits(figure.value).replace(".", "").strip("0")) > FEW_DIGITS
    alike = named or (alike if telling else [])
    return alike[0] if len({pair[1].amount for pair in alike}) == 1 else None


def _judged(figure: Figure, new: Figure, old: Figure) -> Iterator[Relation]:
    if figure.thing == "%":
        ratio = quotient(value_of(new), value_of(old))
        if ratio is None:
            return
        grown = scaled(ratio, HUNDRED)
        computed = _abs(Value(grown.nominal - HUNDRED, grown.low - HUNDRED, grown.high - HUNDRED))
        kind, terms = "growth", f"({number(new)} - {number(old)}) / {number(old)} * 100"
    elif figure.thing == new.thing or not new.thing:
        computed = _abs(minus(value_of(new), value_of(old)))
        more, less = sorted((new, old), key=lambda f: -f.amount)
        kind, terms = "difference", f"{digits(more.amount / figure.scale)} - {digits(less.amount / figure.scale)}"
    else:
        return
    verdict = compare(computed, figure)
    if verdict in GOOD or any(is_slip(value, figure) for value in _as_printed(computed, figure)):
        told = verdict if verdict in GOOD else ASK
        yield written(kind, [], figure, f"{terms} = {number(figure)}", computed.nominal, told)


def _as_printed(computed: Value, figure: Figure) -> list[Fraction]:
    """What might have been printed, the cells being rounded: 16.73 to 16.79."""
    step = Fraction(figure.scale, 10**figure.places)
    first, last = (round(value / step) for value in (computed.low, computed.high))
    return [n * step for n in range(first, last + 1)] if last - first < MOST_PRINTED else [computed.nominal]


def _abs(value: Value) -> Value:
    return value if value.nominal >= 0 else Value(-value.nominal, -value.high, -value.low)
