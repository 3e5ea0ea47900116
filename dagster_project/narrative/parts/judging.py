"""What is said of a list that does not make up its whole: that it fails, a question, or nothing.

Belongs here: how far the words bind a list to its whole, and what a difference means then.
Does not belong here: finding lists (``sums``, ``totals``, ``runs``), words that say all is told (``exhausting``).

A list that says it is all fails. One that 其中 opens need not be all: where its parts come near the whole without
making it up, the reader is asked to look, and where they stay far below it, nothing was claimed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.exact import Exact
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.parts.exhausting import (
    OF_SEVERAL,
    are_of_one_view,
    are_of_places,
    complementary,
    has_rest,
    is_repeated,
    may_be_both,
    names_another_thing,
    of_one_family,
    shut_each_other_out,
    shut_out_by_name,
)
from dagster_project.narrative.reckoning.arithmetic import (
    compare,
    is_out_of_reach,
    last_place,
    told_place,
    total,
    value_of,
)
from dagster_project.narrative.reckoning.claims import common_digits, written
from dagster_project.narrative.reckoning.slips import is_slip

WHOLE = re.compile(r"(?:共计|合计|总计|共有|总共|(?<!公)共|累计|总|计|全部|合共)[^，。；：（）]{0,14}$")
NEAR_BRACKET = 16
FAR_OFF = 3
LONG = 5
OF_POINTS = re.compile(r"总分|总得分|总评|自评|综合得分|评价得分")
NEAR = Exact(17, 20)
NEAR_FOR_TWO = Exact(17, 20)
MANY, NEARLY_ALL = 4, Exact(19, 20)
NEAR_IN_FAMILY = Exact(3, 5)
NEAR_IF_APART = Exact(4, 5)
TOO_MUCH = Exact(7, 5)
MUCH = 5
"""超过11万人 may be a fifth more than 11, not as much more as the whole happens to lack."""
LARGE_SLIPS = ("missing_zero", "yuan_or_ten_thousand")


class Parts(NamedTuple):
    """Figures said to be parts. ``exhausts`` is whether the words say that they are all of the whole.

    ``others`` are the figures before the head that could be the whole as well, ``kinds`` the parts counted by any
    classifier, ``people`` the nearest figure of people before it, ``apart`` whether a full stop parts the list from its head, ``loose`` whether the parts are said to
    overlap, ``partial`` whether the words say that not all are named.
    """

    cue: str
    at: int
    head: Figure
    items: tuple[Figure, ...]
    mixed: tuple[Figure, ...]
    words: str
    exhausts: bool
    others: tuple[Figure, ...] = ()
    kinds: tuple[Figure, ...] = ()
    people: Figure | None = None
    apart: bool = False
    loose: bool = False
    partial: bool = False


def makes_up(items: Sequence[Figure], head: Figure) -> bool:
    """Whether two or more figures add up to another."""
    if len(items) < 2 or is_out_of_reach(items, head):
        return False
    open_ended = [item.amount for item in items if item.low is None or item.high is None]
    if open_ended and abs(sum((item.amount for item in items), Exact(0)) - head.amount) > sum(open_ended) / MUCH:
        return False
    return compare(total(map(value_of, items)), head) in (HOLDS, ROUNDING)


def added_up(items: Sequence[Figure], head: Figure, verdict: str, *, opened: bool = False) -> Relation:
    """The sum of the parts against their whole; ``opened`` where words of its own open the list."""
    computed = total(map(value_of, items))
    if verdict == HOLDS:
        verdict = compare(computed, head)
        doubted = is_slip_among_exact(items, head, computed.nominal) or _is_beyond_about(items, head, computed.nominal)
        verdict = ASK if verdict == ROUNDING and doubted else verdict
    expression = " + ".join(common_digits(items, head)) + f" = {common_digits([head], head)[0]}"
    relation = written("sum", items, head, expression, computed.nominal, verdict, parts=[f.amount for f in items])
    return replace(relation, opened=opened)


def is_slip_among_exact(items: Sequence[Figure], head: Figure, added: Fraction) -> bool:
    """17.38 + 430.8875 = 448.2657: amounts that were printed to the yuan where they have yuan are not rounded by hundreds.

    Points scored are not rounded at all: 预算执行9.5分、产出39.0分，总分48.2分.
    """
    places = max(item.places for item in items)
    if all(map(_is_points, (*items, head))) and places <= head.places:
        return added != head.amount
    alike = {item.scale for item in (*items, head)} == {head.scale} and head.scale > 1
    if alike and min(item.places for item in items) < places >= head.places and is_slip(added, head):
        return abs(added - head.amount) * 2 > last_place(head) * (len(items) + 1)  # 6.37 + 5.21 + 2 + 4.06 = 17.46
    long = len(str(head.value.numerator)) >= LONG
    off = abs(added - head.amount) * 10**head.places
    return alike and long and places >= head.places > 0 and off > head.scale and is_slip(added, head)


def _is_beyond_about(items: Sequence[Figure], head: Figure, added: Fraction) -> bool:
    """约170万元、约4950万元… for 约6414万元: 约 rounds to the digits it tells, so 360万元 are too many between a sum and its whole."""
    if {figure.hedge for figure in (*items, head)} not in ({"约"}, {"", "约"}):
        return False
    return abs(added - head.amount) > sum(map(_room_of, (*items, head)))


def _room_of(figure: Figure) -> Fraction:
    return max(told_place(figure) * 3 / 2, figure.amount / 100) if figure.hedge else last_place(figure)


def _is_points(figure: Figure) -> bool:
    return not figure.thing and figure.after.startswith("分")


def differing(one: Parts, beside: bool) -> Relation | None:
    """The sum of parts that do not make up their whole, where the words allow to say so.

    ``beside`` is whether another thing's parts under the same words make up their whole.
    """
    if one.loose or any(names_another_thing(item, one.head) for item in one.items):
        return None
    if one.kinds and set(one.items) < set(one.kinds):
        mixed = one._replace(items=one.kinds)
        told = (one.exhausts or is_repeated(one.kinds)) and not one.partial
        return added_up(one.kinds, one.head, ASK, opened=True) if told and _is_near(mixed, TOO_MUCH) else None
    if len(one.items) > 2 and not one.partial and all(map(_is_points, (*one.items, one.head))):
        return added_up(one.items, one.head, ASK, opened=True) if OF_POINTS.search(one.head.clause) else None
    if len(one.items) < 2 or not one.head.thing:
        return None
    verdict = verdict_of(one) if _claims_all(one, beside) else _open_verdict(one)
    return added_up(one.items, one.head, verdict, opened=True) if verdict else None


def _claims_all(one: Parts, beside: bool) -> bool:
    """Whether the words, the names of the parts or the sums beside this one say that nothing is left out."""
    if one.exhausts:
        return WHOLE.search(one.head.clause) is not None or one.cue != "：" or one.head.at > one.at - NEAR_BRACKET
    return not one.partial and (beside or has_rest(one.items) or complementary(one.items, one.head))


def verdict_of(one: Parts) -> str | None:
    """fails where the words leave no other reading, ask where they might, None where the head is another thing's."""
    verdict = compare(total(map(value_of, one.items)), one.head)
    if verdict != FAILS:
        return verdict
    slip = added_up(one.items, one.head, FAILS).diagnosis
    if not _is_near(one, FAR_OFF):
        swapped = slip == "transposed_digits" and len(one.items) > 2
        return FAILS if slip in LARGE_SLIPS else ASK if swapped else None
    if one.cue == "（" and not slip and sum(f.amount for f in one.items) * TOO_MUCH < one.head.amount:
        return ASK if complementary(one.items, one.head) else None
    if any(f.hedge in ("余", "约", "近", "以上") for f in (*one.items, one.head)):
        return ASK
    return FAILS if is_repeated(one.items) or slip else ASK


