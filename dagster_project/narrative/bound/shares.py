"""Rates and shares that nothing gives, where the words leave one part and one whole: 计划新建8所，建成7所，完成率78.5%.

The part is what stands right before the rate, or what bears the name in front of 占. The whole is what the words behind 占
or 完成 name, what was planned or due, what the other shares of the list are measured by, or the one larger figure of the line.

Belongs here: which figures the words bind. Does not belong here: rates found while their numbers work out (``rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dagster_project.narrative.bound.said import ALIKE, PEOPLE, SEGMENT, SENTENCE, Said
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.rates.ratios import CERTAIN, ratio_of
from dagster_project.narrative.reckoning.claims import is_change, is_countable, number
from dagster_project.narrative.reckoning.naming import is_wide, named, of_all, stems, words_of
from dagster_project.narrative.text.units import is_rate

OF = re.compile(
    r"(?P<subject>[^，。；：、（）\d]*?)占(?:比|了|到)?(?P<whole>[^，。；：（）\d]{0,24}?)(?:的(?:比[例重]|份额)?)?(?:约|为|达到?|近|是|：)*$"
)
DONE_OF = re.compile(
    r"(?:完成|达到?|实现)(?P<whole>[^，。；：\d]{0,10}?(?:计划|任务|目标|预算|预计|指标)[^，。；：\d]{0,6}?)的?(?:约|为|达)*$"
)
IS_OF = re.compile(r"(?:为|是|相当于)(?P<whole>[^，。；：\d]{2,16}?)的$")
RATE = re.compile(
    r"(?P<name>[一-鿿]{2,12}?)(?:率|比[例重]|面)(?:仅|已|均|只)?(?:达到?|为|是|约|有|在|：)*$"
)
BEFORE_OF = re.compile(r"[^，。；：\d（）]{0,8}(?:总[数量额人]{0,2})?的$")
MEASURED = re.compile(r"(?:占|为|是|完成|相当于|达到?)[^，。；：\d]{0,20}$")
DUE = re.compile(
    r"应|需|须|拟|计划|预算|任务|目标|核定|共|总|现有|原有|受理|收到|接到|发现|排查|登记|申报|申请|报名|适龄|安排|下达|抽查|发[放出]|参加|参检|受检|参评|评议|检查|检测"
)
PLANNED = re.compile(r"计划|应|任务|目标|预算|预计|拟")
DONE = re.compile(r"实|已|完成|建成|到位|通过|合格|达标|收回|配|办结|就业|入住|竣工|支出|支付|拨付|使用|录取|报到|整改")
LEFT = re.compile(r"(?:缺|未|尚|还有|仍|其余|剩|余|另|不)[^，。；：\d]{0,8}$")
OF_MANY = re.compile(r"入园|入学|巩固|覆盖|普及|城镇化|升学|毛入|发生|系统|参保|死亡|出生|及格|优秀|满意")
GOAL = re.compile(r"力争|确保|不低于|不高于|不超过|不少于|要求|控制在|以内|规定|预计|到20\d\d年|全国|全省|全市平均|上年|去年|同期|分别")
LISTED = re.compile(r"[^，。；：、\d]{0,8}[、和及]")
HEAD = re.compile(r"中[，：]")
GOOD = (HOLDS, ROUNDING)
NEAR, FAR, LIST_REACH, FEW, HUNDRED, ENOUGH = 44, 300, 900, 6, 100, 4


class Bound(NamedTuple):
    """A part, the wholes it may be measured by, the likeliest first, whether the words leave no other, and whether they leave too many to ask."""

    part: Figure
    wholes: list[Figure]
    sure: bool = False
    only_right: bool = False


def find_bound_shares(said: Said, claims: Sequence[Relation], known: set[int]) -> Iterator[Relation]:
    """Of rates that are not ``known`` to be worked out: a share that one of the wholes gives, else a question."""
    anchors = list(_anchors(claims))
    for index, rate in enumerate(said.figures):
        if rate.thing not in ("%", "‰") or rate.at in known or rate.hedge not in ("", "约") or not rate.value:
            continue
        if is_change(rate) or index == 0:
            continue
        bound = _bound(said, index, anchors)
        relation = _judged(said, rate, bound) if bound is not None else None
        if relation is not None:
            yield relation


def _anchors(claims: Sequence[Relation]) -> Iterator[tuple[int, Figure]]:
    """Where a share of the text stands that holds, and its whole."""
    for claim in claims:
        rates = [f for f in claim.figures if f.thing in ("%", "‰")]
        counted = [f for f in claim.figures if not is_rate(f.thing)]
        if claim.kind == "ratio" and claim.verdict in GOOD and len(rates) == 1 and len(counted) == 2:  # noqa: PLR2004
            yield rates[0].at, max(counted, key=lambda f: f.amount)


def _bound(said: Said, index: int, anchors: Sequence[tuple[int, Figure]]) -> Bound | None:
    rate, before = said.figures[index], said.figures[index - 1]
    begin = max(before.to, said.since(rate.at, SENTENCE))
    gap = said.plain[begin : rate.at]
    if GOAL.search(rate.clause) and not DONE_OF.search(gap):
        return None
    if before.to == begin and BEFORE_OF.match(gap) and MEASURED.search(before.before):
        return _of_the_figure_before(said, index)
    part = _part(said, rate)
    if (match := DONE_OF.search(gap)) is not None:
        return _of_a_plan(said, rate, part)
    if (match := OF.search(gap)) is not None:
        return _share(said, rate, part, match["subject"], match["whole"], anchors)
    if (match := IS_OF.search(gap)) is not None and part is not None:
        wholes = _named(said, match["whole"], part, rate)
        return Bound(part, wholes, len({f.amount for f in wholes}) == 1) if wholes else None
    if (match := RATE.search(gap)) is not None:
        return _rate(said, rate, match["name"])
    return None


def _counted(said: Said, rate: Figure, marks: str) -> list[Figure]:
    """What is counted before a rate in its stretch, the last first."""
    stretch = said.between(said.since(rate.at, marks), rate.at)
    return [f for f in reversed(stretch) if is_countable(f)]


def _part(said: Said, rate: Figure) -> Figure | None:
    """The count right before a rate; what is lacking or left over is not what the rate is of."""
    counted = _counted(said, rate, SEGMENT)
    part = next((f for f in counted if not LEFT.search(f.clause)), None)
    return part if part is not None and rate.at - part.to <= NEAR and part.is_plain else None


def _alike(part: Figure, whole: Figure) -> bool:
    return part.thing == whole.thing or {part.thing, whole.thing} in ALIKE or not whole.thing


def _larger(part: Figure, figures: Sequence[Figure]) -> list[Figure]:
    return [f for f in figures if f is not part and _alike(part, f) and f.amount >= part.amount]


def _of_the_figure_before(said: Said, index: int) -> Bound | None:
    """56人以上大班额27个，占684个班的3.9%: the whole stands between 占 and 的."""
    rate, whole = said.figures[index], said.figures[index - 1]
    counted = [f for f in _counted(said, rate, SENTENCE) if f is not whole]
    part = next((f for f in counted if _alike(f, whole) and f.is_plain), None)
    if part is None or not is_countable(whole) or not whole.is_plain or whole.at - part.to > NEAR * 2:
        return None
    return Bound(part, [whole], sure=True)


def _of_a_plan(said: Said, rate: Figure, part: Figure | None) -> Bound | None:
    """计划新增4200个，实际新增4536个，完成计划的180%."""
    if part is None:
        return None
    near = [f for f in _counted(said, rate, SENTENCE) if f is not part and f.thing == part.thing]
    planned = [f for f in near if PLANNED.search(f.clause) and f.is_plain][:1]
    return Bound(part, planned, sure=True) if planned else None


def _share(
    said: Said, rate: Figure, part: Figure | None, subject: str, whole: str, anchors: Sequence[tuple[int, Figure]]
) -> Bound | None:
    """肥胖1656人，占9.0%; 占需求的93.8%; 126人中，随班就读占38.9%."""
    own = part if part is not None and (not stems(subject) or stems(subject) & stems(words_of(part))) else None
    if own is None:
        return _of_a_name(said, rate, subject, whole)
    if whole:
        wholes = _named(said, whole, own, rate)
        if wholes:
            return Bound(own, wholes, len({f.amount for f in wholes}) == 1)
        if (like := named(whole, _larger(own, said.before(own, own.thing)))) and not is_wide(whole):
            return Bound(own, like[:FEW], only_right=True)
        if not is_wide(whole):
            return None
    if not whole and "，" not in said.plain[own.to : rate.at] and "（" not in said.plain[own.to : rate.at]:
        return None
    return _of_the_list(said, rate, own, whole, anchors)


def _of_the_list(
    said: Said, rate: Figure, part: Figure, phrase: str, anchors: Sequence[tuple[int, Figure]]
) -> Bound | None:
    """What other shares around are measured by, else the one larger figure of the line."""
    wanted = stems(phrase)
    near = [
        whole
        for at, whole in sorted(anchors, key=lambda one: abs(one[0] - rate.at))
        if abs(at - rate.at) < LIST_REACH and whole.thing == part.thing and whole.amount > part.amount
    ]
    near = [f for f in near if wanted <= stems(words_of(f))]
    line = [f for f in _larger(part, _counted(said, rate, "\n")) if f.at < part.at and wanted <= stems(words_of(f))]
    if near:
        return Bound(part, list(dict.fromkeys([*near[:2], *line])), sure=near[0] in line)
    if len({f.amount for f in line}) == 1 and line[0].is_plain and not LISTED.match(said.gap(line[0], part)):
        return Bound(part, line)
    return None


def _of_a_name(said: Said, rate: Figure, subject: str, whole: str) -> Bound | None:
    """126人中，随班就读占38.9%: the part bears the name elsewhere, once; the whole stands at the head of the sentence."""
    if len(subject) < ENOUGH:
        return None
    heads = [f for f in _counted(said, rate, SENTENCE) if HEAD.match(said.plain, f.to)]
    parts = [f for f in (*said.cells, *said.before(rate, "人")) if subject in (f.after, f.before)]
    for head in heads[-1:]:
        own = [f for f in parts if f.amount < head.amount]
        if own:
            largest = max(own, key=lambda f: f.amount)
            return Bound(largest, [head], sure=len({f.amount for f in own}) == 1)
    return None


def _rate(said: Said, rate: Figure, name: str) -> Bound | None:
    """应配80人，实配46人，缺34人，配备率57.5%."""
    counted = [f for f in _counted(said, rate, SEGMENT) if f.is_plain and not LEFT.search(f.clause)]
    if not counted or rate.at - counted[0].to > NEAR:
        return None
    part = next((f for f in counted[:3] if f.before.removeprefix("其中") == name and f.thing == counted[0].thing), counted[0])
    tied = bool(stems(name) & stems(words_of(part))) or any(char in part.clause for char in name[-2:])
    if not tied and not DONE.search(part.clause):
        return None
    if OF_MANY.search(name) and not stems(name) & stems(words_of(part)):
        return None
    pool = [f for f in counted if f is not part and f.thing == part.thing or {f.thing, part.thing} in ALIKE]
    due = [f for f in pool if DUE.search(f.clause)]
    larger = [f for f in pool if f.amount >= part.amount]
    if due and (due[0].amount >= part.amount or PLANNED.search(due[0].clause)):
        return Bound(part, [due[0], *[f for f in pool if f is not due[0]]], sure=tied)
    if len({f.amount for f in larger}) == 1 and not LISTED.match(said.gap(larger[0], part)):
        return Bound(part, larger, sure=False)
    if larger:
        return None
    line = said.since(rate.at, "\n")
    back = [f for f in said.before(counted[-1], part.thing)[:FEW] if f.at >= line and f.amount >= part.amount]
    due = [f for f in back if DUE.search(f.clause) and f.is_plain]
    return Bound(part, [due[0], *back]) if due and tied else None


def _named(said: Said, phrase: str, part: Figure, rate: Figure) -> list[Figure]:
    """What a phrase may mean: figures with its words in the line, before it, right behind the rate, or in a table."""
    things = [thing for thing in said.counted if thing == part.thing or {thing, part.thing} in ALIKE]
    pool = [f for thing in things for f in said.counted[thing] if f.at < part.at or 0 < f.at - rate.to < NEAR]
    pool = _larger(part, pool)
    whole = [f for f in said.called(phrase, pool) if f.is_plain]
    if not whole:
        cells = [f for f in said.cells if f.amount >= part.amount and _alike(part, f)]
        whole = said.called(phrase, cells)
    if not whole and is_wide(phrase) and not stems(phrase):
        whole = of_all(pool)
    return sorted(whole, key=lambda f: abs(f.at - rate.at))[:FEW]


def _judged(said: Said, rate: Figure, bound: Bound) -> Relation | None:
    """The first whole that gives the rate; else a question about the likeliest, unless something near gives it."""
    for whole in bound.wholes:
        relation = ratio_of(bound.part, whole, rate, CERTAIN)
        if relation is not None and relation.verdict in GOOD:
            return relation if whole.quote and bound.part.quote else None
    if bound.only_right:
        return None
    likeliest = bound.wholes[0]
    if rate.value == HUNDRED and not (bound.sure and PLANNED.search(likeliest.clause)):
        return None
    if _is_given_otherwise(said, rate, bound):
        return None
    relation = ratio_of(bound.part, likeliest, rate, ASK)
    return relation if relation is not None and relation.verdict in (ASK, FAILS) else None


def _is_given_otherwise(said: Said, rate: Figure, bound: Bound) -> bool:
    """Whether another pair, or two parts together, around the rate give it."""
    around = [f for f in said.between(said.since(rate.at, SENTENCE) - FAR // 2, rate.to + NEAR) if is_countable(f)]
    around = [*around[-FEW * 2 :], *bound.wholes[1:]]
    factor = 1000 if rate.thing == "‰" else HUNDRED
    slack = 0.51 / 10**rate.places
    target = float(rate.value)
    for whole in around:
        parts = [f for f in around if f is not whole and f.thing == whole.thing]
        sizes = [f.size for f in parts] + [a.size + b.size for a, b in zip(parts, parts[1:], strict=False)]
        if any(whole.size > 0 and abs(size / whole.size * factor - target) <= slack for size in sizes):
            return True
    return False
