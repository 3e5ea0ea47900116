"""What several grades make together: 优秀9.5%、良好33.0%、…，优良率42.5%; A级21个，B级58个，B级及以上79个; 完成率（含基本完成）93.5%.

Belongs here: shares and counts of the grades up to one of them, by the names of the list before.
Does not belong here: lists and their total (``parts``), the share of one grade (``shares``, ``named_rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, last_place, total, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, written
from dagster_project.narrative.text.sentences import Sentence

GRADE = re.compile(
    r"(?P<name>不及格|不合格|不达标|优秀|优等|良好|中等|及格|合格|达标|待提高|[A-DＡ-Ｄ][级等档类]|[一二三四甲乙丙丁][级等类])(?:等次|等级|学生|教师|学校|食堂|以?的|占|比例|率|人数|有|为|：)*$"
)
UP_TO = re.compile(
    r"(?P<name>优秀|良好|中等|及格|合格|达标|[A-D][级等档类]|[一二三四甲乙丙丁][级等类])(?:等次|等级)?(?:及|\(含\)|（含）)?以上(?:的)?(?:学生|教师|学校|食堂|人数)?(?:比[率例重]|占比|占)?(?:共|计|合计|达到?|为|占|：)*$"
)
GOOD_AND_BETTER = re.compile(r"^优良率?(?:占比|比[率例])?(?:达到?|为|：|占)*$")
PASSED = re.compile(r"(?P<name>及格|合格|达标)率(?:达到?|为|：)*$")
INCLUDING = re.compile(r"(?P<name>[一-鿿]{2,4})率（含(?P<also>[一-鿿]{2,8})）(?:达到?|为|约)*$")
DUE = re.compile(r"共|分解|任务|计划|应|需|总|下达|确定|安排")
THEREOF = re.compile(r"其中[^；。]*$")
NOT = re.compile(r"未|不|尚|没")
GOOD = (HOLDS, ROUNDING)
HUNDRED = 100
LED, NEAR, FEW, NAME = 24, 120, 2, 8


class Grade(NamedTuple):
    """One grade of a list with its count and its share, where they are printed."""

    name: str
    people: Figure | None
    share: Figure | None


def find_graded(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each figure that is told as several grades of the list before it together."""
    grades: list[Grade] = []
    for index, sentence in enumerate(sentences):
        own = _grades(sentence)
        grades = own if len(own) > 1 else grades if index and _is_next(sentences[index - 1], sentence) else []
        for position, figure in enumerate(sentence.figures):
            if not figure.is_plain or not figure.value or GOAL.search(figure.clause) or is_change(figure):
                continue
            before = [g for g in grades if max(f.at for f in (g.people, g.share) if f is not None) < figure.at]
            scoped = THEREOF.search(sentence.plain[max(sentence.at, figure.at - NEAR) : figure.at])
            if len(before) > 1 and scoped is None and (taken := _taken(figure, before)):
                yield from _told(figure, before, taken)
            elif figure.thing == "%":
                yield from _including(sentence, position, sentences[index - 1] if index else None)


def _is_next(before: Sentence, sentence: Sentence) -> bool:
    return sentence.at - before.to < FEW and before.at < sentence.at


def _grades(sentence: Sentence) -> list[Grade]:
    """优秀3420人（9.5%）、良好11880人（33.0%）: in order, each name once."""
    found: list[Grade] = []
    for position, figure in enumerate(sentence.figures):
        match = GRADE.search(figure.before)
        if match is None or not figure.is_plain or any(g.name == match["name"] for g in found):
            continue
        if figure.thing == "%":
            found.append(Grade(match["name"], None, figure))
        elif is_counted(figure):
            behind = sentence.figures[position + 1] if position + 1 < len(sentence.figures) else None
            words = sentence.words(figure, behind) if behind is not None else ""
            is_share = behind is not None and behind.thing == "%" and re.fullmatch("（(?:占)?|，占(?:比)?", words)
            found.append(Grade(match["name"], figure, behind if is_share else None))
    return found


