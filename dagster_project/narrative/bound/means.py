"""Means that nothing gives, where the words leave one total and one count: 建筑面积18200平方米，计划建设520套，套均53平方米.

The count is of what the words behind 每 or before 均 name. The total is what stands before the mean in its unit, what
other means of the sentence share out, or what bears the name of what the mean counts.

Belongs here: which figures the words bind. Does not belong here: means found while their numbers work out (``rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product
from typing import NamedTuple

from dagster_project.narrative.bound.said import SEGMENT, SENTENCE, Said
from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.means import IT_WAS
from dagster_project.narrative.rates.quotients import verdict_of
from dagster_project.narrative.reckoning.arithmetic import value_of
from dagster_project.narrative.reckoning.claims import is_change, is_countable, number, rounded_for, written
from dagster_project.narrative.reckoning.for_each import Each, counts, each_in
from dagster_project.narrative.reckoning.naming import of_all, words_of
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.units import DURATIONS, is_rate

MEAN = re.compile(
    r"均(?!衡|等|可|已|按|达标|有|由|在|属|实|增|递)[^，。；：\d]{0,12}$|平?摊到?每[^，。；\d]{0,8}$|人头上?[^，。；\d]{0,4}$"
)
EACH_ONE = re.compile(r"每一?[个人生户名位校所村][^，。；：\d]{0,6}$")
GIVEN_OUT = re.compile(r"平均|分给|分发|分到|平摊|分配")
DOES = re.compile(r"每[人名位生户][^，。；：\d]{0,6}(?:负责|管|承担|带|服务|联系|帮扶|结对|拥有)[^，。；：\d]{0,4}$")
ENROLLED = re.compile(r"在[校园读籍]|学生总?数|幼儿总?数")
ALSO = re.compile(r"(?P<word>套|台|间|座|天|辆|点|栋|家|份)均")
ALSO_KIND = {
    "辆": "车",
    "点": "个",
    "套": "套",
    "台": "台",
    "间": "间",
    "座": "座",
    "天": "天",
    "栋": "栋",
    "家": "家",
    "份": "份",
}
STANDARD = re.compile(
    r"标准|按照?|定额|补差|提高|最低|最高|要求|不低于|不少于|不超过|限额|基准|核定|上年|去年|同期|可支配|收入|工资|原|分别|全国|全省|目标|力争|年级"
)
MONTHS = re.compile(r"(?P<first>\d{1,2})月?[-~—至到](?P<last>\d{1,2})月")
A_YEAR = re.compile(r"全年|一年|年度|年利|年内|头一年|第一年")
SAID_EACH = re.compile(r"每[^，。；：\d]*$|.均[^，。；：\d]*$")
NOUN = re.compile(r"每一?[名位个](?P<noun>[一-鿿]{2,4})")
GOOD = (HOLDS, ROUNDING)
FARTHEST, NEAR, AHEAD, FEW, SLIPPED, YEAR = 5, 120, 40, 4, 6, 12


class Count(NamedTuple):
    """How many a total is shared among: a figure, or the months that words tell."""

    amount: Fraction
    figure: Figure | None


def find_bound_means(said: Said, claims: Sequence[Relation], known: dict[int, set[int]]) -> Iterator[Relation]:
    """The pair that gives a mean, else a question; ``known`` is by what other figures a claim explains one already."""
    held = [c for c in claims if c.verdict in GOOD and " / " in c.expression and len(c.figures) > 2]
    totals = {at: c for c in held for at in c.checked_at}
    for index, mean in enumerate(said.figures):
        explained = known.get(mean.at, set())
        if is_rate(mean.thing) or is_change(mean) or mean.hedge not in ("", "约") or index == 0 or -1 in explained:
            continue
        if mean.thing in DURATIONS or mean.value <= 0:
            continue
        begin = max(said.figures[index - 1].to, said.since(mean.at, SEGMENT))
        words = said.plain[max(begin, mean.at - AHEAD) : mean.at]
        told = MEAN.search(words) or (
            EACH_ONE.search(words) and GIVEN_OUT.search(said.plain, max(0, begin - AHEAD), begin)
        )
        if not (told or DOES.search(words)) or STANDARD.search(words + mean.clause):
            continue
        each = _each(words)
        relation = _judged(said, mean, each, words, totals) if each is not None else None
        if relation is None or relation.figures_at & explained or (explained and relation.verdict in GOOD):
            continue
        if told or (relation.verdict == ASK and not explained and _is_slip(relation, mean)):
            yield replace(relation, opened=bool(explained))


def _is_slip(relation: Relation, mean: Figure) -> bool:
    return worth_trying(mean) > 0 and is_slip(Fraction(relation.computed) * mean.scale, mean)


def _each(words: str) -> Each | None:
    own = SAID_EACH.search(words)
    told = each_in(own[0] if own else words)
    if told:
        return told[-1]
    if "人头" in words:
        return Each("人")
    also = ALSO.search(words)
    return Each(ALSO_KIND[also["word"]]) if also else None


def _counts(said: Said, mean: Figure, each: Each, words: str) -> list[Count]:
    """What the words name, counted before the mean or in brackets behind it, the nearest first."""
    near = said.between(max(0, said.since(mean.at, "\n")), mean.at)
    behind = said.between(mean.to, mean.to + AHEAD) if said.plain[mean.to : mean.to + 1] == "（" else []
    noun = NOUN.search(words)
    far = [f for f in said.around(mean) if f.at < (near[0].at if near else mean.at)]
    found = [f for f in (*reversed(near), *behind, *reversed(far)) if _counts_one(f, each, mean)]
    if noun is not None and not each.is_time:
        found = [f for f in found if noun["noun"][:2] in words_of(f) or noun["noun"][-2:] in words_of(f)]
    if "生均" in words:
        found.sort(key=lambda f: (ENROLLED.search(words_of(f)) is None, mean.at - f.at))
    listed = [Count(f.amount if not each.is_time else f.value, f) for f in found]
    if each.kind == "月" and not listed:
        sentence = said.plain[said.since(mean.at, SENTENCE) : mean.at]
        if (span := MONTHS.search(sentence)) is not None and int(span["last"]) > int(span["first"]):
            return [Count(Fraction(int(span["last"]) - int(span["first"]) + 1), None)]
        return [Count(Fraction(YEAR), None)] if A_YEAR.search(sentence) else []
    return listed


def _counts_one(figure: Figure, each: Each, mean: Figure) -> bool:
    if (
        figure is mean
        or (figure.per and not figure.before.endswith("到"))
        or figure.value <= 1
        or not figure.is_plain
        or is_change(figure)
    ):
        return False
    alike = counts(figure, each) or (each.kind in ("户", "人") and figure.thing == each.kind + "次")
    return alike and (each.is_time or is_countable(figure) or bool(figure.per))


def _totals(said: Said, mean: Figure, held: dict[int, Relation], shared: Sequence[Count]) -> tuple[list[Figure], bool]:
    """What may be shared out, the likeliest first, and whether the first stands right before the mean."""
    begin = said.since(mean.at, SENTENCE)
    behind = said.between(mean.to, mean.to + AHEAD) if said.plain[mean.to : mean.to + 1] == "（" else []
    own = [f for f in (*reversed(said.between(begin, mean.at)), *behind) if _is_total(f, mean)]
    name = mean.after.removeprefix("的")[:2]
    if mean.thing == "人" and len(name) > 1:
        far = [f for f in (*own, *said.before(mean, mean.thing)) if _is_total(f, mean) and name in words_of(f)]
        return [*of_all(far[::-1]), *far][:FEW], bool(far) and far[0] in own
    counted = [one.figure for one in shared]
    own = [f for f in own if f not in counted]
    others = [c for at, c in held.items() if begin <= at < mean.at]
    alike = [f for c in others for f in c.figures if _is_total(f, mean) and f.at != mean.at]
    if own or alike:
        return [*own, *alike], bool(own)
    far = [f for f in said.before(mean, mean.thing) if _is_total(f, mean)]
    return list(dict.fromkeys([*of_all(far[::-1])[:FEW], *far[:2]])), False


def _is_total(figure: Figure, mean: Figure) -> bool:
    alike = figure.thing == mean.thing or (figure.thing, mean.thing) == ("人次", "次")
    return alike and is_countable(figure) and not is_change(figure) and figure.amount > mean.amount and figure.is_plain


def _judged(said: Said, mean: Figure, each: Each, words: str, held: dict[int, Relation]) -> Relation | None:
    shared = _counts(said, mean, each, words)
    totals, beside = _totals(said, mean, held, shared[:FEW])
    pairs = [(total, one) for total, one in product(totals[:FEW], shared[:FEW]) if total is not one.figure]
    if not pairs:
        return None
    for total, one in pairs:
        relation = _written(mean, total, one, ASK)
        if relation.verdict in GOOD:
            return relation if beside or one.figure is None else None
    total, one = pairs[0]
    off = total.amount / one.amount / mean.amount
    bound = beside and (one.figure is None or one.figure.at >= said.since(mean.at, SENTENCE) - NEAR)
    between = said.plain[total.at : mean.at]
    clause = "；" not in between and "其中" not in between and mean.at - total.to < NEAR
    if bound and clause and Fraction(1, FARTHEST) <= off <= FARTHEST and not IT_WAS.search(words):
        return _written(mean, total, one, ASK)
    slipped = (
        p for p in islice(pairs, min(SLIPPED, worth_trying(mean) * 2)) if is_slip(p[0].amount / p[1].amount, mean)
    )
    found = next(slipped, None)
    return _written(mean, *found, ASK) if found is not None else None


def _written(mean: Figure, total: Figure, one: Count, otherwise: str) -> Relation:
    computed = total.amount / one.amount
    among = value_of(one.figure) if one.figure is not None and one.figure.thing not in DURATIONS else None
    exact = value_of(total)._replace(nominal=one.amount, low=one.amount, high=one.amount)
    verdict = verdict_of(computed, mean, value_of(total), among or exact)
    verdict = verdict if verdict in GOOD else otherwise
    given = number(mean) if verdict in GOOD else f"{rounded_for(computed, mean)} (= {number(mean)})"
    expression = f"{digits(total.amount / mean.scale)} / {digits(one.amount)} = {given}"
    figures = [total, *([one.figure] if one.figure is not None else [])]
    return written("ratio", figures, mean, expression, computed, verdict)
