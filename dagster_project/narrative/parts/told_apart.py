"""Kinds that leave nothing over by their names, each told in clauses of its own: 其中城区幼儿11203人，农村幼儿7504人，在园教职工2171人.

Belongs here: two opposite kinds told alike, with one or more figures each and others between or behind them, and the three
stages of one work (已整改19项，正在整改3项，未整改1项), beside the nearest figures before them that count the same. Does not belong
here: lists of one thing (``sums``, ``bare_lists``), items of any names told in columns (``columns``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import OVERLAPPING, PAIRS, cover_less, names_another_thing
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.sums import is_beside, is_part
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

NO_PARTS = {"收入", "增加", "已", "动态", "合格", "上级", "财政拨款", "自有"}
OTHERS: dict[str, set[str]] = {}
for _left, _right in PAIRS:
    if _left not in NO_PARTS:
        OTHERS.setdefault(_left, set()).add(_right)
        OTHERS.setdefault(_right, set()).add(_left)
WORD = re.compile("|".join(sorted((word for word in OTHERS if len(word) > 1), key=len, reverse=True)))
SEX = re.compile(r"(?<![一-鿿])[男女](?=[生性教职童]|$)")
TERMS = {"春", "秋", "上半年", "下半年", "第一学期", "第二学期", "上学期", "下学期"}
SEASON = re.compile("[春秋](?=季|学期)")
OPENED = re.compile(r"其中|：|分")
CLAUSE = re.compile(r"[，；。：、\n]")
DONE = re.compile(r"已(?:经)?(?:完成)?(?P<work>[一-鿿]{2})(?:到位|完毕|完成|了)?$|完成(?P<of>[一-鿿]{2})$")
GOING = re.compile(r"(?:正在|正|在)(?P<work>[一-鿿]{2})(?:中|的)?$")
TO_COME = re.compile(r"(?:未|尚未|没有|待)(?:完成|启动)?(?P<work>[一-鿿]{2})(?:的|完成)?$")
NEAR, BEFORE, FAR, WIDE = Fraction(1, 5), 6, 120, 160
LEAST = 10


def find_told_apart(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Wholes of opposite kinds and of stages."""
    before: list[Figure] = []
    for sentence in sentences:
        level = [f for f in sentence.figures if sentence.depth(f.at) == 0 and _counts(f)]
        yield from _of_opposites(level, sentence)
        yield from _of_stages([*before, *level], sentence)
        before = [*before, *level][-BEFORE:]


def _counts(figure: Figure) -> bool:
    return bool(figure.thing) and figure.is_plain and figure.value > 0 and is_part(figure) and not is_beside(figure)


def _column(figure: Figure) -> str:
    return "人" if figure.thing == "人次" else figure.thing


def _of_opposites(level: Sequence[Figure], sentence: Sentence) -> Iterator[Relation]:
    """Each pair of kinds, whose figures are told with the same words but for the kind."""
    kinds = [(n, kind) for n, figure in enumerate(level) if (kind := _kind(level, n, sentence))]
    for (first, one), (second, other) in pairwise(kinds):
        if other not in OTHERS[one] or first == 0:
            continue
        own, behind = level[first:second], level[second : second + (second - first)]
        words = sentence.words(level[first - 1], level[first])
        opened = OPENED.search(words) is not None
        if OVERLAPPING.search(sentence.text) or level[second].at - level[first].to > WIDE:
            continue
        wholes = [f for f in level[max(0, first - BEFORE) : first] if level[first].at - f.to <= FAR]
        for part in own:
            pair = next((f for f in behind if f.thing == part.thing), None)
            whole = next((f for f in reversed(wholes) if _column(f) == _column(part)), None)
            alone = sum(1 for f in own if _column(f) == _column(part)) == 1
            if not alone or pair is None or whole is None or _tail(part, one) != _tail(pair, other):
                continue
            if not _leave_something([part, pair], whole, sentence):
                yield from _judged([part, pair], whole, opened, one in TERMS)


def _leave_something(pair: Sequence[Figure], whole: Figure, sentence: Sentence) -> bool:
    """公办园1500人，占50%；普惠性民办园1200人，占40%: there are others."""
    some = any("普惠" in figure.clause for figure in pair) and "普惠" not in whole.before
    return some or cover_less(pair, [f for f in sentence.figures if f.thing == "%"])


def _kind(level: Sequence[Figure], n: int, sentence: Sentence) -> str:
    """The kind that the words between the figure before and this one name."""
    at = level[n - 1].to if n else sentence.at
    words = CLAUSE.split(sentence.plain[at : level[n].at])
    found = [m[0] for text in words[-2:] for m in (WORD.search(text) or SEASON.search(text) or SEX.search(text),) if m]
    return found[-1] if found else ""


def _tail(figure: Figure, kind: str) -> str:
    """What is told of a kind: 资助学生 of 秋季学期资助学生."""
    return figure.before.rpartition(kind)[2].lstrip("季学期度的")


def _judged(parts: Sequence[Figure], whole: Figure, opened: bool, terms: bool) -> Iterator[Relation]:
    if terms and whole.thing == "人":
        return  # somebody helped in both terms is one of the year
    added = sum((f.amount for f in parts), Fraction(0))
    if makes_up(parts, whole):
        yield added_up(parts, whole, HOLDS)
    elif max(f.amount for f in parts) < whole.amount or is_slip(added, whole):
        slipped = is_slip(added, whole) and whole.value >= LEAST
        near = abs(added - whole.amount) <= NEAR * whole.amount
        if any(names_another_thing(f, whole) for f in parts):
            return
        if (opened and (slipped or near)) or (slipped and whole.value >= LEAST * LEAST):
            yield added_up(parts, whole, ASK, opened=True)


def _of_stages(told: Sequence[Figure], sentence: Sentence) -> Iterator[Relation]:
    """已完成整改19项，正在整改3项，未整改1项 against the nearest figure before them that is larger than each."""
    for n in range(1, len(told) - 2):
        parts = told[n : n + 3]
        if parts[0].at < sentence.at or len({f.thing for f in parts}) != 1:
            continue
        found = [mark.search(f.before) for mark, f in zip((DONE, GOING, TO_COME), parts, strict=True)]
        works = {m["work"] or m.groupdict().get("of") for m in found if m}
        if None in found or len(works) != 1:
            continue
        whole = next((f for f in reversed(told[:n]) if f.thing == parts[0].thing), None)
        if whole is None or whole.amount <= max(f.amount for f in parts) or makes_up(parts, whole):
            continue
        added = sum((f.amount for f in parts), Fraction(0))
        if abs(added - whole.amount) <= NEAR * whole.amount or is_slip(added, whole):
            yield added_up(parts, whole, ASK, opened=True)
