"""How many rows must agree before a reading of some columns is believed, and what the other rows are told.

Belongs here: the choice of a reading and the verdict on the rows it fails in, for readings that headers or the text name.
Does not belong here: any reading, and readings that numbers alone show (``table_columns``).

Where two rows agree, what one slip of the pen explains fails and the rest is asked about, unless as many rows differ as
agree. Where one row of two agrees, or where there is but one row, a slip is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.slips import is_slip

GOOD = (HOLDS, ROUNDING)
ENOUGH, FEW = 2, 2


def agreed(readings: Sequence[Sequence[Relation]], *, alone: bool = False) -> Iterator[Relation]:
    """The reading that most rows confirm, with the rows that do not come out; ``alone`` also where there is one row."""
    readings = [reading for reading in readings if reading]
    holding = [sum(relation.verdict in GOOD for relation in reading) for reading in readings]
    if not readings or (not any(holding) and not alone):
        return
    good = max(holding)
    best = readings[holding.index(good)]
    if 2 * good < len(best) and not (alone and len(best) == 1):
        return
    for relation in best:
        if relation.verdict in GOOD:
            if good >= ENOUGH or len(best) <= FEW:
                yield relation
        elif is_slipped(relation):
            if good >= ENOUGH or len(best) <= FEW:
                yield relation if good >= ENOUGH else replace(relation, verdict=ASK)
        elif good >= ENOUGH and good > len(best) - good:
            yield replace(relation, verdict=ASK)


def slipped(relations: Sequence[Relation]) -> Iterator[Relation]:
    """Beside one row that holds, others that one slip of a cell explains; asked about."""
    for relation in relations:
        if relation.verdict == FAILS and is_slipped(relation):
            yield replace(relation, verdict=ASK)


def is_slipped(relation: Relation) -> bool:
    """Whether the cell that is checked is one slip from what is computed."""
    whole = stated_of(relation)
    return whole is not None and is_slip(Fraction(relation.computed) * whole.scale, whole)


def stated_of(relation: Relation) -> Figure | None:
    """The figure that is checked."""
    return relation.checked[-1] if relation.checked else None
