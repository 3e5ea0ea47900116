"""Which figures of a section are its own: its 小计, its first, the first of each of its clauses, or all that are no parts of others.

Belongs here: one reading of a section each, and the figures that they read. Does not belong here: which sections there are and
what they make up (``told_by_sections``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import Figure

OWN_TOTAL = re.compile(r"小计|合计|共|总计|累计|总额|总数|全年")


class Told(NamedTuple):
    """A figure outside brackets, whether it is a part of another up to 。 and up to ；, where its clause begins, its line's level."""

    figure: Figure
    column: str
    thereof: bool
    thereof_near: bool
    clause: int
    line: int
    level: int


Section = Sequence[Told]
Rule = Callable[[Section], list[Figure]]


def _first(own: Section) -> list[Figure]:
    return [own[0].figure]


def _own_total(own: Section) -> list[Figure]:
    """What 小计 or 共 marks, else the first of each clause."""
    totals = [one.figure for one in own if not one.thereof and OWN_TOTAL.search(one.figure.clause)]
    return [max(totals, key=lambda figure: figure.amount)] if totals else _firsts(own)


def _firsts(own: Section) -> list[Figure]:
    return _of_clauses(own, [one for one in own if not one.thereof])


def _firsts_near(own: Section) -> list[Figure]:
    return _of_clauses(own, [one for one in own if not one.thereof_near])


def _of_clauses(own: Section, some: Section) -> list[Figure]:
    """The first of each clause, but for lines that are numbered below the first one's."""
    some = some or own[:1]
    level = [one for one in some if one.line == own[0].line or one.level <= own[0].level]
    return [one.figure for n, one in enumerate(level) if n == 0 or one.clause != level[n - 1].clause]


def _outer(own: Section) -> list[Figure]:
    return _folded([one.figure for one in own])


def _all_but_parts(own: Section) -> list[Figure]:
    return _folded([one.figure for one in own if not one.thereof])


def _folded(figures: Sequence[Figure]) -> list[Figure]:
    """Without the parts that follow the whole they make up, or come before it."""
    kept: list[Figure] = []
    at = 0
    while at < len(figures):
        whole = figures[at]
        kept.append(whole)
        at += 1
        added = Fraction(0)
        for count, part in enumerate(figures[at:], 1):
            added += part.amount
            if added >= whole.amount:
                at += count if added == whole.amount and count > 1 else 0
                break
        added = Fraction(0)
        for count, part in enumerate(reversed(kept[:-1]), 1):
            added += part.amount
            if added >= whole.amount:
                kept = [*kept[: -1 - count], whole] if added == whole.amount and count > 1 else kept
                break
    return kept


RULES: tuple[Rule, ...] = (_own_total, _first, _firsts, _firsts_near, _all_but_parts, _outer)
