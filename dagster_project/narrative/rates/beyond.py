"""Shares told as a bound by other words than 占…以上: 已经超过了乡村教师总数的32%; 开工面在85%以上; 教育一块占了四分之一以上.

Belongs here: bounds whose part stands right before, or is told of its subject some sentences before.
Does not belong here: shares and their bounds in one clause (``shares``), values and levels (``thresholds``).

What is said to be beyond a bound lies near it; a share that misses the bound by little is asked about, and one far from it is another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, written
from dagster_project.narrative.reckoning.naming import is_wide, named, of_all, stems
from dagster_project.narrative.text.sentences import Sentence

OVER = re.compile(r"(?P<verb>超过|突破|超出|高于|多于|不足|不到|低于|少于|达到?)了?(?P<whole>[^，。；：\d]{2,20}?)的$")
FACE = re.compile(r"(?P<name>[一-鿿]{1,6}?)(?:面|率|比[例重]|占比)(?:已经?|都|均|就|能)*(?:在|达到?|保持在|稳定在)?$")
SUBJECT = re.compile(r"(?P<name>[一-鿿]{2,6}?)(?:这?一[块项]|部分|方面)?(?:就|已经?|便)?占(?:了|到)?$")
UNDER = ("不足", "不到", "低于", "少于")
LEVEL = re.compile("目标|标准|要求|规定|任务|计划|预算|[去上]年|平均|水平")
NEAR, SAID, BESIDE = Fraction(1, 8), 80, 60


def find_beyond(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> Iterator[Relation]:
    """Bounds that ``claims`` do not work out."""
    rated = [claim for claim in claims if claim.kind != "subset"]
    known = {at for claim in rated for at in claim.checked_at}
    said: list[tuple[Figure, int]] = []
    for sentence in sentences:
        for position, rate in enumerate(sentence.figures):
            is_open = rate.thing == "%" and rate.value > 0 and rate.at not in known and not is_change(rate)
            if is_open and not GOAL.search(rate.clause) and not LEVEL.search(rate.clause):
                told = _told(sentence, position, said[-SAID:])
                if told is not None:
                    yield told
        said += [(f, sentence.at) for f in sentence.figures if is_counted(f) and f.is_plain]


def _told(sentence: Sentence, position: int, said: Sequence[tuple[Figure, int]]) -> Relation | None:
    rate = sentence.figures[position]
    own = [f for f in sentence.figures[:position] if is_counted(f) and f.is_plain]
    if (match := OVER.search(rate.clause)) is not None and not rate.hedge and own:
        before = [*(f for f, _ in said), *own[:-1]]
        part = own[-1]
        wholes = [*named(match["whole"], before), *(of_all(before) if is_wide(match["whole"]) else [])]
        down, strict = match["verb"] in UNDER, not match["verb"].startswith("达")
        return _nearest(part, wholes, rate, down, strict) if rate.at - part.to < BESIDE else None
    if rate.hedge not in ("以上", "以下"):
        return None
    down = rate.hedge == "以下"
    if (match := FACE.search(rate.clause)) is not None and len(own) > 1 and rate.at - own[-1].to < BESIDE:
        called = match["name"][-2:] in own[-1].clause + own[-1].after
        return _nearest(own[-1], own[-2:-1], rate, down, strict=False) if called else None
    if (match := SUBJECT.search(rate.clause)) is not None and own:
        name = match["name"]
        parts = [f for f, at in reversed(said) if f.thing == own[-1].thing and name in sentence.plain[at : f.at]]
        near = [f for f in parts if _is_near(f, own[-1], rate)]
        return _nearest(near[0], own[-1:], rate, down, strict=False) if near and stems(name) else None
    return None


def _is_near(part: Figure, whole: Figure, rate: Figure) -> bool:
    share = part.amount * 100 / whole.amount
    return abs(share - rate.value) <= rate.value * NEAR


def _nearest(part: Figure, wholes: Sequence[Figure], rate: Figure, down: bool, strict: bool) -> Relation | None:
    for whole in wholes:
        if whole.thing != part.thing or whole.amount <= part.amount or not _is_near(part, whole, rate):
            continue
        share = part.amount * 100 / whole.amount
        met = share < rate.value if down else share > rate.value
        verdict = HOLDS if met or (share == rate.value and not strict) else ASK
        sign = ("<" if down else ">") + ("" if strict else "=")
        pair = f"{digits(part.amount / whole.scale)} / {number(whole)} * 100"
        given = f" {sign} {number(rate)}" if verdict == HOLDS else f" = {digits(share)} ({sign} {number(rate)})"
        return written("ratio", [part, whole], rate, pair + given, share, verdict)
    return None
