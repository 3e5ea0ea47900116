"""Totals whose parts stand in other sentences, numbered paragraphs or lines: 各学段资助资金2214.85万元 of five paragraphs.

The parts are a run of figures of the total's thing: all of them, those outside brackets, those that are no parts of others
or no totals of others, the first or the last of each sentence. A run begins right behind the total or at the next paragraph,
or ends right before it. One that gives the total exactly is told; the shorter the total, the fewer runs are looked at.

Belongs here: totals known by their numbers, and questions about long ones that a run misses by one slip.
Does not belong here: totals that count or name their parts (``parts.tallies``, ``parts.named_addends``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import OVERLAPPING
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.parts.sums import is_beside, is_part
from dagster_project.narrative.reckoning.claims import GOAL, number
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.unclaimed.trials import GOOD

TOTAL = re.compile(r"共|合计|总|累计|小计|惠及|全[县市区旗乡镇校年园]|以上|各|[两三四五六七八九]项|达")
STRONG = re.compile(r"[；。\n]")
NEXT = re.compile(r"\n")
OF_ONE = re.compile(r"[其]中[^；。\n]*$")
BACK, AHEAD, REACH, MOST, FEW = 24, 24, 1500, 12, 6
SHORT, CERTAIN, LONG = 2, 3, 4


def find_sums_around(
    plain: str, figures: Sequence[Figure], claims: Collection[Relation], known: Collection[int]
) -> Iterator[Relation]:
    """Sums of figures in other sentences; ``known`` are the places of the figures that are worked out."""
    yield from _with_sums_as_parts(claims)
    parts, wholes, told = _held(claims)
    by_thing: dict[str, list[Figure]] = defaultdict(list)
    depths = _depths(plain, figures)
    for figure in figures:
        if figure.thing and figure.is_plain and figure.value > 0 and is_part(figure) and not is_beside(figure):
            by_thing[figure.thing].append(figure)
    for alike in by_thing.values():
        for index, whole in enumerate(alike):
            length = len(number(whole).replace(".", "").strip("0"))
            cued = TOTAL.search(whole.clause) is not None
            if whole.at in told or length < SHORT or not (cued or length >= LONG):
                continue
            behind = [f for f in alike[max(0, index - BACK) : index] if whole.at - f.to < REACH]
            ahead = [f for f in alike[index + 1 : index + 1 + AHEAD] if f.at - whole.to < REACH]
            runs = _Runs(plain, depths, parts, wholes)
            relation = _summed(whole, runs, behind, ahead, cued, whole.at in known)
            if relation is not None:
                yield relation


def _held(claims: Collection[Relation]) -> tuple[dict[int, int], set[int], set[int]]:
    """The whole each part belongs to, the wholes, and every figure that a sum works out."""
    parts: dict[int, int] = {}
    wholes: set[int] = set()
    for claim in claims:
        if claim.kind in ("sum", "partition", "product") and claim.figures:
            stated = [f for f in claim.figures if number(f) == claim.stated]
            if claim.kind == "product" or not stated:
                continue
            wholes |= {stated[0].at} if claim.verdict in GOOD else set()
            own = (f for f in claim.figures if f is not stated[0] and claim.verdict in GOOD)
            parts |= {f.at: stated[0].at for f in own}
    told = {f.at for c in claims if c.kind in ("sum", "partition") for f in c.figures if number(f) == c.stated}
    return parts, wholes, told


def _depths(plain: str, figures: Sequence[Figure]) -> dict[int, bool]:
    """Which figures stand in brackets."""
    inside: dict[int, bool] = {}
    depth, at = 0, 0
    for figure in figures:
        for char in plain[at : figure.at]:
            depth = depth + 1 if char == "（" else max(0, depth - 1) if char == "）" else 0 if char == "\n" else depth
        inside[figure.at], at = depth > 0, figure.at
    return inside


class _Runs:
    """The runs of figures that may be the parts of a total, the likeliest first."""

    def __init__(self, plain: str, inside: dict[int, bool], parts: dict[int, int], wholes: set[int]) -> None:
        self.plain, self.inside, self.parts, self.wholes = plain, inside, parts, wholes

    def views(self, row: Sequence[Figure], whole: Figure) -> list[list[Figure]]:
        """The same stretch seen as all figures, as the outer ones, as one of every sentence."""
        places = {f.at for f in row}
        outer = [f for f in row if not self.inside[f.at] or self.inside[whole.at]]
        plain = [f for f in outer if not self._is_thereof(f)]
        upper = [f for f in plain if self.parts.get(f.at) not in places]
        lower = [f for f in row if f.at not in self.wholes]
        named = [f for f in outer if whole.before[-2:] and f.before.endswith(whole.before[-2:])]
        segments: list[list[Figure]] = []
        for n, f in enumerate(outer):
            if n == 0 or STRONG.search(self.plain[outer[n - 1].to : f.at]):
                segments.append([])
            segments[-1].append(f)
        each = [[segment[0] for segment in segments], [segment[-1] for segment in segments]]
        found: list[list[Figure]] = []
        for view in (_folded(upper), upper, plain, outer, named, lower, *each, list(row)):
            if len(view) > 1 and view not in found:
                found.append(view)
        return found

    def _is_thereof(self, figure: Figure) -> bool:
        """Behind 其中, up to the next stop."""
        floor = max(self.plain.rfind(mark, 0, figure.at) for mark in "；。\n") + 1
        return "其中" in self.plain[floor : figure.at]

    def forward(self, row: Sequence[Figure], whole: Figure) -> Iterator[list[Figure]]:
        """Rows that begin right behind the total, and at the next line."""
        yield list(row)
        line = self.plain.find("\n", whole.to)
        later = [f for f in row if f.at > line > 0]
        if later and len(later) < len(row):
            yield later
            title = self.plain.find("\n", line + 1)
            after = [f for f in later if f.at > title > 0]
            if after and len(after) < len(later):
                yield after


def _folded(row: Sequence[Figure]) -> list[Figure]:
    """A row without the parts that follow the whole they make up: 895.75, then 256, 474.75, 100 and 75."""
    kept: list[Figure] = []
    at = 0
    while at < len(row):
        kept.append(row[at])
        added, step = Fraction(0), 0
        for count, part in enumerate(row[at + 1 : at + 1 + MOST], 1):
            added += part.amount
            if added >= row[at].amount:
                step = count if added == row[at].amount and count > 1 else 0
                break
        at += 1 + step
    return kept


def _with_sums_as_parts(claims: Collection[Relation]) -> Iterator[Relation]:
    """5018 + 3298 = 8316, where 4525 + 493 + 3298 = 8316 and 4525 + 493 = 5018 were told."""
    sums = [c for c in claims if c.kind == "sum" and c.verdict in GOOD and len(c.figures) > 2]
    whole_of = {id(c): next((f for f in c.figures if number(f) == c.stated), None) for c in sums}
    by_part: dict[int, list[Relation]] = defaultdict(list)
    for claim in sums:
        by_part[min(f.at for f in claim.figures if f is not whole_of[id(claim)])].append(claim)
    for claim in sums:
        whole = whole_of[id(claim)]
        own = {f.at: f for f in claim.figures if f is not whole}
        if whole is None or len(own) < 3:
            continue
        inner = [c for at in own for c in by_part[at] if c is not claim and _is_inner(c, whole_of[id(c)], own, whole)]
        for other in inner[:1]:
            head = whole_of[id(other)]
            rest = [f for f in claim.figures if f is not whole and f not in other.figures]
            if head is not None and rest:
                yield replace(added_up(sorted([head, *rest], key=lambda f: f.at), whole, HOLDS), opened=True)


def _is_inner(other: Relation, head: Figure | None, own: dict[int, Figure], whole: Figure) -> bool:
    parts = {f.at for f in other.figures if f is not head}
    return head is not None and head is not whole and head.at not in own and parts < set(own)


def _summed(
    whole: Figure, runs: _Runs, behind: Sequence[Figure], ahead: Sequence[Figure], cued: bool, known: bool
) -> Relation | None:
    most = worth_trying(whole, 400)
    tried = 0
    full: list[list[Figure]] = []
    for row, back in [(list(behind), True), *((one, False) for one in runs.forward(ahead, whole))]:
        for view in runs.views(row, whole):
            some = view[::-1] if back else view
            some = [f for f in some[:MOST] if f.amount < whole.amount or cued]
            added = Fraction(0)
            for count, part in enumerate(some, 1):
                added += part.amount
                if added > whole.amount * 2:
                    break
                if count < 2:
                    continue
                tried += 1
                if added == whole.amount and (tried <= max(most, FEW if cued else 0)):
                    return replace(added_up(some[:count][::-1] if back else some[:count], whole, HOLDS), opened=True)
            if len(view) <= MOST and len(view) > 2:
                full.append(view)
    if not cued or known or GOAL.search(whole.clause) or OVERLAPPING.search(whole.clause):
        return None
    return _slipped(whole, full)


def _slipped(whole: Figure, full: Sequence[Sequence[Figure]]) -> Relation | None:
    """A whole stretch of three or more parts that the total misses by one slip; only of numbers with digits enough."""
    for tried, view in enumerate(full, 1):
        if tried > worth_trying(whole) // 2:
            return None
        added = sum((f.amount for f in view), Fraction(0))
        if added != whole.amount and is_slip(added, whole):
            told = added_up(view, whole, ASK, opened=True)
            return told if told.verdict == ASK else None
    return None
