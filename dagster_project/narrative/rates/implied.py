"""Amounts beside a count without a standard: is the average one the programme pays, or one the text allows?

Belongs here: 338名…67.6万元 against the policy standards, averages under a ceiling the text states.
Does not belong here: products whose standard stands in the sentence (``products``).

Nothing here fails or asks: counties pay more than the nation's standard, and mix years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import HOLDS, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.products import is_standard
from dagster_project.narrative.products.standards import Standard, standards_for
from dagster_project.narrative.reckoning.arithmetic import quotient, value_of
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence

PEOPLE = frozenset({"人", "人次"})
CEILING = re.compile(r"最高|最多|不超过|上限")
CAPPED = re.compile(r"封顶|为限|为上限|以内|的上限")
NEAR = 45
YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


def find_implied(sentence: Sentence, earlier: Sequence[Figure]) -> Iterator[Relation]:
    """Averages that a standard or a ceiling explains."""
    if not any(figure.thing == "元" for figure in sentence.figures):
        return
    yield from _capped(sentence)
    has_standard = any(is_standard(figure) for figure in sentence.figures)
    for one, other in zip(sentence.figures, sentence.figures[1:], strict=False):
        pair = _pair(one, other)
        if pair is None or other.at - one.to > NEAR or "；" in sentence.words(one, other):
            continue
        count, amount = pair
        yield from _under_ceiling(count, amount, [f for f in (*earlier, *sentence.figures) if f.at < count.at])
        words = sentence.plain[max(sentence.at, one.at - 60) : other.to + len(other.after)]
        if has_standard:
            continue
        yield from _by_policy(count, amount, standards_for(words, _years(amount)))


def _years(figure: Figure) -> tuple[str, str]:
    """The years a figure speaks of; all of them where it names none, and up to now after 以来."""
    match = YEARS.match(figure.period)
    if match is None:
        return "0000", "9999"
    return match[1], "9999" if "以来" in figure.clause or "以来" in figure.before else (match[2] or match[1])


def _pair(one: Figure, other: Figure) -> tuple[Figure, Figure] | None:
    for count, amount in ((one, other), (other, one)):
        if (
            count.thing in PEOPLE
            and amount.thing == "元"
            and not (count.per or amount.per or count.hedge or amount.hedge)
        ):
            return None if is_change(count) or is_change(amount) or count.value <= 0 else (count, amount)
    return None


def _capped(sentence: Sentence) -> Iterator[Relation]:
    """58人，每人每年补助1.7万元封顶，实际支出83.6万元: no more than the cap for each."""
    for count, limit, amount in zip(sentence.figures, sentence.figures[1:], sentence.figures[2:], strict=False):
        capped = limit.thing == "元" and (CAPPED.match(limit.after) or CEILING.search(limit.quote + limit.before))
        pair = _pair(count, amount) if capped and amount.at - limit.to <= NEAR else None
        if pair is not None and pair[0] is count:
            yield from _under_ceiling(count, amount, [limit])


def _under_ceiling(count: Figure, amount: Figure, before: Sequence[Figure]) -> Iterator[Relation]:
    limits = [f for f in before if f.thing == "元" and (CEILING.search(f.quote + f.before) or CAPPED.match(f.after))]
    average = amount.amount / count.amount
    for limit in limits[:1]:
        if average <= limit.amount:
            expression = f"{digits(amount.amount)} / {digits(count.amount)} <= {digits(limit.amount)}"
            yield written("ratio", [count, amount], limit, expression, average, HOLDS)


def _by_policy(count: Figure, amount: Figure, standards: Sequence[Standard]) -> Iterator[Relation]:
    """Exactly a standard for a year or a term, or between the least and the greatest of a term or of a year."""
    average = quotient(value_of(amount), value_of(count)._replace(low=count.amount, high=count.amount))
    if average is None or not standards:
        return
    for standard in standards:
        for part, name_zh, name_en in ((1, "全额", "in full"), (2, "半年", "half a year")):
            rate = standard.yuan / part
            if rate * count.amount == amount.amount:
                scale = f" / {amount.scale}" if amount.scale != 1 else ""
                expression = f"{digits(count.amount)} * {digits(rate)}{scale} = {number(amount)}"
                reading = Reading(
                    f"政策标准{digits(rate)}元（{name_zh}）",
                    f"policy standard {digits(rate)} ({name_en}), {standard.standard_id}",
                    expression,
                    number(amount),
                )
                yield written("product", [count], amount, expression, amount.amount, HOLDS, readings=[reading])
                return
    yield from _in_band(count, amount, average.nominal, standards)


def _in_band(count: Figure, amount: Figure, average: Fraction, standards: Sequence[Standard]) -> Iterator[Relation]:
    yearly = sorted({standard.yuan for standard in standards if standard.per == "year" and standard.yuan > 0})
    if len(yearly) < 2 or standards[0].programme == "loan_limit":
        return
    for part, name_zh, name_en in ((2, "学期", "term"), (1, "学年", "year")):
        low, high = yearly[0] / part, yearly[-1] / part
        if low <= average <= high:
            expression = f"{digits(low)} <= {digits(amount.amount)} / {digits(count.amount)} <= {digits(high)}"
            reading = Reading(
                f"人均{digits(average, 2)}元，在每{name_zh}标准之内",
                f"{digits(average, 2)} yuan each, within the standards for a {name_en}",
                expression,
                digits(average),
            )
            yield written("ratio", [count], amount, expression, amount.amount, HOLDS, readings=[reading])
            return
