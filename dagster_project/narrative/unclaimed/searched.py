"""What no finder has claimed and the numbers around it give all the same: shares, changes, means, products, remainders.

A figure that is worked out from others (a percentage, 增加3人, 人均4元, 结余5万元) is laid beside the few figures around it; one
working that gives it exactly, or rounded where it has digits enough for that to be no chance, is told as holding.
Workings of one shape that hold twice nearby are the way a list is written; a figure of the same words whose own figures
in that shape do not give it is asked about, and fails where all the list is laid beside one whole.

Belongs here: claims found by their numbers. Does not belong here: claims found by their words (every other finder),
the arithmetic (``forms``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, last_place, total, value_of
from dagster_project.narrative.reckoning.claims import CHANGE, GOAL, is_change, number, rounded_for, written
from dagster_project.narrative.text.units import DURATIONS, is_rate
from dagster_project.narrative.unclaimed.forms import FORMS

BACK, AHEAD, WHOLE_BACK = 6, 2, 40
REACH, WHOLE_REACH, LIST_REACH = 300, 1200, 600
MEAN = re.compile(r"均[^，。；：\d]{0,10}$|平均[^，。；：\d]{0,12}$|班额[^，。；：\d]{0,6}$")
YEARLY = re.compile(r"[年月日天]均")
LEFT = re.compile(
    r"(?:结余|结转|余额|剩余|尚有|还有|尚余|未[^，。；\d]{1,8}|净值|净额|期末|年末|差额|缺口|缺编|超编|超配|空缺)"
    r"[^，。；\d]{0,8}$"
)
APART = re.compile(r"(?:低于|高于|少于|多于|超|相差|节约|节省|差)[^，。；]{0,24}$")
CHANGE_RATE = re.compile(r"(?:增长|减少|下降|压减|上升|提高|增|减|降)(?:率|幅度|幅)[^，。；\d]{0,3}$")
TOTAL = re.compile(r"共|合计|总|累计|小计")
SEGMENT, CLAUSE = re.compile(r"[；;。\n]"), re.compile(r"[；;。，,\n]")
MOST_PARTS = 12
CERTAIN = 3
GOOD = (HOLDS, ROUNDING)
AS_LARGE = 12


class Trial(NamedTuple):
    """A form and its operands, counted from the figure in question."""

    form: str
    steps: tuple[int, ...]


Shape = tuple[str, tuple[int, ...]]
Held = dict[tuple[Shape, str], list[Figure]]


@dataclass(frozen=True)
class Text:
    """The figures of a text in order: amounts and last places, rough; what is counted; clause and segment of each."""

    figures: Sequence[Figure]
    amounts: Sequence[float]
    places: Sequence[float]
    counted: Sequence[bool]
    stretches: tuple[list[int], list[int]]

    def operands(self, index: int, trial: Trial) -> list[Figure]:
        """The figures a trial is about."""
        return [self.figures[index + step] for step in trial.steps]

    def rough(self, index: int, trial: Trial) -> float:
        """About what a trial gives."""
        return FORMS[trial.form].rough([self.amounts[index + step] for step in trial.steps])

    def anchored(self, index: int, trial: Trial) -> Shape:
        """The shape of a list whose lines are all laid beside one whole."""
        return (f"{trial.form} of one", (trial.steps[0], index + trial.steps[-1]))


def find_by_numbers(plain: str, figures: Sequence[Figure], claims: Collection[Relation]) -> Iterator[Relation]:
    """Workings of figures that ``claims`` do not already work out; figures in the order of the plain text."""
    worked = [claim for claim in claims if claim.kind != "conflict"]
    known = {figure.at for claim in worked for figure in claim.figures if number(figure) == claim.stated}
    stretches = tuple(_stretches(end, plain, figures) for end in (CLAUSE, SEGMENT))
    amounts, places = [float(f.amount) for f in figures], [float(last_place(f)) for f in figures]
    text = Text(figures, amounts, places, [_is_counted(f) for f in figures], stretches)  # type: ignore[arg-type]
    held: Held = defaultdict(list)
    open_ones: list[int] = []
    for index, figure in enumerate(figures):
        if figure.value <= 0 or figure.hedge in ("以上", "以下"):
            continue
        good = [(trial, value) for trial in _trials(text, index) if (value := _given(text, index, trial)) is not None]
        for trial, _ in good:
            held[trial, _words(figure)].append(figure)
            held[text.anchored(index, trial), _words(figure)].append(figure)
        if figure.at in known or GOAL.search(figure.clause):
            continue
        if good:
            trial, value = min(good, key=lambda found: sum(map(abs, found[0].steps)))
            yield _told(text, index, trial, value, compare(value, figure))
        elif (added := next(_sums(text, index), None)) is not None:
            yield added
        else:
            open_ones.append(index)
    yield from _out_of_line(text, open_ones, held)


def with_other_wholes(figures: Sequence[Figure], claims: Sequence[Relation]) -> Iterator[Relation]:
    """The claims; a share that fails of one whole and is exactly that of another around it is told of the other.

    A bound such as 70%以上 is met by most other wholes, and what the words or the row bind has no other.
    """
    places = {figure.at: index for index, figure in enumerate(figures)}
    amounts, last = [float(f.amount) for f in figures], [float(last_place(f)) for f in figures]
    text = Text(figures, amounts, last, [], ([], []))
    for claim in claims:
        rate = next((f for f in claim.figures if f.thing == "%" and number(f) == claim.stated), None)
        bound = claim.opened or (rate is not None and rate.hedge in ("以上", "以下"))
        if claim.verdict != FAILS or claim.kind != "ratio" or rate is None or rate.at not in places or bound:
            yield claim
            continue
        index, own = places[rate.at], {f.at for f in claim.figures}
        shares = [t for t in _shares(text, index) if t.form == "share" and figures[index + t.steps[0]].at in own]
        given = ((trial, _given(text, index, trial)) for trial in shares)
        other = next(((trial, value) for trial, value in given if value is not None), None)
        yield claim if other is None else _told(text, index, *other, compare(other[1], rate))


def _out_of_line(text: Text, open_ones: Sequence[int], held: Held) -> Iterator[Relation]:
    for index in open_ones:
        figure, words = text.figures[index], _words(text.figures[index])
        if figure.hedge:
            continue
        for trial in _trials(text, index):
            for shape, verdict in _ways_to_be_in_line(text, index, trial):
                alike = {f.at for f in held.get((shape, words), ()) if abs(f.at - figure.at) < LIST_REACH}
                if len(alike) > 1 and 1 / AS_LARGE <= text.rough(index, trial) / text.amounts[index] <= AS_LARGE:
                    value = FORMS[trial.form].value(text.operands(index, trial))
                    if value is not None:
                        yield _told(text, index, trial, value, verdict)
                        break
            else:
                continue
            break


def _ways_to_be_in_line(text: Text, index: int, trial: Trial) -> list[tuple[Shape, str]]:
    """Shares of one whole fail; lines that only look alike are asked about; a standard may be one line's alone."""
    if FORMS[trial.form].kind == "product":
        return []
    one_whole = [(text.anchored(index, trial), FAILS)] if trial.form == "share" else []
    return [*one_whole, (trial, ASK)]


