"""Sums that stand apart in a document: a year and its two terms, a county and its towns, numbered items and their whole.

Belongs here: figures of the same name in different sentences, and outlines whose lines are the parts.
Does not belong here: sums within one sentence (``sums``), the same figure twice (``repeats``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise, takewhile
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.reckoning.arithmetic import compare, total, value_of
from dagster_project.narrative.reckoning.claims import common_digits, is_change, written
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

WHEN = re.compile(
    r"(?:19|20)\d{2}(?:-\d{2,4})?年?度?|[春秋]季(?:学期)?|上半年|下半年|第[一二三四]季度|\d{1,2}月(?:份)?|今年|去年"
)
FILLING = re.compile(
    r"目前|截至|截止|共计|总计|合计|累计|一共|共有|共|现有|已经|已|为|有|了|约|全县|全市|我县|我市|全区|的|是|：|其中|学生|贫困|“|”"
)
GENERAL = re.compile(r"^(?:资助)?(?:金额|资金|资助金额|计|共|)$")
TERM = re.compile(r"((?:19|20)\d{2})(春|秋|上半年|下半年)?$")
KEY = 4
TOTAL = re.compile(r"共|合计|总计|累计|总")
LEAST_DIGITS = 3
MOST_LINES = 300
MOST_BETWEEN = 8
PEOPLE = frozenset({"人", "人次"})
MOST_PARTS = 6
MOST_FIGURES = 3000
FAR = 1500
LEVELS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）"),
    re.compile(r"\d{1,2}[.、．](?!\d)"),
    re.compile(r"（\d{1,2}）|\d{1,2}）"),
    re.compile(r"[①-⑳]"),
    re.compile(r"[-—]{1,2}(?=[一-鿿])"),
)
MOST_ABOVE = 4
LEAST_WHOLE = 5
OPENED = re.compile(r"[^，。；：\d]{0,6}：")
SOME = re.compile(r"主要|重点|突出|典型|部分|例如|其中|等")
IN_ONE_LINE = re.compile(r"：(?:1[.、．](?!\d)|（1）|①)")
ITEM = re.compile(r"(?<=[：；。])(?=\d{1,2}[.、．](?!\d)|（\d{1,2}）|[①-⑳])")
PROMISES = re.compile(r"(?:分别(?:是|为)|其中|具体(?:为|是|如下|情况如下)?|包括|如下|明细)(?:情况)?[：，]?$")


class _Line(NamedTuple):
    at: int
    to: int
    level: int


def find_indicator_sums(plain: str, figures: Sequence[Figure]) -> list[Relation]:
    """Sums over the document: told where they hold; an outline may fail where its head promises the parts."""
    counted = [f for f in figures if f.is_plain and not f.per and not is_change(f) and f.thing not in DURATIONS]
    counted = [f for f in counted if not is_rate(f.thing)][:MOST_FIGURES]
    return [*_by_name(counted), *_years_and_terms(counted, _names(counted)), *_outlines(plain, counted)]


def _by_name(figures: Sequence[Figure]) -> Iterator[Relation]:
    """One figure is the sum of the next few of the same name."""
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    names = _names(figures)
    for figure in figures:
        name = names[figure.at]
        if len(name) >= 2:
            groups[name[:KEY], figure.thing].append(figure)
    for same in groups.values():
        for position, whole in enumerate(same):
            parts = _adding_up(whole, same[position + 1 :])
            if parts:
                yield _written(parts, whole, HOLDS)
            elif slipped := _nearly_adding_up(whole, same[position + 1 :]):
                yield _written(slipped, whole, ASK)


def _years_and_terms(figures: Sequence[Figure], names: dict[int, str]) -> Iterator[Relation]:
    """A year is its two terms, where all three are told by the same name."""
    groups: dict[tuple[str, str, str], dict[str, Figure]] = defaultdict(dict)
    for figure in figures:
        match = TERM.match(figure.period)
        if match and len(names[figure.at]) >= KEY:
            groups[names[figure.at], figure.thing, match[1]].setdefault(match[2] or "", figure)
    for told in groups.values():
        for first, second in (("春", "秋"), ("上半年", "下半年")):
            if {"", first, second} <= set(told):
                parts, whole = [told[first], told[second]], told[""]
                if compare(total(map(value_of, parts)), whole) == FAILS and _is_close(parts, whole):
                    yield _written(parts, whole, FAILS)


def _names(figures: Sequence[Figure]) -> dict[int, str]:
    """What each figure is called; an amount that is only called 金额 has the name of the count before it."""
    names: dict[int, str] = {}
    last = ""
    for figure in figures:
        name = FILLING.sub("", WHEN.sub("", figure.before))
        if GENERAL.match(name):
            name = last
        else:
            last = name
        names[figure.at] = name
    return names


def _adding_up(whole: Figure, following: Sequence[Figure]) -> list[Figure]:
    if len(str(whole.value.numerator).rstrip("0")) < LEAST_DIGITS:
        return []
    for count in range(2, min(MOST_PARTS, len(following)) + 1):
        parts = list(following[:count])
        if sum((part.amount for part in parts), Fraction(0)) == whole.amount and all(part.value > 0 for part in parts):
            return parts
    return []


def _nearly_adding_up(whole: Figure, following: Sequence[Figure]) -> list[Figure]:
    """The next figures of one name and smaller, whose sum is one slip from a long number."""
    smaller = list(
        takewhile(lambda part: part.amount < whole.amount and part.at - whole.at < FAR, following[:MOST_PARTS])
    )
    if worth_trying(whole) < MOST_PARTS or len(smaller) < 2:
        return []
    sums = (smaller[:n] for n in range(2, len(smaller) + 1))
    return next((s for s in sums if is_slip(_sum(s), whole) and compare(total(map(value_of, s)), whole) == FAILS), [])


SUBTOTAL = re.compile(r"小计|合计")


def find_totals_of_the_sentence_before(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Items parted by ； in one sentence, and 全年共… at the head of the next: all of one thing make the total."""
    for before, sentence in pairwise(sentences):
        if "；" not in before.text or sentence.at - before.to > 1 or not TOTAL.search(sentence.figures[0].clause):
            continue
        for whole in sentence.figures[:3]:
            if not whole.is_plain or whole.per or not whole.thing or is_rate(whole.thing):
                continue
            parts = [
                f
                for f in before.figures
                if f.thing == whole.thing and f.is_plain and not (f.per or is_change(f) or SUBTOTAL.search(f.clause))
            ]
            if len(parts) < 2:
                continue
            relation = _written(parts, whole, compare(total(map(value_of, parts)), whole))
            one_each = len(parts) == before.text.count("；") + 1
            if relation.verdict in (HOLDS, ROUNDING) or (one_each and len(parts) > 2 and relation.diagnosis):
                yield relation


