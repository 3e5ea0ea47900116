"""Days, months and terms written without a year, 9月1日, 9月 and 秋季: it follows from the period, or is not told.

What belongs here: writing the year before the cell's text in brackets, [2020年]9月1日, so that whoever reads it sees what
the cell said and what was supplied. What does not: reading it (``readers.values``).

From one month to another, 9月 to 6月, may begin the year before: only a row's one month is given its year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from dagster_project.intake.months import month_in, month_named
from dagster_project.intake.periods import first_and_last_day, period_kind, terms_touched
from dagster_project.intake.recognition import Table
from dagster_project.intake.rows import Sorted
from dagster_project.readers.values.shape import compact

_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_TERM = re.compile(r"(春|秋)季?(?:学期)?")
_SEASONS = {"春": "spring", "秋": "autumn"}


def supply_years(table: Table, rows: Sorted, period: str | None) -> int:
    """Write the year into the texts of days, months and terms that lack it; how many cells that were."""
    if period is None or period_kind(period) == "snapshot":
        return 0
    kinds = {"date", "term"}
    if sum(item.kind == "month" for item in table.contract.fields) == 1:
        kinds.add("month")
    return sum(
        _supply(rows, item.name, period, item.kind)
        for item in table.contract.fields
        if item.kind in kinds and item.name in rows.columns and "birth" not in item.name
    )


def _supply(rows: Sorted, name: str, period: str, kind: str) -> int:
    column = rows.columns[name]
    texts: Iterable[str | None] = column.unique().to_pylist()
    found = {text: year for text in texts if text and (year := _year(compact(text), period, kind))}
    if not found:
        return 0
    told = [f"[{found[text]}年]{text.strip()}" if text in found else text for text in column.to_pylist()]
    rows.columns[name] = pa.array(told, pa.string())
    return sum(1 for text in column.to_pylist() if text in found)


def _year(text: str, period: str, kind: str) -> int | None:
    """The one year in which such a day, month or term lies inside the period; None where there is none."""
    if kind == "month":
        named = month_named(text) or month_named(f"{text}月")
        month = month_in(period, named) if named and "年" not in named else None
        return int(month[:4]) if month else None
    if kind == "term":
        match = _TERM.fullmatch(text)
        terms = [term for term in terms_touched(period) if match and term.endswith(_SEASONS[match[1]])]
        return int(terms[0][:4]) if len(terms) == 1 else None
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    first, last = first_and_last_day(period)
    years = [year for year in range(first.year, last.year + 1) if _is_inside(year, match, first, last)]
    return years[0] if len(years) == 1 else None


def _is_inside(year: int, match: re.Match[str], first: date, last: date) -> bool:
    try:
        return first <= date(year, int(match[1]), int(match[2])) <= last
    except ValueError:
        return False