def _open_verdict(one: Parts) -> str | None:
    """What the words allow; kinds that shut each other out and whose sum is one slip from the whole are asked about."""
    verdict = _unsaid_verdict(one)
    added = sum((f.amount for f in one.items), Exact(0))
    slipped = len(one.items) > 1 and is_slip(added, one.head)
    apart = (
        slipped
        and not one.partial
        and (
            of_one_family(one.items)
            or shut_out_by_name(one.items)
            or are_of_one_view(one.items)
            or are_of_places(one.items)
            or _are_many_objects(one.items)
            or (
                len(one.items) > 2
                and added > one.head.amount
                and not any(OF_SEVERAL.search(f.before) for f in one.items)
            )
        )
    )
    return ASK if verdict is None and apart and is_repeated(one.items) else verdict


def _unsaid_verdict(one: Parts) -> str | None:
    """For parts that need not be all: a slip that explains the difference, too much of one kind, or nearly all."""
    if len(one.items) < 2 or not is_repeated(one.items) or any(f.hedge for f in (*one.items, one.head)):
        return None
    slip = added_up(one.items, one.head, FAILS).diagnosis
    if any(item.amount > one.head.amount for item in one.items):
        return FAILS if slip in (*LARGE_SLIPS, "transposed_digits") and len(one.items) > 1 else None
    family = of_one_family(one.items) and not may_be_both(one.items)
    too_much = sum(f.amount for f in one.items) > one.head.amount
    if too_much and shut_each_other_out(one.items) and _is_near(one, _reach(one.items)):
        return FAILS if family or slip else ASK
    if too_much and len(one.items) > 2 and are_of_places(one.items) and _is_near(one, TOO_MUCH):
        return FAILS
    if not _is_near(one, FAR_OFF if family and too_much else Exact(5, 4)):
        large = slip in LARGE_SLIPS or (slip == "transposed_digits" and len(one.items) > 2)
        swapped = large and slip == "transposed_digits" and not one.partial and not may_be_both(one.items)
        return FAILS if large and family else ASK if swapped else _asked_of(one, family)
    if (family and (too_much or slip)) or (len(one.items) > 2 and slip in ("transposed_digits", *LARGE_SLIPS)):
        return FAILS
    return ASK if len(one.items) > 2 and slip else _asked_of(one, family)


