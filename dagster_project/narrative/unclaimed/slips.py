"""Figures that nothing explains and that are one slip from what their own words and the nearest figures give: asked.

收回问卷582份，回收率79%; 专任教师1706人…小学生师比17.98. A slip may be chance: the more workings a figure is laid beside, the more
digits it must have. So the workings are ranked, the nearest and best named first, and a short number sees few of them.

Belongs here: which figures are asked about and how many workings are looked at. Does not belong here: the order of the
workings (``sensible``), what is a slip (``reckoning``), differences that are no slips (``near_misses``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import GOAL, is_change
from dagster_project.narrative.reckoning.slips import are_as_long, is_slip, worth_trying
from dagster_project.narrative.unclaimed.forms import FORMS
from dagster_project.narrative.unclaimed.sensible import OF, PEOPLE, cost_of, is_sensible
from dagster_project.narrative.unclaimed.trials import (
    CERTAIN,
    GOOD,
    LEFT,
    Text,
    Trial,
    digits_of,
    told,
    trials,
    worked_out,
)

Held = dict[int, list[tuple[str, set[int]]]]
OF_A_PLAN = re.compile(r"(?:完成|占|为|达)[^，。；]{0,10}(?:计划|预算|目标|任务|预计)[^，。；]{0,6}$")
AGAINST, OLD = re.compile(r"[比较与和同]"), ("相比", "提高", "下降", "增加", "减少", "增长", "上升", "降低", "回落")
RAISED_TO = re.compile(r"[到至]$|(?:提高|增加|提升|上升|下降|减少|降低?|调整|增长)[^，。；\d]{0,4}[达为]$")
STOP = re.compile(r"[。；\n]")
BARE = re.compile(r"(?:^|，|、)[^，。；\d]{0,2}占(?:比|总数的?)?(?:约|为)?$")
CLOSE = Fraction(1, 10)
LIKELY, FEW_THEN, CLOSE_BY, MOST_SEEN = 3, 2, 20, 30


def with_slips(text: Text, claims: Sequence[Relation]) -> list[Relation]:
    """The claims and what is asked of figures they do not work out; a far-fetched working gives way to a slip."""
    far_fetched = {id(claim): figure.at for claim in claims for figure in _far_fetched(text, claim)}
    known = worked_out(claim for claim in claims if id(claim) not in far_fetched)
    asked = list(_find_slips(text, known, claims))
    instead = {at for claim in asked for at in claim.checked_at}
    return [*(claim for claim in claims if far_fetched.get(id(claim)) not in instead), *asked]


def _find_slips(text: Text, known: Collection[int], claims: Sequence[Relation]) -> Iterator[Relation]:
    held: Held = defaultdict(list)
    for claim in claims:
        own = {f.at for f in claim.figures}
        for at in own if claim.verdict in GOOD else ():
            held[at].append((claim.kind, own))
    for index, figure in enumerate(text.figures):
        if (
            figure.at in known
            or figure.hedge not in ("", "约")
            or figure.value <= 0
            or GOAL.search(OF_A_PLAN.sub("", figure.clause))
        ):
            continue
        told_of_then = RAISED_TO.search(figure.before) or (
            figure.after.startswith(OLD) and AGAINST.search(figure.clause)
        )
        if not told_of_then and "成" not in figure.quote:
            yield from _slipped(text, index, held)


def _far_fetched(text: Text, claim: Relation) -> list[Figure]:
    """A short percentage that two figures together give, or one that does not stand right before it: often by chance."""
    if claim.kind != "ratio" or claim.verdict not in GOOD:
        return []
    shares = [f for f in claim.checked if f.thing == "%" and digits_of(f) <= CERTAIN]
    index = text.places.get(shares[0].at, 0) if len(shares) == 1 else 0
    right_before = text.figures[index - 1] if index else None
    if right_before is None or shares[0].at - right_before.to > CLOSE_BY or not text.counted[index - 1]:
        return []
    others = [f for f in claim.figures if f is not shares[0]]
    alike = len({f.thing for f in others} - PEOPLE) + bool({f.thing for f in others} & PEOPLE) == 1
    if right_before in others and (alike or OF.search(shares[0].clause)):
        return []
    beside = [f for f in others if f.at < shares[0].at and not STOP.search(text.plain[f.to : shares[0].at])]
    return [] if alike and len(others) < 3 and beside else shares


def _slipped(text: Text, index: int, held: Held) -> Iterator[Relation]:
    figure = text.figures[index]
    most = _worth_trying(figure)
    if most == 0 and BARE.search(figure.clause) is None:
        return
    seen: set[Fraction] = set()
    alike = 0
    sensible = (one for one in trials(text, index, pairs=False) if is_sensible(text, index, one))
    for trial in sorted(sensible, key=lambda one: cost_of(text, index, one)):
        value = FORMS[trial.form].value(text.operands(index, trial))
        if value is None or value.nominal in seen:
            continue
        seen.add(value.nominal)
        alike += are_as_long(value.nominal, figure)
        slipped = alike <= most and is_slip(value.nominal, figure) and compare(value, figure) not in (*GOOD, ASK)
        wrong = slipped or (len(seen) == 1 and _is_sure(text, index, trial, value))
        if wrong and not _is_another(FORMS[trial.form].kind, text.operands(index, trial), held):
            yield told(text, index, trial, value, ASK)
            return
        if alike >= max(most, 1) or len(seen) == MOST_SEEN:
            return


def _is_sure(text: Text, index: int, trial: Trial, value: Value) -> bool:
    """党员19人，占28.6% of the 71 the sentence begins with: the words leave one working, and it comes near."""
    figure, (part, whole) = text.figures[index], text.operands(index, trial)[:2]
    if trial.form != "share" or STOP.search(text.plain[whole.to : figure.at]) or whole.at > part.at:
        return False
    off = abs(value.nominal - figure.value) / value.nominal
    return BARE.search(figure.clause) is not None and part.thing == whole.thing and off <= CLOSE


def _worth_trying(figure: Figure) -> int:
    """A share, a mean and a remainder seldom stand without what makes them, a change often does: 比上年增加213人."""
    changes = is_change(figure) or figure.thing == "个百分点"
    if digits_of(figure) > 2:
        return worth_trying(figure) * (1 if changes else LIKELY)
    if digits_of(figure) < 2 or figure.thing == "%":
        return 0
    return 1 if LEFT.search(figure.clause) else FEW_THEN if is_change(figure) else 0


def _is_another(kind: str, operands: Sequence[Figure], held: Held) -> bool:
    """Whether the operands make another figure already: the mean of all is not that of the province's part."""
    own = {figure.at for figure in operands}
    kinds = {"product", "ratio"} if kind in ("product", "ratio") else {kind}
    return len(own) > 1 and any(own < places for told_of, places in held.get(operands[0].at, ()) if told_of in kinds)