def _words(figure: Figure) -> str:
    return "".join(re.findall(r"[一-鿿]", figure.clause))[-2:] + figure.thing


def _given(text: Text, index: int, trial: Trial) -> Value | None:
    """What the trial gives if that is the figure, exactly or rounded to a number whose digits are no coincidence."""
    figure = text.figures[index]
    slack = text.places[index] + 1e-9 * text.amounts[index]
    if figure.hedge == "" and abs(text.rough(index, trial) - text.amounts[index]) > 2 * slack and slack > 0:
        operands = text.operands(index, trial)
        if not any(operand.scale != 1 or operand.places for operand in operands):
            return None
        if abs(text.rough(index, trial) - text.amounts[index]) > 0.02 * text.amounts[index]:
            return None
    if min(map(abs, trial.steps)) > 1 and digits_of(figure) < CERTAIN:
        return None
    value = FORMS[trial.form].value(text.operands(index, trial))
    return value if value is not None and compare(value, figure) in GOOD else None


def digits_of(figure: Figure) -> int:
    """How many digits a printed number has, zeros behind the point included: 90.0 has three, 0.8 one."""
    return len(str(int(figure.value)).lstrip("0")) + figure.places


def _told(text: Text, index: int, trial: Trial, value: Value, verdict: str) -> Relation:
    figure, operands, form = text.figures[index], text.operands(index, trial), FORMS[trial.form]
    shown = number(figure) if verdict in GOOD else f"{rounded_for(value.nominal, figure)} (= {number(figure)})"
    expression = f"{form.expression(operands, figure)} = {shown}"
    return written(form.kind, operands, figure, expression, value.nominal, verdict)


