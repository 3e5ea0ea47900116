"""Rates that stand behind the total they make: 6个督查组、36名督学（每组6人）; 辅导员48名，24所学校每校2名; 每班两教一保.

Belongs here: count and total side by side, the rate in brackets or in the clause behind them.
Does not belong here: rates before their total (``chains``), means (``means``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.chains import DISTRIBUTED
from dagster_project.narrative.products.rated import Rate, rates_of
from dagster_project.narrative.products.told_chains import ANOTHER, MONEY, NEAR, SHORT
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import is_change, is_counted, number, written
from dagster_project.narrative.reckoning.for_each import PERSONS, Each, counts
from dagster_project.narrative.text.sentences import Sentence

BRACKET = re.compile(r"[一-鿿]{0,6}（(?:按|均按|均为)?(?=每)")
BEHIND = re.compile(r"[一-鿿]{0,6}，?按?(?=每)")
STAFF = re.compile(r"[两二2]教一保")
"""Two teachers and one nurse for each class of a kindergarten."""
TEACHERS, NURSES = re.compile(r"教师$"), re.compile(r"保育员$")
GOOD = (HOLDS, ROUNDING)


def find_rates_behind(sentence: Sentence) -> Iterator[Relation]:
    """The totals before their rate, and the staff that 两教一保 asks for."""
    if "每" in sentence.text:
        yield from _behind(sentence)
    if STAFF.search(sentence.text):
        yield from _staff(sentence)


def _staff(sentence: Sentence) -> Iterator[Relation]:
    """按两教一保配备，551个班配有专任教师1102人、保育员551人; who else they have is no mistake, so a question."""
    classes = [f for f in sentence.figures if counts(f, Each("班")) and is_counted(f) and f.is_plain]
    for staff in sentence.figures:
        many = 2 if TEACHERS.search(staff.before) else 1 if NURSES.search(staff.before) else 0
        before = [f for f in classes if f.at < staff.at and staff.at - f.to <= NEAR]
        if not many or not before or not is_counted(staff) or staff.thing != "人":
            continue
        made = before[-1].amount * many
        verdict = compare(Value(made, made, made), staff)
        expression = f"{number(before[-1])} * {many} = {number(staff)}"
        yield written("product", [before[-1]], staff, expression, made, verdict if verdict in GOOD else ASK)


def _behind(sentence: Sentence) -> Iterator[Relation]:
    """6个督查组、36名督学（每组6人）; 26条专线，照管员52名，每条线2名: the rate stands behind the total."""
    rates = {rate.at: rate for rate in rates_of(sentence) if rate.figure is not None}
    for position in range(1, len(sentence.figures)):
        rate, total = rates.get(sentence.figures[position].at), sentence.figures[position - 1]
        found = _between(sentence, position, rate) if rate is not None else None
        if rate is not None and found is not None:
            yield from _of_the_count(sentence, found[0], found[1], rate, in_brackets=False)
            continue
        if (
            rate is None
            or len(rate.each) != 1
            or rate.thing != total.thing
            or rate.each[0].is_time
            or total.at in rates
        ):
            continue
        words = sentence.plain[total.to : rate.at]
        match = BRACKET.match(words) or BEHIND.match(words)
        if match is None or "均" in words or len(words) > NEAR // 2 or ANOTHER.search(words) or is_change(total):
            continue
        if rate.thing == MONEY and rate.each[0].kind == PERSONS:
            continue
        ahead = [f for f in sentence.figures[max(0, position - 3) : position - 1] if total.at - f.to <= NEAR]
        counted = [
            f for f in ahead if counts(f, rate.each[0]) and f.is_plain and f.at not in rates and not is_change(f)
        ]
        if not counted or counted[-1].value <= 1:
            continue
        yield from _of_the_count(sentence, counted[-1], total, rate, in_brackets="（" in words)


def _between(sentence: Sentence, position: int, rate: Rate) -> tuple[Figure, Figure] | None:
    """聘请辅导员48名，24所学校每校2名: the count between the total and the rate."""
    if position < 2 or len(rate.each) != 1:
        return None
    total, count = sentence.figures[position - 2], sentence.figures[position - 1]
    led = sentence.plain[total.to : count.at]
    own = counts(count, rate.each[0]) and not count.per and count.value > 1
    beside = (
        DISTRIBUTED.match(sentence.plain, count.to, rate.at) is not None and len(led) <= SHORT and led[:1] in "，（"
    )
    alike = total.thing == rate.thing and not is_change(total) and not total.per and not ANOTHER.search(led)
    return (count, total) if own and beside and alike else None


def _of_the_count(
    sentence: Sentence, count: Figure, total: Figure, rate: Rate, *, in_brackets: bool
) -> Iterator[Relation]:
    made = count.amount * rate.amount
    verdict = compare(Value(made, made, made), total)
    beside = sentence.between(count.to, total.at) or "；" in sentence.words(count, total)
    if verdict not in GOOD:
        if beside or rate.figure is None or (rate.figure.hedge in ("以上", "以下") and total.amount > made):
            return
        plain = rate.figure.is_plain and total.is_plain
        verdict = FAILS if in_brackets and plain else ASK
    expression = f"{digits(count.amount)} * {digits(rate.amount / total.scale)} = {number(total)}"
    yield written("product", [count, *([rate.figure] if rate.figure else [])], total, expression, made, verdict)
