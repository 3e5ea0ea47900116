"""Two groups measured by each other in small numbers: 专任教师与幼儿之比为1:15, 每四个孩子里就有一个留守.

Belongs here: a to b of two groups that are named, one in so many. Does not belong here: 生师比 and 收入比, which name no
groups (``told_ratios``), posts due for so many (``thresholds``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import is_counted, number, written
from dagster_project.narrative.reckoning.naming import named, stems
from dagster_project.narrative.text.sentences import Sentence

TO_EACH_OTHER = re.compile(
    r"(?P<one>[^，。；：\d]{2,14}?)(?:与|和|同|跟)(?P<other>[^，。；：\d]{2,14}?)(?:人数)?(?:之比|的?比[例值])(?:约|已|大致|为|是|达到?|控制在|在)*：?"
    r"(?P<a>\d{1,3}(?:\.\d+)?)[:：∶比](?P<b>\d{1,3}(?:\.\d+)?)"
)
ONE_IN = re.compile(
    r"每(?:\d{1,3}|[二两三四五六七八九十])[个名位][^，。；：\d]{0,8}?(?:里|中)[面头间]?，?(?:就|便|大约|约)*有(?:1|一)[个名位]"
)
ENROLLED = re.compile("在园|在校|在册|在籍")
GOOD = (HOLDS, ROUNDING)
SAID, NEAR, FEW = 40, 80, 3
HALF = Fraction(1, 2)


def find_one_in(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each such ratio, told where the two groups give it and asked where the only two of that name do not."""
    said: list[Figure] = []
    for sentence in sentences:
        for match in TO_EACH_OTHER.finditer(sentence.plain, sentence.at, sentence.to):
            yield from _to_each_other(sentence, match, said)
        for match in ONE_IN.finditer(sentence.plain, sentence.at, sentence.to):
            yield from _one_in(sentence, match, said)
        said += sentence.figures


def _to_each_other(sentence: Sentence, match: re.Match[str], said: Sequence[Figure]) -> Iterator[Relation]:
    before = [f for f in (*said[-SAID:], *sentence.between(sentence.at, match.start("a"))) if is_counted(f)]
    stated = next((f for f in sentence.between(match.start("b"), match.end()) if f.value != 1), None)
    inverse = stated is None
    stated = stated or next(iter(sentence.between(match.start("a"), match.start("b"))), None)
    if stated is None or not stated.is_plain or "1" not in (match["a"], match["b"]):
        return
    ones, others = (_bearing(match[group], before) for group in ("one", "other"))
    ones, others = (ones, others) if inverse else (others, ones)
    pairs = [(a, b) for a in ones for b in others if a is not b and a.thing == b.thing]
    if pairs:
        told = [_ratio(a, b, stated, inverse) for a, b in pairs]
        sole = len({(a.amount, b.amount) for a, b in pairs}) == 1
        found = next((one for one in told if one.verdict in GOOD), told[0] if sole else None)
        yield from [found] if found is not None else []


def _bearing(name: str, before: Sequence[Figure]) -> list[Figure]:
    """The figures of a name, those first that bear it themselves: 专任教师1020人、保育员510人."""
    found = named(name, before)
    found = [f for f in found if f.is_plain]
    own = [f for f in found if stems(name) & stems(f.before + f.after)] or found
    return [f for f in own if ENROLLED.search(f.before)] or own


def _ratio(many: Figure, few: Figure, stated: Figure, inverse: bool) -> Relation:
    ratio = many.amount / few.amount
    verdict = compare(Value(ratio, ratio, ratio), stated)
    near = abs(ratio - stated.value) <= HALF and stated.places == 0
    verdict = verdict if verdict in GOOD else ROUNDING if near else ASK
    expression = f"{number(many)} / {number(few)} = {number(stated)}"
    return written("ratio", [many, few], stated, expression, ratio, verdict)


def _one_in(sentence: Sentence, match: re.Match[str], said: Sequence[Figure]) -> Iterator[Relation]:
    """四万二千名学生里，留守儿童一万零五百人，每四个孩子里就有一个留守: of the two figures right before."""
    stated = next((f for f in sentence.between(match.start(), match.end()) if f.value > 1), None)
    before = [f for f in (*said[-FEW:], *sentence.between(sentence.at, match.start())) if is_counted(f)]
    if stated is None or len(before) < 2 or match.start() - before[-2].to > NEAR:
        return
    whole, part = before[-2:]
    if whole.thing != part.thing or whole.amount <= part.amount or not stems(sentence.text):
        return
    ratio = whole.amount / part.amount
    verdict = HOLDS if ratio == stated.value else ROUNDING if abs(ratio - stated.value) <= HALF else ASK
    expression = f"{number(whole)} / {number(part)} = {number(stated)}"
    yield written("ratio", [whole, part], stated, expression, ratio, verdict)
