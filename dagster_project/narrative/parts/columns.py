"""Items told alike with several figures each, and their whole told like them: 发放448万元，资助7310人次，其中春季发放221万元，资助3690人次；秋季….

Belongs here: clauses up to ；, sentences or lines that count the same things in one order, and a whole before or behind them
that counts them too. Does not belong here: lists of one thing (``sums``, ``bare_lists``), tables (``in_tables``).

One column that makes up its figure of the whole says that the items are all there are. Then every other column is claimed
as well, and one that misses is asked about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import is_mean
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.sums import PLACES, is_beside, is_part
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

STOP = re.compile(r"[；。\n]")
OPENED = re.compile(r"其中[：，]?|：|分别[是为]|包括|分为|-{1,3}|具体(?:是|为)")
PEOPLE = re.compile(r"(?:学生|幼儿|人数|教师|教职工|儿童|人口|人员)$")
TOTAL = re.compile(r"合计|共计|总计|小计|共|总")
BRACKET = re.compile(r"（[^（）]*）")
IN_ALL = re.compile(
    r"，(?:以上|上述|这|各项|全年)?(?:[两二三四五六七八九十]{1,2}[个大]?[项类档级段期者][^，。；：（）\d]{0,4}(?:合计|共计|总计|共)|合计|共计|总计|小计)[^，。；：（）\d]{0,10}$"
)
"""…发放513.5万元，两项合计资助9324人，发放1035.1万元: the total of the items up to here, behind a comma."""
COUNTED = re.compile(r"(?:合计|共计|总计)")
"""两项合计: how many items there are, and no column of theirs."""
BEHIND = re.compile(r"(?:合计|共计|小计|共|计)(?:发放|资助|补助|免除|支出)?(?:资金|金额)?$")
"""助学金1550人，其中一档…、77.5万元，二档…、69.75万元，共147.25万元: what the item has of money is told behind its parts."""
NOT_AMONG = re.compile(r"[^。；\n]{0,12}(?:不|未)(?:再|重复)?(?:计入|算入|纳入)")
LEAST, MOST, MOST_COLUMNS, REACH, BEFORE = 10, 24, 6, 700, 24
NEAR, SOME = Fraction(1, 8), 100

Told = dict[tuple[str, int], Figure]
"""Of each thing that a clause counts the first figure, the second and so on."""


class _Clause(NamedTuple):
    """What stands up to ；, 。 or the end of a line; ``whole`` and ``first`` where a word in its midst opens a list."""

    at: int
    to: int
    told: Told
    whole: Told
    first: Told
    totals: bool


def find_columns(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Sums of columns, where one of them is met."""
    clauses = [clause for sentence in sentences for clause in _clauses(sentence)]
    wholes: dict[int, int] = {}
    """By clauses that a whole stands for, where it stands; before it, or behind them."""
    first: dict[int, int] = {}
    """By totals behind their items, where those begin."""
    for at, clause in enumerate(clauses):
        behind = _near(clauses[at : at + MOST])
        if len(clause.whole) > 1:
            count, told = _judged(clause.whole, [clause.first, *(one.told for one in behind[1:])])
            yield from told
            wholes |= {at + n: at for n in range(1, count)}
        if len(clause.told) > 1:
            count, told = _judged(clause.told, [one.told for one in behind[1:]])
            yield from told
            wholes |= {at + n: at for n in range(1, count + 1)}
            if clause.totals:
                before = _near(clauses[max(0, at - MOST) : at + 1][::-1])
                count, told = _judged(clause.told, [one.told for one in before[1:]])
                if count:
                    first[at] = at - count
                else:
                    told = _judged(clause.told, [clauses[n].told for n in _outer(at, len(before), wholes, first)])[1]
                yield from told


def _outer(at: int, count: int, wholes: dict[int, int], first: dict[int, int]) -> Iterator[int]:
    """The clauses before a total, nearest first, with the wholes of groups for their items: 两项合计2160人，发放116万元."""
    least, at = at - count, at - 1
    while at > least:
        at = wholes.get(at, at)
        yield at
        at = first.get(at, at) - 1


