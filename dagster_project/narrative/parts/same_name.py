"""One thing told twice by its name, before one number and behind another: 资助寄宿生2145人 … 2415名寄宿生的补助全部到账.

Belongs here: a noun behind a figure that stood before another, with one slip between the two; 六千三百余名考生 of 6318人.
Does not belong here: numbers with the same words on both sides (``repeats``), totals of the whole county and names that
point back with 的 (``told_again``).

Both numbers may be true; so a difference is asked about and never fails.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import told_place
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip, is_swapped
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

HAN = re.compile(r"[一-鿿]+")
END_OF_NAME = re.compile(r"(?:共计|总计|合计|累计|共有|现有|总数|人数|共|有|达到?|为|约)+$")
SCOPES = re.compile(
    r"小学|初中|高中|幼儿|学前|中职|职高|大学|男|女|城[区镇]|农村|[春秋]季|公办|民办|[上下]半年|去年|上年|今年|(?:19|20)\d{2}|[一二三四1-4]季度|\d+月|年初|年末"
)
OTHER = re.compile(
    r"其中|另|其余|其他|新增?|余下|剩|每|首批|第[一二三四]|未|尚|占|比|较|原|最|计划|预计|以上|不足|更正|误"
)
POINTS = re.compile(r"上述|以上|这|该|此次|本次|全部|对|[，、为将把给使让]?$")
NO_NOUN = re.compile("[到从至提降升增减为给向由比是]")
ROUGH = ("余", "约", "近", "超过", "逾")
NAME, LONGEST, SHORT = 3, 8, 2
TWO_DIGITS, TELLING, MOST = 10, 100, 12


def find_same_name(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Pairs over the document, the later figure beside the last of its name."""
    named: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    exact: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    rough: list[Figure] = []
    for sentence in sentences:
        for figure in sentence.figures:
            if not _is_counted(figure):
                continue
            if figure.is_plain:
                yield from _again(figure, named)
                before = HAN.findall(END_OF_NAME.sub("", figure.before))
                told = before[-1] if before and figure.before.endswith(before[-1]) else ""
                told = told or (before[-1] if before else "")
                for length in range(NAME, min(LONGEST, len(told)) + 1):
                    named[figure.thing, told[-length:]].append(figure)
                for word in (told[-SHORT:], figure.after[:SHORT]):
                    exact[figure.thing, word].append(figure)
            elif figure.hedge in ROUGH:
                rough.append(figure)
    for figure in rough:
        yield from _roughly(figure, exact)


def _is_counted(figure: Figure) -> bool:
    counted = figure.thing and not is_rate(figure.thing) and figure.thing not in DURATIONS and not figure.per
    return bool(counted) and figure.amount > TWO_DIGITS and not is_change(figure)


def _again(figure: Figure, named: dict[tuple[str, str], list[Figure]]) -> Iterator[Relation]:
    """The longest name behind the figure that stood before another."""
    if GOAL.search(figure.clause) or OTHER.search(figure.clause) or not POINTS.search(figure.clause):
        return
    for length in range(min(LONGEST, len(figure.after)), NAME - 1, -1):
        same = named.get((figure.thing, figure.after[:length]))
        if not same or NO_NOUN.search(figure.after[:length]):
            continue
        one = same[-1]
        alone = len({f.amount for f in same[-MOST:]}) == 1
        if alone and one.amount != figure.amount and _are_alike(one, figure) and _is_slip(one, figure):
            yield _written(one, figure, ASK)
        return


def _are_alike(one: Figure, other: Figure) -> bool:
    """Of one kind, time and place, neither of them a part or a goal."""
    mine, theirs = (set(SCOPES.findall(f.clause + f.after)) for f in (one, other))
    place = one.place == other.place or not (one.place and other.place)
    return theirs <= mine and place and not OTHER.search(one.clause) and not GOAL.search(one.clause)


def _is_slip(one: Figure, other: Figure) -> bool:
    if one.amount < TELLING:
        return is_swapped(one.amount, other)
    return is_slip(one.amount, other)


def _roughly(figure: Figure, exact: dict[tuple[str, str], list[Figure]]) -> Iterator[Relation]:
    """六千三百余名考生 of 报名考生6318人: within what the last telling digit leaves open."""
    words = HAN.findall(figure.before)
    names = {figure.after[:SHORT], words[-1][-SHORT:] if words else ""}
    step = told_place(figure)
    for name in names:
        for one in exact.get((figure.thing, name), [])[:MOST] if len(name) == SHORT else ():
            over = one.amount - figure.amount
            fits = 0 <= over < step if figure.hedge != "近" else -step < over <= 0
            if figure.amount >= TELLING and fits and one.amount != figure.amount:
                sign = ">=" if over > 0 else "<="
                yield _written(one, figure, HOLDS, sign)
                return


def _written(one: Figure, figure: Figure, verdict: str, sign: str = "=") -> Relation:
    expression = f"{digits(one.amount / figure.scale)} {sign} {number(figure)}"
    return written("conflict", [one, figure], figure, expression, one.amount, verdict)
