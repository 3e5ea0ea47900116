"""Parallel figures whose sum is one slip from a figure that should be their whole: asked.

特困供养1386人，集中供养412人，分散供养1074人. The run of parts is natural: all figures of one thing from one stop to the next, or the
first of each clause; the whole is the nearest figure of the same thing before them, or a total behind them. A whole of
more digits may stand further off.

Belongs here: sums that nothing else explains and a slip does. Does not belong here: lists that a word opens and whose
difference is no slip (``parts``), other workings (``slips``).
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, Figure, Relation
from dagster_project.narrative.parts.exhausting import AND_SO_ON, complementary, is_repeated, of_one_family
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.reckoning.arithmetic import compare, total, value_of
from dagster_project.narrative.reckoning.slips import is_nearly, is_slip, is_swapped, worth_trying
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate
from dagster_project.narrative.unclaimed.trials import CERTAIN, GOOD, digits_of, worked_out

TOTAL = re.compile(r"共|合计|总计|累计|小计")
STOP = re.compile(r"[；。\n]")
CLAUSE = re.compile(r"[，；。\n]")
OPENED = re.compile(r"其中|[：（]|分|包括|即|按|含|由|用于|合格|立行立改|立即|已|完成|现场|当场|正在")
MOST_LEADING, LED = 3, 12
AS_LARGE = 1100
"""No slip makes a number larger than the point three places off."""
MOST_BEFORE, MOST_TRIED, MOST_PARTS = 30, 6, 20


def find_slipped_sums(sentences: Sequence[Sentence], claims: Collection[Relation]) -> Iterator[Relation]:
    """Questions about wholes that ``claims`` do not work out."""
    known = worked_out(claims)
    summed: dict[int, list[set[int]]] = defaultdict(list)
    for claim in claims:
        places = {figure.at for figure in claim.figures}
        for at in places if claim.kind in ("sum", "partition") and claim.verdict in GOOD else ():
            summed[at].append(places)
    before: dict[str, deque[Figure]] = defaultdict(lambda: deque(maxlen=MOST_BEFORE))
    for index, sentence in enumerate(sentences):
        counted, following = _added(sentence), sentences[index + 1 : index + 2]
        behind = [f for other in following for f in _added(other) if TOTAL.search(f.clause)]
        for thing in dict.fromkeys(f.thing for f in counted):
            same = [f for f in counted if f.thing == thing]
            totals = [f for f in behind if _alike(f) == _alike(same[0])][:1]
            for lead, parts in _runs(same, sentence):
                own = {f.at for f in parts}
                if len(parts) > 1 and not any(own <= one for one in summed[parts[0].at]):
                    wholes = [lead] if lead else _wholes(parts, same, [*before[_alike(same[0])], *totals])
                    yield from _slipped(parts, [f for f in wholes if f.at not in known], sentence)
        for figure in counted:
            before[_alike(figure)].append(figure)


def _added(sentence: Sentence) -> list[Figure]:
    return [f for f in sentence.figures if f.is_plain and f.thing and f.value > 0 and is_part(f)]


def _alike(figure: Figure) -> str:
    """Person-times are loosely counted in 人."""
    return "人" if figure.thing == "人次" else figure.thing


def _runs(same: Sequence[Figure], sentence: Sentence) -> Iterator[tuple[Figure | None, list[Figure]]]:
    """From stop to stop, all or behind one or two figures that lead them; and the first of every clause between stops."""
    for stop in (STOP, CLAUSE):
        groups: list[list[Figure]] = []
        for n, figure in enumerate(same):
            if n == 0 or stop.search(sentence.words(same[n - 1], figure)):
                groups.append([])
            groups[-1].append(figure)
        firsts = [group[0] for group in groups]
        if TOTAL.search(firsts[-1].clause):
            firsts.pop()
        before_total = [group[:-1] for group in groups if len(group) > 2 and TOTAL.search(group[-1].clause)]
        for run in [*groups, *before_total, firsts] if stop is STOP else [firsts]:
            for first in range(min(MOST_LEADING, len(run))):
                yield (run[first - 1] if first else None), run[first:]


def _wholes(parts: Sequence[Figure], same: Sequence[Figure], around: Sequence[Figure]) -> list[Figure]:
    """The figures before the parts, the nearest first; a total behind them first of all."""
    both = sorted({f.at: f for f in (*around, *same)}.values(), key=lambda f: f.at)
    behind = [f for f in both if f.at > parts[-1].at and TOTAL.search(f.clause)][:1]
    return [*behind, *reversed([f for f in both if f.at < parts[0].at])]


def _slipped(parts: Sequence[Figure], wholes: Sequence[Figure], sentence: Sentence) -> Iterator[Relation]:
    if len(parts) > MOST_PARTS or AND_SO_ON.search(parts[-1].after):
        return
    added, rough = sum((f.amount for f in parts), Fraction(0)), sum(f.size for f in parts)
    largest = max(f.amount for f in parts)
    for tried, whole in enumerate(wholes[:MOST_TRIED], 1):
        if not 1 / AS_LARGE < rough / whole.size < AS_LARGE:
            continue
        most = worth_trying(whole, MOST_TRIED)
        if tried > most or (len(wholes) > 1 and whole.amount < largest):
            continue
        told = (
            most == MOST_TRIED
            or _is_closed(whole, parts, sentence)
            or (_is_told_alike(parts, sentence) and _is_listed(whole, parts, sentence))
        )
        if told and _is_slipped(parts, added, whole, sentence):
            yield added_up(parts, whole, ASK, opened=True)
            return


def _is_closed(whole: Figure, parts: Sequence[Figure], sentence: Sentence) -> bool:
    """持证读者8240人，成人5130人，少儿3210人。 is all that the sentence says of it."""
    own = [f for f in sentence.figures if f.at >= whole.at and not is_rate(f.thing)]
    begins = sentence.figures[0] is whole or STOP.search(sentence.plain[whole.at - LED : whole.at]) is not None
    return own == [whole, *parts] and begins and digits_of(whole) > CERTAIN


def _is_told_alike(parts: Sequence[Figure], sentence: Sentence) -> bool:
    """Named each in its own way, or joined by nothing but 、 and 和."""
    gaps = (sentence.words(one, other) for one, other in pairwise(parts))
    return is_repeated(parts) or all(gap in ("、", "和", "及") for gap in gaps)


def _is_slipped(parts: Sequence[Figure], added: Fraction, whole: Figure, sentence: Sentence) -> bool:
    """One slip in the whole or, swapped digits, in a part; or a listed sum in like units that is nearly right."""
    slipped = is_slip(added, whole) or _has_swapped_part(parts, whole.amount - added)
    if not slipped and is_nearly(added, whole):
        alike = {(f.scale, f.places) for f in (*parts, whole)}
        slipped = len(alike) == 1 and is_repeated(parts) and _is_listed(whole, parts, sentence)
    return slipped and compare(total(map(value_of, parts)), whole) == FAILS


def _has_swapped_part(parts: Sequence[Figure], off: Fraction) -> bool:
    """Whether one part has two digits swapped that make up all the difference."""
    right = ((part, part.amount + off) for part in parts if digits_of(part) > CERTAIN)
    return any(amount > 0 and is_slip(amount, part) and is_swapped(amount, part) for part, amount in right)


def _is_listed(whole: Figure, parts: Sequence[Figure], sentence: Sentence) -> bool:
    """Whether a total follows its parts, or words between a whole and its first part open a list or tell of stages."""
    if complementary(parts, whole) or (of_one_family(parts) and not of_one_family([whole])):
        return True
    if whole.at > parts[-1].at:
        return TOTAL.search(whole.clause) is not None
    return OPENED.search(sentence.plain[whole.to : parts[0].at]) is not None