def _outlines(plain: str, figures: Sequence[Figure]) -> Iterator[Relation]:
    """A line with a whole, and numbered lines below it that each begin with a part."""
    lines = list(_lines(plain))
    starts = [figure.at for figure in figures]

    def of(line: _Line) -> Sequence[Figure]:
        return figures[bisect_left(starts, line.at) : bisect_left(starts, line.to)]

    for position, line in enumerate(lines):
        items = _items_below(lines, position)
        head = plain[line.at : line.to]
        if len(items) < 2:
            continue
        own = of(line)
        below = [of(item) for item in items]
        if own:
            yield from _outline(own, below, PROMISES.search(head.rstrip("。；")) is not None)
            if OPENED.fullmatch(plain, own[-1].to, line.to) and not SOME.search(head):
                yield from _opened(own[-1], below)
        above = [f for other in lines[max(0, position - MOST_ABOVE) : position + 1] for f in of(other)]
        yield from _outline_by_clauses(above, [_clause_firsts(some, plain) for some in below])


def _opened(whole: Figure, below: Sequence[Sequence[Figure]]) -> Iterator[Relation]:
    """共发现问题69个：, and numbered items each with one number of them: nothing else can be meant."""
    parts = [figure for figures in below for figure in figures if figure.thing == whole.thing]
    each = all(sum(f.thing == whole.thing for f in figures) == 1 for figures in below)
    near = abs(_sum(parts) - whole.amount) * 3 <= whole.amount
    if each and len(parts) > 2 and near and compare(total(map(value_of, parts)), whole) == FAILS:
        yield _written(parts, whole, FAILS)


def _clause_firsts(figures: Sequence[Figure], plain: str) -> list[Figure]:
    """The first figure of each thing in each clause up to ； or 。, but for clauses that tell of parts."""
    told: list[Figure] = []
    seen: set[str] = set()
    within = False
    for before, figure in zip([None, *figures], figures, strict=False):
        between = plain[before.to : figure.at] if before is not None else ""
        if "。" in between:
            seen, within = set(), False
        if "；" in between and not within:
            seen = set()
        within = within or "其中" in between or figure.before.startswith("其中")
        if not within and figure.thing not in seen:
            told.append(figure)
            seen.add(figure.thing)
    return told


