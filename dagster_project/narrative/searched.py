"""What no finder has claimed and the numbers around it give all the same: shares, changes, means, products, remainders.

A figure that is worked out from others (a percentage, 增加3人, 人均4元, 结余5万元) is laid beside the few figures around it; one
working that gives it exactly, or rounded where it has digits enough for that to be no chance, is told as holding.
Workings of one shape that hold twice nearby are the way a list is written; a figure of the same words whose own figures
in that shape do not give it is asked about.

Belongs here: claims found by their numbers. Does not belong here: claims found by their words (every other finder).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from dagster_project.narrative.arithmetic import Value, compare, minus, quotient, scaled, times, total, value_of
from dagster_project.narrative.claims import CHANGE, GOAL, is_change, number, rounded_for, written
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.units import DURATIONS, is_rate

BACK, AHEAD, WHOLE_BACK = 6, 2, 40
REACH, WHOLE_REACH, LIST_REACH = 300, 1200, 600
MEAN = re.compile(r"均[^，。；：\d]{0,10}$|平均[^，。；：\d]{0,12}$|班额[^，。；：\d]{0,6}$")
LEFT = re.compile(
    r"(?:结余|结转|余额|剩余|尚有|还有|尚余|未[^，。；\d]{1,8}|净值|净额|期末|年末|差额|缺口|缺编|超编|超配|空缺)[^，。；\d]{0,8}$"
)
APART = re.compile(r"(?:低于|高于|少于|多于|超|相差|节约|节省|差)[^，。；]{0,24}$")
CHANGE_RATE = re.compile(r"(?:增长|减少|下降|压减|上升|提高|增|减|降)(?:率|幅度|幅)[^，。；\d]{0,3}$")
YEARLY = re.compile(r"[年月日天]均")
TOTAL = re.compile(r"共|合计|总|累计|小计")
SEGMENT, CLAUSE = re.compile(r"[；;。\n]"), re.compile(r"[；;。，,\n]")
MOST_PARTS = 12
CERTAIN = 3
GOOD = (HOLDS, ROUNDING)
Shape = tuple[str, tuple[int, ...]]
Held = dict[tuple[Shape, str], list[Figure]]


@dataclass(frozen=True)
class Working:
    """One way to get a figure from others; ``shape`` says from which, counted from the figure itself."""

    kind: str
    shape: Shape
    operands: tuple[Figure, ...]
    value: Value
    expression: str

    @property
    def anchored(self) -> Shape:
        """The shape of a list whose lines are all laid beside one whole."""
        return (self.kind, (self.shape[1][0], self.operands[-1].at))


def find_by_numbers(plain: str, figures: Sequence[Figure], claims: Collection[Relation]) -> Iterator[Relation]:
    """Workings of figures that ``claims`` do not already work out; figures in the order of the plain text."""
    known = {figure.at for claim in claims for figure in claim.figures if number(figure) == claim.stated}
    held: Held = defaultdict(list)
    open_ones: list[tuple[Figure, list[Working]]] = []
    stretches = [_stretches(end, plain, figures) for end in (CLAUSE, SEGMENT)]
    for index, figure in enumerate(figures):
        workings = [*_workings(figures, index), *_sums(figures, index, stretches)]
        good = [working for working in workings if _gives(working, figure)]
        for working in good:
            held[working.shape, _words(figure)].append(figure)
            held[working.anchored, _words(figure)].append(figure)
        if figure.at in known or GOAL.search(figure.clause):
            continue
        if good:
            best = min(good, key=lambda working: sum(map(abs, working.shape[1])))
            yield _told(best, figure, compare(best.value, figure))
        elif workings:
            open_ones.append((figure, workings))
    yield from _out_of_line(open_ones, held)


def _out_of_line(open_ones: Sequence[tuple[Figure, list[Working]]], held: Held) -> Iterator[Relation]:
    for figure, workings in open_ones:
        shaped = [(shape, working) for working in workings for shape in (working.anchored, working.shape)]
        for shape, working in shaped:
            alike = held.get((shape, _words(figure)), ())
            near = {
                other.at for other in alike if other.thing == figure.thing and abs(other.at - figure.at) < LIST_REACH
            }
            if len(near) > 1 and not figure.hedge and _is_likely(working, figure):
                yield _told(working, figure, FAILS if shape == working.anchored else ASK)
                break


def _is_likely(working: Working, figure: Figure) -> bool:
    """A slip is looked for only where the working gives something of the figure's size."""
    return figure.amount > 0 and Fraction(1, 12) <= working.value.nominal / figure.amount <= 12


def _words(figure: Figure) -> str:
    return "".join(re.findall(r"[一-鿿]", figure.clause))[-2:]


def _gives(working: Working, figure: Figure) -> bool:
    """Exactly, or rounded to a number whose digits are no coincidence."""
    if figure.hedge in ("以上", "以下"):
        return False
    verdict = compare(working.value, figure)
    nearest = min(abs(step) for step in working.shape[1]) == 1
    return verdict in GOOD and (_digits_of(figure) >= CERTAIN or nearest)


