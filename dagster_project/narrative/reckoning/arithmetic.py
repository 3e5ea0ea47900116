"""Exact comparison of what was computed with what was printed: equal, equal once rounded, near, or not.

Belongs here: how far a printed figure may be from its true value, and the comparison.
Does not belong here: which figures belong together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from dagster_project.narrative.exact import Exact
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure
from dagster_project.narrative.numerals import digits

HALF = Exact(1, 2)
ROUGH_STEPS = Exact(3, 2)
"""How many of the last telling digit 约 may be off."""
BEYOND = Exact(10**18)
ROUGH_ENOUGH = Exact(1, 5)


class Value(NamedTuple):
    """A number in base units and the stretch it may lie in."""

    nominal: Fraction
    low: Fraction
    high: Fraction


@lru_cache(maxsize=1 << 16)
def last_place(figure: Figure) -> Fraction:
    """What one in the last printed place is worth in base units; 0 for a plain count of whole things."""
    if figure.places == 0 and figure.scale == 1 and figure.thing not in ("%", "‰", "个百分点", "倍"):
        return Exact(0)
    return Exact(figure.scale, 10**figure.places)


def told_place(figure: Figure) -> Fraction:
    """What one in the last digit that tells something is worth: 1万 in 约147万, 10万 in 约150万."""
    told = digits(figure.value)
    zeros = len(told) - len(told.rstrip("0")) if "." not in told else 0
    return Exact(figure.scale * 10**zeros, 10**figure.places)


@lru_cache(maxsize=1 << 16)
def value_of(figure: Figure) -> Value:
    """A printed figure with what rounding and its words allow."""
    slack = last_place(figure) * HALF
    low = -BEYOND if figure.low is None else figure.low * figure.scale - slack
    high = BEYOND if figure.high is None else figure.high * figure.scale + slack
    return Value(figure.amount, low, high)


def total(values: Iterable[Value]) -> Value:
    """The sum of values, and of what they allow."""
    listed = list(values)
    return Value(
        sum((v.nominal for v in listed), Exact(0)),
        sum((v.low for v in listed), Exact(0)),
        sum((v.high for v in listed), Exact(0)),
    )


def is_out_of_reach(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether figures printed without 约, 以上 and the like are, roughly reckoned, farther from a sum than rounding goes."""
    if whole.hedge or any(part.hedge for part in parts):
        return False
    reach = whole.scale / 10**whole.places + sum(part.scale / 10**part.places for part in parts)
    return abs(sum(part.size for part in parts) - whole.size) > reach + 1e-9 * whole.size


def minus(one: Value, other: Value) -> Value:
    """The difference."""
    return Value(one.nominal - other.nominal, one.low - other.high, one.high - other.low)


def times(one: Value, other: Value) -> Value:
    """The product of values that are not negative."""
    return Value(one.nominal * other.nominal, max(one.low, Exact(0)) * max(other.low, Exact(0)), one.high * other.high)


def is_off_by_its_last_place(more: Figure, less: Figure, left: Figure) -> bool:
    """5.2% − 1.4% is 3.8 and not 3.9: printed no finer than their difference, two figures give it exactly, or were rounded before."""
    if not (more.is_plain and less.is_plain and left.is_plain):
        return False
    alike = more.scale == less.scale and left.scale in (1, more.scale)
    coarse = left.thing == "个百分点" and min(more.places, less.places) < left.places
    exact = alike and not coarse and max(more.places, less.places) <= left.places
    return exact and more.amount - less.amount != left.amount


def scaled(value: Value, factor: Fraction | int) -> Value:
    """The value times an exact factor."""
    return Value(value.nominal * factor, value.low * factor, value.high * factor)


def quotient(one: Value, other: Value) -> Value | None:
    """The ratio; None where the divisor may be nothing."""
    if other.nominal <= 0 or other.low <= 0:
        return None
    return Value(one.nominal / other.nominal, max(one.low, Exact(0)) / other.high, one.high / other.low)


def compare(computed: Value, stated: Figure) -> str:
    """holds, rounding, ask (near what is only said roughly) or fails."""
    place = last_place(stated)
    off = computed.nominal - stated.amount
    if not stated.hedge:
        if off == 0:
            return HOLDS
        if abs(off) <= place * HALF or 0 < off < place:
            return ROUNDING
        if stated.thing == "%" and stated.places and abs(off) < place:
            return ROUNDING
    if stated.hedge in ("以上", "以下"):
        return _within_bound(computed, stated)
    said = value_of(stated)
    if said.low <= computed.nominal <= said.high:
        return ROUNDING
    if said.low <= computed.high and computed.low <= said.high:
        return ROUNDING
    rough = stated.hedge in ("约", "近", "余") and abs(off) <= abs(stated.amount) * ROUGH_ENOUGH
    return ASK if rough else FAILS


def _within_bound(computed: Value, stated: Figure) -> str:
    """A bound is meant as printed: 69.6 % is not 70%以上, unless what it was computed from was itself rounded."""
    over = stated.hedge == "以上"
    if (computed.nominal >= stated.amount) if over else (computed.nominal <= stated.amount):
        return HOLDS
    near = (computed.high >= stated.amount) if over else (computed.low <= stated.amount)
    return ROUNDING if near else FAILS


def shown(value: Fraction, figure: Figure) -> str:
    """A value in base units as digits in the unit ``figure`` is printed in."""
    return digits(value / figure.scale)
