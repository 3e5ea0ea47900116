"""Totals told by the last words of their parts' names: 职工养老保险12.5万人，居民养老保险7.1万人 and, later, 养老保险19.6万人.

Belongs here: two figures side by side whose common name a later figure bears, 义务教育 of 小学 and 初中.
Does not belong here: totals that 共 or 合计 announces (``totals``), figures of one full name (``indicators``), points
scored (``scores``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.sentences import Sentence

NAME = re.compile(r"[一-鿿]{4,}")
FILLING = re.compile(r"(?:参保|人数|共计|合计|总计|累计|总|共|有|为|达|约|人员|规模)+$")
STEM, LONGEST, LEAST_DIGITS, MOST_KNOWN, BESIDE = 4, 8, 3, 400, 40
VERY_NEAR = 500
PRIMARY, MIDDLE = re.compile(r"小学"), re.compile(r"初中")
COMPULSORY = re.compile(r"义务教育(?:阶段)?(?:在校)?(?:学生|人数|共|合计|共有|有|计)*$")


def find_named_totals(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each later figure of a pair's common name; a question where a slip parts them."""
    pairs: dict[tuple[str, str], tuple[Figure, Figure]] = {}
    for sentence in sentences:
        counted = [f for f in sentence.figures if f.is_plain and f.thing and is_part(f)]
        yield from _of_pairs(counted, pairs)
        yield from _compulsory(counted)
        for one, other in pairwise(counted):
            if one.thing == other.thing and other.at - one.to <= BESIDE and len(pairs) < MOST_KNOWN:
                names = [_name(f) for f in (one, other)]
                if names[0] != names[1] and min(map(len, names)) > STEM and names[0][-STEM:] == names[1][-STEM:]:
                    pairs[names[0][-STEM:], one.thing] = (one, other)


def _name(figure: Figure) -> str:
    return FILLING.sub("", (NAME.findall(figure.before) or [""])[-1])


def _of_pairs(counted: Sequence[Figure], pairs: dict[tuple[str, str], tuple[Figure, Figure]]) -> Iterator[Relation]:
    for whole in counted:
        name = _name(whole)
        known = pairs.get((name[-STEM:], whole.thing)) if len(name) <= 2 * LONGEST else None
        if known is None or len(str(whole.value.numerator).rstrip("0")) < LEAST_DIGITS:
            continue
        if makes_up(known, whole):
            yield added_up(known, whole, HOLDS)
            continue
        added = known[0].amount + known[1].amount
        near = abs(added - whole.amount) * VERY_NEAR <= whole.amount
        if len(name) <= LONGEST and worth_trying(whole) and (near or is_slip(added, whole)):
            yield added_up(known, whole, ASK)


def _compulsory(counted: Sequence[Figure]) -> Iterator[Relation]:
    """幼儿园41人、小学97人、初中48人，义务教育阶段145人."""
    for position, whole in enumerate(counted):
        if not COMPULSORY.search(whole.clause):
            continue
        alike = [f for f in counted[:position] if f.thing == whole.thing]
        primary = [f for f in alike if PRIMARY.search(f.before)][-1:]
        middle = [f for f in alike if MIDDLE.search(f.before)][-1:]
        if primary and middle and primary[0].amount + middle[0].amount == whole.amount:
            yield added_up([*primary, *middle], whole, HOLDS)
