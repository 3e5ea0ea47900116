"""Changes of several things against one time: 预计办理5600人、贷款7400万元，较2023年分别增加474人、992.5万元.

Belongs here: changes of unlike things behind one 分别, each of the figure of its thing before them. Does not belong here:
several rates of one kind (``respective``), one change (``changes``).

What was is printed side by side as what is: where the first change holds, the figure beside its old one is the other's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, minus, value_of
from dagster_project.narrative.reckoning.claims import is_change, is_countable, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

IN_TURN = re.compile(r"分别(?:同比|各)?(?:净?增[加长]|提高|上升|多|(?P<down>减少|下降|降低|少))(?:了|约)?$")
NEXT = re.compile(r"[、和，及][^，。；：、\d]{0,8}")
MOST_SAID, BESIDE, NEAR = 60, 24, 60
GOOD = (HOLDS, ROUNDING)


def find_changes_in_turn(sentence: Sentence, said: Sequence[Figure]) -> Iterator[Relation]:
    """Each change whose fellow holds, of the figures that stand beside those of its fellow."""
    if "分别" not in sentence.text:
        return
    for position, first in enumerate(sentence.figures[:-1]):
        second = sentence.figures[position + 1]
        led = IN_TURN.search(first.clause)
        if led is None or first.thing == second.thing or not NEXT.fullmatch(sentence.words(first, second)):
            continue
        now = [_last(sentence.figures[:position], f) for f in (first, second)]
        if now[0] is None or now[1] is None or not all(f.is_plain for f in (first, second)):
            continue
        before = [f for f in (*said[-MOST_SAID:], *sentence.figures[:position]) if f not in now]
        yield from _in_turn((now[0], now[1]), (first, second), before, led["down"] is not None)


def _in_turn(
    now: tuple[Figure, Figure], changes: tuple[Figure, Figure], before: Sequence[Figure], down: bool
) -> Iterator[Relation]:
    for one, other in ((0, 1), (1, 0)):
        for at in range(len(before) - 1, -1, -1):
            old = before[at]
            if not _is_like(old, changes[one]):
                continue
            held = _changed(old, now[one], changes[one], down)
            beside = [f for f in before[max(0, at - 1) : at + 2] if _is_like(f, changes[other]) and _is_near(f, old)]
            if held.verdict != HOLDS or not beside:
                continue
            told = [_changed(f, now[other], changes[other], down) for f in beside]
            yield held
            yield next((claim for claim in told if claim.verdict in GOOD), told[-1])
            return


def _last(figures: Sequence[Figure], change: Figure) -> Figure | None:
    """5600人 of 474人: the last of its thing that is no change."""
    told = [f for f in figures if _is_like(f, change) and change.at - f.to < NEAR]
    return told[-1] if told else None


def _is_like(figure: Figure, change: Figure) -> bool:
    return figure.thing == change.thing and is_countable(figure) and not is_change(figure) and figure.is_plain


def _is_near(one: Figure, other: Figure) -> bool:
    return max(one.at, other.at) - min(one.to, other.to) <= BESIDE


def _changed(old: Figure, new: Figure, change: Figure, down: bool) -> Relation:
    more, less = (old, new) if down else (new, old)
    computed = minus(value_of(more), value_of(less))
    verdict = compare(computed, change)
    if verdict == FAILS and not is_slip(computed.nominal, change):
        verdict = ASK
    expression = f"{digits(more.amount / change.scale)} - {digits(less.amount / change.scale)} = {number(change)}"
    return written("difference", [old, new], change, expression, Fraction(computed.nominal), verdict)
