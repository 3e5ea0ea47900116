"""Which of two claims about the same figures is kept.

Belongs here: one expression once, what a claim that holds refutes, what a rate cannot be of. Does not belong here: any
claim, and in which order they are found (``auditing``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, WORST_FIRST, Figure, Relation

APART = 60
IS_SHARE_OF = re.compile(r"占|为[^，。；]{0,12}(?:预算|计划|任务|目标)")
OF_PARTS = ("sum", "product", "ratio")
OF_CHANGES = ("difference", "growth")
BEST_FIRST = (HOLDS, ROUNDING, FAILS, ASK)


def once(claims: Iterable[Relation]) -> list[Relation]:
    """Each expression over the same figures once: one that holds before one that fails, and that before a question."""
    kept: dict[tuple[object, ...], Relation] = {}
    for claim in claims:
        same = key(claim)
        if same not in kept or BEST_FIRST.index(claim.verdict) < BEST_FIRST.index(kept[same].verdict):
            kept[same] = claim
    return sorted(_without_refuted(list(kept.values())), key=lambda claim: (claim.start, claim.end, claim.kind))


def key(claim: Relation) -> tuple[object, ...]:
    """What makes two claims one: kind and figures."""
    return (claim.kind, claim.places or (claim.start, claim.end, claim.expression))


def whole_of(claim: Relation) -> tuple[Figure, ...]:
    """The figure that is checked, in the unit of the claim."""
    return tuple([f for f in claim.checked if f.unit == claim.unit and f.quote][:1])


def established(claims: Iterable[Relation]) -> set[int]:
    """Where the wholes stand that some list makes up."""
    holding = (claim for claim in claims if claim.kind == "sum" and claim.verdict in WORST_FIRST[2:])
    return {figure.at for claim in holding for figure in whole_of(claim)}


def has_a_base_of_something_else(claim: Relation) -> bool:
    """A rate that fails beside a figure which only says what a share is of: 占年初预算93440万元的51.6%，…增长6.3%."""
    if claim.verdict != FAILS or claim.kind not in ("ratio", "growth", "subset"):
        return False
    if claim.kind == "subset":
        return any(f.after == "的" and IS_SHARE_OF.search(f.clause) for f in claim.figures)
    rates = claim.checked
    return any(
        f.after == "的" and IS_SHARE_OF.search(f.clause) and rates and f.at < rates[-1].at and rates[-1].at - f.to > 2
        for f in claim.figures
    )


def _without_refuted(claims: list[Relation]) -> list[Relation]:
    """A whole that some reading of its parts explains does not fail in another reading of the same parts."""
    claims = _without_other_products(claims)
    explained: dict[tuple[str, int], set[int]] = defaultdict(set)
    for claim in claims:
        if claim.kind in (*OF_PARTS, *OF_CHANGES) and claim.verdict in WORST_FIRST[2:]:
            for figure in whole_of(claim):
                explained[claim.kind, figure.at] |= claim.figures_at - {figure.at}
    products = {claim.figures_at for claim in claims if claim.kind == "product"}
    claims = [c for c in claims if c.kind != "ratio" or c.unit != "%" or c.figures_at not in products]
    holding = (claim for claim in claims if claim.verdict in WORST_FIRST[2:] and claim.kind != "subset")
    proved = {claim.figures_at for claim in holding}
    return [
        c
        for c in claims
        if c.verdict in WORST_FIRST[2:]
        or not (
            any(map(partial(_is_refuted, c, explained), whole_of(c)))
            or (
                c.kind != "table"
                and not (c.kind == "difference" and c.opened)
                and len(c.figures) > 2
                and c.figures_at in proved
            )
        )
    ]


def _without_other_products(claims: list[Relation]) -> list[Relation]:
    """1350人×2300元/年=270万元 is not 1350人 at the 2000元 of the next line, which would make just that."""
    told = {
        at: claim.figures_at for claim in claims if claim.kind == "product" and claim.formula for at in claim.checked_at
    }
    if not told:
        return claims
    products = (c for c in claims if c.kind == "product")
    others = {id(c) for c in products if any(told.get(at, c.figures_at) != c.figures_at for at in c.checked_at)}
    return [c for c in claims if id(c) not in others]


def _is_refuted(claim: Relation, explained: dict[tuple[str, int], set[int]], whole: Figure) -> bool:
    """Other parts, some lines from the whole, are another claim about it; a change has one pair that makes it."""
    known = explained.get((claim.kind, whole.at))
    if known is None:
        return False
    if claim.opened:
        return bool(known & (claim.figures_at - {whole.at}))
    if claim.kind in OF_CHANGES:
        return True
    parts = [f.at for f in claim.figures if f is not whole]
    if claim.kind == "table":
        return bool(known & set(parts))  # a cell is checked along its row and down its column
    return bool(known & set(parts)) or min((abs(at - whole.at) for at in parts), default=0) < APART
