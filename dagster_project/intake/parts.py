"""A table as the parts that are loaded one by one: one for each term or category that its column groups say.

What belongs here: which parts count in a folder's period. What does not: finding them (``wide_tables``, ``recognition``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from dagster_project.intake.categories import AUTUMN, PERIOD, SPRING
from dagster_project.intake.months import MONTH, month_fields, month_in
from dagster_project.intake.outline import Outline
from dagster_project.intake.periods import fit_period, parse_period, period_kind, term_of, terms_touched
from dagster_project.intake.recognition import Table


class Part(NamedTuple):
    """Some columns of a table as a table of its own, the period its header names, and the fields its header says."""

    table: Table
    period: str | None
    said: dict[str, str]


def parts_of_table(table: Table, folder_period: str | None) -> list[Part]:
    """The parts of a wide table; the table itself where it has none, or where its groups are of another period."""
    if table.beside:
        return [Part(part, None, {}) for part in table.beside]
    if not table.parts:
        return [Part(part, period, {}) for part, period in _by_term(table, folder_period)]
    said = [dict(categories) for categories, _ in table.parts]
    periods = [_with_year(told.pop(PERIOD, None), folder_period) for told in said]
    if any(periods) and not all(_is_inside(period, table, folder_period) for period in periods):
        return [_contested(table)]
    fields = month_fields(table.contract)
    months = [told.pop(MONTH, None) for told in said]
    if fields and any(months):
        within = folder_period and fit_period(folder_period, table.contract.period_kind, list(table.titles))
        if folder_period and within is None and not any(periods):
            within, periods = folder_period, _terms_of(months, table, folder_period)
        placed = [month and (month_in(within, month) if within else month) for month in months]
        if placed.count(None) != months.count(None):
            return [_contested(table)]
        said = [told | (fields.said(month) if month else {}) for told, month in zip(said, placed, strict=True)]
    return [Part(part, period, told) for (_, part), period, told in zip(table.parts, periods, said, strict=True)]


def _terms_of(months: Sequence[str | None], table: Table, folder_period: str) -> list[str | None]:
    """The term each month of a longer period lies in, for a dataset that is handed in by term: January is in autumn's."""
    found: list[str | None] = []
    for month in months:
        placed = month and table.contract.period_kind == "term" and month_in(folder_period, month)
        year, _, number = placed.removesuffix("月").partition("年") if placed else ("", "", "")
        found.append(term_of(date(int(year), int(number), 1)) if placed else None)
    return found


def _contested(table: Table) -> Part:
    """The table as one whose groups nobody can choose from."""
    headers = [column.header for column in table.columns if column.index in table.parts[0][1].group_columns]
    return Part(replace(table, parts=(), contested=tuple(headers)), None, {})


def claimed_columns(table: Table, outline: Outline | None) -> set[int]:
    """The columns that another part, a total or the rows' labels use: no header of theirs is unknown."""
    used = {at for _, part in table.parts for at in part.group_columns} | {total.at for total in table.totals}
    used |= {at for total in table.totals for at in total.below}
    used |= {at for part in table.beside for at in part.group_columns}
    return used | ({outline.label_at} if outline else set())


def _with_year(period: str | None, folder_period: str | None) -> str | None:
    """A season as the one term of the folder's period it can be; as it is where there is none or more than one."""
    if period not in (SPRING, AUTUMN) or folder_period is None:
        return period
    terms = [term for term in terms_touched(folder_period) if term.endswith(str(period))]
    return terms[0] if len(terms) == 1 else period


def _is_inside(period: str | None, table: Table, folder_period: str | None) -> bool:
    """Whether a period is of the kind the dataset is for and lies in the folder's."""
    if (
        period is None
        or period in (SPRING, AUTUMN)
        or folder_period is None
        or period_kind(period) != table.contract.period_kind
    ):
        return False
    return not set(terms_touched(period)).isdisjoint(terms_touched(folder_period))


def _by_term(table: Table, folder_period: str | None) -> list[tuple[Table, str | None]]:
    """A wide table as one table a term, where its groups are different terms of the folder's period; else as it is."""
    terms = [parse_period(group) for group, _ in table.per_group]
    wanted = set(terms_touched(folder_period)) if folder_period and table.contract.period_kind == "term" else set()
    if len(set(terms)) < len(terms) or not terms or not wanted.issuperset(term for term in terms if term is not None):
        return [(table, None)]
    if None in terms:
        return [(table, None)]
    return [(part, term) for (_, part), term in zip(table.per_group, terms, strict=True)]
