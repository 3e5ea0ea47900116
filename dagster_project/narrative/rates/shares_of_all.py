"""Parts whose printed shares make up the whole are all of it, so they have to add up to it as well.

税收收入33572万元，占69.9%；非税收入14464万元，占30.1%: 100 %, so the two are the 48216万元 they are shares of, or one is wrong.

Belongs here: such lists, told by their shares alone. Does not belong here: the shares themselves (``shares``, ``rates``),
lists that words declare complete (``sums``, ``exhausting``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, total, value_of
from dagster_project.narrative.reckoning.claims import is_change, is_counted, number, written

SHARE = re.compile(r"占(?:比|[^，。；\d]{0,20}的)?(?:约|为|重为)?$")
NEAR, APART = 30, 60
HUNDRED = Fraction(100)


def find_sums_by_shares(plain: str, figures: Sequence[Figure], claims: Sequence[Relation]) -> Iterator[Relation]:
    """The sum of each such list; asked where it is not the whole that one of ``claims`` measures a part by."""
    wholes = _wholes(claims)
    for row in _rows(plain, figures):
        if abs(sum((share.amount for _, share in row), Fraction(0)) - HUNDRED) > _slack(row):
            continue
        parts = [part for part, _ in row]
        measured = [wholes[part.at] for part in parts if part.at in wholes]
        whole = max(measured, key=measured.count) if measured else None
        if whole is None or whole.thing != parts[0].thing or whole in parts or any(f.hedge for f in (whole, *parts)):
            continue
        computed = total(map(value_of, parts))
        verdict = compare(computed, whole)
        yield _sum(parts, whole, computed, verdict)


def _wholes(claims: Sequence[Relation]) -> dict[int, Figure]:
    """For each part of a share that comes out right, what it is a share of."""
    found: dict[int, Figure] = {}
    for claim in claims:
        amounts = sorted((f for f in claim.figures if f.thing != "%"), key=lambda figure: figure.amount)
        if claim.kind == "ratio" and claim.verdict in (HOLDS, ROUNDING) and len(amounts) == 2:
            found[amounts[0].at] = amounts[1]
    return found


def _rows(plain: str, figures: Sequence[Figure]) -> Iterator[list[tuple[Figure, Figure]]]:
    """Runs of part and share, one pair after the other within a sentence."""
    row: list[tuple[Figure, Figure]] = []
    between: list[Figure] = []
    for part, share in pairwise(figures):
        if not _is_pair(part, share):
            between.append(part)
            continue
        if row and not _follows(plain, row, between, part):
            yield row
            row = []
        row.append((part, share))
        between = []
    yield row


def _is_pair(part: Figure, share: Figure) -> bool:
    told = share.thing == "%" and is_counted(part) and not is_change(part) and not is_change(share)
    return told and share.at - part.to <= NEAR and SHARE.search(share.clause) is not None


def _follows(plain: str, row: Sequence[tuple[Figure, Figure]], between: Sequence[Figure], part: Figure) -> bool:
    """Whether a part goes on with the row: near, in the same sentence, of the same thing, nothing like it skipped."""
    last = row[-1][1]
    near = part.at - last.to <= APART and "。" not in plain[last.to : part.at]
    return near and part.thing == row[0][0].thing and all(f.thing != part.thing for f in between if f is not last)


def _slack(row: Sequence[tuple[Figure, Figure]]) -> Fraction:
    """Half a unit in the last printed place of each share; a list of one has none."""
    if len(row) < 2:
        return Fraction(-1)
    return sum((Fraction(1, 2 * 10**share.places) for _, share in row), Fraction(0))


def _sum(parts: Sequence[Figure], whole: Figure, computed: Value, verdict: str) -> Relation:
    working = " + ".join(digits(part.amount / whole.scale) for part in parts)
    shown = digits(computed.nominal / whole.scale)
    expression = f"{working} = {number(whole)}" if verdict != FAILS else f"{working} = {shown} (= {number(whole)})"
    return written("sum", parts, whole, expression, computed.nominal, ASK if verdict == FAILS else verdict)
