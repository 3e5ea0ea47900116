"""What a figure's own words allow it to be worked out from: 占 from a part and a whole, 人均 from an amount and a count.

Belongs here: the operands around a figure, and how a working over them is written down.
Does not belong here: the arithmetic (``forms``), which workings are told (``searched``, ``slips``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from dagster_project.narrative.model import HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import Value, last_place
from dagster_project.narrative.reckoning.claims import (
    CHANGE,
    is_change,
    is_countable,
    is_counted,
    number,
    rounded_for,
    written,
)
from dagster_project.narrative.text.units import DURATIONS, is_rate
from dagster_project.narrative.unclaimed.forms import FORMS

BACK, LONGER_BACK, AHEAD, WHOLE_BACK = 6, 12, 2, 40
REACH, WHOLE_REACH = 300, 1200
MEAN = re.compile(r"均[^，。；：\d]{0,10}$|平均[^，。；：\d]{0,12}$|班额[^，。；：\d]{0,6}$")
YEARLY = re.compile(r"[年月日天]均")
LEFT = re.compile(
    r"(?:其余|结余|结转|结存|余额|剩余|余下|余量|富余|盈余|尚[有余缺差欠]|还[有余缺差]|[仍缺欠余]|缺考|未[^，。；\d]{1,8}|不合格|净值|净额|期末|年末|差额|缺口|缺编|超编|超配|空缺)"
    r"[^，。；\d]{0,8}$"
)
LEFT_BEFORE = re.compile(r"(?:上年|上一?年度|年初|期初|上期|上月|上学期|历年|滚存|累计)[^，。；\d]{0,8}$")
APART = re.compile(r"(?:低于|高于|少于|多于|超|相差|节约|节省|差(?![异距别]))[^，。；]{0,24}$")
CHANGE_RATE = re.compile(r"(?:增长|减少|下降|压减|上升|提高|增|减|降)(?:率|幅度|幅)[^，。；\d]{0,3}$")
TAUGHT_BY = re.compile(r"(?:生师|师生|师幼|生教|幼师)比[^，。；\d]{0,6}(?:1[∶:比])?$")
STAGE = re.compile(r"小学|初中|高中|幼儿园|中职|职业")
TEACHERS, PUPILS = re.compile(r"教师|教职工"), re.compile(r"学生|在校|在园|幼儿")
OF_SHARE = re.compile(r"(?:按|的|其余|剩余|即|以|占)[^，。；]{0,12}$|[计即]")
SETTLED = re.compile(r"结余|节余|余额|收支|超支|赤字")
CAME = re.compile(r"(?:收入|来源|筹集|到位)[^，。；\d]{0,6}$")
WENT = re.compile(r"(?:支出|使用|开支)[^，。；\d]{0,6}$")
FEW = 3
JOINED = ("、", "和", "及", "与", "以及")
NAME = 8
OF_PLAN, PLANNED = re.compile(r"完成|执行|达成|计划|预算|任务"), re.compile(r"计划|预算|目标|任务|年初|下达|应")
SEGMENT, CLAUSE = re.compile(r"[；;。\n]"), re.compile(r"[；;。，,\n]")
CERTAIN = 3
GOOD = (HOLDS, ROUNDING)


class Trial(NamedTuple):
    """A form and its operands, counted from the figure in question."""

    form: str
    steps: tuple[int, ...]


Shape = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Text:
    """The figures of a text in order: amounts and last places, rough; what is counted; clause and segment of each."""

    plain: str
    figures: Sequence[Figure]
    amounts: Sequence[float]
    last: Sequence[float]
    counted: Sequence[bool]
    stretches: tuple[list[int], list[int]]

    @cached_property
    def places(self) -> dict[int, int]:
        """The number of the figure that stands at a place of the plain script."""
        return {figure.at: index for index, figure in enumerate(self.figures)}

    def sentence_before(self, figure: Figure) -> str:
        """The words of its sentence that stand before a figure."""
        start = max(self.plain.rfind(mark, 0, figure.at) for mark in "。\n") + 1
        return self.plain[start : figure.at]

    def operands(self, index: int, trial: Trial) -> list[Figure]:
        """The figures a trial is about."""
        return [self.figures[index + step] for step in trial.steps]

    def rough(self, index: int, trial: Trial) -> float:
        """About what a trial gives."""
        return FORMS[trial.form].rough([self.amounts[index + step] for step in trial.steps])

    def anchored(self, index: int, trial: Trial) -> Shape:
        """The shape of a list whose lines are all laid beside one whole."""
        return (f"{trial.form} of one", (trial.steps[0], index + trial.steps[-1]))


def text_of(plain: str, figures: Sequence[Figure]) -> Text:
    """The text as trials look through it."""
    stretches = (_stretches(CLAUSE, plain, figures), _stretches(SEGMENT, plain, figures))
    amounts, places = [float(f.amount) for f in figures], [float(last_place(f)) for f in figures]
    return Text(plain, figures, amounts, places, [is_countable(f) for f in figures], stretches)


def worked_out(claims: Iterable[Relation]) -> set[int]:
    """Where the figures stand that some claim works out; that a part is no more than its whole works out neither."""
    told_of = (claim for claim in claims if claim.kind != "subset" or claim.verdict not in GOOD)
    return {at for claim in told_of for at in claim.checked_at}


def digits_of(figure: Figure) -> int:
    """How many digits a printed number has, zeros behind the point included: 90.0 has three, 0.8 one."""
    return len(str(int(figure.value)).lstrip("0")) + figure.places


def told(text: Text, index: int, trial: Trial, value: Value, verdict: str) -> Relation:
    """A trial as a claim about the figure."""
    figure, operands, form = text.figures[index], text.operands(index, trial), FORMS[trial.form]
    shown = number(figure) if verdict in GOOD else f"{rounded_for(value.nominal, figure)} (= {number(figure)})"
    expression = f"{form.expression(operands, figure)} = {shown}"
    return written(form.kind, operands, figure, expression, value.nominal, verdict)


def trials(text: Text, index: int, pairs: bool = True) -> Iterator[Trial]:
    """What a figure's own words allow it to be worked out from; ``pairs`` is whether two figures may be one part."""
    figure = text.figures[index]
    if figure.thing == "":
        yield from _pupils(text, index) if figure.value > 1 and TAUGHT_BY.search(figure.clause) else ()
    elif figure.thing == "%":
        changes = _is_change(text, index) or CHANGE_RATE.search(figure.clause)
        yield from _changes(text, index) if changes else shares_of(text, index, pairs)
    elif figure.thing == "个百分点":
        yield from _differences(text, index, "%")
    elif is_rate(figure.thing) or figure.thing in DURATIONS:
        return
    elif CHANGE.search(figure.before) or _is_change(text, index) or APART.search(figure.clause):
        yield from _differences(text, index, figure.thing)
    elif MEAN.search(figure.clause):
        yield from _means(text, index)
    elif not figure.per:
        if LEFT.search(figure.clause) and not LEFT_BEFORE.search(figure.clause.replace("累计", "")):
            yield from _remainders(text, index)
        if figure.thing == "元":
            yield from _percentages(text, index)
        yield from _products(text, index)


