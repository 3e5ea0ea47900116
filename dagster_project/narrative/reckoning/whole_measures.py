"""Lengths, areas and weights printed as whole numbers: 168071公里 is rounded, 168071人 is counted.

Belongs here: which figures were measured, and how far their sums and differences may be off for it.
Does not belong here: decimals and 万元, whose last place is printed (``arithmetic``).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from dagster_project.narrative.model import Figure

MEASURED = frozenset(
    {
        "公里",
        "米",
        "平方米",
        "亩",
        "公顷",
        "吨",
        "公斤",
        "斤",
        "克",
        "升",
        "毫升",
        "立方米",
        "方",
        "千瓦",
        "千瓦时",
        "度",
        "元",
    }
)
LEAST, LEAST_MONEY = 100, 10_000


def is_measured(figure: Figure) -> bool:
    """Whether a whole number may have been rounded: 4335公里, 71300元, and no 300元."""
    return figure.thing in MEASURED and figure.scale == 1 and figure.places == 0 and figure.is_plain


def is_within_their_last_place(off: Fraction, figures: Sequence[Figure]) -> bool:
    """168071 - 163737 = 4335: every figure may be off by half of one."""
    largest = max((figure.amount for figure in figures), default=Fraction(0))
    least = LEAST_MONEY if any(figure.thing == "元" for figure in figures) else LEAST
    return all(map(is_measured, figures)) and largest >= least and 0 < abs(off) * 2 <= len(figures)
