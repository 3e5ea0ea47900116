"""Figures that no claim explains, though the words beside them say what they are worked out from: shares, means, amounts.

Belongs here: binding by words alone, whatever the numbers say. Does not belong here: claims found while their numbers
work out (every other room)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.bound.amounts import find_bound_amounts
from dagster_project.narrative.bound.fractions import find_bound_fractions
from dagster_project.narrative.bound.means import find_bound_means
from dagster_project.narrative.bound.said import Said
from dagster_project.narrative.bound.shares import find_bound_shares
from dagster_project.narrative.model import HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.slips import is_slip

GOOD = (HOLDS, ROUNDING)


def with_bound(
    plain: str, figures: Sequence[Figure], cells: Sequence[Figure], claims: Sequence[Relation]
) -> list[Relation]:
    """The claims, and what the words say of figures that none of them works out.

    A share found by its numbers gives way where the words leave no doubt that it is of other figures.
    """
    said = Said(plain, figures, cells)
    in_tables = {id(cell) for cell in said.cells}
    giving = {
        claim.figures_at - claim.checked_at for claim in claims if claim.kind == "ratio" and claim.verdict in GOOD
    }
    found = [_of_the_text(claim, in_tables) for claim in _find_bound(said, claims) if not _gives_another(claim, giving)]
    instead = {at for claim in found if claim.opened for at in claim.checked_at}
    kept = (c for c in claims if not (c.kind == "ratio" and c.verdict in GOOD and instead & c.checked_at))
    return [*kept, *found]


def _of_the_text(claim: Relation, in_tables: set[int]) -> Relation:
    """A claim stands where its figures of the running text do."""
    own = tuple(f for f in claim.figures if id(f) not in in_tables)
    if len(own) == len(claim.figures):
        return claim
    return replace(claim, figures=own, start=own[0].start, end=own[-1].end)


def _find_bound(said: Said, claims: Sequence[Relation]) -> Iterator[Relation]:
    known: dict[int, set[int]] = defaultdict(set)
    added: set[int] = set()
    making = {claim.figures_at - claim.checked_at for claim in claims if _makes(claim)}
    for claim in claims:
        if claim.kind in ("subset", "conflict"):
            continue
        for at in claim.checked_at:
            known[at] |= claim.figures_at - {at} if claim.verdict in GOOD else {-1}
            if claim.kind != "sum" or claim.verdict not in GOOD:
                added.add(at)
    yield from find_bound_shares(said, claims)
    yield from find_bound_means(said, claims, known)
    yield from find_bound_amounts(said, set(known), set(known) - added, making)
    yield from find_bound_fractions(said, known)


def _makes(claim: Relation) -> bool:
    return claim.kind == "product" and claim.verdict in GOOD and len(claim.figures) > 2


def _gives_another(claim: Relation, giving: Collection[frozenset[int]]) -> bool:
    """应检12400人，实检12276人，参检率99.0%，其中近视检出率42.3%: a pair that gives one rate is not asked about another."""
    if claim.kind != "ratio" or claim.verdict in GOOD or claim.figures_at - claim.checked_at not in giving:
        return False
    return not any(is_slip(Fraction(claim.computed) * rate.scale, rate) for rate in claim.checked)
