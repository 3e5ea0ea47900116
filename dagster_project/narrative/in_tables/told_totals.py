"""The total of a table told in the text: five years in rows, and 五年累计发放20456人次、23097.13万元 below them.

Belongs here: sums of a column told in words, where it has no total row or one that says otherwise.
Does not belong here: sums of total rows (``table_sums``), a number told in words and in one cell (``beside_tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.in_tables.beside_tables import is_named, may_be_told
from dagster_project.narrative.in_tables.table_sums import adds_up, kind_of
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, total, value_of
from dagster_project.narrative.reckoning.beside_cells import is_telling, told_beside
from dagster_project.narrative.reckoning.claims import common_digits, number, written
from dagster_project.narrative.reckoning.slips import are_as_long, is_slip
from dagster_project.narrative.text.tables import Table

ALL = re.compile(r"合计|累计|总计|共|总额|总数|总量")
PEOPLE = {"人", "人次"}  # 人数 of single years, 人次 of all of them
LEAST_ROWS = 3
MOST_FIGURES = 2000
TEN, HUNDRED = 10, 100
NEAR, TELLING = 30, 3
GOOD = (HOLDS, ROUNDING)


def find_told_totals(figures: Sequence[Figure], tables: Sequence[Table]) -> Iterator[Relation]:
    """The columns' sums that figures of the text give; digits in another order fail beside a sum that holds."""
    told = [figure for figure in figures if may_be_told(figure)][:MOST_FIGURES]
    for table in tables:
        columns = [column for column in range(len(table.header)) if adds_up(table, column)]
        kinds = [kind_of(label) for label in table.labels]
        if "total" in kinds or "subtotal" in kinds:
            if kinds.count("total") == 1 and "subtotal" not in kinds:
                yield from _against_the_total_row(table, kinds.index("total"), columns, told)
            continue
        sums = [pair for column in columns for pair in _sums(table, column, told)]
        proved = [whole for whole, relation in sums if whole.clause and relation.verdict in GOOD]
        for whole, relation in sums:
            alike = (one.clause for one in proved)
            beside = any(clause.startswith(whole.clause) or whole.clause.startswith(clause) for clause in alike)
            near = any(abs(one.at - whole.at) < NEAR for one in proved if one is not whole)
            if relation.verdict in GOOD or near or ALL.search(whole.clause):
                yield relation if relation.verdict in GOOD or (beside and relation.diagnosis) else _asked(relation)


def _asked(relation: Relation) -> Relation:
    return replace(relation, verdict=ASK)


def _against_the_total_row(
    table: Table, row: int, columns: Sequence[int], told: Sequence[Figure]
) -> Iterator[Relation]:
    """共1344.8万元 that the rows of a column add up to, and a total row that says otherwise."""
    for column in columns:
        whole = table.figure(row, column)
        cells = [table.figure(i, column) for i in range(len(table.rows)) if i != row]
        parts = [cell for cell in cells if cell is not None]
        computed = sum((cell.amount for cell in parts), Fraction(0))
        if whole is None or len(parts) < LEAST_ROWS or computed == whole.amount or not is_telling(computed):
            continue
        for figure in told:
            if figure.amount == computed and figure.thing == whole.thing and whole.amount > 0:
                expression = f"{digits(whole.amount / figure.scale)} = {number(figure)}"
                yield told_beside(figure, whole, expression, FAILS)
                break


def _sums(table: Table, column: int, told: Sequence[Figure]) -> Iterator[tuple[Figure, Relation]]:
    """Each figure that is a column's sum, or has its digits in another order."""
    cells = [table.figure(row, column) for row, label in enumerate(table.labels) if kind_of(label) == "data"]
    parts = [cell for cell in cells if cell is not None]
    if len(parts) < LEAST_ROWS:
        return
    computed = total(map(value_of, parts))
    about, in_order = float(computed.nominal), sorted(_digits(computed.nominal))
    for figure in told:
        if not about / TEN < figure.size < about * TEN or not _are_alike(figure, parts[0]):
            continue
        is_total, is_exact = ALL.search(figure.clause) is not None, abs(figure.size - about) <= about / HUNDRED
        verdict = compare(computed, figure) if is_exact else FAILS
        alone = is_total or is_named(figure, parts[0]) or figure.amount == computed.nominal
        if verdict in GOOD and is_telling(figure.amount) and alone:
            yield figure, _written(parts, figure, computed.nominal, verdict, None)
        elif is_total and is_telling(figure.amount) and in_order == sorted(_digits(figure.amount)):
            yield figure, _written(parts, figure, computed.nominal, FAILS, "transposed_digits")
        elif figure.amount not in {cell.amount for cell in parts} and _is_long_slip(computed.nominal, figure):
            yield figure, _written(parts, figure, computed.nominal, FAILS, None)


def _is_long_slip(computed: Fraction, figure: Figure) -> bool:
    return (
        len(digits(figure.amount)) > TELLING
        and is_telling(figure.amount)
        and are_as_long(computed, figure)
        and is_slip(computed, figure)
    )


def _are_alike(figure: Figure, cell: Figure) -> bool:
    return cell.thing in ("", figure.thing) or {cell.thing, figure.thing} == PEOPLE


def _digits(amount: Fraction) -> str:
    return digits(amount).replace(".", "").strip("0")


def _written(parts: Sequence[Figure], whole: Figure, computed: Fraction, verdict: str, slip: str | None) -> Relation:
    shown = [
        part if part.unit else replace(part, unit=whole.unit, thing=whole.thing, scale=whole.scale) for part in parts
    ]
    expression = " + ".join(common_digits(shown, whole)) + f" = {number(whole)}"
    return written(
        "table", shown, whole, expression, computed, verdict, diagnosis=slip, parts=[part.amount for part in shown]
    )
