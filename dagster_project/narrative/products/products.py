"""Count × standard = amount, in every sensible reading of the period the standard is for.

Belongs here: 每人每年…元, 元/生·学期, 单价, averages, and the readings year, term, half-year, months, days.
Does not belong here: what the standards should be (``standards``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from dagster_project.narrative.model import FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.factors import Factor, factors_of
from dagster_project.narrative.products.pairs import made_of_pairs, pairs_before
from dagster_project.narrative.products.refuted import (
    PEOPLE,
    TOTAL,
    failing,
    is_item_before,
    reading_of,
    working,
    worth,
)
from dagster_project.narrative.reckoning.arithmetic import (
    ROUGH_STEPS,
    Value,
    compare,
    last_place,
    quotient,
    scaled,
    times,
    told_place,
    value_of,
)
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

STANDARD = re.compile(
    r"每|[人生户校笔所亩套]均|标准(?!化)|单价|平均|均价|按照?$|(?<![全当本上下\d个])(?:月|年(?=薪))(?:工资|薪|租金?|补贴|补助|津贴)(?:标准)?$"
)
OWN_STANDARD = re.compile(r"^(?:的|/[一-鿿·/]{1,4}?)?标准")
"""What still belongs to the amount before: 1600元/生标准投入183.82万元."""
INCOME = re.compile(r"人均[^，。；]{0,8}(?:收入|生产总值|消费|存款|产值|GDP)|平均(?:工资|收入)")
MEAN = re.compile("均")
RAISED = re.compile(r"^(?:/[一-鿿·/]{1,8})?(?:提高|上调|调整|增加|提标|统一)(?:到|至|为)$")
OF_A_TIME = re.compile(r"^[^每均]*每(?:年|月|学期|天|日|学年)[^每均]*$")
EACH_OF = re.compile(
    r"每(?:一?个?)(人|生|名|位|户|所|校|村|台|套|间|件|个|平方米|㎡|亩|班|次|节|份|孩|师|本|辆|场|期|处)|/(人|生|户|所|校|台|套|间|㎡|平方米|亩|次|节|名|班|份|本|辆|场|期|处)"
)
PEOPLE_PER = frozenset("人生名位孩师")
FAR = 140
CLOSE = 40
NEXT_SENTENCE = 60


def find_products(sentence: Sentence, earlier: Sequence[Figure], later: Sequence[Figure]) -> list[Relation]:
    """Products and averages one sentence claims; standards of the sentences beside it are tried where it has none."""
    if not any(figure.thing == "元" for figure in sentence.figures):
        return []
    standards = [f for f in sentence.figures if is_standard(f)]
    counts = [f for f in sentence.figures if _is_count(f)]
    amounts = [f for f in sentence.figures if _is_amount(f)]
    relations: list[Relation] = []
    done: set[int] = set()
    for amount in amounts:
        pairs = pairs_before(sentence, amount, standards)
        if pairs and (told := made_of_pairs(sentence, amount, pairs)) is not None:
            relations.append(told)
            done |= {f.at for f in told.figures}
    in_pairs = frozenset(done)
    for group in _groups(sentence, standards):
        if in_pairs & {f.at for f in group}:
            continue
        relation = _product(sentence, group, counts, amounts, done)
        if relation is not None:
            relations.append(relation)
            done |= {f.at for f in relation.figures}
    beside = [f for f in (*earlier, *later) if is_standard(f) and not MEAN.search(f.clause[-8:])]
    return relations + [
        r for r in _by_standards_beside(sentence, beside + standards, counts, amounts) if not _known(r, relations)
    ]


@lru_cache(maxsize=1 << 16)
def is_standard(figure: Figure) -> bool:
    """Whether an amount of yuan is for each of something; 每月发放61.45万元 is the amount of a month, 400元标准发放…共计7600元 no standard."""
    words = figure.clause[-16:]
    after = OWN_STANDARD.sub("", words.rpartition("元")[2])
    raised = RAISED.search(after) is not None
    if after.startswith("、") and figure.scale > 1 and not words.rpartition("元")[0].endswith(("万", "亿")):
        return False  # 每人每学期500元、368万元: what the rate behind the count makes
    said = STANDARD.search(words if after.startswith(("、", "和", "或")) or not after or raised else after)
    if (
        figure.thing != "元"
        or figure.hedge == "范围"
        or INCOME.search(words)
        or figure.value <= 0
        or not (figure.per or said)
    ):
        return False
    return figure.scale == 1 or figure.per not in ("", "每") or not OF_A_TIME.search(figure.clause)


def _is_count(figure: Figure) -> bool:
    if figure.thing in DURATIONS or is_rate(figure.thing) or figure.thing in ("元", "") or is_change(figure):
        return False
    return not figure.per and figure.hedge != "范围" and figure.value > 0


def _is_amount(figure: Figure) -> bool:
    return figure.thing == "元" and not is_standard(figure) and not is_change(figure) and figure.value > 0


def _groups(sentence: Sentence, standards: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Standards listed together: 分别资助2190元、2000元、2600元."""
    position = 0
    listed = [f for f in sentence.figures if f.thing == "元"]
    while position < len(standards):
        group = [standards[position]]
        at = listed.index(standards[position])
        for following in listed[at + 1 :]:
            if not _goes_with(sentence, group[-1], following):
                break
            group.append(following)
        yield group
        position += max(1, sum(1 for f in group if f in standards))


