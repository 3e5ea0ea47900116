"""A total that its parts do not make, where what they do make is told elsewhere: 义务教育25680人次 … 全年共补助25860人次，其中….

Belongs here: totals in doubt beside the figure that has what their parts make. Does not belong here: numbers that only
look alike (``retold``), the sums themselves (``parts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.kept import whole_of
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import is_counted, number, written
from dagster_project.narrative.reckoning.slips import is_slip

LEAST = 1000
DOUBT, GOOD = (FAILS, ASK), (HOLDS, ROUNDING)


def find_made_elsewhere(figures: Sequence[Figure], claims: Sequence[Relation]) -> Iterator[Relation]:
    """One question for each total that is one slip from what its parts make and a working of the text gives."""
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
