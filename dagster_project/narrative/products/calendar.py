"""How many of one stretch of time make another: twelve months, four quarters, two terms, five or seven days of a week.

Belongs here: which numbers a school's calendar allows. Does not belong here: what is paid or done in them (``chains``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

MADE_OF = {
    ("月", "年"): (12, 10, 9, 11),
    ("学期", "年"): (2,),
    ("季度", "年"): (4,),
    ("月", "季度"): (3,),
    ("月", "学期"): (5, 6, 4),
    ("天", "周"): (5, 7, 6),
}
"""The first is told where none of them gives the number."""
STRETCHES = {
    ("周", "学期"): (15, 23),
    ("周", "年"): (30, 52),
    ("周", "月"): (4, 5),
    ("天", "月"): (18, 31),
    ("天", "学期"): (75, 130),
    ("天", "年"): (150, 366),
}
"""Between these any number may be meant, so that nothing is doubted by the calendar alone."""


class Spell(NamedTuple):
    """So many of the one in the other; ``open`` where the calendar leaves any number between two."""

    times: Fraction
    is_open: bool = False


def spells(small: str, large: str) -> list[Spell]:
    """How many months, terms … may be meant; a part of one where ``large`` is the shorter; nothing where none is known."""
    if (small, large) in MADE_OF:
        return [Spell(Fraction(many)) for many in MADE_OF[small, large]]
    if (large, small) in MADE_OF:
        return [Spell(Fraction(1, many)) for many in MADE_OF[large, small]]
    if (small, large) in STRETCHES:
        low, high = STRETCHES[small, large]
        return [Spell(Fraction(many), True) for many in range(low, high + 1)]
    return []
