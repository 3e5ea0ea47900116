"""Growth down the rows of a table of years, and what the text says of such a row of years: 年均增长5.1%, 2024年比2021年增长16.1%.

Belongs here: rows that are years one after another. Does not belong here: growth from column to column (``table_columns``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import GOAL, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import Table
from dagster_project.narrative.text.units import is_rate

YEAR = re.compile(r"(?:19|20)\d{2}(?:年度?|学年度?)?")
GROWTH = re.compile(r"增长|增幅|增速|同比|升降|增减")
AMOUNT_OF_IT = re.compile(r"增[长减]?[额量数]|增减(?:数|额|人)|较上年增加")
YEARLY = re.compile(r"(?:年均|平均每年|年平均)(?:增[长速幅]|递增|增长率)[^，。；：\d]{0,4}$")
SINCE = re.compile(
    r"(?P<new>(?:19|20)\d{2})年?(?:度)?[^，。；：\d]{0,6}[比较](?P<old>(?:19|20)\d{2})年?(?:度)?[^，。；：\d]{0,8}(?:增长|提高|增加|上升)(?:了|约)?$"
)
GOOD = (HOLDS, ROUNDING)
MOST_YEARS = 40


class _Series:
    """One column of a table of years."""

    def __init__(self, table: Table, column: int, years: dict[int, int]) -> None:
        told = {year: table.figure(row, column) for row, year in years.items()}
        self.head = table.header[column]
        self.of = {year: figure for year, figure in sorted(told.items()) if figure is not None and figure.amount > 0}

    def is_money_or_count(self) -> bool:
        """Whether the column holds amounts, not rates."""
        return len(self.of) > 2 and not any(is_rate(f.thing) for f in self.of.values()) and not GROWTH.search(self.head)


def find_years_down(tables: Sequence[Table], sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Growth in the cells, then growth in the text by the columns of years."""
    told: list[_Series] = []
    for table in tables:
        years = _years(table)
        if len(years) > 2:
            columns = [_Series(table, column, years) for column in range(1, len(table.header))]
            for column in range(1, len(table.header)):
                yield from _down(table, column, years, columns[: column - 1])
            told += [one for one in columns if one.is_money_or_count()]
    if told:
        for sentence in sentences:
            for figure in sentence.figures:
                if figure.thing == "%" and figure.hedge != "范围" and not GOAL.search(figure.clause):
                    yield from _said(figure, sentence, told)


def _years(table: Table) -> dict[int, int]:
    """The year of each row, where rows begin with years one after another."""
    years = {
        row: int(cells[0].text[:4])
        for row, cells in enumerate(table.rows[:MOST_YEARS])
        if cells and YEAR.fullmatch(cells[0].text)
    }
    steps = {later - former for former, later in pairwise(years.values())}
    return years if len(steps) == 1 and abs(next(iter(steps))) == 1 else {}


def _down(table: Table, column: int, years: dict[int, int], before: Sequence[_Series]) -> Iterator[Relation]:
    """Each rate against the nearest column of amounts; one that is off fails where most others come out."""
    head = table.header[column]
    series = next((one for one in reversed(before) if one.is_money_or_count()), None)
    if series is None or not GROWTH.search(head) or AMOUNT_OF_IT.search(head):
        return
    relations = []
    for row, year in years.items():
        rate, new, old = table.figure(row, column), series.of.get(year), series.of.get(year - 1)
        if rate is None or new is None or old is None or rate.thing not in ("%", ""):
            continue
        computed = (new.amount - old.amount) / old.amount * 100
        verdict = _verdict(computed, rate)
        working = f"({number(new)} - {digits(old.amount / new.scale)}) / {digits(old.amount / new.scale)} * 100"
        shown = f" = {number(rate)}" if verdict in GOOD else f" = {digits(computed, 2)} (= {number(rate)})"
        relations.append(written("table", [old, new], rate, working + shown, computed, verdict))
    good = sum(r.verdict in GOOD for r in relations)
    if good * 2 > len(relations) or good == len(relations):
        yield from relations


def _verdict(computed: Fraction, rate: Figure) -> str:
    """The unit of a bare number in a column of rates is the per cent."""
    if computed == rate.value:
        return HOLDS
    if abs(computed - rate.value) <= Fraction(1, 2 * 10**rate.places):
        return ROUNDING
    return compare(Value(computed, computed, computed), rate) if rate.thing == "%" else FAILS


def _said(figure: Figure, sentence: Sentence, told: Sequence[_Series]) -> Iterator[Relation]:
    words = sentence.plain[max(sentence.at, figure.at - 40) : figure.at]
    since, yearly = SINCE.search(words), YEARLY.search(words)
    found: list[Relation] = []
    for series in told:
        first, last = min(series.of), max(series.of)
        if since is not None:
            old, new = series.of.get(int(since["old"])), series.of.get(int(since["new"]))
            if old is not None and new is not None:
                found.append(_since(old, new, figure))
        elif yearly is not None and last - first > 1:
            found.append(_yearly(series.of[first], series.of[last], last - first, figure))
    holding = next((one for one in found if one.verdict in GOOD), None)
    if holding is not None:
        yield holding
    elif len(found) == 1 and len(told) == 1:
        yield found[0]


def _since(old: Figure, new: Figure, rate: Figure) -> Relation:
    computed = (new.amount - old.amount) / old.amount * 100
    verdict = compare(Value(computed, computed, computed), rate)
    working = f"({number(new)} - {digits(old.amount / new.scale)}) / {digits(old.amount / new.scale)} * 100"
    verdict = verdict if verdict in GOOD else FAILS if rate.is_plain else ASK
    return written("growth", [], rate, f"{working} = {number(rate)}", computed, verdict)


def _yearly(old: Figure, new: Figure, years: int, rate: Figure) -> Relation:
    grown = (float(new.amount / old.amount) ** (1 / years) - 1) * 100
    computed = Fraction(round(grown * 10**4), 10**4)
    near = abs(computed - rate.value) <= Fraction(1, 10**rate.places)
    expression = f"({number(new)} / {digits(old.amount / new.scale)}) ^ (1 / {years}) - 1 = {number(rate)} / 100"
    return written("growth", [], rate, expression, computed, ROUNDING if near else ASK)