def _trials(text: Text, index: int) -> Iterator[Trial]:
    """What a figure's own words allow it to be worked out from."""
    figure = text.figures[index]
    if figure.thing == "%":
        changes = is_change(figure) or CHANGE_RATE.search(figure.clause)
        yield from _changes(text, index) if changes else _shares(text, index)
    elif figure.thing == "个百分点":
        yield from _differences(text, index, "%")
    elif is_rate(figure.thing) or figure.thing in DURATIONS:
        return
    elif CHANGE.search(figure.before) or APART.search(figure.clause):
        yield from _differences(text, index, figure.thing)
    elif MEAN.search(figure.clause):
        yield from _means(text, index)
    elif not figure.per:
        if LEFT.search(figure.clause):
            yield from _remainders(text, index)
        if figure.thing == "元":
            yield from _products(text, index)


def _around(text: Text, index: int, is_wanted: Callable[[Figure], bool], back: int = BACK) -> list[tuple[int, Figure]]:
    reach = REACH if back == BACK else WHOLE_REACH
    at = text.figures[index].at
    near = []
    for step in (*range(-1, -back - 1, -1), *range(1, AHEAD + 1)):
        if 0 <= index + step < len(text.figures):
            figure = text.figures[index + step]
            if abs(figure.at - at) < reach and is_wanted(figure):
                near.append((step, figure))
    return near


def _is_counted(figure: Figure) -> bool:
    return figure.value > 0 and not (is_rate(figure.thing) or figure.per or figure.thing in DURATIONS)


def _stands(figure: Figure) -> bool:
    return _is_counted(figure) and not is_change(figure)


def _shares(text: Text, index: int) -> Iterator[Trial]:
    """One figure, or two of one kind together, of another; the one right before may be of another kind (384条 of 人)."""
    parts = _around(text, index, _stands)
    wholes = _around(text, index, _is_counted, WHOLE_BACK)
    for step, part in parts:
        for other, whole in wholes:
            is_alike = whole.thing == part.thing or (step == -1 and "元" not in (whole.thing, part.thing))
            if is_alike and other != step and text.amounts[index + other] > text.amounts[index + step]:
                yield Trial("share", (step, other))
    if digits_of(text.figures[index]) < CERTAIN:
        return
    for (step, one), (other, two) in combinations(parts, 2):
        for third, whole in wholes if one.thing == two.thing else ():
            added = text.amounts[index + step] + text.amounts[index + other]
            if whole.thing == one.thing and third not in (step, other) and text.amounts[index + third] > added:
                yield Trial("shares", (step, other, third))


def _changes(text: Text, index: int) -> Iterator[Trial]:
    near = _around(text, index, _is_counted)
    for step, one in near:
        for other, base in near:
            if step == other or one.thing != base.thing or is_change(base):
                continue
            is_rise = text.amounts[index + step] >= text.amounts[index + other]
            if is_change(one):
                yield from (Trial(form, (step, other)) for form in ("change", "grown", "shrunk"))
            else:
                yield Trial("rise" if is_rise else "fall", (step, other))


def _differences(text: Text, index: int, thing: str) -> Iterator[Trial]:
    near = _around(text, index, lambda one: one.thing == thing and not one.per and not is_change(one))
    for step, _ in near:
        for other, _ in near:
            if text.amounts[index + step] > text.amounts[index + other]:
                yield Trial("difference", (step, other))


