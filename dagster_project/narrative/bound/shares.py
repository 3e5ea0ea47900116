"""Rates and shares that nothing gives, where the words leave one part and one whole: 计划新建8所，建成7所，完成率78.5%.

The part is what stands right before the rate, what the rate is named after, or what bears the name in front of 占. The
whole is what the words behind 占 or 完成 name, what was planned or due, what is done and left together, what other shares
around are measured by, or the one larger figure of the line.

Belongs here: which figures the words bind. Does not belong here: rates found while their numbers work out (``rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from dagster_project.narrative.bound.items import (
    OVERALL,
    beside_the_whole,
    in_short_sentences,
    is_of_an_item,
    left_over,
)
from dagster_project.narrative.bound.said import ALIKE, SEGMENT, SENTENCE, Said
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.rates.ratios import CERTAIN, ratio_of
from dagster_project.narrative.reckoning.claims import is_change, is_countable, number
from dagster_project.narrative.reckoning.naming import is_wide, named, of_all, stems, words_of
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.units import is_rate

SO = r"(?:仅|已|均|只|约|近|为|达到?|是|占|有|在|了|到|做到|：)*$"
OF = re.compile(
    rf"(?P<subject>[^，。；：、（）\d]*?)占(?:比|了|到)?(?P<whole>[^，。；：（）\d]{{0,24}}?)(?:的?(?:比[例重率]|份额)|的)?{SO}"
)
DONE_OF = re.compile(
    rf"(?:完成|达到?|实现|占)(?P<whole>[^，。；：\d]{{0,10}}?(?:计划|任务|目标|预算|预计|指标)[^，。；：\d]{{0,6}}?)的?{SO}"
)
IS_OF = re.compile(r"(?:为|是|相当于)(?P<whole>[^，。；：\d]{2,16}?)的$")
RATE = re.compile(rf"(?P<name>[一-鿿]{{2,12}}?)(?:率|比[例重]|面){SO}")
BEFORE_OF = re.compile(r"[^，。；：\d（）]{0,8}(?:总[数量额人]{0,2})?的$")
MEASURED = re.compile(r"(?:占|为|是|完成|相当于|达到?)[^，。；：\d]{0,20}$")
DUE = re.compile(
    r"应|需|须|拟|计划|预算|任务|目标|核定|共|总|现有|原有|受理|收到|接到|发现|排查|登记|申报|申请|报名|适龄|安排|下达|抽查|发[放出]|参加|参检|受检|参评|评议|检查|检测|问卷|合计"
)
PLANNED = re.compile(r"计划|应|任务|目标|预算|预计|拟")
DONE = re.compile(
    r"实|现有|已|完成|建成|到位|通过|合格|达标|收回|办结|就业|入住|竣工|支出|支付|拨付|使用|录取|报到|整改|合计"
)
LEFT = re.compile(r"(?:缺|未|尚|还有|仍|其余|剩|余|另|不|空)[^，。；：\d]{0,8}$")
OF_MANY = re.compile(
    r"入园|入学|巩固|覆盖|普及|城镇化|升学|毛入|发生|系统|参保|死亡|出生|接种|及格|优秀|满意|[县市区省]"
)
COVERED = re.compile(r"(?:^|[，：])(?:覆盖面|参与[率面])\D{0,4}$")
GOAL = re.compile(
    r"力争|确保|不低于|不高于|不超过|不少于|要求|控制在|以内|规定|预计|到20\d\d年|全国|全省|全市平均|上年|去年|同期|分别"
)
BRACKETS = re.compile(r"[（(].*$")
LISTED = re.compile(r"[^，。；：、\d]{0,8}[、和及]")
REACHED = re.compile(r"均[^，。；：\d]*(?:合格|达标)[一-鿿]{0,4}$")
"""生均占地合格学校152所 is no mean."""
INSIDE = re.compile(r"的[^，。；：\d]{2,8}[里中]，?只?占(?:比|到|了)?(?:约|为)?$")
SCOPE = re.compile(r"(?:^|[，；：])[^，。；：\d]{2,12}中，[^，。；\d]*$")
HEAD = re.compile(r"[^，。；：\d]{0,16}中[，：]?")
LONGEST_OF = re.compile(r"总?[人户]?[数额量]$|人员$")
GOOD = (HOLDS, ROUNDING)
NEAR, LIST_REACH, FEW, MANY, HUNDRED, ENOUGH, SHORT = 44, 900, 6, 24, 100, 3, 2


class Bound(NamedTuple):
    """A part, the wholes it may be measured by, the likeliest first.

    ``sure`` is whether the words leave no other pair; ``slipped`` that only a slip of the pen is asked about; ``called``
    that the whole is called by its name.
    """

    part: Figure
    wholes: list[Figure]
    sure: bool = False
    slipped: bool = False
    called: bool = False


def find_bound_shares(said: Said, claims: Sequence[Relation]) -> Iterator[Relation]:
    """A share that one of its wholes gives, else a question; of rates that no claim is about, or only by other figures."""
    anchors = list(_anchors(claims))
    known: dict[int, set[int]] = {}
    for claim in claims:
        for f in claim.figures if claim.kind not in ("subset", "conflict", "partition", "difference") else ():
            if f.thing in ("%", "‰") and number(f) == claim.stated:
                doubt = claim.verdict not in GOOD
                known.setdefault(f.at, set()).update({-1} if doubt else claim.figures_at - {f.at})
    for index, rate in enumerate(said.figures):
        if rate.thing not in ("%", "‰") or rate.hedge not in ("", "约") or not rate.value or not index:
            continue
        if is_change(rate) or (rate.at in known and not 0 < len(known[rate.at] - {-1}) < ENOUGH):
            continue
        bound = _bound(said, index, anchors)
        explained = known.get(rate.at, set())
        if bound is None or (explained and not bound.sure and bound.part.at not in explained):
            continue
        if bound.part.at in explained:
            others = [f for f in bound.wholes if f.at not in explained]
            if others and is_of_an_item(said, explained - {bound.part.at}, rate):
                bound = bound._replace(wholes=others, sure=True)
            elif len(others) < len(bound.wholes) or not bound.called:
                continue
        relation = _judged(said, rate, bound)
        if relation is not None and (not explained or _is_surer(relation, bound, rate)):
            yield replace(relation, opened=True) if bound.sure else relation


def _is_surer(relation: Relation, bound: Bound, rate: Figure) -> bool:
    """Than what other numbers give by chance: it comes near, or the part bears the whole name of the rate."""
    named_so = bool(bound.part.before) and rate.clause.startswith(bound.part.before)
    off = Fraction(relation.computed) / rate.value
    return relation.verdict not in GOOD and (named_so or Fraction(2, 3) <= off <= Fraction(3, 2))


def _anchors(claims: Sequence[Relation]) -> Iterator[tuple[int, Figure]]:
    """Where a share of the text stands that holds, and its whole."""
    for claim in claims:
        rates = [f for f in claim.figures if f.thing in ("%", "‰")]
        counted = [f for f in claim.figures if not is_rate(f.thing)]
        if claim.kind == "ratio" and claim.verdict in GOOD and len(rates) == 1 and len(counted) == SHORT:
            yield rates[0].at, max(counted, key=lambda f: f.amount)


def _bound(said: Said, index: int, anchors: Sequence[tuple[int, Figure]]) -> Bound | None:
    rate, before = said.figures[index], said.figures[index - 1]
    begin = max(before.to, said.since(rate.at, SENTENCE))
    gap = said.plain[begin : rate.at]
    if GOAL.search(rate.clause) and not DONE_OF.search(gap):
        return None
    if before.to == begin and BEFORE_OF.match(gap) and MEASURED.search(before.before):
        return _of_the_figure_before(said, index)
    if before.to == begin and INSIDE.match(gap):
        return _of_a_column(said, before, rate)
    part = _part(said, rate)
    if (match := DONE_OF.search(gap)) is not None and (planned := _of_a_plan(said, rate, part)) is not None:
        return planned
    if (match := OF.search(gap)) is not None:
        part = part if part is not None else left_over(said, before, rate)
        return _share(said, rate, part, match["subject"], match["whole"], anchors)
    if (match := IS_OF.search(gap)) is not None and part is not None:
        wholes = _named(said, match["whole"], part, rate)
        return Bound(part, wholes, len({f.amount for f in wholes}) == 1) if wholes else None
    if (match := RATE.search(gap)) is not None:
        if (pair := in_short_sentences(said, index)) is not None:
            return Bound(pair[0], [pair[1]], sure=True)
        return _rate(said, rate, match["name"], anchors)
    return None


def _counted(said: Said, rate: Figure, marks: str) -> list[Figure]:
    """What is counted before a rate in its stretch, the last first."""
    stretch = said.between(said.since(rate.at, marks), rate.at)
    return [f for f in reversed(stretch) if f.value > 0 and (is_countable(f) or REACHED.search(f.before))]


def _part(said: Said, rate: Figure) -> Figure | None:
    """The count right before a rate; what is lacking or left over is not what the rate is of."""
    counted = _counted(said, rate, SEGMENT)
    part = next((f for f in counted if not LEFT.search(f.before)), None)
    return part if part is not None and rate.at - part.to <= NEAR and part.is_plain else None


def _alike(part: Figure, whole: Figure) -> bool:
    return part.thing == whole.thing or {part.thing, whole.thing} in ALIKE or not whole.thing


def _larger(part: Figure, figures: Sequence[Figure]) -> list[Figure]:
    return [f for f in figures if f is not part and _alike(part, f) and f.amount >= part.amount]


def _of_the_figure_before(said: Said, index: int) -> Bound | None:
    """56人以上大班额27个，占684个班的3.9%: the whole stands between 占 and 的."""
    rate, whole = said.figures[index], said.figures[index - 1]
    counted = [f for f in _counted(said, rate, SENTENCE) if f is not whole]
    subject = stems(whole.before.rpartition("占")[0])
    counted = [f for f in counted if not subject or subject & stems(words_of(f))]
    part = next((f for f in counted if _alike(f, whole) and f.is_plain), None)
    if part is None or not is_countable(whole) or not whole.is_plain or whole.at - part.to > NEAR * 2:
        return None
    return Bound(part, [whole], sure="占" in whole.before)


def _of_a_column(said: Said, whole: Figure, rate: Figure) -> Bound | None:
    """乡村教师补助这一项在11414万元的盘子里占12.6%: the row that the sentence names, in the column of that total."""
    words = said.plain[said.since(rate.at, SENTENCE) : whole.at]
    wholes = [f for f in said.cells if f.value == whole.value]
    parts = [f for f in said.cells if len(f.before) > SHORT and f.before in words]
    pairs = [Bound(part, [one], sure=True) for one in wholes for part in parts if part.after == one.after]
    return pairs[0] if len(pairs) == 1 else None


def _of_a_plan(said: Said, rate: Figure, part: Figure | None) -> Bound | None:
    """计划新增4200个，实际新增4536个，完成计划的180%."""
    if part is None:
        return None
    near = [f for f in _counted(said, rate, SENTENCE) if f is not part and f.thing == part.thing]
    planned = [f for f in near if PLANNED.search(f.clause + f.after[:4]) and f.is_plain][:1]
    return Bound(part, planned, sure=True) if planned else None


def _share(
    said: Said, rate: Figure, part: Figure | None, subject: str, whole: str, anchors: Sequence[tuple[int, Figure]]
) -> Bound | None:
    """肥胖1656人，占9.0%; 占需求的93.8%; 126人中，随班就读占38.9%."""
    own = part if part is not None and (not stems(subject) or stems(subject) & stems(words_of(part))) else None
    if own is not None and stems(subject) and not own.before.endswith(subject[-2:]):
        own = _of_its_name(said, rate, subject) or own
    if own is None:
        own = _of_its_name(said, rate, subject)
        return _of_the_head(said, rate, own, whole) if own is not None else _of_a_row(said, rate, subject, whole)
    if whole:
        wholes = _named(said, whole, own, rate)
        if wholes:
            sole = len({f.amount for f in wholes}) == 1
            return Bound(own, wholes, sole, called=sole and whole in wholes[0].before)
        if (beside := beside_the_whole(said, own, whole, anchors)) is not None:
            return Bound(own, [beside], sure=True)
        if not is_wide(whole) or stems(LONGEST_OF.sub("", whole)):
            totals = of_all(_larger(own, said.before(own, own.thing)))
            if OVERALL.match(whole):
                totals += sorted(_larger(own, said.before(own, own.thing)[:MANY]), key=lambda f: -f.amount)[:1]
            like = [f for f in named(whole, _larger(own, said.before(own, own.thing))) if f not in totals]
            return Bound(own, [*totals[:ENOUGH], *like[:FEW]], slipped=True) if totals or like else None
    if not whole and not re.search("[，（]", said.plain[own.to : rate.at]):
        return None
    return _of_the_list(said, rate, own, anchors)


def _of_the_list(said: Said, rate: Figure, part: Figure, anchors: Sequence[tuple[int, Figure]]) -> Bound | None:
    """What other shares around are measured by, else the one larger figure of the line; 受训教师中，… has a whole of its own."""
    if SCOPE.search(said.plain[said.since(part.at, SENTENCE) : part.at]) is not None:
        return None
    near = _measures(rate, part, anchors)
    line = [f for f in _larger(part, _counted(said, rate, "\n")) if f.at < part.at]
    if near:
        wholes = list(dict.fromkeys([*near[:2], *line]))
        return Bound(part, wholes, sure=near[0] in line and len({f.amount for f in near[:3]}) == 1)
    if len({f.amount for f in line}) == 1 and line[0].is_plain and not LISTED.match(said.gap(line[0], part)):
        return Bound(part, line)
    return None


def _measures(rate: Figure, part: Figure, anchors: Sequence[tuple[int, Figure]]) -> list[Figure]:
    """The wholes of shares around, the nearest first."""
    near = sorted((abs(at - rate.at), whole.at, whole) for at, whole in anchors if 0 < abs(at - rate.at) < LIST_REACH)
    return [whole for _, _, whole in near if whole.thing == part.thing and whole.amount > part.amount]


def _of_its_name(said: Said, rate: Figure, subject: str) -> Figure | None:
    """公办教师1038人、民办教师612人，共1650人，民办教师占42%; 126人中，随班就读占38.9% of a table's total row."""
    if len(subject) < ENOUGH:
        return None
    own = [
        f for f in _counted(said, rate, "\n") if len(f.before) > 1 and subject.endswith(f.before.removeprefix("其中"))
    ]
    if own:
        return own[0]
    cells = [f for f in said.cells if subject in (BRACKETS.sub("", f.after), f.before)]
    return max(cells, key=lambda f: f.amount, default=None)


