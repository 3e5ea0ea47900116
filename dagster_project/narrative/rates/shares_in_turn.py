"""Shares read side by side with what they are shares of: 中央2160万元、省级1296万元，分别占33.3%、20.0%; 占比分别为….

Belongs here: which amount goes with which share of the list, and the one whole that measures them all.
Does not belong here: shares told one by one (``shares``, ``rates``), growth told in turn (``respective``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import is_change, is_counted, number, rounded_for, written
from dagster_project.narrative.text.sentences import Sentence

IN_TURN = re.compile(
    r"(?:分别|各|依次)(?:约|均)?占[^，。；：\d]{0,20}$|(?:占比|比[例重])(?:分别|依次)[^，。；：\d]{0,6}$|(?:分别|依次)[^，。；：\d]{0,6}占[^，。；：\d]{0,16}$"
)
IN_ORDER = re.compile(r"分别|依次")
ITEM = re.compile(r"[^，。；\d]{0,14}[、和，及与][^，。；：\d]{0,10}")
FEW, NEAR = 12, 60


def find_shares_in_turn(sentence: Sentence, earlier: Sequence[Figure]) -> Iterator[Relation]:
    """Each share of such a list; one that does not fit fails where the others agree on their whole."""
    if "占" not in sentence.text and "比" not in sentence.text:
        return
    for position, first in enumerate(sentence.figures):
        if first.thing != "%" or is_change(first) or IN_TURN.search(first.clause) is None:
            continue
        shares = _row(sentence, position)
        parts = _parts([f for f in sentence.figures[:position] if is_counted(f)], len(shares))
        if len(shares) < 2 or not parts:
            continue
        if first.at - parts[-1].to > NEAR or "；" in sentence.words(parts[-1], first):
            continue
        yield from _measured(sentence, parts, shares, earlier)


def _parts(before: Sequence[Figure], many: int) -> list[Figure]:
    """The last figures of one thing, as many as there are shares: 三项 of 三项占比分别为 is none of them."""
    for thing in dict.fromkeys(f.thing for f in reversed(before[-many - 1 :])):
        alike = [f for f in before[-many - 1 :] if f.thing == thing]
        if len(alike) >= many:
            return alike[-many:]
    return []


def _row(sentence: Sentence, position: int) -> list[Figure]:
    row = [sentence.figures[position]]
    for figure in sentence.figures[position + 1 :]:
        words = sentence.words(row[-1], figure)
        if figure.thing != "%" or is_change(figure) or "分别" in words or not ITEM.fullmatch(words):
            break
        row.append(figure)
    return row


def _measured(
    sentence: Sentence, parts: Sequence[Figure], shares: Sequence[Figure], earlier: Sequence[Figure]
) -> Iterator[Relation]:
    """By the whole that fits most of them; it is printed before, or what the parts make together."""
    before = [f for f in (*earlier[-FEW:], *sentence.figures) if f.at < parts[0].at and f.thing == parts[0].thing]
    wholes = [f for f in reversed(before) if is_counted(f) and f.amount >= max(p.amount for p in parts)]
    for row in _wholes_in_turn(sentence, before, len(parts)):
        told = [_share(p, w, w.amount, parts, share) for p, w, share in zip(parts, row, shares, strict=True)]
        if 2 * _fitting(told) > len(told):
            yield from told
            return
    made = sum((p.amount for p in parts), Fraction(0))
    best: list[Relation] = []
    for whole in (*wholes[:FEW], *([None] if made else [])):
        amount = made if whole is None else whole.amount
        told = [_share(part, whole, amount, parts, share) for part, share in zip(parts, shares, strict=True)]
        if _fitting(told) > _fitting(best):
            best = told
    wrong = [one for one in best if one.verdict == FAILS]
    if best and len(wrong) <= len(best) - len(wrong):
        yield from best


def _wholes_in_turn(sentence: Sentence, before: Sequence[Figure], many: int) -> Iterator[Sequence[Figure]]:
    """支出总额分别为13600万元、13560万元、16620万元: as many wholes as shares, one for each."""
    for first in range(len(before) - many, -1, -1):
        row = before[first : first + many]
        joined = all(ITEM.fullmatch(sentence.words(one, other)) for one, other in pairwise(row))
        if joined and IN_ORDER.search(row[0].clause) and all(one.value > 0 for one in row):
            yield row


def _fitting(told: Sequence[Relation]) -> int:
    return sum(one.verdict in (HOLDS, ROUNDING) for one in told)


def _share(part: Figure, whole: Figure | None, amount: Fraction, parts: Sequence[Figure], share: Figure) -> Relation:
    computed = part.amount / amount * 100
    verdict = compare(Value(computed, computed, computed), share)
    if verdict == FAILS and any(f.hedge for f in (part, share, *([whole] if whole else []))):
        verdict = ASK
    scale = part.scale if whole is None else whole.scale
    below = " + ".join(digits(p.amount / scale) for p in parts)
    of = f"({below})" if whole is None else number(whole)
    given = f" = {number(share)}" if verdict != FAILS else f" = {rounded_for(computed, share)} (= {number(share)})"
    figures = [part, *(parts if whole is None else [whole])]
    return written("ratio", figures, share, f"{digits(part.amount / scale)} / {of} * 100{given}", computed, verdict)
