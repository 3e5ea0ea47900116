"""Columns whose header says what they are reckoned from: 执行率（支出数/到位数）, 结余（下达数-支出数）, ⑤=③-④.

Belongs here: formulas in the header, their operands the names or the marks of other columns, and what each row makes of
them. Does not belong here: what most rows show without a word (``table_columns``), shares of columns that no header names
(``table_shares``).

A column that tells its formula is reckoned by that alone: two other columns of which some rows make it by chance are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import Value, compare, minus, quotient, scaled, total, value_of
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.tables import Table

TOLD = re.compile(r"[（(]\s*=?(?P<inside>[^（）()]{3,40})[）)]|[=＝](?P<behind>[^（）()=＝]{3,40})")
PER_CENT = re.compile(r"\s*[×xX*]\s*100\s*[%％]?$")
SIGNS = {"/": "/", "÷": "/", "／": "/", "-": "-", "−": "-", "－": "-", "—": "-", "+": "+", "＋": "+"}
PARTED = re.compile("([" + re.escape("".join(SIGNS)) + "])")
BRACKET = re.compile(r"[（(][^（）()]*[）)]")
MARK = re.compile(r"^(?P<mark>[①-⑳A-Z]|\d{1,2})(?=[=＝一-鿿])|(?P<last>[①-⑳])$")
GOOD = (HOLDS, ROUNDING)
LEAST, HUNDRED, FAR_OFF = 2, 100, 50


class Formula(NamedTuple):
    """The sign between the operands, and the columns that these are."""

    sign: str
    columns: tuple[int, ...]


def formula_of(table: Table, column: int) -> Formula | None:
    """What the header of a column says that it is reckoned from; None where it says nothing or names no other columns."""
    for told in TOLD.finditer(table.header[column]):
        words = PER_CENT.sub("", told["inside"] or told["behind"])
        operands = PARTED.split(words)
        signs = {SIGNS[sign] for sign in operands[1::2]}
        columns = [_called(table, name.strip(), column) for name in operands[::2]]
        if len(signs) != 1 or None in columns or len(set(columns)) < len(columns):
            continue
        if (sign := signs.pop()) != "/" or len(columns) == LEAST:
            return Formula(sign, tuple(one for one in columns if one is not None))
    return None


def find_by_formula(table: Table) -> Iterator[Relation]:
    """Each row against the formula of its column; a row that differs fails where the others hold."""
    for column in range(len(table.header)):
        formula = formula_of(table, column)
        if formula is None:
            continue
        told = [one for row in range(len(table.rows)) if (one := _reckoned(table, row, column, formula)) is not None]
        good = sum(verdict in GOOD for *_, verdict in told)
        if 2 * good < len(told):
            continue  # the header means other columns, or another base
        for figures, stated, value, verdict in told:
            sure = verdict if verdict in GOOD or good >= LEAST else ASK
            yield written("table", figures, stated, _expression(figures, stated, formula.sign), value.nominal, sure)


def _called(table: Table, name: str, column: int) -> int | None:
    """The only other column of that name or with that mark."""
    heads = [(j, head) for j, head in enumerate(table.header) if j != column]
    marked = [j for j, head in heads if (m := MARK.search(head)) is not None and name in (m["mark"], m["last"])]
    if len(marked) == 1:
        return marked[0]
    if len(name) < LEAST:
        return None
    plain = [(j, BRACKET.sub("", head)) for j, head in heads]
    same = [j for j, head in plain if head == name] or [j for j, head in plain if head.startswith(name)]
    return same[0] if len(same) == 1 else None


def _reckoned(table: Table, row: int, column: int, formula: Formula) -> tuple[list[Figure], Figure, Value, str] | None:
    cells = [table.figure(row, j) for j in formula.columns]
    figures, stated = [cell for cell in cells if cell is not None], table.figure(row, column)
    if stated is None or len(figures) < len(cells) or len({f.scale for f in figures}) > 1:
        return None
    one, *others = map(value_of, figures)
    if formula.sign == "/":
        ratio = quotient(one, others[0])
        value = None if ratio is None else scaled(ratio, HUNDRED if stated.thing == "%" else 1)
    elif stated.scale != figures[0].scale:
        return None
    else:
        value = total([one, *others]) if formula.sign == "+" else minus(one, total(others))
    if value is None or value.nominal * FAR_OFF < stated.amount:
        return None  # a row whose last cell is empty is no row of this column
    return figures, stated, value, compare(value, stated) if stated.value or value.nominal else HOLDS


def _expression(figures: list[Figure], stated: Figure, sign: str) -> str:
    of_hundred = " * 100" if sign == "/" and stated.thing == "%" else ""
    return f" {sign} ".join(map(number, figures)) + f"{of_hundred} = {number(stated)}"
