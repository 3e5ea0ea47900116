"""Figures that no claim explains, though the words beside them say what they are worked out from: shares, means, amounts.

Belongs here: binding by words alone, whatever the numbers say. Does not belong here: claims found while their numbers
work out (every other room)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dagster_project.narrative.bound.amounts import find_bound_amounts
from dagster_project.narrative.bound.fractions import find_bound_fractions
from dagster_project.narrative.bound.means import find_bound_means
from dagster_project.narrative.bound.said import Said
from dagster_project.narrative.bound.shares import find_bound_shares
from dagster_project.narrative.model import HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.claims import number

GOOD = (HOLDS, ROUNDING)


def find_bound(
    plain: str, figures: Sequence[Figure], cells: Sequence[Figure], claims: Sequence[Relation]
) -> Iterator[Relation]:
    """What the words say of figures that ``claims`` do not work out."""
    said = Said(plain, figures, cells)
    known: dict[int, set[int]] = {}
    for claim in claims:
        for f in claim.figures if claim.kind not in ("subset", "conflict") else ():
            if number(f) == claim.stated:
                known.setdefault(f.at, set()).update(claim.figures_at - {f.at} if claim.verdict in GOOD else {-1})
    yield from find_bound_shares(said, claims)
    yield from find_bound_means(said, claims, known)
    yield from find_bound_amounts(said, known)
    yield from find_bound_fractions(said, known)
