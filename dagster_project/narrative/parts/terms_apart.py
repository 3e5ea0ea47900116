"""A year and its two terms, each told in a sentence of its own: 秋季学期资助9846人次…。较春季学期9520人次增加…。全年累计资助19366人次.

Belongs here: a total of the year and the one figure of each term before it in its paragraph. Does not belong here: terms
behind 其中 (``sums``), years and terms of one name over the document (``indicators``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.reckoning.claims import is_counted
from dagster_project.narrative.text.sentences import Sentence

YEAR = re.compile(r"(?:全年|全学年|[两二]个?学期)(?:累计|合计|共计?)[^。；：]{0,24}$")
TERMS = (re.compile(r"秋季?学期"), re.compile(r"春季?学期"))
ELSEWHEN = re.compile(r"去年|上年|同期|20\d\d年|其中")
THINGS = frozenset({"人次", "元"})
MOST, FARTHEST = 24, 3


def find_terms_apart(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each total of a year whose paragraph tells one figure of the same thing for either term."""
    before: list[Figure] = []
    end = 0
    for sentence in sentences:
        if "\n" in sentence.plain[end : sentence.at + 1]:
            before = []
        end = sentence.to
        for whole in sentence.figures:
            if whole.thing in THINGS and is_counted(whole) and whole.is_plain and YEAR.search(whole.clause):
                own = [[f for f in before[-MOST:] if _is_of(term, f, whole)] for term in TERMS]
                if all(len(some) == 1 for some in own):
                    parts = sorted((own[0][0], own[1][0]), key=lambda f: f.at)
                    added = parts[0].amount + parts[1].amount
                    if parts[0].at != parts[1].at and added < FARTHEST * whole.amount:
                        yield added_up(parts, whole, HOLDS if added == whole.amount else ASK)
            before.append(whole)


def _is_of(term: re.Pattern[str], figure: Figure, whole: Figure) -> bool:
    """金额较春季学期506.15万元: of that term, as counted as the whole."""
    alike = figure.thing == whole.thing and is_counted(figure) and figure.is_plain
    return alike and term.search(figure.clause) is not None and ELSEWHEN.search(figure.clause) is None