def _of_the_head(said: Said, rate: Figure, part: Figure, whole: str) -> Bound | None:
    """The whole that the sentence begins with (126人中，…), that bears the name, or that is told as the total."""
    counted = [f for f in _counted(said, rate, SENTENCE) if f is not part and f.amount > part.amount]
    heads = [f for f in counted if HEAD.match(said.plain, f.to) and f.is_plain]
    wholes = heads[-1:] or (_named(said, whole, part, rate) if whole else [])
    wholes = wholes or [f for f in of_all(counted[::-1]) if f.thing == part.thing]
    return Bound(part, wholes, sure=bool(heads)) if wholes else None


def _of_a_row(said: Said, rate: Figure, subject: str, whole: str) -> Bound | None:
    """面积最大的是东岭中学，占全部改造面积的39.7%: the cell of the row that the words before name, in the whole's column."""
    led = said.plain[max(0, rate.at - NEAR - len(whole)) : rate.at]
    led = led[: led.rfind("占")].rstrip("，")
    core = LONGEST_OF.sub("", whole)
    if not said.cells or not stems(core):
        return None
    cells = [f for f in said.cells if len(f.before) > SHORT and led.endswith(f.before) and stems(core) & stems(f.after)]
    if len({f.amount for f in cells}) != 1:
        return None
    wholes = _named(said, core, cells[0], rate)
    return Bound(cells[0], wholes) if wholes else None


