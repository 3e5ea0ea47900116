"""Arithmetic a report writes out with its signs: 初中6140人×1250元/年=767.5万元, 35人+4人=39人, 87÷600×100%=14.5%.

Belongs here: figures with nothing but signs and their units between them, up to an equals sign and the figure behind it.
Does not belong here: what words make of figures (``products``, ``sums``, ``rates``).

The text leaves no other reading, so what does not come out fails; but not where the result is in a unit that no operand
has (克 to 公斤, 分钟 to 小时, 米 to 亩), which takes a factor nobody wrote. Brackets are left alone: what they hold is not
what the whole formula says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from dagster_project.narrative.exact import Exact
from dagster_project.narrative.model import HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import (
    Value,
    compare,
    minus,
    quotient,
    scaled,
    times,
    total,
    value_of,
)
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS

SIGN = re.compile(r"(?:[/／][一-鿿·.、]{1,6})?\s*(?P<sign>[×xX*✕+\-−÷/=])\s*(?:每[一-鿿]{1,3}){0,2}")
BEFORE = re.compile(r"[×xX*✕+\-−÷/（(]\s*(?:每[一-鿿]{1,3}){0,2}$")
BEHIND = re.compile(r"(?:[/／][一-鿿·.、]{1,6})?\s*[×xX*✕+\-−÷/=)）]")
TIMES, OVER, LESS = frozenset("×xX*✕"), frozenset("÷/"), frozenset("-−")
HUNDRED = 100
GOOD = (HOLDS, ROUNDING)
KINDS = ("product", "ratio", "difference", "sum")


def find_written_out(sentence: Sentence) -> Iterator[Relation]:
    """Every figure behind an equals sign, with what stands before it."""
    if "=" not in sentence.text:
        return
    signs = [_sign(sentence, one, other) for one, other in pairwise(sentence.figures)]
    for at, sign in enumerate(signs):
        first = at
        while first and signs[first - 1] not in ("", "="):
            first -= 1
        operands, stated = sentence.figures[first : at + 1], sentence.figures[at + 1]
        if sign != "=" or len(operands) < 2 or BEHIND.match(sentence.plain, stated.to):
            continue
        if not BEFORE.search(sentence.plain[max(0, operands[0].at - 12) : operands[0].at]):
            yield from _told(*_without_100_percent(operands, signs[first:at]), stated)


def _sign(sentence: Sentence, one: Figure, other: Figure) -> str:
    """The sign between two figures; nothing where anything else stands there."""
    match = SIGN.fullmatch(sentence.plain, one.to, other.at)
    return match["sign"] if match else ""


def _without_100_percent(operands: Sequence[Figure], signs: Sequence[str]) -> tuple[list[Figure], list[str]]:
    """×100% only says in what the result is told."""
    kept = [n for n, f in enumerate(operands) if not (n and f.thing == "%" and f.value == HUNDRED)]
    return [operands[n] for n in kept], [signs[n - 1] for n in kept if n]


def _told(operands: Sequence[Figure], signs: Sequence[str], stated: Figure) -> Iterator[Relation]:
    """As the units say; operands without any may be in the unit of the result: 0.5×268=134万元."""
    computed = _computed([_operand(figure) for figure in operands], signs)
    if computed is None:
        return
    computed = scaled(computed, HUNDRED) if stated.thing == "%" else computed
    in_its_unit = scaled(computed, stated.scale)
    bare = not any(figure.thing for figure in operands) and stated.thing not in DURATIONS
    of_its_unit = bare or (all(f.scale == 1 for f in operands) and compare(in_its_unit, stated) in GOOD)
    is_divided = stated.scale != 1 and not (of_its_unit and compare(computed, stated) not in GOOD)
    computed = computed if is_divided else in_its_unit
    verdict = compare(computed, stated)
    if verdict not in GOOD and not bare and stated.thing not in ("", "%", *(f.thing for f in operands)):
        return
    expression = _expression(operands, signs, stated, is_divided)
    told = written(_kind(signs), operands, stated, expression, computed.nominal, verdict)
    yield replace(told, formula=True)


def _operand(figure: Figure) -> Value:
    """As written: whoever writes a formula out reckons with the digits that stand in it."""
    value = Value(figure.amount, figure.amount, figure.amount) if figure.is_plain else value_of(figure)
    return scaled(value, Exact(1, HUNDRED)) if figure.thing == "%" else value


def _computed(values: Sequence[Value], signs: Sequence[str]) -> Value | None:
    """× and ÷ before + and −; None where something would be divided by nothing."""
    terms, negative = [values[0]], [False]
    for sign, value in zip(signs, values[1:], strict=True):
        if sign in TIMES:
            terms[-1] = times(terms[-1], value)
        elif sign in OVER:
            made = quotient(terms[-1], value)
            if made is None:
                return None
            terms[-1] = made
        else:
            terms.append(value)
            negative.append(sign in LESS)
    more = total(term for term, is_less in zip(terms, negative, strict=True) if not is_less)
    return minus(more, total(term for term, is_less in zip(terms, negative, strict=True) if is_less))


def _expression(operands: Sequence[Figure], signs: Sequence[str], stated: Figure, is_divided: bool) -> str:
    shown = [
        digits(figure.amount) if figure.thing != "%" else f"{digits(figure.value)} / {HUNDRED}" for figure in operands
    ]
    said = shown[0]
    for sign, text in zip(signs, shown[1:], strict=True):
        said += f" {'*' if sign in TIMES else '/' if sign in OVER else '-' if sign in LESS else '+'} {text}"
    is_sum = not any(sign in TIMES or sign in OVER for sign in signs)
    if stated.thing == "%":
        said = f"({said}) * {HUNDRED}" if is_sum else f"{said} * {HUNDRED}"
    elif is_divided:
        said = f"({said}) / {stated.scale}" if len(signs) > 1 or is_sum else f"{said} / {stated.scale}"
    return f"{said} = {number(stated)}"


def _kind(signs: Sequence[str]) -> str:
    held = (any(s in TIMES for s in signs), any(s in OVER for s in signs), any(s in LESS for s in signs), True)
    return next(kind for kind, is_it in zip(KINDS, held, strict=True) if is_it)