def _around(text: Text, index: int, is_wanted: Callable[[Figure], bool], back: int = BACK) -> list[tuple[int, Figure]]:
    figures, reach = text.figures, WHOLE_REACH if back == WHOLE_BACK else REACH
    at = figures[index].at
    near = []
    for steps in (range(-1, -min(back, index) - 1, -1), range(1, min(AHEAD, len(figures) - 1 - index) + 1)):
        for step in steps:
            figure = figures[index + step]
            if abs(figure.at - at) >= reach:
                break
            if is_wanted(figure):
                near.append((step, figure))
    return near


def shares_of(text: Text, index: int, pairs: bool = True) -> Iterator[Trial]:
    """One figure, or two of one kind together, of another; the one right before may be of another kind (384条 of 人)."""
    parts = _around(text, index, is_counted)
    wholes = _around(text, index, is_countable, WHOLE_BACK)
    surpassed = text.amounts[index] > 100 and OF_PLAN.search(text.figures[index].clause)
    for step, part in parts:
        for other, whole in wholes:
            is_alike = whole.thing == part.thing or (step == -1 and "元" not in (whole.thing, part.thing))
            larger = text.amounts[index + other] > text.amounts[index + step] or (
                surpassed and PLANNED.search(whole.clause)
            )
            if is_alike and other != step and larger:
                yield Trial("share", (step, other))
    if not pairs or digits_of(text.figures[index]) < CERTAIN:
        return
    for (step, one), (other, two) in combinations(parts, 2):
        for third, whole in wholes if one.thing == two.thing else ():
            added = text.amounts[index + step] + text.amounts[index + other]
            if whole.thing == one.thing and third not in (step, other) and text.amounts[index + third] > added:
                yield Trial("shares", (step, other, third))


def _changes(text: Text, index: int) -> Iterator[Trial]:
    near = _around(text, index, is_countable)
    for step, one in near:
        for other, base in near:
            if step == other or one.thing != base.thing or is_change(base):
                continue
            is_rise = text.amounts[index + step] >= text.amounts[index + other]
            if is_change(one):
                yield from (Trial(form, (step, other)) for form in ("change", "grown", "shrunk"))
            else:
                yield Trial("rise" if is_rise else "fall", (step, other))


def _differences(text: Text, index: int, thing: str) -> Iterator[Trial]:
    near = _around(text, index, lambda one: one.thing == thing and not one.per and not is_change(one), LONGER_BACK)
    for step, _ in near:
        for other, _ in near:
            if text.amounts[index + step] > text.amounts[index + other]:
                yield Trial("difference", (step, other))


