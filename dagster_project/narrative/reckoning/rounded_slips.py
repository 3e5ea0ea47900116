"""Roundings that are slips: 6.17 + 5.31 + 2 + 4.13 is 17.61, printed 17.16; a coarse part allows it, the digits say how it came.

Belongs here: which claims that rounding would let pass are asked about after all. Does not belong here: how far rounding
goes (``arithmetic``), slips of figures that no claim explains (``unclaimed``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, ROUNDING, Relation
from dagster_project.narrative.reckoning.slips import printed

ENOUGH = 4
"""So many digits are not alike by chance."""


def without_slips(claims: Iterable[Relation]) -> Iterator[Relation]:
    """The claims; a rounding whose digits are swapped, or of which one but the last is wrong, is a question."""
    for claim in claims:
        slip = _slip(claim) if claim.verdict == ROUNDING else None
        yield claim if slip is None else replace(claim, verdict=ASK, diagnosis=slip)


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