def _near(clauses: Sequence[_Clause]) -> list[_Clause]:
    """As far as no long stretch without figures parts them."""
    near = list(clauses[:1])
    for clause in clauses[1:]:
        if max(clause.at - near[-1].to, near[-1].at - clause.to) > REACH or (
            len(clause.told) < 2 and len(clause.first) < 2
        ):
            break
        near.append(clause)
    return near


def _clauses(sentence: Sentence) -> Iterator[_Clause]:
    own: list[Figure] = []
    for figure in sentence.figures:
        if sentence.depth(figure.at) or COUNTED.match(sentence.plain, figure.to):
            continue
        between = BRACKET.sub("", sentence.plain[own[-1].to : figure.at]) if own else ""
        if own and (STOP.search(between) or (len(own) > 1 and IN_ALL.search(between))):
            yield from _clause_of(own, sentence.plain)
            own = []
        own.append(figure)
    if own:
        yield from _clause_of(own, sentence.plain)


def _clause_of(own: Sequence[Figure], plain: str) -> Iterator[_Clause]:
    """The clause of these figures, unless it says that they are not counted with the others."""
    if NOT_AMONG.match(plain, own[-1].to) is None:
        yield _clause(own, plain)


def _clause(own: Sequence[Figure], plain: str) -> _Clause:
    at = next((n for n in range(1, len(own)) if OPENED.search(plain[own[n - 1].to : own[n].at])), 0)
    before = STOP.split(plain[max(0, own[0].at - BEFORE) : own[0].at])[-1]
    totals = TOTAL.search(before) is not None
    told, whole = _told(own), _told(own[:at])
    last = own[-1]
    if len(whole) == 1 and BEHIND.match(last.clause) and (last.thing, 0) not in whole and is_part(last):
        told = {**whole, (last.thing, 0): last}
    return _Clause(own[0].at, last.to, told, whole, _told(own[at:]) if at else {}, totals)


def _told(own: Sequence[Figure]) -> Told:
    told: Told = {}
    seen: dict[str, int] = defaultdict(int)
    for figure in own:
        thing = figure.thing or ("人" if figure.amount > SOME and PEOPLE.search(figure.before) else "")
        if not thing or figure.value <= 0 or figure.hedge in ("以上", "以下", "范围") or not is_part(figure):
            continue
        if len(told) < MOST_COLUMNS and not is_beside(figure) and not is_mean(figure):
            thing = "所" if thing in PLACES else "人" if thing == "人次" else thing
            told[thing, seen[thing]] = figure
            seen[thing] += 1
    return told


def _judged(whole: Told, items: Iterable[Told]) -> tuple[int, list[Relation]]:
    """The shortest run of items of which a column makes up its figure of the whole: how many, and what is told of them."""
    columns, read = set(whole), list[Told]()
    sums: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for count, item in enumerate(items, 1):
        columns &= set(item)
        read.append(item)
        if len(columns) < 2 or all(sums[key] > whole[key].amount * 2 for key in columns):
            break
        for key in columns:
            sums[key] += item[key].amount
        if count > 1 and any(sums[key] == whole[key].amount >= LEAST for key in columns):
            told = (one for key in sorted(columns) for one in _of_column(_parts(whole, read, key), whole[key]))
            return count, list(told)
    return 0, []


def _parts(whole: Told, items: Sequence[Told], key: tuple[str, int]) -> list[Figure]:
    """One figure of each item; all of its kind where they make up a whole that has no other: 村小27所，教学点38所，学生1490人."""
    parts = sorted((item[key] for item in items), key=lambda part: part.at)
    if sum((part.amount for part in parts), Fraction(0)) >= whole[key].amount or (key[0], 1) in whole:
        return parts
    of_kind = (figure for item in items for other, figure in item.items() if other[0] == key[0])
    every = sorted(of_kind, key=lambda part: part.at)
    off, of_all = (abs(sum((part.amount for part in some), Fraction(0)) - whole[key].amount) for some in (parts, every))
    return every if of_all < off else parts


def _of_column(parts: Sequence[Figure], whole: Figure) -> Iterator[Relation]:
    added = sum((part.amount for part in parts), Fraction(0))
    slipped = is_slip(added, whole)
    if makes_up(parts, whole) and not (whole.hedge and slipped):
        yield added_up(parts, whole, HOLDS, opened=True)
    elif slipped or abs(added - whole.amount) <= NEAR * whole.amount:
        yield added_up(parts, whole, ASK, opened=True)