def _rate(said: Said, rate: Figure, name: str, anchors: Sequence[tuple[int, Figure]]) -> Bound | None:
    """应配80人，实配46人，缺34人，配备率57.5%; 获得收益378万元，以1.26亿元本金计，收益率3.5%."""
    counted = [
        f for f in _counted(said, rate, SEGMENT) if f.is_plain and (LEFT.search(name) or not LEFT.search(f.before))
    ]
    if not counted or rate.at - counted[0].to > NEAR:
        return None
    ties = [f for f in counted[:ENOUGH] if stems(name) & stems(words_of(f)) and not PLANNED.search(f.before)]
    exact = [f for f in ties if f.before.removeprefix("其中") == name]
    planned = PLANNED.search(counted[0].before) and len(counted) > 1 and counted[1].thing == counted[0].thing
    part = (exact or ties or counted[1 if planned else 0 :])[0]
    tied = bool(ties) or any(char in part.clause or (planned and char in counted[0].clause) for char in name[-2:])
    pool = [f for f in counted if f is not part and _is_same(f, part, name)]
    if OF_MANY.search(name) and not ties:
        tied = COVERED.search(rate.clause) is not None and len(pool) == 1
        if not tied:
            return None
    if not tied and not DONE.search(part.clause):
        return None
    if f"{name}率" in said.plain[counted[-1].at : part.at]:
        return None
    due = [f for f in pool if DUE.search(f.clause)]
    if due and (due[0].amount >= part.amount or PLANNED.search(due[0].clause)):
        return Bound(
            part, [due[0], *[f for f in pool if f is not due[0]]], sure=bool(exact) or (tied and len(pool) == 1)
        )
    larger = [f for f in pool if f.amount >= part.amount]
    if len({f.amount for f in larger}) == 1 and not LISTED.match(said.gap(larger[0], part)):
        return Bound(part, larger, sure=bool(exact))
    if larger or not tied:
        return None
    return _of_the_line(said, rate, part, anchors)


