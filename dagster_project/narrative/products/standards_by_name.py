"""Standards and counts that stand apart under the same names: 初中2632人、小学1878人。标准为小学每生每学期500元，初中每生每学期625元.

Each standard goes with the count of its name (a level, a tier, boarders or not); together they make the amount that the
passage tells, before them or behind.

Belongs here: two or more named standards, their named counts, one amount. Does not belong here: pairs side by side
(``pairs``, ``tiers``), lists read in turn (``respective``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.factors import Factor, factors_of
from dagster_project.narrative.products.products import is_standard
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

NAME = re.compile(
    r"小学|初中|高中|学前|幼儿园|中职|[一二三四五][档类等]|[甲乙丙丁]类|非寄宿|寄宿|走读|城区|农村|乡镇|重度|中度|轻度|特困|一般困难|特别困难"
)
AMOUNT = re.compile(r"共|合计|总计|累计|需|资金|发放|支出|拨付|下达|金额|经费|[，、]$|^$")
YEARLY = re.compile(r"全年|一年|年度|学年")
PART = re.compile(r"其中$|中央|省级|市级|县级|结余|已|配套|每")
BACK, AHEAD, LEAST, MOST, LONG, NEAR, CLOSE = 3, 1, 2, 8, 4, 260, 20
GOOD = (HOLDS, ROUNDING)


class _Named(NamedTuple):
    """A standard and the count that bears its name."""

    counted: Figure
    standard: Figure


def find_standards_by_name(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each amount that they make; one slip of it is asked about."""
    done: set[int] = set()
    for index, sentence in enumerate(sentences):
        if "元" not in sentence.text:
            continue
        own = [f for f in sentence.figures if f.thing == "元" and is_standard(f) and f.at not in done]
        named = {name: f for f in reversed(own) if (name := _name(f) or _name_before(sentence, f))}
        if len(named) < LEAST or len(named) > MOST or len({f.amount for f in named.values()}) < LEAST:
            continue
        around = [f for one in sentences[max(0, index - BACK) : index + AHEAD + 1] for f in one.figures]
        pairs = [pair for name, standard in named.items() if (pair := _pair(around, name, standard)) is not None]
        if len(pairs) < LEAST or len(pairs) != len(named) or len({p.counted.at for p in pairs}) < len(pairs):
            continue
        relation = _made(sentence, around, pairs)
        if relation is not None:
            done |= relation.figures_at
            yield relation


def _name(figure: Figure) -> str:
    """The last names in the words before a figure: 小学 of 标准为小学每生每学期500元."""
    words = figure.before.rpartition("元")[2]
    return "".join(dict.fromkeys(NAME.findall(words)))


def _name_before(sentence: Sentence, standard: Figure) -> str:
    """一等588人，占30%，每人1500元: the count right before has the name."""
    before = [f for f in sentence.figures if f.at < standard.at and f.thing != "%"][-1:]
    beside = bool(before) and standard.at - before[0].to <= CLOSE and before[0].thing in ("人", "人次", "户")
    return _name(before[0]) if beside else ""


def _pair(around: Sequence[Figure], name: str, standard: Figure) -> _Named | None:
    """The nearest count of that very name."""
    counts = [f for f in around if f.thing in ("人", "人次", "户", "所") and f.value > 1 and f.is_plain and not f.per]
    counts = [f for f in counts if not is_change(f) and abs(f.at - standard.at) < NEAR]
    alike = [f for f in counts if _name(f) == name] or [f for f in counts if name in _name(f) + f.after[:4]]
    return _Named(min(alike, key=lambda f: abs(f.at - standard.at)), standard) if alike else None


def _made(sentence: Sentence, around: Sequence[Figure], pairs: Sequence[_Named]) -> Relation | None:
    amounts = [f for f in around if _is_amount(f, pairs)]
    amounts.sort(key=lambda f: abs(f.at - pairs[0].standard.at))
    factors = [
        factor for factor in factors_of(sentence, pairs[0].standard) if factor.sure or factor.times in (1, 12, 10)
    ]
    one = sum((p.counted.amount * p.standard.amount for p in pairs), Fraction(0))
    for amount in amounts:
        for factor in factors:
            made = one * factor.times
            if compare(Value(made, made, made), amount) in GOOD:
                return _written(pairs, amount, factor, made, compare(Value(made, made, made), amount))
    for amount in amounts[:LEAST]:
        told = factors if YEARLY.search(amount.clause) else factors[:1]
        for factor in told:
            made = one * factor.times
            if len(number(amount).replace(".", "").rstrip("0")) >= LONG - 1 and is_slip(made, amount):
                return _written(pairs, amount, factor, made, ASK)
    return None


def _is_amount(figure: Figure, pairs: Sequence[_Named]) -> bool:
    largest = max(p.counted.amount * p.standard.amount for p in pairs)
    fits = figure.thing == "元" and figure.is_plain and not is_standard(figure) and not is_change(figure)
    if not fits or figure.amount * LEAST < largest or PART.search(figure.before):
        return False
    return AMOUNT.search(figure.before) is not None


def _written(pairs: Sequence[_Named], amount: Figure, factor: Factor, made: Fraction, verdict: str) -> Relation:
    added = " + ".join(f"{digits(p.counted.amount)} * {digits(p.standard.amount)}" for p in pairs)
    often = (
        ""
        if factor.times == 1
        else f" * {digits(factor.times)}"
        if factor.times > 1
        else f" / {digits(1 / factor.times)}"
    )
    scale = f" / {amount.scale}" if amount.scale != 1 else ""
    figures = [f for p in pairs for f in p]
    return written("product", figures, amount, f"({added}){often}{scale} = {number(amount)}", made, verdict)
