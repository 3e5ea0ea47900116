"""A headline total whose parts are told section by section: 全年共资助15040人次、910万元 … 一、学前资助2014人次 … 五、中职资助418人次.

Belongs here: a total with a word for all, sections behind it (numbered, line by line, sentence by sentence, clause by clause),
and one consistent rule by which each section tells its own. Does not belong here: parts within one sentence (``sums``), totals
known by their digits alone (``unclaimed.sums_around``).

Which figure is a section's own is not said: its 小计, its first, the first of each of its clauses, or all that are no parts of
others. A total fails none of these readings with certainty, so it is asked about: where another figure of the headline is
made up by the same sections, or where one slip parts it from them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.parts.exhausting import OVERLAPPING
from dagster_project.narrative.parts.indicators import LEVELS
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.parts.own_of_a_section import RULES, Rule, Section, Told
from dagster_project.narrative.parts.sums import is_beside, is_part
from dagster_project.narrative.reckoning.arithmetic import compare, total, value_of
from dagster_project.narrative.reckoning.claims import GOAL
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.sentences import Sentence

ALL = re.compile(
    r"共(?!同|享|建)|合计|总(?!书记|结|理|校|站)|累计|各(?:类|学段|级|项)|全[县市区年]|[我该本][县市区]|本(?:学)?[年期]|发放资助金"
)
THEREOF = re.compile(r"其中|含|比上年|去年|上年|人均|每[人生]")
AT_LAST = re.compile(r"(?:小计|合计|共计?|总计|累计)[^，。；：\d]{0,8}$")
MARK = re.compile(r"[；。\n]")
MARKS = (re.compile(r"\n"), re.compile(r"[。\n]"), re.compile(r"[；。\n]"))
MOST_LINES, REACH, LEAST, MOST_SECTIONS, LATER = 60, 2500, 10, 12, 3
NEAR, ENOUGH = Fraction(1, 5), 3
PLAY, LEAST_MADE, MOST_BEHIND, MOST_FIGURES = 1e-9, 1.25, 30, 120


class _Line(NamedTuple):
    at: int
    to: int
    level: int


_Ruled = list[list[Figure]]


def find_told_by_sections(sentences: Sequence[Sentence], claims: Collection[Relation]) -> Iterator[Relation]:
    """Totals and what the sections behind them make; ``claims`` are the sums known so far."""
    if not sentences:
        return
    plain = sentences[0].plain
    lines = _lines(plain)
    begins = [line.at for line in lines]
    told = [one for sentence in sentences for one in _told(sentence, lines, begins)]
    starts = [one.figure.at for one in told]
    met = {at for c in claims if c.kind in ("sum", "partition") and c.verdict == HOLDS for at in c.checked_at}
    last = -1
    for sentence in sentences:
        own = told[bisect_left(starts, sentence.at) : bisect_left(starts, sentence.to)]
        for one in own:
            if one.figure.at not in met and AT_LAST.search(one.figure.clause):
                to = bisect_left(starts, one.figure.at)
                before = told[max(bisect_left(starts, lines[one.line].at), to - MOST_BEHIND) : to]
                yield from _behind(one, before)
        heads = _heads(sentence, own)
        line = bisect_left(begins, sentence.at + 1) - 1
        if line == last:
            continue
        begin = bisect_left(starts, sentence.to)
        behind = told[begin : begin + MOST_FIGURES]
        heads = {column: head for column, head in heads.items() if _may_be_made(head, column, behind)}
        if all(head.at in met for head in heads.values()):
            continue
        last = line
        for parted in _parted(plain, lines, line, sentence.to):
            sections = [told[bisect_left(starts, at) : bisect_left(starts, to)] for at, to in parted]
            yield from _judged(heads, sections, met)


def _behind(whole: Told, before: Section) -> Iterator[Relation]:
    """寄宿生…合计15145人次；非寄宿的7214人次。义务教育阶段共22359人次: the clauses before a total, each by its own."""
    clauses = [
        list(own) for _, own in groupby((one for one in before if one.column == whole.column), lambda one: one.clause)
    ]
    if len(clauses) < 2 or clauses[-1][-1].clause == whole.clause or OVERLAPPING.search(whole.figure.clause):
        return
    runs: list[list[Figure]] = []
    for count in range(len(clauses), 1, -1):
        for rule in RULES[: None if count == len(clauses) else 2]:
            if (run := _run(_ruled(clauses[-count:], rule))) not in runs:
                runs.append(run)
    made = next((run for run in runs if _sum(run) == whole.figure.amount), None)
    if made is not None:
        yield added_up(made, whole.figure, HOLDS)
        return
    slipped = next((run for run in runs if is_slip(_sum(run), whole.figure)), None)
    likely = worth_trying(whole.figure) >= len(runs) and "累计" not in whole.figure.clause
    if slipped is not None and likely:
        yield added_up(slipped, whole.figure, ASK)


def _told(sentence: Sentence, lines: Sequence[_Line], begins: Sequence[int]) -> Iterator[Told]:
    at, clause = sentence.at, sentence.at
    thereof = near = False
    for figure in sentence.figures:
        words = sentence.plain[at : figure.at]
        if "；" in words or "\n" in words:
            near, clause = False, at + max(words.rfind("；"), words.rfind("\n")) + 1
        if THEREOF.search(sentence.plain, max(at, clause), figure.at):
            thereof = near = True
        line = bisect_left(begins, figure.at + 1) - 1
        at = figure.to
        if sentence.depth(figure.at) == 0 and _counts(figure):
            column = "人" if figure.thing == "人次" else figure.thing
            yield Told(figure, column, thereof, near, clause, line, lines[line].level)


def _counts(figure: Figure) -> bool:
    return (
        bool(figure.thing)
        and figure.value > 0
        and figure.hedge not in ("以上", "以下", "范围")
        and is_part(figure)
        and not is_beside(figure)
    )


def _heads(sentence: Sentence, told: Sequence[Told]) -> dict[str, Figure]:
    """The first figure of each column, with a word for all before them."""
    heads: dict[str, Figure] = {}
    said = ALL.search(sentence.plain, sentence.at, sentence.figures[-1].at)
    if said is None or OVERLAPPING.search(sentence.text):
        return heads
    for one in told:
        named = said.start() < one.figure.at and not one.thereof and not GOAL.search(one.figure.clause)
        if named and one.column not in heads and one.figure.amount >= LEAST:
            heads[one.column] = one.figure
    return heads


def _may_be_made(whole: Figure, column: str, behind: Section) -> bool:
    """Whether what follows, up to a figure as large as the whole, comes near it."""
    added = 0.0
    for one in behind:
        if one.column == column:
            if one.figure.size >= whole.size:
                break
            added += one.figure.size
    return added * LEAST_MADE >= whole.size


def _lines(plain: str) -> list[_Line]:
    lines, at = [], 0
    for text in plain.split("\n"):
        level = next((n for n, mark in enumerate(LEVELS) if mark.match(text)), -1)
        lines.append(_Line(at, at + len(text), level))
        at += len(text) + 1
    return lines


def _parted(plain: str, lines: Sequence[_Line], line: int, to: int) -> Iterator[list[tuple[int, int]]]:
    """The stretches behind a sentence: its line and plain ones after it by their marks, numbered lines level by level."""
    behind = lines[line + 1 : line + 1 + MOST_LINES]
    end = next((one.at for one in behind if one.level >= 0), behind[-1].to if behind else lines[line].to)
    end = min(end, to + REACH)
    known = 0
    for marks in MARKS:
        stretches, at = [], to
        for match in marks.finditer(plain, to, end):
            stretches.append((at, match.end()))
            at = match.end()
        if len(stretches) > known:
            known = len(stretches)
            yield [*stretches, (at, end)]
    for level in dict.fromkeys(one.level for one in behind if one.level >= 0):
        yield from _numbered(behind, level)
    if (under := _under_the_first_heading(plain, behind)) is not None:
        yield under


def _under_the_first_heading(plain: str, behind: Sequence[_Line]) -> list[tuple[int, int]] | None:
    """一、应助尽助 and one paragraph below it that tells level by level, sentence by sentence."""
    heading = next((n for n, one in enumerate(behind) if one.level >= 0), len(behind))
    if heading + 1 >= len(behind) or behind[heading + 1].level >= 0:
        return None
    at, to = behind[heading + 1].at, behind[heading + 1].to
    stops = [match.end() for match in MARKS[1].finditer(plain, at, to)]
    return list(zip([at, *stops], [*stops, to], strict=True)) if len(stops) > 1 else None


def _numbered(behind: Sequence[_Line], level: int) -> Iterator[list[tuple[int, int]]]:
    """The first run of numbered lines of a level, and plain lines under a heading that stand where they would."""
    begin = next(n for n, one in enumerate(behind) if one.level == level)
    stop = next((n for n in range(begin, len(behind)) if 0 <= behind[n].level < level), len(behind))
    at = [n for n in range(begin, stop) if behind[n].level == level]
    if len(at) > 1:
        yield [(behind[n].at, behind[m - 1].to) for n, m in zip(at, [*at[1:], stop], strict=True)]
    under = [n for n in range(begin + 1, stop) if behind[n].level < 0]
    run = [n for n in under if n - under[0] == under.index(n) and n - begin <= MOST_SECTIONS] if under else []
    if len(run) > 1 and run[0] == begin + 1:
        yield [(behind[n].at, behind[n].to) for n in run]


class _Held(NamedTuple):
    """Which sections make up a column's whole, and by which rule."""

    first: int
    last: int
    rule: int


