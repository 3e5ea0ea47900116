"""Doubts that a claim which holds takes away: 公办5423人，民办普惠3155人 need not make the 9860 where 两类合计8578人 is told.

Belongs here: which doubts give way to what holds of the same figures, and which two are one doubt turned round. Does not
belong here: finding any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying

ALL = re.compile(r"^[^，。；\d]{0,10}(?:全部|均已|都已|悉数)")
IN_ALL = re.compile(r"(?:合计|共计|总计|小计|[合加]起来|加在一起|相加|(?<!公)共)[^，。；：（）\d]{0,8}$")
TURNED, THREE, NAMED, NEAR = ("difference", "sum"), 3, 2, 5


def without_explained(claims: Sequence[Relation]) -> list[Relation]:
    """The claims but for doubts about a sum whose parts make another whole, about a remainder whose three figures are
    parts of one whole (整改到位17个，正在整改4个，尚未启动2个 of 23个), about a total of means that is the mean of totals, and
    about 100% of what is said to be all: 34个项目全部开工，开工率100%.
    """
    holding = [claim for claim in claims if claim.verdict == HOLDS]
    wholes = {_parts(claim): claim for claim in holding if claim.kind in ("sum", "partition")}
    lists = [parts for parts in wholes if len(parts) > 2]
    means = {at for claim in claims if _is_sound_ratio(claim) for at in claim.checked_at}
    doubts = [c for c in claims if c.verdict in (FAILS, ASK) and not _is_explained(c, wholes, lists, means)]
    kept = {id(claim) for claim in _each_once(doubts)}
    return [claim for claim in claims if claim.verdict not in (FAILS, ASK) or id(claim) in kept]


def _each_once(doubts: Sequence[Relation]) -> Iterator[Relation]:
    """1720 - 1645 = 85 and 1645 + 85 = 1720 are one doubt about three figures; one that fails before a question."""
    told: set[frozenset[int]] = set()
    for claim in sorted(doubts, key=lambda one: (one.verdict != FAILS, one.kind)):
        turned = claim.kind in TURNED and len(claim.figures) == THREE
        if not turned or claim.figures_at not in told:
            yield claim
        if turned:
            told.add(claim.figures_at)


def _is_explained(
    claim: Relation,
    wholes: dict[frozenset[int], Relation],
    lists: Iterable[frozenset[int]],
    means: set[int],
) -> bool:
    if claim.kind == "ratio" and claim.stated == "100":
        return any(ALL.search(figure.after) for figure in claim.figures)
    if claim.kind in ("sum", "partition"):
        parts = _parts(claim)
        if any(claim.figures_at <= one for one in lists):
            return True  # some parts of a whole are no whole of the others
        other = wholes.get(parts) if len(parts) > 1 else None
        if other is None or other.checked_at & claim.checked_at:
            return False
        return not (_is_told_again(other, claim) or _closes_its_parts(other, claim))
    if claim.kind == "difference" and len(claim.figures) > 2:
        own = claim.figures_at
        return any(own <= parts for parts in lists)
    return claim.kind == "table" and not _is_sound_ratio(claim) and bool(claim.checked_at & means)


def _is_told_again(other: Relation, claim: Relation) -> bool:
    """资助落实6414万元 above a text whose parts make 6414 and whose 共计6411万元 does not: one slip parts the wholes."""
    if not (other.checked and claim.checked):
        return False
    one, slipped = other.checked[0], claim.checked[0]
    alike = bool(_nouns(one) & _nouns(slipped)) or worth_trying(slipped) > 0
    return alike and one.thing == slipped.thing and is_slip(one.amount, slipped)


def _nouns(figure: Figure) -> set[str]:
    """发现问题67个 and 67个问题 tell of one thing."""
    return {word for word in (figure.before[-NAMED:], figure.after[:NAMED]) if len(word) == NAMED}


def _closes_its_parts(other: Relation, claim: Relation) -> bool:
    """学校57所，其中幼儿园19所、小学21所…，合计55所: what was told before the parts does not explain their own 合计."""
    if not (other.checked and claim.checked):
        return False
    before, closing = other.checked[0], claim.checked[0]
    own = [figure.at for figure in claim.figures if figure is not closing]
    near = is_slip(before.amount, closing) or abs(before.amount - closing.amount) * NEAR <= before.amount
    return before.at < min(own) and closing.at > max(own) and near and IN_ALL.search(closing.clause) is not None


def _is_sound_ratio(claim: Relation) -> bool:
    """4150 / 500 = 8.3; 388 * 500 / 10000 = 19.4 is a product in another unit, and no reason why its column need not add up."""
    divided, by, _ = claim.expression.partition(" / ")
    return claim.kind == "table" and bool(by) and " * " not in divided and claim.verdict not in (FAILS, ASK)


def _parts(claim: Relation) -> frozenset[int]:
    return claim.figures_at - claim.checked_at
