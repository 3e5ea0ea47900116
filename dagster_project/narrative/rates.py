"""Rates whose part and whole the words name, but not in one clause: 需劝返176人。已劝返158人，劝返率达95%以上.

Belongs here: 以上 and 执行率 claims over a whole that stands before, 教师中…持证率, and 9318人中8870人 behind the rate.
Does not belong here: shares told by 占 and rates of one clause (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from dagster_project.narrative.arithmetic import compare, quotient, scaled, value_of
from dagster_project.narrative.claims import GOAL, is_change, number, rounded_for, written
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.sentences import Sentence
from dagster_project.narrative.units import DURATIONS, is_rate

RATE = re.compile(r"(?P<name>[一-鿿]{1,10}?)(?:率|面|度)(?:均|已|也)?(?:达到?了?|为|是|约|在|：)*$")
SPENT = re.compile(r"回收|录取|报到|参保|参检|执行|支出|支付|拨付|完成|到位|使用|兑现")
PLANNED = re.compile(r"(?:应|需|须|计划|预算|任务|目标|下达|到位|安排|核定|共有|现有|总[数量额])[^，。；]{0,14}$")
DONE = re.compile(r"(?:已|实际|实|完成|支出|拨付|发放|使用|持|取得|获得)[^，。；]{0,14}$")
WITHIN = re.compile(r"(?P<scope>[一-鿿]{2,10})中，?[^，。；\d]{0,20}$")
OTHERS = frozenset({"学生", "教师", "人员", "工作", "全县", "学校", "达到", "资金", "合格"})
NEXT_TO = 12
FEW = 8


def find_rates(sentence: Sentence, earlier: Sequence[Figure], known: Collection[int]) -> Iterator[Relation]:
    """Rates that are not yet told (``known`` are the places of those that are)."""
    for position, rate in enumerate(sentence.figures):
        match = RATE.search(rate.clause)
        if rate.thing != "%" or match is None or rate.at in known or is_change(rate) or GOAL.search(rate.clause):
            continue
        pair = _named(sentence, earlier, position, match["name"]) or _behind(sentence, position, match["name"])
        if pair is not None:
            relation = _written(*pair, rate)
            if relation is not None:
                yield relation


def _named(sentence: Sentence, earlier: Sequence[Figure], position: int, name: str) -> tuple[Figure, Figure] | None:
    """The part right before the rate, and the one whole that its words or the rate's name point to."""
    rate = sentence.figures[position]
    part = sentence.figures[position - 1] if position else None
    if part is None or not _is_counted(part) or rate.at - part.to > NEXT_TO + len(name):
        return None
    before = [f for f in (*earlier, *sentence.figures[: position - 1]) if f.thing == part.thing and _is_counted(f)]
    wholes = [f for f in before[-FEW:] if f.amount >= part.amount or SPENT.search(name)]
    scope = WITHIN.search(sentence.plain[max(sentence.at, part.at - 40) : part.at])
    if scope is not None:
        named = [f for f in wholes if _has_name(f, scope["scope"])]
    elif SPENT.search(name) and DONE.search(part.clause):
        named = [f for f in wholes if PLANNED.search(f.clause)]
    else:
        stems = _stems(name)
        named = [f for f in wholes if PLANNED.search(f.clause) and any(s in f.clause for s in stems)]
        named = named if any(s in part.clause for s in stems) and DONE.search(part.clause) else []
    return (part, named[-1]) if len({f.amount for f in named}) == 1 else None


def _behind(sentence: Sentence, position: int, name: str) -> tuple[Figure, Figure] | None:
    """按时发放率达95%以上，9318人次中，8870人次按时发放到位."""
    following = sentence.figures[position + 1 : position + 3]
    if len(following) < 2 or following[0].at - sentence.figures[position].to > 2 * NEXT_TO:
        return None
    whole, part = following
    words = sentence.words(whole, part)
    told = part.after + words
    if (
        part.thing != whole.thing
        or part.amount > whole.amount
        or not re.match(r"[^，。；\d]{0,8}中，?[^，。；\d]{0,12}$", words)
    ):
        return None
    return (part, whole) if any(stem in told for stem in _stems(name)) else None


def _is_counted(figure: Figure) -> bool:
    return (
        not (is_rate(figure.thing) or figure.per or figure.thing in DURATIONS or is_change(figure)) and figure.value > 0
    )


def _has_name(whole: Figure, scope: str) -> bool:
    words = whole.clause[-12:] + whole.after[:8]
    return scope[-4:] in words if len(scope) >= 4 else scope in words


def _stems(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)} - OTHERS


def _written(part: Figure, whole: Figure, rate: Figure) -> Relation | None:
    ratio = quotient(value_of(part), value_of(whole))
    if ratio is None:
        return None
    share = scaled(ratio, 100)
    verdict = compare(share, rate)
    rough = any(f.hedge for f in (part, whole)) or rate.hedge not in ("", "以上", "以下")
    verdict = ASK if verdict == FAILS and rough else verdict
    sign = {"以上": ">=", "以下": "<="}.get(rate.hedge, "=")
    asked = f"{digits(part.amount / whole.scale)} / {number(whole)} * 100"
    given = f" = {rounded_for(share.nominal, rate)} ({sign} {number(rate)})"
    expression = asked + (f" {sign} {number(rate)}" if verdict in (HOLDS, ROUNDING) else given)
    return written("ratio", [part, whole], rate, expression, share.nominal, verdict)