def _reach(items: Sequence[Figure]) -> Fraction:
    """How much too much is a mistake: with many kinds, none of them a state that a thing may be in besides, a good deal."""
    return TOO_MUCH if _are_many_objects(items) else Exact(11, 10)


def _are_many_objects(items: Sequence[Figure]) -> bool:
    """区属中小学40所，民办学校1所，市属学校3所: things of several kinds, where 寄宿制 or 薄弱 would be another view of them."""
    several = any(OF_SEVERAL.search(item.before) for item in items)
    return len(items) > 2 and not several and shut_each_other_out(items)


def _has_slipped_part(one: Parts) -> bool:
    """Whether one digit of a part, put right, makes the parts the whole: 447张 for 477张 among eight kinds of beds."""
    off = one.head.amount - sum((f.amount for f in one.items), Exact(0))
    return any(is_slip(f.amount + off, f) for f in one.items if f.amount > abs(off))


def _asked_of(one: Parts, family: bool) -> str | None:
    """ask where the parts come so near the whole that they seem to be meant as all of it."""
    share = sum((f.amount for f in one.items), Exact(0)) / one.head.amount if one.head.amount else Exact(0)
    apart = family or shut_out_by_name(one.items) or are_of_one_view(one.items)
    if one.partial or share > (TOO_MUCH if apart else 1):
        return None
    if len(one.items) > MANY and share >= NEARLY_ALL and _has_slipped_part(one):
        return ASK
    if may_be_both(one.items) and not family:
        return None
    least = NEAR_FOR_TWO if len(one.items) == 2 else NEAR_IN_FAMILY if family else NEAR_IF_APART if apart else NEAR
    return ASK if share >= least else None


def _is_near(one: Parts, factor: int | Fraction) -> bool:
    computed = sum((f.amount for f in one.items), Exact(0))
    return one.head.amount > 0 and 1 / Exact(factor) <= computed / one.head.amount <= factor