def _goes_with(sentence: Sentence, one: Figure, following: Figure) -> bool:
    """2190元、2000元, or 小学每生每年1000元，初中每生每年1250元 with no figure between them."""
    words = sentence.words(one, following)
    if following.scale != one.scale or following.hedge or sentence.between(one.to, following.at):
        return False
    listed = len(words) <= 12 and words.startswith(("、", "和", "或"))
    return listed or (is_standard(following) and "每" in words and len(words) <= 24 and words[:1] in "，、；")


def _product(
    sentence: Sentence, group: list[Figure], counts: Sequence[Figure], amounts: Sequence[Figure], done: set[int]
) -> Relation | None:
    standard = group[0]
    near_counts = _near(standard, [c for c in counts if _fits(standard, c)], sentence)
    near_counts = _with_their_whole(standard, near_counts, counts, sentence)
    near_amounts = _near(standard, amounts, sentence)
    near_amounts = [amount for amount in near_amounts if amount not in group]
    factors = factors_of(sentence, standard)
    bound = _bound(group, near_counts, near_amounts)
    for amount in near_amounts if bound is None else [bound]:
        for count in near_counts:
            found = _first_holding(group, count, amount, factors)
            if found is not None:
                return found
    mixed = _mixture(group, near_counts, near_amounts, factors)
    if mixed is not None or not near_counts or not near_amounts:
        return mixed
    return failing(sentence, group, near_counts, near_amounts, factors, done)


def _with_their_whole(
    standard: Figure, near: list[Figure], counts: Sequence[Figure], sentence: Sentence
) -> list[Figure]:
    """186名，其中54名、61名、71名，每生…元: the standard is for the whole that the items before it make."""
    items: list[Figure] = []
    for count in reversed([c for c in counts if c.at < standard.at]):
        if items and count.thing == items[0].thing and count.amount == sum(item.amount for item in items):
            return [count, *(c for c in near if c not in items and c is not count)] if len(items) > 1 else near
        if items and (count.thing != items[0].thing or not is_item_before(sentence.words(count, items[0]))):
            return near
        items.insert(0, count)
    return near


def _bound(group: Sequence[Figure], counts: Sequence[Figure], amounts: Sequence[Figure]) -> Figure | None:
    """The amount that 179名…每人5000元，共…万元 ties to its standard: no other amount can explain it away."""
    if not any(0 < group[0].at - count.to < CLOSE for count in counts):
        return None
    return next((a for a in amounts if 0 < a.at - group[-1].to < CLOSE and TOTAL.search(a.clause)), None)


def _fits(standard: Figure, count: Figure) -> bool:
    match = EACH_OF.search(standard.clause + "/" + standard.per)
    each = (match[1] or match[2]) if match else ""
    if each in PEOPLE_PER and each:
        return count.thing in PEOPLE
    if each in ("校", "所"):
        return count.thing in ("所", "个")
    if each and each not in ("个", "村", "处", "班"):
        return count.thing in (each, "平方米" if each == "㎡" else each) or count.thing == each + "次"
    return True


def _near(standard: Figure, figures: Sequence[Figure], sentence: Sentence) -> list[Figure]:
    """Nearest first; the figures after a standard are as near as those before it."""
    close = [f for f in figures if abs(f.at - standard.at) <= FAR and f.at != standard.at]
    return sorted(close, key=lambda f: abs(f.at - standard.at))[:4]


