"""Two halves that no word joins: 春季资助652人次，秋季资助634人次，全年1286人次; 教师：8人，男3人，女5人.

Belongs here: the halves of a year and the two sexes, and the whole beside them. Does not belong here: lists that 其中,
分别 or 合计 announce (``sums``), and what two halves have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.reckoning.arithmetic import compare, total, value_of
from dagster_project.narrative.reckoning.claims import is_change
from dagster_project.narrative.reckoning.slips import is_swapped
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate

NAMES = (
    ("first", re.compile(r"春季|上半年|上学期|春学期")),
    ("second", re.compile(r"秋季|下半年|下学期|秋学期")),
    ("year", re.compile(r"全年|全学年|两学期|两季")),
    ("men", re.compile(r"(?:^|[，。；：、（]|其中)男[生性教职童孩]{0,2}$")),
    ("women", re.compile(r"(?:^|[，。；：、（]|其中)女[生性教职童孩]{0,2}$")),
)
HALVES = ({"first", "second"}, {"men", "women"})
PEOPLE = "人"  # somebody helped in both terms is one of the year: a smaller whole is no fault
NEAR = Fraction(1, 5)
GOOD = (HOLDS, ROUNDING)


class _Group(NamedTuple):
    name: str
    figures: list[Figure]


def find_halves(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """The wholes of two halves: of terms the year right behind them, of the sexes the number right before."""
    for sentence in sentences:
        groups = list(_groups(sentence))
        for before, one, other, behind in zip(
            [_Group("", []), *groups], groups, groups[1:], [*groups[2:], _Group("", [])], strict=False
        ):
            if {one.name, other.name} == HALVES[0] and behind.name == "year":
                yield from _judged(one, other, list({f.thing: f for f in reversed(behind.figures)}.values()))
            elif {one.name, other.name} == HALVES[1]:
                yield from _judged(one, other, before.figures[-1:])


def _groups(sentence: Sentence) -> Iterator[_Group]:
    """The figures in runs that one name opens."""
    group, at = _Group("", []), sentence.at
    for figure in sentence.figures:
        words, at = sentence.plain[at : figure.at], figure.to
        name = next((name for name, words_of in NAMES if words_of.search(words)), None)
        if name is None and re.search("[。；]", words):
            name = ""
        if name is not None:
            if group.figures:
                yield group
            group = _Group(name, [])
        group.figures.append(figure)
    if group.figures:
        yield group


def _judged(one: _Group, other: _Group, wholes: Sequence[Figure]) -> Iterator[Relation]:
    for whole in wholes:
        parts = [next((f for f in group.figures if f.thing == whole.thing), None) for group in (one, other)]
        figures = [part for part in parts if part is not None]
        if len(figures) < 2 or not all(_is_amount(figure) for figure in (*figures, whole)):
            continue
        computed = total(map(value_of, figures))
        verdict = compare(computed, whole)
        is_near = abs(computed.nominal - whole.amount) <= NEAR * whole.amount or is_swapped(computed.nominal, whole)
        if verdict in GOOD or (is_near and _is_all(whole, other.figures[0], one.name in HALVES[0])):
            yield added_up(figures, whole, verdict if verdict in GOOD else FAILS)


def _is_all(whole: Figure, last: Figure, are_terms: bool) -> bool:
    """Whether the halves can only make the whole: not people of two terms, nor men and women who did something."""
    if are_terms:
        return whole.thing != PEOPLE
    return not last.after and "其中" not in whole.clause


def _is_amount(figure: Figure) -> bool:
    return (
        figure.is_plain
        and bool(figure.thing)
        and not figure.per
        and not is_rate(figure.thing)
        and not is_change(figure)
    )
