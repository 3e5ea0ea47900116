"""Figures told one after another without a word such as 其中: 随班就读236人，送教上门75人; 已整改28个，正在整改2个.

Belongs here: parallel figures that make up a whole said before them, in their sentence or sentences earlier.
Does not belong here: lists that a word opens (``sums``), totals that a word announces (``totals``).

A run that makes up no whole is silent; ``divisions`` has those whose first words say by what the whole is divided.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.divisions import DIVIDED
from dagster_project.narrative.parts.exhausting import complementary, is_repeated
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.parts.list_marks import are_siblings, goes_on, has_one_more
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.text.sentences import Sentence

DONE = re.compile(r"已|完成|完工|竣工")
BEGUN = re.compile(r"正在|尚|未|待|持续|基本")
JOINED = re.compile(r"(?:对|将|把|抓好|针对)(?P<one>[一-鿿]{3,8}?)(?:和|与|及)(?P<other>[一-鿿]{3,8}?)的$")
GAP = 48
LONGEST = 40
MOST_BEFORE = 40
FAR_BACK = 60
SOME = 10
MANY = 100


def find_runs(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Sums of parallel figures over the whole document."""
    before: dict[str, deque[Figure]] = defaultdict(lambda: deque(maxlen=MOST_BEFORE))
    for sentence in sentences:
        counted = [f for f in sentence.figures if f.is_plain and f.thing and is_part(f) and f.value > 0]
        for thing in dict.fromkeys(f.thing for f in counted):
            same = [f for f in counted if f.thing == thing]
            for run in _runs(same, sentence):
                yield from _beside(run, sentence)
                yield from _apart(run, before[thing], sentence)
            yield from _firsts(same, before[thing], sentence)
            before[thing].extend(same)


def find_joined(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """对基本完成和正在整改的3个问题: the two were counted by these names in one sentence before."""
    for index, sentence in enumerate(sentences):
        for whole in sentence.figures:
            names = JOINED.search(whole.before)
            if names is None or not (whole.is_plain and whole.thing):
                continue
            for earlier in sentences[max(0, index - FAR_BACK) : index]:
                one, other = (_called(name, whole, earlier) for name in names.group("one", "other"))
                if one is not None and other is not None and one is not other:
                    adds_up = one.amount + other.amount == whole.amount
                    yield added_up([one, other], whole, HOLDS if adds_up else ASK)
                    break


def _called(name: str, whole: Figure, sentence: Sentence) -> Figure | None:
    """The only figure of a sentence that is called so."""
    called = [f for f in sentence.figures if f.thing == whole.thing and f.is_plain and f.before.startswith(name)]
    return called[0] if len(called) == 1 else None


def _runs(same: Sequence[Figure], sentence: Sentence) -> Iterator[list[Figure]]:
    """Figures of one thing that follow each other closely and equally deep in brackets."""
    run: list[Figure] = []
    for figure in same:
        if run and (
            figure.at - run[-1].to > GAP
            or len(run) == LONGEST
            or sentence.depth(figure.at) != sentence.depth(run[-1].at)
        ):
            yield run
            run = []
        run.append(figure)
    if run:
        yield run


def _beside(run: Sequence[Figure], sentence: Sentence) -> Iterator[Relation]:
    """小学2317人，寄宿生1105人、非寄宿生1212人: the figure just before them is the whole."""
    for position, whole in enumerate(run):
        added = Fraction(0)
        for last in range(position + 1, len(run)):
            added += run[last].amount
            parts = run[position + 1 : last + 1]
            told = added == whole.amount and len(parts) > 1 and added >= SOME and is_repeated(parts)
            if told and len(parts) > 2 and are_siblings(run[position : last + 1], sentence):
                break
            if told and not (
                goes_on(run[position + 1 :], len(parts), sentence) or has_one_more(parts, whole, sentence)
            ):
                yield added_up(parts, whole, HOLDS)
            if added >= whole.amount:
                break


def _apart(run: Sequence[Figure], before: Sequence[Figure], sentence: Sentence) -> Iterator[Relation]:
    """The whole is said in a sentence before: the stretches of a run between its stops are tried against it."""
    if len(run) < 2:
        return
    stops = [0, *(n for n in range(1, len(run)) if _stops(run, n, sentence)), len(run)]
    wholes = {round(figure.size, 2): figure for figure in before}
    sizes = [0.0, *accumulate(figure.size for figure in run)]
    for n, start in enumerate(stops[:-1]):
        for end in reversed(stops[n + 1 :]):
            whole = wholes.get(round(sizes[end] - sizes[start], 2))
            parts = run[start:end]
            if whole is not None and sum(part.amount for part in parts) == whole.amount and _is_telling(parts, whole):
                yield added_up(parts, whole, HOLDS)
                break


def _stops(run: Sequence[Figure], position: int, sentence: Sentence) -> bool:
    between = sentence.words(run[position - 1], run[position])
    return "；" in between or "。" in between or DIVIDED.search(between) is not None


def _is_telling(parts: Sequence[Figure], whole: Figure) -> bool:
    """Two small numbers make up some third one by chance; three, large ones or opposites do not. 36—50岁 is a name as well."""
    if len(parts) < 2 or not (_are_told_apart(parts) or is_repeated(parts)) or whole.amount < SOME:
        return False
    word = whole.before[-2:]
    alike = len(word) == 2 and all(part.before.endswith(word) for part in parts)
    one, other = parts[0].before, parts[-1].before
    staged = BEGUN.search(other) is not None and DONE.search(one) is not None
    return len(parts) > 2 or whole.amount >= MANY or alike or staged or complementary(parts, whole)


def _are_told_apart(parts: Sequence[Figure]) -> bool:
    return len({part.clause for part in parts} - {""}) == len(parts)


def _firsts(same: Sequence[Figure], before: Sequence[Figure], sentence: Sentence) -> Iterator[Relation]:
    """学前796人，…；小学2317人，其中…；初中1580人: the first figure of each clause up to ；."""
    firsts = [f for n, f in enumerate(same) if n == 0 or "；" in sentence.words(same[n - 1], f)]
    if len(firsts) < 3 or len(same) > LONGEST:
        return
    opening = [f for f in same if f.at < firsts[1].at]
    for position, first in enumerate(opening):
        parts = [first, *firsts[1:]]
        added = sum((part.amount for part in parts), Fraction(0))
        whole = next((f for f in (*reversed(opening[:position]), *reversed(before)) if f.amount == added), None)
        if whole is not None and added >= SOME:
            yield added_up(parts, whole, HOLDS)
            return
