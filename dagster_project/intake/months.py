"""Columns headed by months: 1月 … 12月, each a month's number of everybody in the rows.

What belongs here: what such a header is in a dataset whose rows know months, and which months lie in a period. What does
not: other categories (``categories``), taking columns apart (``wide_tables``).

A month's column becomes rows of that month: first and last month are it, and the count of months is one. Where a dataset
has an amount and a monthly rate, the number is the month's amount, and its rate too where no column or header says one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.contracts import Contract
from dagster_project.intake.periods import first_and_last_day

MONTH = "_month"
_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"十一": 11, "十二": 12}
_NAMED = re.compile(r"(?:(20\d\d)年)?(1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])月份?")
_BEGINS = re.compile(rf"(?:{_NAMED.pattern})(?![\d一二三四五六七八九十])")


_NONE = r"^\s*(?:0+(?:\.0+)?|[-—–/]+|无)?元?\s*$"


def is_none_in_a_month(text: str | None) -> bool:
    """Whether a month's cell says that there was nothing: blank, 0 or a dash."""
    return text is None or re.search(_NONE, text) is not None


def none_in(texts: pa.Array) -> pa.Array:
    """The same of each text of a column."""
    return pc.match_substring_regex(texts, _NONE)


class MonthFields(NamedTuple):
    """The fields of a dataset that say months, count them, and the money a month and in all; None where it has none."""

    months: tuple[str, ...]
    counted: str | None
    rate: str | None
    amount: str | None

    def filled(self) -> frozenset[str]:
        """What a column of a month fills."""
        return frozenset({*self.months, *(name for name in (self.counted, self.rate, self.amount) if name)})

    def said(self, month: str) -> dict[str, str]:
        """What the header of such a column says for all its rows."""
        return dict.fromkeys(self.months, month) | ({self.counted: "1"} if self.counted else {})


def month_fields(contract: Contract) -> MonthFields | None:
    """What a month's column fills in a dataset; None where its rows know no months."""
    months = tuple(item.name for item in contract.fields if item.kind == "month")
    if not months:
        return None
    count = next((item.name for item in contract.fields if item.kind == "integer" and item.unit == "months"), None)
    money = [item for item in contract.fields if item.kind == "money"] if count else []
    rate = next((item.name for item in money if "月" in item.name_zh), None)
    amount = next((item.name for item in money if item.name != rate), None)
    return MonthFields(months, count, rate, amount if rate else None)


def money_of_months(contract: Contract) -> tuple[str | None, str | None]:
    """The monthly rate and the amount of a dataset whose rows count months."""
    fields = month_fields(contract)
    return (fields.rate, fields.amount) if fields else (None, None)


def month_named(text: str) -> str | None:
    """
    >>> month_named("09月份"), month_named("2020年十二月"), month_named("13月"), month_named("9月1日")
    ('9月', '2020年12月', None, None)
    """
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    number = _DIGITS.get(match[2]) or int(match[2])
    return f"{match[1]}年{number}月" if match[1] else f"{number}月"


def begins_with_month(text: str) -> bool:
    """Whether a header may be one of a month's: 1月, 1月份金额."""
    return _BEGINS.match(text) is not None


def month_in(period: str, month: str) -> str | None:
    """A month with its year, if it lies in the period in one year only.

    >>> month_in("2020-autumn", "1月"), month_in("2020", "2019年12月"), month_in("2020-autumn", "5月")
    ('2021年1月', None, None)
    """
    first, last = first_and_last_day(period)
    year, _, number = month.removesuffix("月").rpartition("年")
    years = [int(year)] if year else range(first.year, last.year + 1)
    at = [item for item in years if (first.year, first.month) <= (item, int(number)) <= (last.year, last.month)]
    return f"{at[0]}年{number}月" if len(at) == 1 else None
