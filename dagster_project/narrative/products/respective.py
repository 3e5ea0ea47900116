"""Two lists read side by side: 分别按每人500元、250元, 分别增长15.6%、33.4%, 增幅分别为5.3%和6.1%.

Belongs here: which item of one list goes with which of the other, and what the pairs make together.
Does not belong here: one count with one standard (``products``), one change with one rate (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.factors import Factor, factors_of
from dagster_project.narrative.products.products import TOTAL, is_standard
from dagster_project.narrative.reckoning.arithmetic import Value, compare, minus, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

NEXT_ITEM = re.compile(r"(?:，?[^，。；：、（）\d]{0,12})?[、和，及与][^，。；：（）\d]{0,14}")
GROWN = re.compile(r"分别(?:同比|环比|较上年|比上年)?(?P<down>增长|提高|上升|增加|下降|减少|降低)(?:了|约|为)?$")
RISES = re.compile(r"(?:增[幅长速]|年均增长|增长率)分别(?:为|是|达到?|约)?$")
WITH = re.compile(r"[比较与同和][^，。；：\d]{0,12}(?:年|期|月|季度|学期|次|初|末)[^，。；：\d]{0,8}$")
FALLING = ("下降", "减少", "降低")
EACH = re.compile(r"每|按|对|为|其中|标准|分别")
NEAR = 60
BEFORE = 30
MOST_RUNS, MOST_SAID = 12, 40


def find_respective(sentence: Sentence, said: Sequence[Figure] = ()) -> Iterator[Relation]:
    """Products and growth of lists that belong together item by item."""
    if "、" not in sentence.text and "和" not in sentence.text and "，" not in sentence.text:
        return
    runs = _runs(sentence)
    for run in runs[:MOST_RUNS]:
        if run[0].thing == "%":
            yield from _grown(sentence, run, said)
            yield from _risen(run, runs)
        elif is_standard(run[0]):
            yield from _paid(sentence, run, runs)


def _runs(sentence: Sentence) -> list[tuple[Figure, ...]]:
    """Figures of one thing that follow each other as items of a list."""
    runs: list[tuple[Figure, ...]] = []
    run: list[Figure] = []
    for figure in sentence.figures:
        alike = run and figure.thing == run[-1].thing and figure.scale == run[-1].scale
        if run and (not alike or not NEXT_ITEM.fullmatch(sentence.words(run[-1], figure))):
            runs.append(tuple(run))
            run = []
        run.append(figure)
    runs.append(tuple(run))
    return [run for run in runs if 2 <= len(run) <= 8]


def _grown(sentence: Sentence, rates: Sequence[Figure], said: Sequence[Figure]) -> Iterator[Relation]:
    """4526人、4713万元，比上年增加612人、1180万元，分别增长15.6%、33.4%."""
    match = GROWN.search(rates[0].clause)
    before = [f for f in sentence.figures if f.at < rates[0].at and f.thing != "%"]
    if match is not None and len(before) >= len(rates):
        yield from _against_old(sentence, rates, before, match["down"] in FALLING, said)
    steps = before[-len(rates) :]
    if match is None or len(steps) < len(rates) or not is_change(steps[0]) or rates[0].at - steps[-1].to > BEFORE:
        return
    for step, rate in zip(steps, rates, strict=True):
        wholes = [f for f in before[: -len(rates)] if f.thing == step.thing and not f.per and not is_change(f)]
        if not wholes:
            continue
        new = wholes[-1]
        down = match["down"] in FALLING
        old = Value(new.amount + step.amount, *_added(new, step)) if down else minus(value_of(new), value_of(step))
        ratio = quotient(value_of(step), old)
        if ratio is None:
            continue
        moved = digits(step.amount / new.scale)
        expression = f"{moved} / ({number(new)} {'+' if down else '-'} {moved}) * 100 = {number(rate)}"
        yield _growth([new, step], rate, expression, scaled(ratio, 100), sure=len(wholes) == 1)


def _against_old(
    sentence: Sentence, rates: Sequence[Figure], before: Sequence[Figure], down: bool, said: Sequence[Figure]
) -> Iterator[Relation]:
    """1126人次、215.38万元，与上年同期（968人次、176.54万元）相比，分别增长16.3%、22.0%."""
    olds = before[-len(rates) :]
    led = sentence.plain[max(sentence.at, olds[0].at - BEFORE) : olds[0].at]
    if is_change(olds[0]) or rates[0].at - olds[-1].to > BEFORE or not WITH.search(led):
        return
    for old, rate in zip(olds, rates, strict=True):
        news = [f for f in before[: -len(rates)] if f.thing == old.thing and not is_change(f)]
        beside = news or [f for f in said[-MOST_SAID:] if f.thing == old.thing and not is_change(f)]
        found = [_grown_from(old, new, rate, down, sure=len(news) == 1) for new in reversed(beside)]
        told = [one for one in found if one is not None]
        yield from [one for one in told if one.verdict in (HOLDS, ROUNDING)][:1] or told[: len(news)][:1]


def _grown_from(old: Figure, new: Figure, rate: Figure, down: bool, *, sure: bool) -> Relation | None:
    more, less = (old, new) if down else (new, old)
    ratio = quotient(minus(value_of(more), value_of(less)), value_of(old))
    if ratio is None:
        return None
    worked = f"{number(more)} - {digits(less.amount / more.scale)}"
    expression = f"({worked}) / {digits(old.amount / more.scale)} * 100 = {number(rate)}"
    return _growth([old, new], rate, expression, scaled(ratio, 100), sure=sure)


def _added(new: Figure, step: Figure) -> tuple[Fraction, Fraction]:
    return value_of(new).low + value_of(step).low, value_of(new).high + value_of(step).high


def _risen(rates: Sequence[Figure], runs: Sequence[tuple[Figure, ...]]) -> Iterator[Relation]:
    """分别为4.86亿元、5.12亿元、5.43亿元，增幅分别为5.3%和6.1%."""
    series = [run for run in runs if run[0].at < rates[0].at and run[0].thing != "%" and not is_change(run[0])]
    if RISES.search(rates[0].clause) is None or not series or len(series[-1]) != len(rates) + 1:
        return
    for old, new, rate in zip(series[-1], series[-1][1:], rates, strict=False):
        ratio = quotient(minus(value_of(new), value_of(old)), value_of(old))
        if ratio is not None:
            expression = f"({number(new)} - {digits(old.amount / new.scale)}) / {digits(old.amount / new.scale)} * 100 = {number(rate)}"
            yield _growth([old, new], rate, expression, scaled(ratio, 100), sure="分别" in series[-1][0].clause)


def _growth(figures: list[Figure], rate: Figure, expression: str, computed: Value, *, sure: bool) -> Relation:
    verdict = compare(computed, rate)
    verdict = ASK if verdict == FAILS and not sure else verdict
    return written("growth", figures, rate, expression, computed.nominal, verdict)


def _paid(sentence: Sentence, standards: Sequence[Figure], runs: Sequence[tuple[Figure, ...]]) -> Iterator[Relation]:
    """寄宿生1105人、非寄宿生1212人，分别按每人500元、250元发放，共发放85.55万元."""
    for counts, sure in (found for run in runs if _counts(run[0]) for found in _windows(run, standards)):
        if not _beside(sentence, counts, standards):
            continue
        start, end = min(counts[0].at, standards[0].at), max(counts[-1].at, standards[-1].at)
        respectively = "分别" in sentence.plain[max(sentence.at, start - 12) : end]
        if not respectively and not _same_names(counts, standards):
            continue
        factors = [
            Factor(Fraction(1), "一次", "once", True),
            *(f for f in factors_of(sentence, standards[0]) if f.sure),
        ]
        monthly = "月" in standards[0].clause
        if monthly:
            factors = sorted(factors_of(sentence, standards[0]), key=lambda f: (not f.sure, -f.times))
        relation = _total(sentence, counts, standards, factors)
        if relation is not None and monthly and relation.verdict == FAILS and not factors[0].sure:
            relation = replace(relation, verdict=ASK, diagnosis=None)
        if relation is not None and (sure or relation.verdict in (HOLDS, ROUNDING)):
            yield relation
            return


def _windows(run: Sequence[Figure], standards: Sequence[Figure]) -> Iterator[tuple[tuple[Figure, ...], bool]]:
    """2317人，寄宿生1105人、非寄宿生1212人，分别…: as many of the items as there are standards, the nearest to them first."""
    many = len(standards)
    starts = range(len(run) - many + 1)
    for start in reversed(starts) if run[0].at < standards[0].at else starts:
        some = tuple(run[start : start + many])
        nearest = start == (len(run) - many if run[0].at < standards[0].at else 0)
        named = _same_names(some, standards)
        total = sum((f.amount for f in some), Fraction(0))
        if nearest or named:
            yield some, named or len(run) == many or any(f.amount == total for f in run)


def _counts(figure: Figure) -> bool:
    other = is_rate(figure.thing) or figure.thing in DURATIONS or figure.thing in ("元", "")
    return not other and (not figure.per or "每年" in figure.clause) and not is_change(figure)


def _beside(sentence: Sentence, counts: Sequence[Figure], standards: Sequence[Figure]) -> bool:
    first, second = sorted((counts, standards), key=lambda run: run[0].at)
    between = sentence.words(first[-1], second[0])
    return len(between) <= NEAR and "；" not in between and not sentence.between(first[-1].to, second[0].at)


def _same_names(counts: Sequence[Figure], standards: Sequence[Figure]) -> bool:
    """省内院校每人500元、省外院校每人1000元，其中省内院校230人、省外院校130人."""
    names = [[part[:6] for part in EACH.split(f.before) if part] for f in standards]
    first = [bool(name) and name[0] in count.before for name, count in zip(names, counts, strict=True)]
    told = [
        any(len(part) > 1 and part in count.before for part in name) for name, count in zip(names, counts, strict=True)
    ]
    return all(first) or (all(told) and len({tuple(name) for name in names}) == len(names))


def _total(
    sentence: Sentence, counts: Sequence[Figure], standards: Sequence[Figure], factors: Sequence[Factor]
) -> Relation | None:
    """The amount behind the lists, or the one before them."""
    end, start = max(counts[-1].to, standards[-1].to), min(counts[0].at, standards[0].at)
    money = [f for f in sentence.figures if f.thing == "元" and not is_standard(f) and f not in standards]
    behind = [f for f in money if 0 <= f.at - end <= NEAR and TOTAL.search(f.clause)][:1]
    ahead = [f for f in money if 0 <= start - f.to <= NEAR][-2:]
    made = sum((c.amount * s.amount for c, s in zip(counts, standards, strict=True)), Fraction(0))
    tried = []
    for amount in (*behind, *ahead):
        for factor in factors:
            value = made * factor.times
            tried.append((compare(Value(value, value, value), amount), amount, value, factor))
    holding = [one for one in tried if one[0] in (HOLDS, ROUNDING)]
    plain = all(f.is_plain and not GOAL.search(f.clause.replace("标准为", "")) for f in (*counts, *standards))
    if not holding and (not behind or not plain or "；" in sentence.plain[end : behind[0].at]):
        return None
    verdict, amount, value, factor = (holding or tried)[0]
    terms = " + ".join(f"{digits(c.amount)} * {digits(s.amount)}" for c, s in zip(counts, standards, strict=True))
    often = f" * {digits(factor.times)}" if factor.times != 1 else ""
    expression = f"({terms}){often}{f' / {amount.scale}' if amount.scale != 1 else ''} = {number(amount)}"
    return written("product", [*counts, *standards], amount, expression, value, verdict)