def _judged(heads: dict[str, Figure], sections: Sequence[Section], met: Collection[int]) -> Iterator[Relation]:
    """All columns of the headline beside the same sections."""
    held: list[_Held] = []
    making: list[Figure] = []
    doubted: list[tuple[str, Figure, list[_Ruled]]] = []
    for column, whole in heads.items():
        own = _owns(sections, column)
        if sum([one.figure.size for _, some in own for one in some]) * LEAST_MADE < whole.size:
            continue
        ruled: list[_Ruled] = []
        for start in range(min(len(own) - 1, LATER if worth_trying(whole) > MOST_SECTIONS else 1)):
            tried = [_ruled([some for _, some in own[start:]], rule) for rule in RULES]
            ruled = ruled or tried
            if (made := _made(tried, whole)) is not None:
                count, rule = made
                held.append(_Held(own[start][0], own[start + count - 1][0], rule))
                making = making or _run(tried[rule][:count])
                yield added_up(_run(tried[rule][:count]), whole, HOLDS)
                break
        else:
            if ruled:
                doubted.append((column, whole, ruled))
    for column, whole, ruled in doubted:
        run = _companions(making, whole, sections)
        alike = len(run) > ENOUGH and whole.amount < _sum(run) * ENOUGH < ENOUGH**2 * whole.amount
        if alike and whole.at not in met:
            yield added_up(run, whole, HOLDS if _sum(run) == whole.amount else ASK)
        else:
            yield from _doubted(whole, ruled, _beside(sections, column, held), whole.at in met)


