"""The days of a term: when there are lessons, which days are holidays, when the vacation begins.

What belongs here: the calendar that every school of a rehearsal keeps. What does not: the rows a county hands in about
it (``registers``). Holidays that follow the moon are left out.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from dagster_project.demo.world import Term

SATURDAY = 5


class Span(NamedTuple):
    """Days from ``first`` to ``last``, both included."""

    name: str
    first: dt.date
    last: dt.date


def lessons(term: Term) -> Span:
    """From the first day of lessons to the last."""
    if term.period.endswith("spring"):
        return Span("正式上课", dt.date(term.year, 3, 1), dt.date(term.year, 7, 10))
    return Span("正式上课", dt.date(term.year, 9, 1), dt.date(term.year + 1, 1, 15))


def holidays(term: Term) -> list[Span]:
    """Public holidays inside the term."""
    if term.period.endswith("spring"):
        days = (("清明节放假", (4, 4), (4, 6)), ("劳动节放假", (5, 1), (5, 5)))
        return [Span(name, dt.date(term.year, *first), dt.date(term.year, *last)) for name, first, last in days]
    year = term.year
    return [
        Span("国庆节放假", dt.date(year, 10, 1), dt.date(year, 10, 7)),
        Span("元旦放假", dt.date(year + 1, 1, 1), dt.date(year + 1, 1, 1)),
    ]


def vacation(term: Term) -> Span:
    """From the day after the last lessons to the end of the term."""
    name = "暑假" if term.period.endswith("spring") else "寒假"
    return Span(name, lessons(term).last + dt.timedelta(days=1), term.ends_on)


def teaching_days(term: Term) -> list[dt.date]:
    """Every day with lessons: Monday to Friday, no holiday."""
    _, first, last = lessons(term)
    free = {day for span in holidays(term) for day in _days(span.first, span.last)}
    return [day for day in _days(first, last) if day.weekday() < SATURDAY and day not in free]


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
