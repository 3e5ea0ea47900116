"""A total that its parts do not make, where what they do make is told elsewhere: 义务教育25680人次 … 全年共补助25860人次，其中….

Belongs here: totals in doubt beside the figure that has what their parts make; figures in doubt whose parts make what another
working gives (认定7420人，发放7394人，未发放的36人中，休学11人，账户有误15人: both say 26). Does not belong here: numbers that only
look alike (``retold``), the sums themselves (``parts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.kept import whole_of
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.reckoning.claims import is_counted, number, written
from dagster_project.narrative.reckoning.slips import is_slip

LEAST, PAIR = 1000, 2
DOUBT, GOOD = (FAILS, ASK), (HOLDS, ROUNDING)


def find_made_elsewhere(figures: Sequence[Figure], claims: Sequence[Relation]) -> Iterator[Relation]:
    """One question for each total that is one slip from what its parts make and a working of the text gives."""
    yield from _made_twice(claims)
    sums = [claim for claim in claims if claim.kind == "sum" and claim.verdict in DOUBT]
    if not sums:
        return
    known = {
        at
        for claim in claims
        if claim.verdict in GOOD and claim.kind not in ("subset", "conflict")
        for at in claim.places
    }
    told = {(f.thing, f.amount): f for f in figures if f.at in known and f.is_plain and is_counted(f)}
    for claim in sums:
        for whole in whole_of(claim):
            made = sum((f.amount for f in claim.figures if f is not whole), Fraction(0))
            other = told.get((whole.thing, made))
            if (
                other is not None
                and other not in claim.figures
                and made / whole.scale >= LEAST
                and is_slip(made, whole)
            ):
                expression = f"{digits(other.amount / whole.scale)} = {number(whole)}"
                yield written("conflict", [other], whole, expression, other.amount, ASK)


def _made_twice(claims: Sequence[Relation]) -> Iterator[Relation]:
    """A figure that one working doubts, and whose parts, though they need not be all, make just what that working gives."""
    doubted = {
        claim.checked[0].at: Fraction(claim.computed) * claim.checked[0].scale
        for claim in claims
        if claim.verdict in DOUBT and claim.kind == "difference" and len(claim.checked) == 1
    }
    parts: dict[int, dict[int, Figure]] = {}
    wholes: dict[int, Figure] = {}
    for claim in claims if doubted else ():
        if claim.kind == "subset" and len(claim.figures) == PAIR and len(claim.checked) == 1:
            whole = claim.checked[0]
            part = next(f for f in claim.figures if f is not whole)
            if whole.at in doubted and part.at > whole.at:
                wholes[whole.at] = whole
                parts.setdefault(whole.at, {})[part.at] = part
    for at, whole in wholes.items():
        own = list(parts[at].values())
        if len(own) >= PAIR and sum((f.amount for f in own), Fraction(0)) == doubted[at]:
            yield added_up(own, whole, FAILS)