def _companions(run: Sequence[Figure], whole: Figure, sections: Sequence[Section]) -> list[Figure]:
    """资助5875人次，发放资金235万元；资助6435人次，发放资金643.4万元: where the amounts make their whole, what stands right before each."""
    own = [one.figure for section in sections for one in section]
    before = {figure.at: one for one, figure in pairwise(own)}
    found = [one for figure in run if (one := before.get(figure.at)) is not None]
    alike = all(one.thing == whole.thing or {one.thing, whole.thing} == {"人", "人次"} for one in found)
    return found if alike and len(found) == len(run) else []


def _beside(sections: Sequence[Section], column: str, held: Sequence[_Held]) -> list[Figure]:
    """What the sections that make up another column tell of this one, by the same rule."""
    if not held:
        return []
    first, last, rule = held[0]
    own = ([one for one in section if one.column == column] for section in sections[first : last + 1])
    return _run([RULES[rule](some) for some in own if some])


def _doubted(whole: Figure, ruled: Sequence[_Ruled], beside: Sequence[Figure], met: bool) -> Iterator[Relation]:
    """Asked where the same sections make up another column by the same rule, or one slip is all that is between."""
    added = _sum(beside)
    if len(beside) > 1 and (added == whole.amount or not met):
        if added == whole.amount:
            yield added_up(beside, whole, HOLDS)
            return
        if abs(added - whole.amount) <= NEAR * whole.amount or is_slip(added, whole):
            yield added_up(beside, whole, ASK)
            return
    if met or len(ruled[0]) < 3:
        return
    runs: list[list[Figure]] = []
    for one in ruled:
        if (run := _run(one)) not in runs:
            runs.append(run)
    slipped = next((run for run in runs if is_slip(_sum(run), whole)), None)
    if slipped is not None and worth_trying(whole) >= len(runs):
        yield added_up(slipped, whole, ASK)


def _made(ruled: Sequence[_Ruled], whole: Figure) -> tuple[int, int] | None:
    """By how many sections and by which rule the whole is made up: by all of them, else by the first ones."""
    for rule, one in enumerate(ruled):
        if _makes_up(_run(one), whole):
            return len(one), rule
    if worth_trying(whole) <= MOST_SECTIONS:
        return None
    for rule, one in enumerate(ruled):
        added = 0.0
        for count, some in enumerate(one[:-1], 1):
            added += sum([figure.size for figure in some])
            if count > 1 and abs(added - whole.size) < PLAY * whole.size and _sum(_run(one[:count])) == whole.amount:
                return count, rule
            if added > whole.size:
                break
    return None


def _ruled(own: Sequence[Section], rule: Rule) -> _Ruled:
    """What each section tells by a rule."""
    return [rule(section) for section in own]


def _run(ruled: _Ruled) -> list[Figure]:
    return [figure for some in ruled for figure in some]


def _sum(run: Sequence[Figure]) -> Fraction:
    return sum([figure.amount for figure in run], Fraction(0))


def _makes_up(run: Sequence[Figure], whole: Figure) -> bool:
    """Exactly, or as the whole is printed more coarsely than its parts."""
    added = _sum(run)
    if added == whole.amount:
        return True
    finer = whole.scale > 1 and any(f.places > whole.places or f.scale < whole.scale for f in run)
    return (
        finer
        and compare(total(map(value_of, run)), whole) in (HOLDS, ROUNDING)
        and not (whole.hedge and is_slip(added, whole))
    )


def _owns(sections: Sequence[Section], column: str) -> list[tuple[int, Section]]:
    """What each section tells of a column, from the first that does to the last before one that does not."""
    owns: list[tuple[int, Section]] = []
    for place, section in enumerate(sections):
        own = [one for one in section if one.column == column]
        if own:
            owns.append((place, own))
        elif owns and section:
            break
    return owns[:MOST_SECTIONS]
