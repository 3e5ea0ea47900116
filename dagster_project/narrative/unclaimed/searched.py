"""What no finder has claimed and the numbers around it give all the same: shares, changes, means, products, remainders.

A figure that is worked out from others (a percentage, 增加3人, 人均4元, 结余5万元) is laid beside the few figures around it; one
working that gives it exactly, or rounded where it has digits enough for that to be no chance, is told as holding.
Workings of one shape that hold twice nearby are the way a list is written; a figure of the same words whose own figures
in that shape do not give it is asked about, and fails where all the list is laid beside one whole.

Belongs here: claims found by their numbers. Does not belong here: claims found by their words (every other finder),
their operands
(``trials``), the arithmetic (``forms``), slips (``slips``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import inf

from dagster_project.narrative.model import ASK, FAILS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, total, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_countable, number, written
from dagster_project.narrative.unclaimed.forms import FORMS
from dagster_project.narrative.unclaimed.trials import (
    CERTAIN,
    GOOD,
    WHOLE_BACK,
    WHOLE_REACH,
    Shape,
    Text,
    Trial,
    digits_of,
    shares_of,
    told,
    trials,
)

LIST_REACH = 600
TOTAL = re.compile(r"共|合计|总|累计|小计")
MOST_PARTS = 12
AS_LARGE = 12
Held = dict[tuple[Shape, str], list[Figure]]


def find_by_numbers(text: Text, claims: Collection[Relation]) -> Iterator[Relation]:
    """Workings of figures that ``claims`` do not already work out."""
    worked = [claim for claim in claims if claim.kind != "conflict"]
    known = {at for claim in worked for at in claim.checked_at}
    held: Held = defaultdict(list)
    open_ones: dict[int, list[Trial]] = {}
    for index, figure in enumerate(text.figures):
        if figure.value <= 0 or figure.hedge in ("以上", "以下"):
            continue
        tried = list(trials(text, index))
        good = list(_giving(text, index, tried))
        for trial, _ in good:
            held[trial, _words(figure)].append(figure)
            held[text.anchored(index, trial), _words(figure)].append(figure)
        if figure.at in known or GOAL.search(figure.clause):
            continue
        if good:
            trial, value = min(good, key=lambda found: sum(map(abs, found[0].steps)))
            found = told(text, index, trial, value, compare(value, figure))
            yield from [found] if found.verdict in GOOD else []
        elif (added := next((one for one in _sums(text, index) if one.verdict in GOOD), None)) is not None:
            yield added
        else:
            open_ones[index] = tried
    yield from _out_of_line(text, open_ones, held)


def with_other_wholes(text: Text, claims: Sequence[Relation]) -> Iterator[Relation]:
    """The claims; a share that fails of one whole and is exactly that of another around it is told of the other.

    A bound such as 70%以上 is met by most other wholes, and what the words or the row bind has no other.
    """
    for claim in claims:
        rate = next((f for f in claim.checked if f.thing == "%"), None)
        bound = claim.opened or (rate is not None and rate.hedge in ("以上", "以下"))
        if claim.verdict != FAILS or claim.kind != "ratio" or rate is None or rate.at not in text.places or bound:
            yield claim
            continue
        index, own = text.places[rate.at], claim.figures_at
        shares = [t for t in shares_of(text, index) if t.form == "share" and text.figures[index + t.steps[0]].at in own]
        other = next(_giving(text, index, shares), None)
        yield claim if other is None else told(text, index, *other, compare(other[1], rate))


def _out_of_line(text: Text, open_ones: Mapping[int, Sequence[Trial]], held: Held) -> Iterator[Relation]:
    for index, tried in open_ones.items():
        figure, words = text.figures[index], _words(text.figures[index])
        if figure.hedge:
            continue
        for trial in tried:
            for shape, verdict in _ways_to_be_in_line(text, index, trial):
                alike = {f.at for f in held.get((shape, words), ()) if abs(f.at - figure.at) < LIST_REACH}
                if len(alike) > 1 and 1 / AS_LARGE <= text.rough(index, trial) / text.amounts[index] <= AS_LARGE:
                    value = FORMS[trial.form].value(text.operands(index, trial))
                    if value is not None:
                        yield told(text, index, trial, value, verdict)
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


def _giving(text: Text, index: int, tried: Iterable[Trial]) -> Iterator[tuple[Trial, Value]]:
    """The trials that give the figure, exactly or rounded to a number whose digits are no coincidence."""
    figure, amount = text.figures[index], text.amounts[index]
    slack = text.last[index] + 1e-9 * amount
    reach = 2 * slack if figure.hedge == "" and slack > 0 else inf
    is_short = digits_of(figure) < CERTAIN
    for trial in tried:
        if is_short and min(map(abs, trial.steps)) > 1:
            continue
        off = abs(text.rough(index, trial) - amount)
        if off > reach and (
            off > 0.02 * amount or not any(part.scale != 1 or part.places for part in text.operands(index, trial))
        ):
            continue
        value = FORMS[trial.form].value(text.operands(index, trial))
        if value is not None and compare(value, figure) in GOOD:
            yield trial, value


def _sums(text: Text, index: int) -> Iterator[Relation]:
    """Runs of figures of one kind before a total or behind it: all of them, or the first of each clause or segment."""
    stated = text.figures[index]
    if digits_of(stated) < CERTAIN or not is_countable(stated):
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
    slack = text.last[index] + 1e-9 * whole
    for first in range(min(len(parts), 3)):
        rough, places = text.amounts[parts[first]], text.last[parts[first]]
        for last in range(first + 1, min(len(parts), first + MOST_PARTS)):
            rough, places = rough + text.amounts[parts[last]], places + text.last[parts[last]]
            if rough > whole + slack * MOST_PARTS:
                break
            if abs(rough - whole) > slack + places:
                continue
            run = sorted(parts[first : last + 1])
            operands = [text.figures[at] for at in run]
            added = total(value_of(part) for part in operands)
            verdict = compare(added, stated)
            if verdict in GOOD:
                expression = (
                    " + ".join(digits(part.amount / stated.scale) for part in operands) + f" = {number(stated)}"
                )
                yield written("sum", operands, stated, expression, added.nominal, verdict)
