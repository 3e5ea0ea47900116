"""Means: 生均9.2平方米, 平均班额39人, 村均14.5万元, 人次均1813元, 平均每名教师帮扶3名学生.

Belongs here: which total and which number of people, classes or places a mean is of.
Does not belong here: yuan for each person that are a standard with an amount behind it (``products``), means whose figures
stand elsewhere (``quotients``), a to b (``a_to_b``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.bound_means import bound_mean
from dagster_project.narrative.rates.changes import AGAINST, led_by
from dagster_project.narrative.reckoning.arithmetic import ROUGH_STEPS, Value, compare, last_place, told_place, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.for_each import counts, each_in
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

SAID_AT_ALL = re.compile(r"均|每|班额|规模")
OF_ALL = re.compile(r"学生|在校|在园|在读|幼儿")
MEAN = re.compile(
    r"(?P<each>人次|户次|[人生户校班师台村镇乡园所件笔年月日次组场期队亩家床点车周])均(?!衡|等|可|已|为0|按|达标|有|由|在|属|实|增|递|收入)[^，。；：]{0,12}$"
    r"|平均(?P<size>班额|规模)?(?P<per>每)?[^，。；：\d]{0,14}$|(?P<class>班额)[^，。；：\d]{0,6}$"
    r"|每(?!年|月|天|日|学)(?:[^，。；：\d]{1,8})$"
)
EACH_OF = re.compile(
    r"每(?:一?个?)(人|生|名|位|户|所|校|村|台|套|间|件|平方米|亩|班|次|节|份|师|本|辆|场|期|处|组|个|镇|乡|家|笔)"
)
SIZE_OF = re.compile(r"(?:班额|规模)[：:]?[^，。；\d]{0,8}$")
CLASS_SIZE = re.compile(r"平均班额[：:]")
"""平均班额：小学39.8人，初中47.1人: the words stand before the first of the row."""
STANDARD = re.compile(
    r"标准|按照?|定额|每[人生][^，。；]{0,6}每|补差|提高|最低|最高|要求|不低于|不少于|限额|基准|核定|分别"
)
TOTAL = re.compile(r"共|总|合计|累计|达|为|发放|支出|收入|投入|资金|金额|拨付|完成|救助")
COUNTED_BY = {
    "人": frozenset({"人"}), "生": frozenset({"人"}), "师": frozenset({"人"}), "名": frozenset({"人"}), "位": frozenset({"人"}),
    "人次": frozenset({"人次"}), "次": frozenset({"人次", "次", "笔", "户次"}), "户次": frozenset({"户次"}), "户": frozenset({"户"}),
    "校": frozenset({"所", "个"}), "园": frozenset({"所", "个"}), "所": frozenset({"所"}), "班": frozenset({"班", "个"}),
    "村": frozenset({"个", "村"}), "镇": frozenset({"个", "镇"}), "乡": frozenset({"个", "乡"}), "月": frozenset({"个月", "月"}),
    "日": frozenset({"天", "日"}), "年": frozenset({"年", "学年"}), "点": frozenset({"个", "处"}), "组": frozenset({"个", "组"}), "期": frozenset({"期"}),
    "床": frozenset({"张", "床"}),
}  # fmt: skip
NAMED_BY = {"组": "组", "村": "村|社区", "镇": "镇|乡", "乡": "镇|乡", "班": "班", "校": "校|园|学", "园": "园"}
NEAR_ENOUGH = 0.3
HALF = Fraction(1, 2)
FEW_OWN, FEW_EARLIER, FEW_BEHIND = 10, 10, 2
BOUND, FAR, OF_SAID, RIGHT_BEFORE = 50, 120, 60, 20
IT_WAS = re.compile(r"[由从]$")
"""生均校舍面积由6.9㎡提高到7.8㎡: what a mean was is of totals that nobody tells."""


class _Mean(NamedTuple):
    total: Figure
    among: Figure
    computed: Fraction
    verdict: str


def find_means(sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure] = ()) -> Iterator[Relation]:
    """Each mean that a total and a count give; it fails where the sentence has one total and one count for it."""
    if not SAID_AT_ALL.search(sentence.text):
        return
    for position, mean in enumerate(sentence.figures):
        led = CLASS_SIZE.search(sentence.plain, max(sentence.at, mean.at - OF_SAID), mean.at)
        match = MEAN.search(mean.clause) or SIZE_OF.search(mean.clause) or (led and mean.thing == "人")
        if match is None or mean.thing == "%" or mean.amount <= 1 or mean.hedge == "范围":
            continue
        each = _each(mean)
        own = [f for f in sentence.figures[:position] if _counts(f, each)][-FEW_OWN:]
        behind = [f for f in sentence.figures[position + 1 : position + 1 + FEW_BEHIND] if _counts(f, each)]
        near = [*reversed(own), *behind, *reversed([f for f in earlier if _counts(f, each)][-FEW_EARLIER:])]
        found = _holding(mean, near)
        bound = bound_mean(sentence, position, said) if found is None else None
        if bound is not None and bound.verdict in (HOLDS, ROUNDING):
            yield bound
            continue
        if found is None and IT_WAS.search(mean.clause):
            continue
        found = found or _bound(sentence, mean, own, earlier)
        if found is not None:
            yield _written(mean, found)
        elif bound is not None:
            yield bound


def _counts(figure: Figure, each: str = "") -> bool:
    if is_rate(figure.thing) or figure.per or is_change(figure) or figure.value <= 1:
        return False
    return figure.thing not in DURATIONS or figure.thing == "个月" or figure.thing in COUNTED_BY.get(each, ())


def _holding(mean: Figure, near: Sequence[Figure]) -> _Mean | None:
    each = _each(mean)
    things = COUNTED_BY.get(each)
    if mean.hedge in ("以上", "以下"):
        return _within_bound(mean, near, each)
    found: list[_Mean] = []
    named = each_in(mean.clause)[-1:]
    for total in near:
        if total.thing != mean.thing and (mean.thing, total.thing) != ("次", "人次"):
            continue
        for count in near:
            if count is total or count.thing == "元" or count.amount == 1 or (named and not counts(count, named[0])):
                continue
            if not mean.hedge and abs(total.size / count.size - mean.size) > mean.size * NEAR_ENOUGH:
                continue
            computed = total.amount / count.amount
            verdict = _verdict(computed, mean)
            if verdict in (HOLDS, ROUNDING):
                found.append(_Mean(total, count, computed, verdict))
                if things is None or count.thing in things:
                    return found[-1]
    return found[0] if found else None


def _within_bound(mean: Figure, near: Sequence[Figure], each: str) -> _Mean | None:
    """平均每组不到3人: a bound is met by many, so it is told of the nearest pair whose count bears the name."""
    counts = [f for f in near if f.thing in COUNTED_BY.get(each, ()) and _is_named(f, each) and f.is_plain]
    totals = [f for f in near if f.thing == mean.thing and f.is_plain and f.thing not in DURATIONS]
    made = [(t.amount / c.amount, t, c) for c in counts[:1] for t in totals if t is not c and c.amount > 1]
    met = [one for one in made if (one[0] < mean.amount) == (mean.hedge == "以下")]
    met = [one for one in met if abs(one[0] - mean.amount) <= mean.amount * HALF]
    if not met:
        return None
    computed, total, count = min(met, key=lambda one: abs(one[0] - mean.amount))
    return _Mean(total, count, computed, HOLDS)


def _bound(sentence: Sentence, mean: Figure, own: Sequence[Figure], earlier: Sequence[Figure]) -> _Mean | None:
    """No pair gives the mean: it fails where its words leave one total and one count, and is a question where two."""
    each = _each(mean)
    things = COUNTED_BY.get(each, frozenset({each}))
    standard = STANDARD.search(mean.clause) is not None and "均" not in mean.clause
    if (
        "年级" in mean.clause
        or not each
        or standard
        or not mean.is_plain
        or GOAL.search(mean.clause)
        or STANDARD.search(mean.clause)
    ):
        return None
    beside = [f for f in own if f.is_plain and mean.at - f.at < FAR and "；" not in sentence.words(f, mean)]
    beside = [f for f in beside if not AGAINST.search(led_by(sentence, f))]
    alike = {mean.thing, "人次"} if mean.thing == "次" else {mean.thing}
    totals = [f for f in beside if f.thing in alike and f.amount > mean.amount]
    counts = [f for f in beside if f.thing in things and _is_named(f, each)]
    counts = counts or [
        f for f in earlier[-4:] if f.thing in things and _is_named(f, each) and f.is_plain and f.value > 0
    ]
    if mean.thing in things:
        return None
    several = len({f.amount for f in counts}) > 1
    if several and counts[0].amount == max(f.amount for f in counts) and counts[0] in beside:
        counts = counts[:1]
    totals = (
        totals or [f for f in earlier[-FEW_EARLIER:] if f.thing == mean.thing == "人" and OF_ALL.search(f.clause)][-1:]
    )
    if (
        len({f.amount for f in counts}) != 1
        or not totals
        or (totals[-1] in beside and mean.at - totals[-1].to > 2 * BOUND)
    ):
        return None
    sole = (
        len(totals) == 1
        and totals[-1] in beside
        and not several
        and counts[-1] in beside
        and "其中" not in sentence.words(min(counts[-1], totals[-1], key=_at), mean)
    )
    computed = totals[-1].amount / counts[-1].amount
    verdict = FAILS if sole and "均" in mean.clause else ASK
    return _Mean(totals[-1], counts[-1], computed, verdict)


def _at(figure: Figure) -> int:
    return figure.at


def _is_named(count: Figure, each: str) -> bool:
    """12个村 for 村均: what is counted has the name the mean is for."""
    names = NAMED_BY.get(each)
    return names is None or re.search(names, count.after[:8] + count.before[-8:] + count.thing) is not None


def _each(mean: Figure) -> str:
    """What the mean is for each of: 人次均 → 人次, 平均每村 → 村, 平均班额 → 班."""
    match = MEAN.search(mean.clause)
    if match is not None and match["each"]:
        return match["each"]
    said = EACH_OF.search(mean.clause)
    if said is not None and "平均" in mean.clause:
        return said[1]
    return "班" if "班额" in mean.clause or ("均" not in mean.clause and mean.thing == "人" and mean.places) else ""


def _verdict(computed: Fraction, mean: Figure) -> str:
    """A mean is rounded even where whole things are not: 10.998 is 11平方米; 每辆3万元 is no mean and exact."""
    off = abs(computed - mean.amount)
    rounded = "均" in mean.clause or "班额" in mean.clause or (mean.thing == "人" and mean.places > 0)
    if not rounded:
        return HOLDS if not off else FAILS
    enough = len(number(mean).replace(".", "")) > 1
    if off and (off <= HALF * mean.scale / 10**mean.places or 0 < computed - mean.amount < _unit(mean)) and enough:
        return ROUNDING
    if mean.hedge == "约" and "均" in mean.clause and off > told_place(mean) * ROUGH_STEPS:
        return FAILS
    return compare(Value(computed, computed, computed), mean)


def _unit(mean: Figure) -> Fraction:
    """A mean in yuan may be cut off rather than rounded."""
    return last_place(mean) or Fraction(mean.scale)


def _written(mean: Figure, found: _Mean) -> Relation:
    total, count, computed, verdict = found
    verdict = _with_rounded_total(found, mean) if verdict == FAILS else verdict
    sign = {"以上": ">=", "以下": "<="}.get(mean.hedge, "=")
    expression = f"{digits(total.amount / mean.scale)} / {digits(count.amount)} {sign} {number(mean)}"
    readings = []
    if verdict in (FAILS, ASK):
        name = f"{total.quote}÷{count.quote}"
        readings = [Reading(name, f"{total.quote} by {count.quote}", expression, digits(computed / mean.scale))]
    return written("ratio", [total, count], mean, expression, computed, verdict, readings=readings)


def _with_rounded_total(found: _Mean, mean: Figure) -> str:
    """A total that is printed in 亿元 leaves some play for the mean."""
    total, count = value_of(found.total), found.among.amount
    place = _unit(mean)
    near = total.low / count - place * HALF <= mean.amount <= total.high / count + place * HALF
    near = near or 0 < found.computed - mean.amount < place
    return ROUNDING if near else FAILS
