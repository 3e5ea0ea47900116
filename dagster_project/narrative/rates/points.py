"""How far two rates are apart, each known by its name: 教育支出增幅低于财政收入增幅2.3个百分点, 高中近视率比小学高42个百分点.

Belongs here: points between rates that stand in other sentences or in a table; 入园率提高66.9个百分点 of the two 入园率 of a document.
Does not belong here: points told right behind their rates (``changes``, ``series``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, is_off_by_its_last_place, minus, value_of
from dagster_project.narrative.reckoning.claims import GOAL, number, written
from dagster_project.narrative.reckoning.naming import GENERIC, stems
from dagster_project.narrative.text.sentences import Sentence

APART = re.compile(
    r"(?P<one>[^，。；：\d]{0,20}?)(?:高于|低于|高出|高过|超过|超出|快于|慢于|落后于?|领先于?|[比较])"
    r"(?P<other>[^，。；：\d]{2,20}?)(?:高出?|偏高|低|偏低|快|慢|多|少|领先|落后)?了?(?:近|约)?$"
)
GROWN = re.compile(
    r"(?P<name>[一-鿿]{1,12}(?:率|比[例重]|占比|面|度|系数))(?:[比较同与][^，。；：\d]{0,12}|累计|共|总体|已)?"
    r"(?:提高|上升|下降|降低|增加|减少|提升|回落|增长)(?:了|近|约)?$"
)
THEN = re.compile(r"上年|去年|同期|上[一学月季届次轮]|(?:19|20)\d\d|年初|目标|任务|要求|标准|以前|之前|此前")
WAS = re.compile(r"只有|仅|" + THEN.pattern)
NAME, HEAD = 4, 2
FEW, SAID, LED, APART_TEXT = 3, 60, 30, 1500
GOOD = (HOLDS, ROUNDING)


def find_points(
    sentences: Sequence[Sentence], cells: Sequence[Figure], claims: Sequence[Relation]
) -> Iterator[Relation]:
    """Points that none of ``claims`` works out, between two rates that the words name."""
    known = {at for claim in claims for at in claim.checked_at}
    shares = [cell for cell in cells if cell.thing == "%" and cell.before]
    said: list[Figure] = []
    for sentence in sentences:
        for position, points in enumerate(sentence.figures):
            if points.thing != "个百分点" or points.at in known or not points.is_plain or GOAL.search(points.clause):
                continue
            rates = [f for f in (*said[-SAID:], *sentence.figures[:position]) if f.thing == "%" and f.is_plain]
            told = _apart(sentence, points, rates, shares) or _grown(sentence, points, rates)
            if told is not None:
                yield told
        said += sentence.figures


def _apart(sentence: Sentence, points: Figure, rates: Sequence[Figure], cells: Sequence[Figure]) -> Relation | None:
    match = APART.search(points.clause)
    if match is None or THEN.search(match["other"]):
        return None
    one, other = match["one"], match["other"]
    pairs = [(a, b) for a in cells if _is_cell_of(a, one) for b in cells if b.after == a.after and b.before in other]
    pairs = [(a, b) for a, b in pairs if a is not b and len(b.before) >= HEAD]
    others = _named(sentence, other, rates)[:FEW]
    ones = _named(sentence, one, rates)[:FEW] or ([] if one else list(reversed(rates[-2:])))
    ones = ones or [f for f in reversed(rates[-FEW:]) if f.at >= sentence.at and f not in others]
    pairs += [(a, b) for a in ones for b in others if a is not b and a.value != b.value]
    for a, b in pairs:
        if (told := _between(a, b, points)).verdict in GOOD:
            return told
    if len({frozenset((a.value, b.value)) for a, b in pairs}) != 1:
        return None
    a, b = pairs[0]
    told = _between(a, b, points)
    here = a in cells or min(a.at, b.at) >= sentence.at
    return told if here else replace(told, verdict=ASK, diagnosis=None)


def _is_cell_of(cell: Figure, name: str) -> bool:
    """高中近视率: the row of 高中 and the column of 近视率."""
    head = cell.after.partition("（")[0].partition("(")[0].rstrip("%")
    return len(cell.before) >= HEAD and cell.before in name and len(head) >= HEAD and head in name


def _led(sentence: Sentence, figure: Figure) -> str:
    return sentence.plain[max(0, figure.at - LED) : figure.at].rpartition("。")[2]


def _named(sentence: Sentence, name: str, rates: Sequence[Figure]) -> list[Figure]:
    """The rates whose words bear most of a name, the nearest first."""
    wanted = stems(name) - GENERIC - {"增幅", "增长", "增速"}
    if not wanted:
        return []
    scored = [(len(wanted & stems(_led(sentence, f))) / len(wanted), f) for f in reversed(rates)]
    best = max((score for score, _ in scored), default=0)
    return [f for score, f in scored if score == best] if best > 1 / 2 else []


def _grown(sentence: Sentence, points: Figure, rates: Sequence[Figure]) -> Relation | None:
    """The two rates of one name that the document gives: 入园率只有31.5%, and now 98.4%."""
    match = GROWN.search(points.clause)
    if match is None or THEN.search(points.clause) or len(match["name"]) < NAME:
        return None
    name = match["name"][-NAME:]
    alike = [f for f in rates if points.at - f.to < APART_TEXT and name in _led(sentence, f)[-len(name) - NAME :]]
    values = list(dict.fromkeys(f.value for f in alike))
    if len(values) < 2 or len(values) > FEW:
        return None
    pairs = [(a, b) for a in reversed(alike) for b in alike if a.value > b.value]
    told = [_between(a, b, points) for a, b in pairs]
    holding = next((one for one in told if one.verdict in GOOD), None)
    if holding is not None or len(values) > 2 or not any(WAS.search(_led(sentence, f)) for f in alike):
        return holding
    return replace(told[0], verdict=ASK, diagnosis=None)


def _between(one: Figure, other: Figure, points: Figure) -> Relation:
    more, less = (one, other) if one.value >= other.value else (other, one)
    computed = minus(value_of(more), value_of(less))
    verdict = compare(computed, points)
    if verdict == ROUNDING and is_off_by_its_last_place(more, less, points):
        verdict = ASK
    given = number(points) if verdict in GOOD else f"{digits(computed.nominal)} (= {number(points)})"
    figures = [f for f in (more, less) if f.clause]
    told = written(
        "difference", figures, points, f"{number(more)} - {number(less)} = {given}", computed.nominal, verdict
    )
    return replace(told, opened=verdict == FAILS)