def _is_same(whole: Figure, part: Figure, name: str) -> bool:
    """寄宿生4654人，床位2422个，床位率: of another unit where the part alone bears the whole name."""
    if whole.thing == part.thing or {whole.thing, part.thing} in ALIKE:
        return True
    return "元" not in (whole.thing, part.thing) and part.before == name and 0 < part.at - whole.to < FEW + len(name)


def _of_the_line(said: Said, rate: Figure, part: Figure, anchors: Sequence[tuple[int, Figure]]) -> Bound | None:
    """What was due earlier in the line; what is done and what is left together; what shares around are measured by."""
    line = said.since(rate.at, "\n")
    back = [f for f in said.before(part, part.thing)[:FEW] if f.at >= line and f.amount >= part.amount]
    due = [f for f in back if DUE.search(f.clause) and f.is_plain]
    if due:
        return Bound(part, [due[0], *back])
    left = [f for f in said.between(rate.to, rate.to + NEAR) if f.thing == part.thing and LEFT.search(f.before)]
    if left and is_countable(left[0]) and "。" not in said.plain[rate.to : left[0].at]:
        return Bound(part, [replace(left[0], value=(part.amount + left[0].amount) / left[0].scale)])
    near = _measures(rate, part, anchors)
    return Bound(part, near[:1], slipped=True) if near else None


