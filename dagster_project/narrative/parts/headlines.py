"""What a headline counts and the text below it tells again: 我县发放助学金328.4万元 above …共发放国家助学金382.4万元….

Belongs here: figures of a line of its own without a full stop, and of its text those that count the same by a like name.
Does not belong here: figures of one name within the text (``repeats``, ``told_again``, ``same_name``).

A headline tells what its text tells. So a figure of it that the text has not, while it has one that differs by a slip of the
pen, is asked about; never failing, because a headline may count up what the text does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.units import DURATIONS

LINE = re.compile(r"[^\n]+")
LISTED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(]|第|\d+[.、)）]|[①-⑳●■◆▲-])")
NO_HEADLINE = re.compile(r"[。；：]\s*$|[|\t]|  ")
HAN = re.compile(r"[一-鿿]+")
EMPTY = re.compile(r"全[县市区镇乡校年]|我[县市区校镇]|共计?|合计|累计|达到?|为|近|约|的|个|了")
LONGEST, SHORTEST, LEAST_TEXT, FAR, AROUND = 60, 8, 60, 2500, 8
LEAST = 10


def find_headlines(plain: str, figures: Sequence[Figure]) -> Iterator[Relation]:
    """Each figure of a headline beside those of its text."""
    starts = [figure.at for figure in figures]
    for line in LINE.finditer(plain):
        if not SHORTEST <= len(line[0]) <= LONGEST or NO_HEADLINE.search(line[0]) or LISTED.match(line[0]):
            continue
        first, last = bisect_left(starts, line.start()), bisect_left(starts, line.end())
        told = [figure for figure in figures[first:last] if _tells(figure)]
        following = plain[line.end() : line.end() + FAR].split("\n")[: LEAST // 2] if told else []
        if max(map(len, following), default=0) < LEAST_TEXT:
            continue
        below = figures[last : bisect_left(starts, line.end() + FAR)]
        for figure in told:
            yield from _told_otherwise(figure, below)


def _tells(figure: Figure) -> bool:
    counted = bool(figure.thing) and figure.thing not in DURATIONS and not figure.per and not is_change(figure)
    return counted and figure.amount > LEAST and figure.hedge not in ("以上", "以下", "范围", "余", "近", "超过")


def _told_otherwise(figure: Figure, below: Sequence[Figure]) -> Iterator[Relation]:
    alike = [f for f in below if f.thing == figure.thing]
    if any(f.amount == figure.amount for f in alike):
        return
    words = _bigrams(figure)
    slipped = [f for f in alike if f.scale == figure.scale and f.places == figure.places and is_slip(figure.amount, f)]
    named = [f for f in slipped if len(_bigrams(f) & words) > (figure.amount < LEAST * LEAST) and not is_change(f)]
    if len(named) == 1 or (named and len({f.amount for f in named}) == 1):
        expression = f"{digits(figure.amount / named[0].scale)} = {number(named[0])}"
        yield written("conflict", [figure, named[0]], named[0], expression, figure.amount, ASK)


def _bigrams(figure: Figure) -> set[str]:
    words = EMPTY.sub("，", figure.before[-AROUND:]) + "，" + EMPTY.sub("，", figure.after[:AROUND])
    return {word[n : n + 2] for word in HAN.findall(words) for n in range(len(word) - 1)}