def _means(text: Text, index: int) -> Iterator[Trial]:
    mean = text.figures[index]
    is_yearly = YEARLY.search(mean.clause) is not None
    wholes = _around(text, index, lambda one: one.thing == mean.thing or (one.thing, mean.thing) == ("人次", "次"))
    counts = _around(
        text,
        index,
        lambda one: (_stands(one) or (is_yearly and one.thing in DURATIONS)) and one.thing != "元",
        WHOLE_BACK,
    )
    for step, whole in wholes:
        for other, count in counts:
            if other != step and count.value > 1 and _stands(whole):
                yield Trial("mean", (step, other))


def _products(text: Text, index: int) -> Iterator[Trial]:
    """count × yuan for each, and × days, months or terms."""
    rates = _around(text, index, lambda one: one.thing == "元" and one.value > 0 and not is_change(one))
    counts = _around(text, index, lambda one: _stands(one) and one.thing != "元" and one.value > 1)
    spells = _around(text, index, lambda one: one.thing in DURATIONS and one.value > 1 and not one.hedge)
    for step, _ in rates:
        if text.amounts[index + step] < text.amounts[index]:
            for other, _ in counts:
                yield Trial("product", (other, step))
                yield from (Trial("product of three", (other, step, third)) for third, _ in spells)


def _remainders(text: Text, index: int) -> Iterator[Trial]:
    """What is left of one amount after another, or of what there was and what came in after what went out."""
    thing = text.figures[index].thing
    before = [step for step, one in _around(text, index, _is_counted) if step < 0 and one.thing == thing][:3][::-1]
    yield from (Trial("difference", pair) for pair in combinations(before, 2))
    if len(before) == 3:
        yield Trial("left", tuple(before))


def _stretches(end: re.Pattern[str], plain: str, figures: Sequence[Figure]) -> list[int]:
    """In which stretch of the text, counted through, each figure stands."""
    ends = [match.start() for match in end.finditer(plain)]
    return [bisect_left(ends, figure.at) for figure in figures]


def _sums(text: Text, index: int) -> Iterator[Relation]:
    """Runs of figures of one kind before a total or behind it: all of them, or the first of each clause or segment."""
    stated = text.figures[index]
    if digits_of(stated) < CERTAIN or not _is_counted(stated):
        return
    for direction in (-1, 1) if TOTAL.search(stated.clause) else (1,):
        alike = []
        for at in range(index + direction, index + direction * WHOLE_BACK, direction):
            if not 0 <= at < len(text.figures) or abs(text.figures[at].at - stated.at) > WHOLE_REACH:
                break
            if text.counted[at] and text.figures[at].thing == stated.thing:
                alike.append(at)
        alike.sort()
        for parts in (alike, *(_heads(alike, stretch, stretch[index]) for stretch in text.stretches)):
            yield from _runs(text, index, parts if direction > 0 else parts[::-1])


def _heads(alike: Sequence[int], stretch: Sequence[int], own: int) -> list[int]:
    """The first figure of each stretch other than the total's own."""
    first: dict[int, int] = {}
    for at in alike:
        first.setdefault(stretch[at], at)
    return [at for where, at in first.items() if where != own]


def _runs(text: Text, index: int, parts: Sequence[int]) -> Iterator[Relation]:
    stated, whole = text.figures[index], text.amounts[index]
    slack = text.places[index] + 1e-9 * whole
    for first in range(min(len(parts), 3)):
        rough = text.amounts[parts[first]]
        for last in range(first + 1, min(len(parts), first + MOST_PARTS)):
            rough += text.amounts[parts[last]]
            if rough > whole + slack * MOST_PARTS:
                break
            run = sorted(parts[first : last + 1])
            if abs(rough - whole) > slack + sum(text.places[at] for at in run):
                continue
            operands = [text.figures[at] for at in run]
            added = total(value_of(part) for part in operands)
            verdict = compare(added, stated)
            if verdict in GOOD:
                expression = (
                    " + ".join(digits(part.amount / stated.scale) for part in operands) + f" = {number(stated)}"
                )
                yield written("sum", operands, stated, expression, added.nominal, verdict)
