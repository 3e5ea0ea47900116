"""Changes that are parts of a change: 教育事业费增加3084万元，其中人员经费增加2316万元，公用经费增加768万元.

Belongs here: a rise, behind it rises told with the same word, and what they make together. Does not belong here: a change
against what there was and is (``rates.changes``), parts that are no changes (``sums``).

A fall among the rises, or one more cause that is not told, is another reading; so a slip is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import takewhile

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import is_repeated
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.reckoning.claims import CHANGE, common_digits, is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

OPENED = re.compile(r"其中|主要是|：|（|分别|包括|由")
WAY = re.compile(r"[增减升降多少超缩]")
MOST, LEAST, NEAR = 12, 3, 5
SIGNS = {"增": 1, "升": 1, "多": 1, "减": -1, "降": -1, "少": -1}


def find_changes_together(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each change that others behind it make up, or nearly do."""
    for sentence in sentences:
        changes = [f for f in sentence.figures if _is_added(f)]
        for position, whole in enumerate(changes[:-2]):
            yield from _of_both_ways(whole, changes[position + 1 : position + MOST], sentence)
            parts = [f for f in changes[position + 1 : position + MOST] if _is_like(f, whole)]
            if len(parts) < 2 or not OPENED.search(sentence.words(whole, parts[0])) or not is_repeated(parts):
                continue
            runs = (parts[:count] for count in range(len(parts), 1, -1))
            met = next((run for run in runs if makes_up(run, whole)), None)
            added = sum((part.amount for part in parts), Fraction(0))
            if met is not None:
                yield added_up(met, whole, HOLDS, opened=True)
            elif is_slip(added, whole):
                yield added_up(parts, whole, ASK, opened=True)


def _of_both_ways(whole: Figure, behind: Sequence[Figure], sentence: Sentence) -> Iterator[Relation]:
    """在校生86879人，比上年增加1527人，其中小学45055人，减少967人；初中23552人，增加1474人…: each behind the stock that changed."""
    parts = list(takewhile(lambda f: f.thing == whole.thing and _way(f) in SIGNS, behind))
    stocks = [_stock(f, sentence) for f in parts]
    ways = {SIGNS[_way(f)] for f in parts}
    told = [f for f in stocks if f is not None]
    if len(parts) < LEAST or len(ways) < 2 or _way(whole) not in SIGNS or len(told) < len(parts):
        return
    if not OPENED.search(sentence.words(whole, told[0])) or not is_repeated(told):
        return
    added = sum((SIGNS[_way(f)] * f.amount for f in parts), Fraction(0)) * SIGNS[_way(whole)]
    if added == whole.amount or is_slip(added, whole) or abs(added - whole.amount) * NEAR <= whole.amount:
        digits = common_digits(parts, whole)
        signed = " ".join(f"{'+' if SIGNS[_way(f)] > 0 else '-'} {n}" for f, n in zip(parts, digits, strict=True))
        expression = f"{signed.removeprefix('+ ')} = {'-' if SIGNS[_way(whole)] < 0 else ''}{number(whole)}"
        yield written("sum", parts, whole, expression, added, HOLDS if added == whole.amount else ASK)


def _stock(change: Figure, sentence: Sentence) -> Figure | None:
    """What is told right before a change, and is of the same thing."""
    before = [f for f in sentence.figures if f.at < change.at]
    return before[-1] if before and before[-1].thing == change.thing and not is_change(before[-1]) else None


def _is_added(figure: Figure) -> bool:
    counted = figure.thing and figure.is_plain and not figure.per and not is_rate(figure.thing)
    return bool(counted) and figure.thing not in DURATIONS and is_change(figure) and figure.value > 0


def _is_like(figure: Figure, whole: Figure) -> bool:
    return figure.thing == whole.thing and _way(figure) == _way(whole) != "" and figure.amount < whole.amount


def _way(figure: Figure) -> str:
    told = CHANGE.search(figure.before)
    way = WAY.search(told[0]) if told is not None else None
    return way[0] if way is not None else ""
