"""A whole divided by a view of it: 按困难类型分：…; 从学段看，…; 年龄结构：35岁以下…, against the whole said before.

Belongs here: lists that name what they divide by, which therefore leave nothing out.
Does not belong here: lists that 其中 or 包括 opens (``sums``), runs without a word that opens them (``runs``).
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import AND_SO_ON, OVERLAPPING, is_repeated
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.list_marks import closed
from dagster_project.narrative.parts.sums import is_beside, is_part
from dagster_project.narrative.text.sentences import Sentence

NOTE = r"(?:（[^（）]{0,40}）)?"
DIVIDED = re.compile(
    rf"(?:(?:从|按照?|依据?|就|以)[^，。：；\d（）]{{2,14}}?(?:来看|看|来分|分|划分|区分|统计|分布|构成|计算?)|分[一-鿿]{{2,6}}(?:来?看|统计)"
    rf"|(?:年龄|学历|职称|学段|性别|年级|类型|类别|区域|城乡|结构|来源|资金|人员|学科|岗位)(?:结构|构成|分布|组成)(?:情况)?)"
    rf"[^，。：；\d（）]{{0,4}}{NOTE}[，：。]"
)
NOT_ALL = re.compile(r"主要|为主|较多|最多|其中|部分|重点|涉及|仅")
LEAD = 64
MOST_BEFORE = 40
NEAR = Fraction(5, 4)
COMPARED = re.compile(r"(?:比|较|与|同)[^，。；\d]{0,12}的?$")
VERY_NEAR = Fraction(1, 10)
SURE = ("transposed_digits", "missing_zero", "yuan_or_ten_thousand", "copied_figure", "omitted_item")


def find_divisions(sentences: Sequence[Sentence], established: Collection[int]) -> Iterator[Relation]:
    """Divisions over the document. ``established`` is where the wholes stand that another list makes up."""
    before: dict[str, deque[Figure]] = defaultdict(lambda: deque(maxlen=MOST_BEFORE))
    for index, sentence in enumerate(sentences):
        led = _led(sentence, sentences[index - 1] if index else None)
        counted = [f for f in sentence.figures if f.is_plain and f.thing and is_part(f) and f.value > 0]
        for start, end in led:
            for thing in dict.fromkeys(f.thing for f in counted if start <= f.at < end):
                same = [f for f in counted if f.thing == thing and not is_beside(f)]
                own = [f for f in same if start <= f.at < end and sentence.depth(f.at) == sentence.depth(start)]
                wholes = [*before[thing], *(f for f in same if f.at < start)]
                relation = _divided(closed(own, sentence), wholes, sentence, end, established)
                if relation is not None:
                    yield relation
        for figure in counted:
            before[figure.thing].append(figure)


def _led(sentence: Sentence, previous: Sentence | None) -> list[tuple[int, int]]:
    """Where each division of a sentence begins and ends."""
    starts = [match.end() for match in DIVIDED.finditer(sentence.plain, sentence.at, sentence.to)]
    if previous is None or not starts or starts[0] - sentence.at > LEAD:
        head = sentence.plain[max(0, sentence.at - LEAD) : sentence.at]
        last = list(DIVIDED.finditer(head))
        if last and last[-1].end() == len(head):
            starts.insert(0, sentence.at)
    return list(zip(starts, [*starts[1:], sentence.to], strict=False))


def _divided(
    parts: Sequence[Figure], wholes: Sequence[Figure], sentence: Sentence, end: int, established: Collection[int]
) -> Relation | None:
    if len(parts) < 2 or not (is_repeated(parts) or _are_told_apart(parts)):
        return None
    words = sentence.plain[parts[0].at - len(parts[0].clause) : parts[-1].to + len(parts[-1].after)]
    if NOT_ALL.search(words) or AND_SO_ON.search(words) or OVERLAPPING.search(sentence.plain[parts[0].at : end]):
        return None
    added = sum((part.amount for part in parts), Fraction(0))
    larger = [f for f in wholes if f.amount > max(p.amount for p in parts) and not COMPARED.search(f.clause)]
    whole = next((f for f in reversed(larger) if makes_up(parts, f)), None)
    if whole is not None:
        return added_up(parts, whole, HOLDS, opened=True)
    near = [f for f in reversed(larger) if 1 / NEAR <= added / f.amount <= NEAR]
    known = next((f for f in near if f.at in established), None)
    whole = known or next(iter(near), None)
    if whole is None or (known is None and len(parts) < 3 and abs(added - whole.amount) > VERY_NEAR * whole.amount):
        return None
    relation = added_up(parts, whole, FAILS, opened=True)
    sure = relation.diagnosis in SURE or (
        known is not None and abs(added - whole.amount) <= VERY_NEAR * whole.amount and is_repeated(parts)
    )
    return relation if sure and len(parts) > 2 else added_up(parts, whole, ASK, opened=True)


def _are_told_apart(parts: Sequence[Figure]) -> bool:
    return len({part.clause for part in parts} - {""}) == len(parts)
