"""Totals whose parts stand in other sentences, numbered paragraphs or lines: 各学段资助资金2214.85万元 of five paragraphs.

The parts are a run of figures of the total's thing: all of them, those outside brackets, those that are no parts of others
or no totals of others, the first or the last of each sentence. A run begins right behind the total or at the next paragraph,
or ends right before it. One that gives the total exactly is told; the shorter the total, the fewer runs are looked at.

Belongs here: totals known by their numbers, and questions about long ones that a run misses by one slip.
Does not belong here: totals that count or name their parts (``parts.tallies``, ``parts.named_addends``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import OVERLAPPING
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.parts.sums import is_beside, is_part
from dagster_project.narrative.reckoning.claims import GOAL, number
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.unclaimed.trials import GOOD

TOTAL = re.compile(r"共|合计|总|累计|小计|惠及|全[县市区旗乡镇校年园]|以上|各|[两三四五六七八九]项|达")
STRONG = re.compile(r"[；。\n]")
BRACKET = re.compile(r"[（）\n]")
AT_END = re.compile(r"(?:共计?|合计|总计|累计|总额|[为达约])+$")
NAME = re.compile(r"[一-鿿]{2}$")
TOTAL_ITSELF = re.compile(r"共|合计|总|累计|各学段|全年")
BACK, AHEAD, REACH, MOST, FEW, FAR = 16, 20, 1500, 12, 6, 120
SHORT, LONG, MOST_RUNS = 2, 4, 400
PLAY = 1e-9


class _Row(NamedTuple):
    """The figures of one thing in order, and what is known of each: in brackets, behind 其中, in which stretch, of which line."""

    figures: Sequence[Figure]
    inside: Sequence[bool]
    thereof: Sequence[bool]
    stretch: Sequence[int]
    sizes: Sequence[float]


def find_sums_around(
    plain: str, figures: Sequence[Figure], claims: Collection[Relation], known: Collection[int]
) -> Iterator[Relation]:
    """Sums of figures in other sentences; ``known`` are the places of the figures that are worked out."""
    yield from _with_sums_as_parts(claims)
    parts, wholes, told = _held(claims)
    by_thing: dict[str, list[Figure]] = defaultdict(list)
    inside = _in_brackets(plain, figures)
    for figure in figures:
        if figure.thing and figure.is_plain and figure.size > 0 and is_part(figure) and not is_beside(figure):
            by_thing[figure.thing].append(figure)
    stops = [match.start() for match in STRONG.finditer(plain)]
    for alike in by_thing.values():
        row = _row(plain, alike, inside, stops)
        for index, whole in enumerate(alike):
            if whole.at in told:
                continue
            cued = TOTAL.search(whole.clause) is not None
            if not cued and whole.at in known:
                continue
            length = len(number(whole).replace(".", "").strip("0"))
            if length >= (SHORT if cued else LONG):
                relation = _summed(plain, row, index, parts, wholes, cued)
                if relation is None and cued and whole.at not in known:
                    relation = _slipped(row, index)
                if relation is not None:
                    yield relation


def _row(plain: str, alike: Sequence[Figure], inside: dict[int, bool], stops: Sequence[int]) -> _Row:
    stretch = [bisect_left(stops, figure.at) for figure in alike]
    begins = [stops[n - 1] + 1 if n else 0 for n in stretch]
    thereof = ["其中" in plain[max(begin, f.at - FAR) : f.at] for begin, f in zip(begins, alike, strict=True)]
    return _Row(alike, [inside[f.at] for f in alike], thereof, stretch, [f.size for f in alike])


def _held(claims: Collection[Relation]) -> tuple[dict[int, int], set[int], set[int]]:
    """The whole each part belongs to, the wholes, and every figure that a sum works out."""
    parts: dict[int, int] = {}
    wholes: set[int] = set()
    for claim in claims:
        if claim.kind in ("sum", "partition", "product") and claim.figures:
            stated = claim.checked
            if claim.kind == "product" or not stated:
                continue
            wholes |= {stated[0].at} if claim.verdict in GOOD else set()
            own = (f for f in claim.figures if f is not stated[0] and claim.verdict in GOOD)
            parts |= {f.at: stated[0].at for f in own}
    told = {at for c in claims if c.kind in ("sum", "partition") for at in c.checked_at}
    return parts, wholes, told


def _in_brackets(plain: str, figures: Sequence[Figure]) -> dict[int, bool]:
    """Which figures stand in brackets."""
    marks = [(match.start(), match[0]) for match in BRACKET.finditer(plain)]
    places = [at for at, _ in marks]
    inside = {}
    for figure in figures:
        before = bisect_left(places, figure.at) - 1
        inside[figure.at] = before >= 0 and marks[before][1] == "（"
    return inside


def _views(row: _Row, some: Sequence[int], index: int, parts: dict[int, int], wholes: set[int]) -> Iterator[list[int]]:
    """The same stretch without parts of parts, as the outer figures, as one of every sentence, as the innermost."""
    figures, within = row.figures, row.inside[index]
    outer = [n for n in some if within or not row.inside[n]]
    plain = [n for n in outer if not row.thereof[n]]
    places = {figures[n].at for n in some}
    upper = [n for n in plain if parts.get(figures[n].at) not in places]
    word = figures[index].before[-2:]
    yield _folded(row, upper)
    yield upper
    yield plain
    yield outer
    yield [n for n in outer if word and figures[n].before.endswith(word)]
    yield [n for m, n in enumerate(outer) if m == 0 or row.stretch[n] != row.stretch[outer[m - 1]]]
    yield [n for m, n in enumerate(outer) if m == len(outer) - 1 or row.stretch[n] != row.stretch[outer[m + 1]]]
    yield [n for n in some if figures[n].at not in wholes]


def _folded(row: _Row, some: Sequence[int]) -> list[int]:
    """A row without the parts that follow the whole they make up: 895.75, then 256, 474.75, 100 and 75."""
    kept: list[int] = []
    at = 0
    while at < len(some):
        kept.append(some[at])
        size = row.sizes[some[at]]
        added, step = 0.0, 0
        for count in range(1, min(MOST, len(some) - at)):
            added += row.sizes[some[at + count]]
            if added > size * (1 - PLAY):
                step = count if added < size * (1 + PLAY) and count > 1 else 0
                break
        at += 1 + step
    return kept


def _with_sums_as_parts(claims: Collection[Relation]) -> Iterator[Relation]:
    """5018 + 3298 = 8316, where 4525 + 493 + 3298 = 8316 and 4525 + 493 = 5018 were told."""
    sums = [c for c in claims if c.kind == "sum" and c.verdict in GOOD and len(c.figures) > 2]
    whole_of = {id(c): next(iter(c.checked), None) for c in sums}
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


def _summed(plain: str, row: _Row, index: int, parts: dict[int, int], wholes: set[int], cued: bool) -> Relation | None:
    """The first run that gives the total exactly, of as many as its digits allow."""
    whole, size = row.figures[index], row.sizes[index]
    left = max(worth_trying(whole, MOST_RUNS), FEW if cued else 0)
    for some, is_behind in _stretches(plain, row, index):
        if sum(row.sizes[n] for n in some) < size * (1 - PLAY):
            continue
        seen: list[list[int]] = []
        for view in _views(row, some, index, parts, wholes):
            if len(view) < 2 or view in seen:
                continue
            seen.append(view)
            added = 0.0
            for count, n in enumerate(view[::-1] if is_behind else view, 1):
                added += row.sizes[n]
                if added > size * (1 + PLAY) or count > MOST:
                    break
                left -= count > 1
                if count > 1 and left >= 0 and added > size * (1 - PLAY):
                    run = [row.figures[m] for m in (view[-count:] if is_behind else view[:count])]
                    if sum((f.amount for f in run), Fraction(0)) == whole.amount:
                        return replace(added_up(run, whole, HOLDS), opened=True)
        if left < 0:
            return None
    return None


def _stretches(plain: str, row: _Row, index: int) -> Iterator[tuple[list[int], bool]]:
    """What stands before a total, what follows it, and what follows from the next line and from the one after on."""
    whole, figures = row.figures[index], row.figures
    yield [n for n in range(max(0, index - BACK), index) if whole.at - figures[n].to < REACH], True
    ahead = [n for n in range(index + 1, min(len(figures), index + 1 + AHEAD)) if figures[n].at - whole.to < REACH]
    yield ahead, False
    line = plain.find("\n", whole.to)
    later = [n for n in ahead if figures[n].at > line > 0]
    if 0 < len(later) < len(ahead):
        yield later, False
        title = plain.find("\n", line + 1)
        after = [n for n in later if figures[n].at > title > 0]
        if 0 < len(after) < len(later):
            yield after, False


def _slipped(row: _Row, index: int) -> Relation | None:
    """发放资金61.2万元…发放资金224.56万元…发放资金181万元…发放资金合计476.76万元: all that have its name, and one slip; a question."""
    whole = row.figures[index]
    name = NAME.search(AT_END.sub("", whole.before))
    if name is None or GOAL.search(whole.clause) or OVERLAPPING.search(whole.clause) or worth_trying(whole) < FEW:
        return None
    run: list[Figure] = []
    for n in range(index - 1, max(-1, index - BACK), -1):
        figure = row.figures[n]
        if whole.at - figure.to > REACH or (TOTAL_ITSELF.search(figure.before) and run):
            break
        if not row.inside[n] and not row.thereof[n] and figure.before.endswith(name[0]):
            run.insert(0, figure)
    added = sum((f.amount for f in run), Fraction(0))
    if len(run) < 3 or TOTAL_ITSELF.search(whole.before) is None or not is_slip(added, whole):
        return None
    told = added_up(run, whole, ASK, opened=True)
    return told if told.verdict == ASK and added != whole.amount else None
