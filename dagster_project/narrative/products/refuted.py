"""Count × standard that no reading makes the amount: what is said of it, and whether any reading is left.

Belongs here: when count, standard and amount are bound together so that a wrong amount fails, the readings that are told.
Does not belong here: the readings that hold (``products``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import gcd, lcm

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.factors import Factor
from dagster_project.narrative.reckoning.arithmetic import Value, compare, scaled, times, value_of
from dagster_project.narrative.reckoning.claims import GOAL, number, rounded_for, written
from dagster_project.narrative.text.sentences import Sentence

TOTAL = re.compile(
    r"共|全年|全学期|需|本学期|本季度|本月|年度|合计|总|计|累计|金额|资金|发放|投入|补助|补贴|资助|拨付|支出|经费|兑现|兑付|落实"
)
ANOTHER_PART = re.compile(r"首[年批期次]|预拨|先[行期]|部分|分[年期]|已[兑拨支]|其余|另外|此外|剩余|差额|不足部分|另")
CAPPED = re.compile(r"封顶|为限|为上限|以内|的上限")
TOP_UP = re.compile(r"提高|增加|上浮|补齐|差额|不足|再|最高|上限|不超过|至")
MONTHS_TOLD, DAYS_OF_A_YEAR = 12, 366
PEOPLE = frozenset({"人", "人次", "人份"})


def failing(
    sentence: Sentence, group: list[Figure], counts: Sequence[Figure], amounts: Sequence[Figure],
    factors: Sequence[Factor], done: set[int],
) -> Relation | None:  # fmt: skip
    """No reading gives the amount. It fails only where one count, one standard and one amount are bound together."""
    standard = group[0]
    before = [c for c in counts if c.at < standard.at and not _is_apart(sentence.words(c, standard))]
    count = (before or [c for c in counts if c.at > standard.at] or list(counts))[0]
    pairs = [sorted((c, count), key=lambda f: f.at) for c in counts if c is not count]
    listed = [one for one, other in pairs if is_item_before(sentence.words(one, other))]
    if len(group) > 1 and listed:
        return None
    after = [a for a in amounts if a.at > max(count.at, group[-1].at) and TOTAL.search(a.clause)]
    percent = any(f.thing == "%" and f.at < amounts[0].at for f in sentence.figures)
    of_a_part = "其中" in sentence.plain[max(amounts[0].to, counts[0].to) : standard.at]
    only = len(amounts) == len(counts) == 1 and TOTAL.search(amounts[0].clause) is not None
    if not after and only and not percent and not of_a_part:
        after = list(amounts)
    said = standard.clause.replace("标准为", "")
    if (
        not after
        or {count.at, standard.at} & done
        or GOAL.search(said)
        or TOP_UP.search(said)
        or CAPPED.search(standard.after)
    ):
        return None
    amount = after[0]
    alike = [c for c in counts if c.thing == count.thing and min(count.at, standard.at) <= c.at < amount.at]
    if len(alike) > 1:
        together = _of_all_counts(sorted(alike, key=lambda c: c.at), standard, amount, factors)
        if together is not None or count.thing not in PEOPLE:
            return together
    between = sentence.plain[min(count.to, standard.to) : amount.at]
    others = [a for a in amounts if a is not amount and min(count.at, standard.at) < a.at < amount.at]
    if (
        _is_apart(between)
        or ANOTHER_PART.search(sentence.plain[max(standard.to, count.to) : amount.at])
        or others
        or len([c for c in counts if count.at < c.at < amount.at and c.thing in PEOPLE])
    ):
        return None
    readings = list(_readings(group, count, amount, factors))
    lowest = min(reading[0].low for reading in readings)
    highest = max(reading[0].high for reading in readings)
    told = [reading for _, reading in readings[:8]]
    nearest = min(readings, key=lambda reading: abs(reading[0].nominal - amount.amount))
    best = nearest[0] if len(group) > 1 else readings[0][0]
    in_play = compare(readings[0][0], amount) == ROUNDING
    verdict = (
        FAILS
        if not in_play
        and (count.at < amount.at or standard.at > amount.at)
        and _leaves_no_reading(group, factors, value_of(amount), lowest, highest, count)
        else ASK
    )
    if len(group) > 1 and verdict == ASK and amount.is_plain and all(f.is_plain for f in (count, *group)):
        unreached = _unreachable(group, count, amount, factors, told)
        if unreached is not None:
            return unreached
    first = group[0]
    expression = working(count, first, amount, factors[0]) + f" = {number(amount)}"
    if len(group) > 1:
        each = " + ".join(digits(f.amount) for f in group)
        best = scaled(value_of(count), sum((f.amount for f in group), Fraction(0)))
        expression = (
            f"{digits(count.amount)} * ({each})"
            + (f" / {amount.scale}" if amount.scale != 1 else "")
            + f" = {number(amount)}"
        )
    return written(
        "product", [count, *group], amount, expression, best.nominal, verdict,
        parts=[], readings=told,
    )  # fmt: skip


def _unreachable(
    group: Sequence[Figure], count: Figure, amount: Figure, factors: Sequence[Factor], told: Sequence[Reading]
) -> Relation | None:
    """1320人, 2000元 or 3000元 each, 266.75万元: between the least and the most, but no whole numbers of people give it."""
    rates = sorted({f.amount for f in group})
    for factor in [factor for factor in factors if factor.sure]:
        least, most = (count.amount * rate * factor.times for rate in (rates[0], rates[-1]))
        if len(rates) > 1 and least <= amount.amount <= most:
            steps = [(rate - rates[0]) * factor.times for rate in rates[1:]]
            scale = lcm(*(step.denominator for step in steps))
            step = Fraction(gcd(*(int(step * scale) for step in steps)), scale)
            nearest = least + round((amount.amount - least) / step) * step
            expression = f"{number(count)} * [{digits(rates[0])}, {digits(rates[-1])}]"
            expression += (f" / {amount.scale}" if amount.scale != 1 else "") + f" = {number(amount)}"
            found = written("product", [count, *group], amount, expression, nearest, FAILS, readings=told)
            return replace(found, diagnosis="unreachable_amount")
    return None


def _is_apart(words: str) -> bool:
    """210人次；按照每人400元标准 goes on, though a semicolon stands there."""
    return "；" in re.sub("；(?=按照?|标准)", "", words)


def _of_all_counts(
    counts: Sequence[Figure], standard: Figure, amount: Figure, factors: Sequence[Factor]
) -> Relation | None:
    """每校补助5万元，小学12所、幼儿园6所，共90万元: all of them together, told where it holds."""
    many = sum((count.amount for count in counts), Fraction(0))
    for factor in [factor for factor in factors if factor.sure] or factors[:1]:
        made = many * standard.amount * factor.times
        if compare(Value(made, made, made), amount) in (HOLDS, ROUNDING):
            terms = " + ".join(number(count) for count in counts)
            often = f" * {digits(factor.times)}" if factor.times != 1 else ""
            scale = f" / {amount.scale}" if amount.scale != 1 else ""
            expression = f"({terms}) * {digits(standard.amount)}{often}{scale} = {number(amount)}"
            return written("product", [*counts, standard], amount, expression, made, HOLDS)
    return None


def _readings(
    group: Sequence[Figure], count: Figure, amount: Figure, factors: Sequence[Factor]
) -> Iterator[tuple[Value, Reading]]:
    sure = [factor for factor in factors if factor.sure] or list(factors)
    if len(group) > 1:
        added = scaled(value_of(count), sum((f.amount for f in group), Fraction(0)))
        yield added, Reading("各标准之和", "all the rates", "", rounded_for(added.nominal, amount))
    for standard in group:
        for factor in sure:
            computed = scaled(times(value_of(count), worth(standard)), factor.times)
            yield computed, reading_of(factor, computed, amount, count, standard)


def _leaves_no_reading(
    group: Sequence[Figure],
    factors: Sequence[Factor],
    stated: Value,
    lowest: Fraction,
    highest: Fraction,
    count: Figure,
) -> bool:
    """A list of standards allows every mixture of them; open months allow every number of months up to twelve."""
    if count.hedge or any(f.hedge for f in group):
        return not lowest * Fraction(1, 2) <= stated.nominal <= highest * 2
    if len(group) == 1:
        if any(factor.sure for factor in factors):
            return True
        days = stated.nominal / (count.amount * group[0].amount)
        if len(factors) > MONTHS_TOLD and 1 <= days <= DAYS_OF_A_YEAR:
            return False
        return not lowest <= stated.nominal <= highest * Fraction(12, 10)
    rates = [f.amount for f in group]
    sure = [factor for factor in factors if factor.sure] or list(factors)
    bands = [(count.amount * min(rates) * f.times, count.amount * max(rates) * f.times) for f in sure]
    return not any(stated.low <= high and low <= stated.high for low, high in bands)


def is_item_before(words: str) -> bool:
    """54名、61名: whether the words lead from one item of a list to the next."""
    return len(words) <= 14 and words.startswith(("、", "和", "，其中")) and "每" not in words


def worth(standard: Figure) -> Value:
    """每辆补贴3万元 is exactly that; a mean, or a standard with decimals of 万元, may be rounded."""
    exact = standard.is_plain and not standard.places and "均" not in standard.clause and "每" in standard.clause
    return Value(standard.amount, standard.amount, standard.amount) if exact else value_of(standard)


def working(count: Figure, standard: Figure, amount: Figure, factor: Factor) -> str:
    """210 * 400 / 10000: as it is written down."""
    people = digits(count.amount)
    worked = f"{people} * {digits(standard.amount)}"
    if factor.times != 1:
        worked += f" * {digits(factor.times)}" if factor.times.denominator == 1 else f" / {factor.times.denominator}"
    return worked + (f" / {amount.scale}" if amount.scale != 1 else "")


def reading_of(factor: Factor, computed: Value, amount: Figure, count: Figure, standard: Figure) -> Reading:
    """One period of the standard, and what it gives."""
    return Reading(
        f"{standard.quote}×{factor.zh}", f"{standard.quote}, {factor.en}", working(count, standard, amount, factor),
        rounded_for(computed.nominal, amount),
    )  # fmt: skip