def _taken(figure: Figure, grades: Sequence[Grade]) -> list[Grade]:
    """The grades that the words before a figure count together; none where they name no list."""
    names = [grade.name for grade in grades]
    if GOOD_AND_BETTER.search(figure.clause):
        return [g for g in grades if g.name in ("优秀", "优等", "良好")] if "良好" in names else []
    if (match := UP_TO.search(figure.clause)) is not None and match["name"] in names:
        return list(grades[: names.index(match["name"]) + 1])
    if (match := PASSED.search(figure.clause)) is not None and f"不{match['name']}" in names:
        return [g for g in grades if g.name != f"不{match['name']}"]
    return []


def _told(figure: Figure, grades: Sequence[Grade], taken: Sequence[Grade]) -> Iterator[Relation]:
    counts, all_counts = [g.people for g in taken if g.people], [g.people for g in grades if g.people]
    if figure.thing != "%":
        if len(counts) == len(taken) > 1 and all(c.thing == figure.thing for c in counts):
            yield _summed(figure, counts)
        return
    shares = [g.share for g in taken if g.share]
    if len(shares) == len(taken) > 1:
        yield _summed(figure, shares)
    elif (
        len(counts) == len(taken)
        and len(all_counts) == len(grades)
        and {"不及格", "不合格", "不达标"} & {g.name for g in grades}
    ):
        yield _share_of_all(figure, counts, all_counts)


def _summed(stated: Figure, parts: Sequence[Figure]) -> Relation:
    computed = total(map(value_of, parts))
    verdict = compare(computed, stated)
    added = " + ".join(digits(f.amount / stated.scale) for f in parts)
    given = number(stated) if verdict in GOOD else f"{digits(computed.nominal / stated.scale)} (= {number(stated)})"
    off = abs(computed.nominal - stated.amount)
    if verdict in GOOD and stated.thing == "%" and off > last_place(stated) * len(parts) / 2:
        verdict = ASK
    return replace(
        written("sum", parts, stated, f"{added} = {given}", computed.nominal, verdict), opened=verdict == FAILS
    )


def _share_of_all(rate: Figure, counts: Sequence[Figure], every: Sequence[Figure]) -> Relation:
    made, whole = (sum((f.amount for f in some), Fraction(0)) for some in (counts, every))
    share = made / whole * HUNDRED
    verdict = compare(Value(share, share, share), rate)
    added = " + ".join(number(f) for f in counts)
    given = number(rate) if verdict in GOOD else f"{digits(share, 2)} (= {number(rate)})"
    told = written("ratio", every, rate, f"({added}) / {digits(whole)} * 100 = {given}", share, verdict)
    return replace(told, verdict=ASK if verdict == FAILS else verdict)


def _including(sentence: Sentence, position: int, before: Sentence | None) -> Iterator[Relation]:
    """46项，已完成38项、基本完成5项、未完成3项，完成率（含基本完成）93.5%: both of what there was to do."""
    rate = sentence.figures[position]
    match = INCLUDING.search(sentence.plain[max(sentence.at, rate.at - LED) : rate.at])
    if match is None:
        return
    own = [f for f in sentence.figures[:position] if is_counted(f) and rate.at - f.to < NEAR]
    parts = [f for f in own if match["name"][-2:] in f.before[-NAME:] and not NOT.search(f.before[-NAME:])]
    also = [f for f in parts if match["also"] in f.before[-NAME:]]
    if len(parts) != len(also) + 1 or not also:
        return
    back = [*(before.figures if before is not None else ()), *own]
    wholes = [f for f in back if f.at < parts[0].at and f.thing == parts[0].thing and f.amount >= parts[0].amount]
    wholes = [f for f in wholes if DUE.search(f.clause)] or wholes
    if not wholes:
        return
    whole, made = wholes[-1], sum((f.amount for f in parts), Fraction(0))
    share = made / whole.amount * HUNDRED
    verdict = compare(Value(share, share, share), rate)
    listed = [f for f in own if f.at > whole.at and f.thing == whole.thing]
    complete = sum((f.amount for f in listed), Fraction(0)) == whole.amount
    verdict = ASK if verdict == FAILS and not complete else verdict
    added = " + ".join(number(f) for f in parts)
    given = number(rate) if verdict in GOOD else f"{digits(share, 2)} (= {number(rate)})"
    told = written("ratio", [*parts, whole], rate, f"({added}) / {number(whole)} * 100 = {given}", share, verdict)
    yield replace(told, opened=verdict == FAILS)