def _digits_of(figure: Figure) -> int:
    """How many digits a printed number has, zeros behind the point included: 90.0 has three, 0.8 one."""
    return len(str(int(figure.value)).lstrip("0")) + figure.places


def _told(working: Working, figure: Figure, verdict: str) -> Relation:
    shown = number(figure) if verdict in GOOD else f"{rounded_for(working.value.nominal, figure)} (= {number(figure)})"
    return written(
        working.kind, working.operands, figure, f"{working.expression} = {shown}", working.value.nominal, verdict
    )


def _workings(figures: Sequence[Figure], index: int) -> Iterator[Working]:
    figure = figures[index]
    if figure.value <= 0:
        return
    if figure.thing == "%":
        changes = is_change(figure) or CHANGE_RATE.search(figure.clause)
        yield from _growth(figures, index) if changes else _shares(figures, index)
    elif figure.thing == "个百分点":
        yield from _differences(figures, index, "%")
    elif is_rate(figure.thing) or figure.thing in DURATIONS:
        return
    elif CHANGE.search(figure.before) or APART.search(figure.clause):
        yield from _differences(figures, index, figure.thing)
    elif MEAN.search(figure.clause):
        yield from _means(figures, index)
    elif not figure.per:
        if LEFT.search(figure.clause):
            yield from _remainders(figures, index)
        if figure.thing == "元":
            yield from _products(figures, index)


def _around(figures: Sequence[Figure], index: int, back: int = BACK) -> Iterator[tuple[int, Figure]]:
    reach = REACH if back == BACK else WHOLE_REACH
    for step in (*range(-1, -back - 1, -1), *range(1, AHEAD + 1)):
        if 0 <= index + step < len(figures) and abs(figures[index + step].at - figures[index].at) < reach:
            yield step, figures[index + step]


def _is_counted(figure: Figure) -> bool:
    return figure.value > 0 and not (is_rate(figure.thing) or figure.per or figure.thing in DURATIONS)


def _shares(figures: Sequence[Figure], index: int) -> Iterator[Working]:
    """One figure, or two of one kind together, of another; the figure right before may be of another kind (384条 of 人)."""
    parts = [(step, part) for step, part in _around(figures, index) if _is_counted(part) and not is_change(part)]
    wholes = [(step, whole) for step, whole in _around(figures, index, WHOLE_BACK) if _is_counted(whole)]
    for step, part in parts:
        for other, whole in wholes:
            is_alike = whole.thing == part.thing or (step == -1 and "元" not in (whole.thing, part.thing))
            if is_alike and other != step and whole.amount > part.amount:
                expression = f"{digits(part.amount / whole.scale)} / {number(whole)} * 100"
                yield from _ratio(("share", (step, other)), (part, whole), value_of(part), expression)
    for (step, one), (other, two) in combinations(parts[:BACK], 2):
        for third, whole in wholes:
            if one.thing == two.thing == whole.thing and third not in (step, other):
                both = total([value_of(one), value_of(two)])
                if whole.amount > both.nominal and _digits_of(figures[index]) >= CERTAIN:
                    added = f"{digits(one.amount / whole.scale)} + {digits(two.amount / whole.scale)}"
                    expression = f"({added}) / {number(whole)} * 100"
                    yield from _ratio(("shares", (step, other, third)), (one, two, whole), both, expression)


def _ratio(shape: Shape, operands: tuple[Figure, ...], part: Value, expression: str) -> Iterator[Working]:
    ratio = quotient(part, value_of(operands[-1]))
    if ratio is not None:
        yield Working("ratio", shape, operands, scaled(ratio, 100), expression)


def _growth(figures: Sequence[Figure], index: int) -> Iterator[Working]:
    for step, one in _around(figures, index):
        for other, base in _around(figures, index):
            if step == other or one.thing != base.thing or not (_is_counted(one) and _is_counted(base)):
                continue
            change = value_of(one) if is_change(one) else minus(value_of(one), value_of(base))
            is_fall = change.nominal < 0
            change = Value(-change.nominal, -change.high, -change.low) if is_fall else change
            ratio = quotient(change, value_of(base)) if not is_change(base) else None
            if ratio is not None:
                amount = digits(one.amount / base.scale)
                first, second = (number(base), amount) if is_fall else (amount, number(base))
                top = amount if is_change(one) else f"({first} - {second})"
                expression = f"{top} / {number(base)} * 100"
                yield Working("growth", ("growth", (step, other)), (one, base), scaled(ratio, 100), expression)


def _differences(figures: Sequence[Figure], index: int, thing: str) -> Iterator[Working]:
    near = [(step, one) for step, one in _around(figures, index) if one.thing == thing and not one.per]
    for step, one in near:
        for other, base in near:
            if one.amount > base.amount and not (is_change(one) or is_change(base)):
                expression = (
                    f"{digits(one.amount / figures[index].scale)} - {digits(base.amount / figures[index].scale)}"
                )
                value = minus(value_of(one), value_of(base))
                yield Working("difference", ("difference", (step, other)), (one, base), value, expression)