def _named(said: Said, phrase: str, part: Figure, rate: Figure) -> list[Figure]:
    """What a phrase may mean: figures with its words in the line, before it, right behind the rate, or in a table."""
    phrase = LONGEST_OF.sub("", phrase) or phrase
    things = [thing for thing in said.counted if thing == part.thing or {thing, part.thing} in ALIKE]
    pool = [f for thing in things for f in reversed(said.before(rate, thing)) if f.at < part.at]
    line = said.plain.find("\n", rate.to, rate.to + NEAR)
    behind = said.between(rate.to, line if line >= 0 else rate.to + NEAR)
    pool += [f for f in behind if f.thing in things and is_countable(f)]
    pool = [f for f in _larger(part, pool) if f.is_plain]
    whole = said.called(phrase, pool) or said.together(phrase, part, rate)
    if not whole:
        whole = said.called(phrase, [f for f in said.cells if f.amount >= part.amount and _alike(part, f)])
    if not whole and is_wide(phrase) and not stems(phrase):
        whole = of_all(pool)
    return sorted(whole, key=lambda f: abs(f.at - rate.at))[:FEW]


def _is_a_part_too(said: Said, whole: Figure, part: Figure) -> bool:
    """中央补助1250.4万元，占80%；县级自筹312.6万元，占20%: both are parts of what is not told."""
    following = next(iter(said.between(whole.to, part.at)), None)
    return following is not None and following.thing == "%" and following.before.startswith("占")


def _judged(said: Said, rate: Figure, bound: Bound) -> Relation | None:
    """The first whole that gives the rate; else a question about the likeliest, unless something near gives it."""
    for whole in bound.wholes:
        relation = ratio_of(bound.part, whole, rate, CERTAIN)
        if relation is not None and relation.verdict in GOOD:
            return relation
    likeliest = bound.wholes[0]
    if bound.slipped:
        slips = [w for w in bound.wholes if is_slip(bound.part.amount / w.amount * HUNDRED, rate)]
        return ratio_of(bound.part, slips[0], rate, ASK) if slips else None
    if rate.value == HUNDRED and not (bound.sure and PLANNED.search(likeliest.clause)):
        return None
    if not bound.sure and (_is_given_otherwise(said, rate, bound) or _is_a_part_too(said, likeliest, bound.part)):
        return None
    relation = ratio_of(bound.part, likeliest, rate, ASK)
    return relation if relation is not None and relation.verdict in (ASK, FAILS) else None


def _is_given_otherwise(said: Said, rate: Figure, bound: Bound) -> bool:
    """Whether another pair of the sentence, or two parts together, give the rate."""
    around = [f for f in said.between(said.since(rate.at, SENTENCE), rate.to + NEAR // 2) if is_countable(f)]
    around = [f for f in (*around[-FEW * 2 :], *bound.wholes) if f.thing == bound.part.thing]
    factor, slack = (1000 if rate.thing == "‰" else HUNDRED), 0.51 / 10**rate.places
    for whole in around:
        parts = [f for f in around if f is not whole]
        sizes = [f.size for f in parts] + [a.size + b.size for a, b in pairwise(parts)]
        if any(whole.size > 0 and abs(size / whole.size * factor - float(rate.value)) <= slack for size in sizes):
            return True
    return False