def _means(text: Text, index: int) -> Iterator[Trial]:
    mean = text.figures[index]
    is_yearly = YEARLY.search(mean.clause) is not None
    wholes = _around(
        text,
        index,
        lambda one: (one.thing == mean.thing or (one.thing, mean.thing) == ("人次", "次")) and is_counted(one),
        WHOLE_BACK,
    )
    counts = _around(
        text,
        index,
        lambda one: (is_counted(one) or (is_yearly and one.thing in DURATIONS)) and one.thing != "元" and one.value > 1,
        WHOLE_BACK,
    )
    for step, _ in wholes:
        for other, _ in counts:
            if other != step:
                yield Trial("mean", (step, other))


def _pupils(text: Text, index: int) -> Iterator[Trial]:
    """小学生师比16.98:1 is of the pupils and the teachers that are counted under the same name."""
    ratio = text.figures[index]
    stage = STAGE.search(ratio.clause)
    people = _around(text, index, lambda one: one.thing == "人" and is_counted(one), WHOLE_BACK)
    named = [(step, one) for step, one in people if stage is None or stage[0] in one.clause[-NAME:] + one.after[:NAME]]
    teachers = [step for step, one in named if TEACHERS.search(text.sentence_before(one))]
    for pupils, one in [] if not teachers else people:
        told = one.clause[-2 * NAME :] + one.after[:NAME]
        words = text.sentence_before(one)
        if PUPILS.search(words) and not TEACHERS.search(told) and (stage is None or stage[0] in words):
            yield from (Trial("mean", (pupils, other)) for other in teachers if other != pupils)


def _is_change(text: Text, index: int) -> bool:
    """Also the second of 增加364笔、629.4万元 and of 分别增长11.9%和18.0%."""
    figure = text.figures[index]
    if is_change(figure) or index == 0:
        return is_change(figure)
    before = text.figures[index - 1]
    return is_change(before) and text.plain[before.to : figure.at] in JOINED and bool(before.before)


def _percentages(text: Text, index: int) -> Iterator[Trial]:
    """按审定价的97%应付1223.54万元: the share right before an amount, of an amount said earlier."""
    share = text.figures[index - 1] if index else None
    amount = text.figures[index]
    if (
        share is None
        or share.thing != "%"
        or is_change(share)
        or not OF_SHARE.search(share.clause + share.quote + share.after)
    ):
        return
    for other, whole in _around(text, index, lambda one: one.thing == "元" and not one.per, WHOLE_BACK):
        if whole.amount > amount.amount and other < -1:
            yield Trial("percent of", (-1, other))


def _products(text: Text, index: int) -> Iterator[Trial]:
    """count × yuan (or places, hours) for each, and × days, months or terms."""
    made = text.figures[index]
    if made.thing == "元":
        rates = _around(text, index, lambda one: one.thing == "元" and one.value > 0 and not is_change(one))
    else:
        rates = _around(
            text, index, lambda one: bool(one.per) and one.thing in (made.thing, "人" if made.thing == "个" else "")
        )
    if not rates:
        return
    others = {"元", made.thing} - {"个"}
    counts = _around(text, index, lambda one: is_counted(one) and one.thing not in others and one.value > 1)
    spells = _around(text, index, lambda one: one.thing in DURATIONS and one.value > 1 and not one.hedge)
    for step, _ in rates:
        if text.amounts[index + step] < text.amounts[index]:
            for other, _ in counts:
                yield Trial("product", (other, step))
                yield from (Trial("product of three", (other, step, third)) for third, _ in spells)


def _remainders(text: Text, index: int) -> Iterator[Trial]:
    """What is left of one amount after another, or of what there was and what came in after what went out."""
    thing = text.figures[index].thing
    before = [step for step, one in _around(text, index, is_countable) if step < 0 and one.thing == thing][:3][::-1]
    yield from (Trial("difference", pair) for pair in combinations(before, 2))
    yield from (Trial("difference", pair[::-1]) for pair in combinations(before, 2))
    if len(before) == 3:
        yield Trial("left", tuple(before))
    if SETTLED.search(text.figures[index].clause):
        far = _around(text, index, lambda one: is_countable(one) and one.thing == thing, WHOLE_BACK)
        came = [step for step, one in far if step < 0 and CAME.search(one.clause)][:FEW]
        went = [step for step, one in far if step < 0 and WENT.search(one.clause)][:FEW]
        yield from (Trial("difference", (one, other)) for one in came for other in went if one != other)
        opened = [step for step, one in far if step < 0 and LEFT_BEFORE.search(one.clause)][:FEW]
        added = [step for step, one in far if step < 0 and SETTLED.search(one.clause)][:FEW]
        yield from (Trial("both", (one, other)) for one in opened for other in added if one != other)


def _stretches(end: re.Pattern[str], plain: str, figures: Sequence[Figure]) -> list[int]:
    """In which stretch of the text, counted through, each figure stands."""
    ends = [match.start() for match in end.finditer(plain)]
    return [bisect_left(ends, figure.at) for figure in figures]