def _outline_by_clauses(above: Sequence[Figure], below: Sequence[Sequence[Figure]]) -> Iterator[Relation]:
    """(一)…6个，总投资5230万元。(二)…: all that the items begin with, against the wholes some lines before them."""
    proved, doubted = False, []
    for thing in dict.fromkeys(figure.thing for figure in above):
        parts = [figure for figures in below for figure in figures if figure.thing == thing]
        counted = sum(any(figure.thing == thing for figure in figures) for figures in below)
        if len(parts) < 2 or counted < 2:
            continue
        wholes = [figure for figure in above if figure.thing == thing and figure.value >= LEAST_WHOLE]
        whole = next((figure for figure in reversed(wholes) if _making_up(parts, figure)), None)
        if whole is not None:
            some = _making_up(parts, whole)
            proved = proved or len(some) == len(parts)
            yield added_up(some, whole, HOLDS)
        elif slipped := [f for f in reversed(wholes) if worth_trying(f) and is_slip(_sum(parts), f)]:
            yield _written(parts, slipped[0], ASK)
        elif counted == len(below) > 2:
            doubted += [(parts, named) for named in wholes if _are_named_alike(parts, named)][:1]
    for parts, whole in doubted:
        yield _written(parts, whole, FAILS if proved else ASK)


def _are_named_alike(parts: Sequence[Figure], whole: Figure) -> bool:
    """总投资38650万元 and 总投资…万元 in every item, not far from it."""
    computed = sum((part.amount for part in parts), Fraction(0))
    alike = all(part.before == whole.before for part in parts) and len(whole.before) > 1
    return alike and abs(computed - whole.amount) * 10 <= whole.amount


def _lines(plain: str) -> Iterator[_Line]:
    at = 0
    for text in plain.split("\n"):
        begin = at
        for item in ITEM.split(text) if IN_ONE_LINE.search(text) else [text] if text else []:
            yield _Line(begin, begin + len(item), next((n for n, mark in enumerate(LEVELS) if mark.match(item)), -1))
            begin += len(item)
        at += len(text) + 1


def _items_below(lines: Sequence[_Line], position: int) -> list[_Line]:
    """The lines of one level under a line, with deeper lines and plain ones between them left out."""
    if position + 1 >= len(lines):
        return []
    level, own = lines[position + 1].level, lines[position].level
    if level < 0 or level == own or (own >= 0 and level < own):
        return []
    items: list[_Line] = []
    since = 0
    for line in lines[position + 1 : position + 1 + MOST_LINES]:
        since += 1
        if (line.level >= 0 and line.level < level) or since > MOST_BETWEEN:
            break
        if line.level == level:
            items.append(line)
            since = 0
    return items


def _outline(own: Sequence[Figure], below: Sequence[Sequence[Figure]], promised: bool) -> Iterator[Relation]:
    for whole in {figure.thing: figure for figure in reversed(own)}.values():
        alike = PEOPLE if whole.thing in PEOPLE else {whole.thing}
        firsts = [next((f for f in figures if f.thing in alike), None) for figures in below]
        parts = [figure for figure in firsts if figure is not None]
        some = _making_up(parts, whole)
        if some:
            yield added_up(some, whole, HOLDS)
        elif promised and len(parts) == len(below):
            relation = _written(parts, whole, FAILS)
            if relation.diagnosis or _is_close(parts, whole):
                yield relation if relation.diagnosis or len(parts) > 2 else _written(parts, whole, ASK)
        elif len(parts) == len(below) and worth_trying(whole) and is_slip(_sum(parts), whole):
            yield _written(parts, whole, ASK)


def _sum(parts: Sequence[Figure]) -> Fraction:
    return sum((part.amount for part in parts), Fraction(0))


def _making_up(parts: Sequence[Figure], whole: Figure) -> Sequence[Figure]:
    """All parts, or the most leading ones, that make up the whole; none where they do not."""
    if len(parts) > 1 and compare(total(map(value_of, parts)), whole) in (HOLDS, ROUNDING):
        return parts
    sums = accumulate(part.amount for part in parts)
    count = max((n for n, added in enumerate(sums, 1) if n > 1 and added == whole.amount), default=0)
    return parts[:count]


def _is_close(parts: Sequence[Figure], whole: Figure) -> bool:
    computed = sum((part.amount for part in parts), Fraction(0))
    return whole.amount > 0 and Fraction(1, 2) <= computed / whole.amount <= 2


def _written(parts: Sequence[Figure], whole: Figure, verdict: str) -> Relation:
    expression = " + ".join(common_digits(parts, whole)) + f" = {common_digits([whole], whole)[0]}"
    nominal = sum((part.amount for part in parts), Fraction(0))
    return written("sum", parts, whole, expression, nominal, verdict, parts=[part.amount for part in parts])