def _first_holding(
    group: Sequence[Figure], count: Figure, amount: Figure, factors: Sequence[Factor]
) -> Relation | None:
    for factor in factors:
        for standard in group:
            computed = scaled(times(value_of(count), worth(standard)), factor.times)
            verdict = compare(computed, amount)
            if verdict == ROUNDING and _is_off(computed, standard, amount):
                continue
            if verdict in (HOLDS, ROUNDING) and (
                factor.sure or verdict == HOLDS or standard.hedge or amount.hedge or count.hedge
            ):
                return _written(
                    count,
                    standard,
                    amount,
                    factor,
                    computed,
                    verdict,
                    reading_of(factor, computed, amount, count, standard),
                )
    return None


def _is_off(computed: Value, standard: Figure, amount: Figure) -> bool:
    """18间，每间2.5万元，共46万元: a standard of 2.5万元 is not 2.56万元, though 人均2.5万元 may be; 约147万元 not 149万元."""
    if standard.hedge == "约" and MEAN.search(standard.clause):
        each = computed.nominal / standard.amount
        return abs(amount.amount / each - standard.amount) > told_place(standard) * ROUGH_STEPS
    exact = Value(computed.nominal, computed.nominal, computed.nominal)
    stated = standard.is_plain and "每" in standard.clause and not MEAN.search(standard.clause)
    return stated and amount.is_plain and compare(exact, amount) == FAILS


def _mixture(
    group: Sequence[Figure], counts: Sequence[Figure], amounts: Sequence[Figure], factors: Sequence[Factor]
) -> Relation | None:
    """Several standards and one count: whole numbers of people at each standard may make the amount."""
    rates = [standard.amount for standard in group]
    if len(set(rates)) < 2:
        return None
    for count, amount in ((count, amount) for count in counts for amount in amounts):
        for factor in [factor for factor in factors if factor.sure] or factors[:2]:
            low, high = (count.amount * rate * factor.times for rate in (min(rates), max(rates)))
            if low <= amount.amount <= high and _is_reachable(count, amount, rates, factor):
                expression = f"{number(count)} * [{digits(min(rates))}, {digits(max(rates))}]"
                told = Reading(
                    f"各档标准都有人，{factor.zh}", f"a mixture of the rates, {factor.en}", expression, number(amount)
                )
                return written(
                    "product",
                    [count, *group],
                    amount,
                    f"{expression} = {number(amount)}",
                    amount.amount,
                    HOLDS,
                    readings=[told],
                )
    return None


def _is_reachable(count: Figure, amount: Figure, rates: Sequence[Fraction], factor: Factor) -> bool:
    if (amount.scale != 1 and last_place(amount) > min(rates)) or amount.hedge or count.hedge:
        return True
    over = amount.amount / factor.times - count.amount * min(rates)
    steps = [rate - min(rates) for rate in rates if rate != min(rates)]
    scale = lcm(*(step.denominator for step in steps))
    return (over * scale).denominator == 1 and int(over * scale) % gcd(*(int(step * scale) for step in steps)) == 0


def _written(
    count: Figure, standard: Figure, amount: Figure, factor: Factor, computed: Value, verdict: str, *readings: Reading
) -> Relation:
    expression = working(count, standard, amount, factor) + f" = {number(amount)}"
    return written("product", [count, standard], amount, expression, computed.nominal, verdict, readings=readings)


def _by_standards_beside(
    sentence: Sentence, standards: Sequence[Figure], counts: Sequence[Figure], amounts: Sequence[Figure]
) -> Iterator[Relation]:
    """301人150.5万元 with a standard of 5000元 beside it: told only where it holds exactly."""
    for amount in amounts:
        before = [c for c in counts if c.at < amount.at and c.thing in PEOPLE]
        if not before or amount.hedge:
            continue
        for count in before[-1:]:
            ratio = quotient(value_of(count)._replace(low=count.amount), value_of(count))
            for factor in (
                Factor(Fraction(1), "一次", "once", True),
                Factor(Fraction(1, 2), "半年", "half a year", True),
            ):
                for standard in standards if ratio is not None and not count.hedge else ():
                    computed = scaled(times(value_of(count), worth(standard)), factor.times)
                    if computed.nominal == amount.amount and len(number(amount).replace(".", "").rstrip("0")) > 1:
                        yield _written(count, standard, amount, factor, computed, HOLDS)
                        break
                else:
                    continue
                break


def _known(relation: Relation, relations: Sequence[Relation]) -> bool:
    ats = {f.at for f in relation.figures}
    return any(len(ats & {f.at for f in other.figures}) >= 2 for other in relations)
