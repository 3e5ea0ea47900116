"""Everybody accounted for: 应返校568人，已返校555人，转学11人，休学2人; 3260人和4215人，同时享受1902人，剔除重复后5573人.

Belongs here: lists that begin with what was done of what was due, and counts from which those counted twice are taken
out.
Does not belong here: lists that a word opens (``sums``), stages of projects (``stages``), what is left of a whole
(``rates.changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.reckoning.arithmetic import value_of
from dagster_project.narrative.reckoning.claims import common_digits, written
from dagster_project.narrative.text.sentences import Sentence

DUE = re.compile(r"应(?P<what>返校|到校|到|返|检|参保|参检|参加|入学|就读|复学|整改|参会)[^，。；：\d]{0,8}$")
GONE = re.compile(r"转|休|死|病|请|送|缺|辍|流|迁|延|在外|因|免|缓|外")
TWICE = re.compile(r"同时|重复|交叉|重叠|两项|双重")
TAKEN_OUT = re.compile(r"(?:剔除|去除|扣除|减去|除去|去掉)(?:上述|其中)?(?:重复|交叉|重叠)|去重")
LEAST, FEW, NEAR, CLOSE = 3, 6, 30, 10


def find_accounted(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Lists of what became of those who were due, and counts without doubles."""
    before: list[Figure] = []
    for index, sentence in enumerate(sentences):
        counted = [f for f in sentence.figures if is_part(f) and f.is_plain and f.thing]
        following = sentences[index + 1].figures if index + 1 < len(sentences) else ()
        yield from _of_the_due(counted, [*counted, *(f for f in following if is_part(f) and f.is_plain)])
        yield from _without_doubles(sentence, counted, before)
        before = [*before, *counted][-FEW:]


def _of_the_due(counted: Sequence[Figure], all_told: Sequence[Figure]) -> Iterator[Relation]:
    """A question where the list, which holds, is found by ``runs``."""
    for whole in counted:
        due = DUE.search(whole.clause)
        if due is None:
            continue
        rest = [f for f in all_told if f.at > whole.at and f.thing == whole.thing]
        items: list[Figure] = []
        for f in rest:
            first = not items and re.search(rf"[已实]际?{due['what']}", f.clause) is not None
            if not (first or (items and f.at - items[-1].to <= NEAR and GONE.search(f.before))):
                break
            items.append(f)
        off = abs(sum(f.amount for f in items) - whole.amount)
        if len(items) >= LEAST and not makes_up(items, whole) and off * CLOSE <= whole.amount:
            yield added_up(items, whole, ASK, opened=True)


def _without_doubles(sentence: Sentence, counted: Sequence[Figure], before: Sequence[Figure]) -> Iterator[Relation]:
    for position in range(1, len(counted)):
        twice, left = counted[position - 1], counted[position]
        words = sentence.words(twice, left)
        if not TAKEN_OUT.search(words) or not TWICE.search(twice.clause) or twice.thing != left.thing:
            continue
        said = [f for f in (*before, *counted[: position - 1]) if f.thing == left.thing and f.amount >= twice.amount]
        pairs = [(a, b) for n, a in enumerate(said) for b in said[n + 1 :]]
        told = next((p for p in pairs if p[0].amount + p[1].amount - twice.amount == left.amount), None)
        if told is None and len(pairs) != 1:
            continue
        one, other = told or pairs[0]
        digits = common_digits([one, other, twice, left], left)
        computed = value_of(one).nominal + other.amount - twice.amount
        yield written(
            "difference", [one, other, twice], left, f"{digits[0]} + {digits[1]} - {digits[2]} = {digits[3]}", computed,
            HOLDS if told else ASK,
        )  # fmt: skip
