"""A number that is one slip of the pen from another: two digits swapped, one digit wrong, the point in another place,
last places that were added up wrongly.

Belongs here: whether a printed number is such a slip of a computed one, and how often that happens by chance.
Does not belong here: which numbers are laid beside each other (``unclaimed``), names for a slip (``diagnosis``).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from dagster_project.narrative.exact import Exact
from dagster_project.narrative.model import Figure

LEAST_SHIFTED = 2
LEAST_CLOSE, CLOSE = 3, 1000
BY_CHANCE = Exact(7, 100)
MOST_TRIALS = 40
FEW_PARTS, FAR_PLACES = 6, 2
TENFOLD = (10, 100, 1000, 10000)


def printed(value: Fraction, places: int) -> str:
    """The digits of a number rounded to so many places, without its point: 63.49 in one place is 635."""
    below = 2 * value.denominator
    above = 2 * value.numerator * 10**places + value.denominator
    return str(above // below if above >= 0 else -(-above // below))


@lru_cache(maxsize=1 << 16)
def _as_printed(figure: Figure) -> str:
    return printed(figure.value, figure.places)


def is_slip(computed: Fraction, stated: Figure) -> bool:
    """Whether what is printed is one slip from what is computed, both in the printed unit's last place."""
    if computed <= 0 or stated.value <= 0:
        return False
    right, wrong = printed(computed / stated.scale, stated.places), _as_printed(stated)
    if len(right) != len(wrong):
        return _is_shifted(right, wrong) or _is_tenfold(computed, stated) or is_swapped(computed, stated)
    unlike = [at for at, (one, other) in enumerate(zip(right, wrong, strict=True)) if one != other]
    if len(unlike) == 1:
        return True
    return is_swapped(computed, stated)


def is_slip_beside_round_ones(computed: Fraction, stated: Figure, figures: Sequence[Figure]) -> bool:
    """应拨454.08万元，实拨430万元，未拨24.48万元: what is told to the last place has a round 430 among its parts, no rounded one."""
    parts = [figure for figure in figures if figure is not stated]
    alike = all(figure.is_plain and figure.scale == stated.scale for figure in (*parts, stated))
    fine = [figure.places for figure in parts if figure.places == stated.places]
    if not alike or not stated.places or not fine or len(fine) == len(parts):
        return False
    place = Exact(stated.scale, 10**stated.places)
    return abs(computed - stated.amount) * 2 > place * (len(fine) + 1) and is_slip(computed, stated)


def is_too_far_for_rounding(computed: Fraction, stated: Figure, figures: Sequence[Figure]) -> bool:
    """28.4万人次 of 4.9, 5.3, 5.7, 6.1 and 6.6, which make 28.6: a few parts seldom round to so much in one direction."""
    parts = [figure for figure in figures if figure is not stated]
    alike = all(f.is_plain and f.scale == stated.scale and f.places == stated.places for f in (*parts, stated))
    if not alike or not 1 < len(parts) <= FEW_PARTS:
        return False
    return abs(computed - stated.amount) * 10**stated.places >= FAR_PLACES * stated.scale


def are_as_long(computed: Fraction, stated: Figure) -> bool:
    """Whether both numbers have as many digits, so that one may be mistaken for the other."""
    return len(printed(computed / stated.scale, stated.places)) == len(_as_printed(stated))


def is_nearly(computed: Fraction, stated: Figure) -> bool:
    """Whether a long number is off by less than a thousandth: added up wrongly in its last places."""
    length = len(_as_printed(stated).rstrip("0"))
    return length > LEAST_CLOSE and 0 < abs(computed - stated.amount) * CLOSE <= stated.amount


def is_swapped(computed: Fraction, stated: Figure) -> bool:
    """Whether two digits side by side have changed places, or the first and the last of three."""
    length = stated.places + 1
    right, wrong = printed(computed / stated.scale, stated.places).zfill(length), _as_printed(stated).zfill(length)
    unlike = [at for at, (one, other) in enumerate(zip(right, wrong, strict=False)) if one != other]
    if len(right) != len(wrong) or len(unlike) != 2:
        return False
    first, second = unlike
    beside = second - first == 1 or len(right) == 3
    return beside and right[first] == wrong[second] and right[second] == wrong[first]


def _is_tenfold(computed: Fraction, stated: Figure) -> bool:
    """494.4万元 for 49.44万元: the point alone stands in another place."""
    ratio = max(computed, stated.amount) / min(computed, stated.amount)
    return ratio in TENFOLD and len(_as_printed(stated).rstrip("0")) >= LEAST_SHIFTED


def _is_shifted(right: str, wrong: str) -> bool:
    shorter, longer = sorted((right, wrong), key=len)
    core = shorter.rstrip("0")
    return len(core) >= LEAST_SHIFTED and longer.startswith(shorter) and not longer[len(shorter) :].strip("0")


def worth_trying(stated: Figure, most: int = MOST_TRIALS) -> int:
    """How many numbers a printed one may be laid beside before a slip from one of them is likely to be chance."""
    return min(most, _worth_trying(_length(stated)))


@lru_cache
def _worth_trying(length: int) -> int:
    return int(BY_CHANCE / _chance(length))


def chance(stated: Figure) -> Fraction:
    """Which part of all numbers of that length is one slip from any one of them; a round number tells less."""
    return _chance(_length(stated))


@lru_cache
def _chance(length: int) -> Fraction:
    return min(Exact(1), Exact(10 * length, 9 * 10 ** (length - 1)))


def _length(stated: Figure) -> int:
    told = _as_printed(stated)
    return max(1, len(told if stated.places else told.rstrip("0")))