def _means(figures: Sequence[Figure], index: int) -> Iterator[Working]:
    for step, whole in _around(figures, index):
        alike = whole.thing == figures[index].thing or (whole.thing, figures[index].thing) == ("人次", "次")
        if not alike or not _is_counted(whole) or is_change(whole):
            continue
        for other, count in _around(figures, index, WHOLE_BACK):
            if (
                other != step
                and _is_counted(count)
                and count.thing != "元"
                and count.value > 1
                and not is_change(count)
            ):
                ratio = quotient(value_of(whole), value_of(count))
                if ratio is not None:
                    expression = f"{digits(whole.amount / figures[index].scale)} / {number(count)}"
                    yield Working("ratio", ("mean", (step, other)), (whole, count), ratio, expression)


def _products(figures: Sequence[Figure], index: int) -> Iterator[Working]:
    """count × yuan for each, and × days, months or terms."""
    stated = figures[index]
    around = list(_around(figures, index))
    scale = f" / {stated.scale}" if stated.scale != 1 else ""
    for step, rate in around:
        if rate.thing != "元" or rate.amount >= stated.amount or is_change(rate):
            continue
        for other, count in around:
            if other == step or not _is_counted(count) or count.thing == "元" or count.value <= 1 or is_change(count):
                continue
            value = times(value_of(count), value_of(rate))
            written_out = f"{digits(count.amount)} * {digits(rate.amount)}"
            yield Working("product", ("product", (step, other)), (count, rate), value, written_out + scale)
            for third, spell in around:
                if spell.thing in DURATIONS and spell.value > 1 and not spell.hedge:
                    operands, longer = (count, rate, spell), scaled(value, spell.value)
                    expression = f"{written_out} * {number(spell)}{scale}"
                    yield Working("product", ("product", (step, other, third)), operands, longer, expression)


def _remainders(figures: Sequence[Figure], index: int) -> Iterator[Working]:
    """What is left of one amount after another, or of what there was and what came in after what went out."""
    before = [(step, one) for step, one in _around(figures, index) if step < 0 and one.thing == figures[index].thing]
    before = [(step, one) for step, one in before if _is_counted(one)][:3][::-1]
    scale = figures[index].scale
    amounts = {step: digits(one.amount / scale) for step, one in before}
    for at, (step, one) in enumerate(before):
        for other, less in before[at + 1 :]:
            value = minus(value_of(one), value_of(less))
            expression = f"{amounts[step]} - {amounts[other]}"
            yield Working("difference", ("left", (step, other)), (one, less), value, expression)
    if len(before) == 3:
        (first, one), (second, two), (third, three) = before
        value = minus(total([value_of(one), value_of(two)]), value_of(three))
        expression = f"{amounts[first]} + {amounts[second]} - {amounts[third]}"
        yield Working("difference", ("left", (first, second, third)), (one, two, three), value, expression)


def _stretches(end: re.Pattern[str], plain: str, figures: Sequence[Figure]) -> list[int]:
    """In which stretch of the text, counted through, each figure stands."""
    ends = [match.start() for match in end.finditer(plain)]
    return [bisect_left(ends, figure.at) for figure in figures]


def _sums(figures: Sequence[Figure], index: int, stretches: Sequence[Sequence[int]]) -> Iterator[Working]:
    """Runs of figures of one kind before a total or behind it: all of them, or the first of each clause or segment."""
    stated = figures[index]
    if _digits_of(stated) < CERTAIN or not _is_counted(stated):
        return
    for direction in (-1, 1) if TOTAL.search(stated.clause) else (1,):
        alike = []
        for at in range(index + direction, index + direction * WHOLE_BACK, direction):
            if not 0 <= at < len(figures) or abs(figures[at].at - stated.at) > WHOLE_REACH:
                break
            if figures[at].thing == stated.thing and _is_counted(figures[at]):
                alike.append(at)
        alike.sort()
        for parts in (alike, *(_heads(alike, stretch, stretch[index]) for stretch in stretches)):
            yield from _runs(figures, index, parts if direction > 0 else parts[::-1])


def _heads(alike: Sequence[int], stretch: Sequence[int], own: int) -> list[int]:
    """The first figure of each stretch other than the total's own."""
    first: dict[int, int] = {}
    for at in alike:
        first.setdefault(stretch[at], at)
    return [at for where, at in first.items() if where != own]


def _runs(figures: Sequence[Figure], index: int, parts: Sequence[int]) -> Iterator[Working]:
    stated, whole = figures[index], value_of(figures[index])
    for first in range(min(len(parts), 3)):
        for last in range(first + 2, min(len(parts), first + MOST_PARTS) + 1):
            run = sorted(parts[first:last])
            added = total(value_of(figures[at]) for at in run)
            if added.nominal > whole.high:
                break
            if compare(added, stated) in GOOD:
                operands = tuple(figures[at] for at in run)
                expression = " + ".join(digits(part.amount / stated.scale) for part in operands)
                yield Working("sum", ("sum", tuple(at - index for at in run)), operands, added, expression)
