"""Roundings that are slips: 6.17 + 5.31 + 2 + 4.13 is 17.61, printed 17.16; a coarse part allows it, the digits say how it came.

由6.4㎡提高到8.8㎡，增长37.8% could be of 6.38 and 8.79; but clerks divide what they print, and that gives 37.5.

Belongs here: which claims that rounding would let pass are asked about after all. Does not belong here: how far rounding
goes (``arithmetic``), slips of figures that no claim explains (``unclaimed``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.slips import is_slip, printed

ENOUGH = 4
"""So many digits are not alike by chance."""
RECKONED, COARSER, NEAR_BY = ("ratio", "growth", "difference", "product", "table"), 1, 40


def without_slips(claims: Iterable[Relation]) -> Iterator[Relation]:
    """The claims; a rounding whose digits are swapped, or of which one but the last is wrong, is a question."""
    told = list(claims)
    near = {
        at for claim in told if claim.verdict in (HOLDS, ROUNDING) and _steps_off(claim) < 1 for at in claim.checked_at
    }
    for claim in told:
        slip = (_slip(claim) or _reckoned(claim, near) or _slipped_part(claim)) if claim.verdict == ROUNDING else None
        yield claim if slip is None else replace(claim, verdict=ASK, diagnosis=slip)


def _length(figure: Figure) -> int:
    """How many digits a figure has; a whole number tells all of its own."""
    return len(str(int(figure.value)).lstrip("0")) + figure.places


def _steps_off(claim: Relation) -> Fraction:
    """How many of the last printed place a claim is off."""
    places = claim.checked[-1].places if claim.checked else len(claim.stated.partition(".")[2])
    off: Fraction = abs(Fraction(claim.computed) - Fraction(claim.stated)) * 10**places
    return off


def _reckoned(claim: Relation, near: Collection[int]) -> str | None:
    """A quotient or a difference of figures as fine as itself that is off by more than its last place, in one digit or by two swapped."""
    if claim.kind not in RECKONED or len(claim.checked) != 1 or any(f.hedge or f.value <= 0 for f in claim.figures):
        return None
    stated = claim.checked[0]
    others = [f for f in claim.figures if f is not stated]
    length = _length(stated)
    if stated.at in near or not others or min(map(_length, others)) + COARSER < length:
        return None
    if claim.kind != "table" and not any(0 < stated.at - f.at < NEAR_BY for f in others):
        return None
    if claim.kind == "growth" and (not claim.expression.startswith("(") or "^" in claim.expression):
        return None
    off = _steps_off(claim)
    exact = claim.kind == "difference" and stated.places > 0 and all(f.places == stated.places for f in others)
    if off > 1 or (exact and off == 1):
        computed = Fraction(claim.computed) * stated.scale
        return "one_digit" if is_slip(computed, stated) else None
    return None


def _slip(claim: Relation) -> str | None:
    own = claim.checked
    if any(figure.hedge for figure in own):
        return None
    places = own[-1].places if own else len(claim.stated.partition(".")[2])
    right, wrong = (printed(Fraction(value), places) for value in (claim.computed, claim.stated))
    if len(right) != len(wrong) or len(right) < ENOUGH:
        return None
    unlike = [at for at, (one, other) in enumerate(zip(right, wrong, strict=True)) if one != other]
    if len(unlike) == 1 and unlike[0] != len(right) - 1:
        return "one_digit"
    beside = len(unlike) == 2 and unlike[1] - unlike[0] == 1
    return "transposed_digits" if beside and sorted(right) == sorted(wrong) else None


def _slipped_part(claim: Relation) -> str | None:
    """约170万元、约4590万元、约748万元… of 约6414万元: printed to the last place, and a part with two digits swapped makes it exact."""
    if claim.kind != "sum" or len(claim.checked) != 1 or len(claim.figures) <= ENOUGH - 1:
        return None
    whole = claim.checked[0]
    parts = [f for f in claim.figures if f is not whole]
    off = whole.amount - sum((f.amount for f in parts), Fraction(0))
    place = Fraction(whole.scale, 10**whole.places)
    told = whole.hedge == "约" and whole.value % 10 and all(f.scale == whole.scale for f in parts)
    if not told or abs(off) <= place * len(claim.figures):
        return None
    return "transposed_digits" if any(_is_swapped(f, f.amount + off) for f in parts) else None


def _is_swapped(figure: Figure, amount: Fraction) -> bool:
    one, other = printed(figure.value, figure.places), printed(amount / figure.scale, figure.places)
    unlike = [at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    beside = len(one) == len(other) and len(unlike) == 2 and unlike[1] - unlike[0] == 1
    return beside and sorted(one) == sorted(other)
