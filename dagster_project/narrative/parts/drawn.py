"""What is drawn on what was granted, told without 其中: 授信4599万元，已用信3433万元; 余额398亿元，限额426亿元; 培训412人次，实际参训305人.

Belongs here: pairs of names of which the one never exceeds the other.
Does not belong here: 其中 and its like (``sums``), 某某中有 (``scopes``), people and person-times side by side (``bounds``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dagster_project.narrative.model import FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.reckoning.claims import common_digits, is_change, is_counted, written
from dagster_project.narrative.text.sentences import Sentence

BINDING = ((re.compile(r"授信"), re.compile(r"用信")), (re.compile(r"限额"), re.compile(r"(?<!限额)余额")))
"""More than this cannot be drawn or owed."""
USUAL = (
    (re.compile(r"培训|报名|组织|申报"), re.compile(r"实际(?:参训|参加|参与|到场|受益|通过)")),
    (re.compile(r"申请|申报|报名"), re.compile(r"(?:获批|批准|通过|录取|核准|参考)")),
)
TIMES = {"人": ("人", "人次"), "户": ("户", "户次")}
HAVING = re.compile(
    r"^(?:其中，?)?(?:已)?(?:有|无|没有|实施|开展|落实)[^，。；：\d]{1,16}的(?P<noun>[一-鿿]{1,4}?)(?:共|已|只|仅)*(?:有|为)?$"
)
SCHOOLED = re.compile(
    r"(?P<level>初中|高中|中专|大专|专科|本科|研究生|硕士)(?:[及或]?以上)(?:学历|文化程度|学位)?(?:者|的|人员|教师)*占?(?:比)?$"
)
RISING = ("初中", "高中", "中专", "大专", "专科", "本科", "硕士", "研究生")
BRACKET = re.compile(r"（[^（）]*）")
KINDS = re.compile(
    r"一般|专项|新增|下达|当年|本年|全年|累计|再融资|存款|贷款|债|上年|去年|省|市|县|区|本级|乡|(?:19|20)\d\d年"
)
NEAR = 30


def find_drawn(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each pair: told where it holds; failing only where the one bounds the other by its meaning."""
    for sentence in sentences:
        for one, other in pairwise(sentence.figures):
            words = sentence.words(one, other)
            if len(words) > NEAR or "。" in words or "；" in words or not (one.is_plain and other.is_plain):
                continue
            yield from _pair(one, other)


def _pair(one: Figure, other: Figure) -> Iterator[Relation]:
    if one.thing == other.thing == "%":
        levels = [SCHOOLED.search(f.clause) for f in (one, other)]
        if all(levels) and "其中" in other.clause and other.value <= one.value and _is_higher(one, other):
            yield _within(other, one, HOLDS)
        return
    if is_change(one) or is_change(other) or not (is_counted(one) and is_counted(other)):
        return
    for wide, narrow in BINDING:
        if one.thing != other.thing:
            break
        for whole, part in ((one, other), (other, one)):
            if wide.search(whole.clause) and narrow.search(part.clause) and not narrow.search(whole.clause):
                if part.amount <= whole.amount or _are_of_one_thing(part, whole):
                    yield _within(part, whole, HOLDS if part.amount <= whole.amount else FAILS)
                return
    if one.thing not in TIMES.get(other.thing, (other.thing,)) or other.amount > one.amount:
        return
    having = HAVING.match(BRACKET.sub("", other.wider))
    named = having is not None and BRACKET.sub("", one.after).startswith(having["noun"])
    if named or any(wide.search(one.clause) and narrow.search(other.clause) for wide, narrow in USUAL):
        yield _within(other, one, HOLDS)


def _are_of_one_thing(part: Figure, whole: Figure) -> bool:
    """Not 新增债务限额 and 年末债务余额, nor 专项债务限额 and 一般债务余额, nor what was drawn over the years."""
    return set(KINDS.findall(part.clause)) == set(KINDS.findall(whole.clause))


def _is_higher(one: Figure, other: Figure) -> bool:
    """专科及以上 takes in 本科及以上."""
    low, high = (SCHOOLED.search(f.clause) for f in (one, other))
    return bool(low and high) and RISING.index(low["level"]) < RISING.index(high["level"])  # type: ignore[index]


def _within(part: Figure, whole: Figure, verdict: str) -> Relation:
    expression = " <= ".join(common_digits([part, whole], whole))
    return written("subset", [part], whole, expression, part.amount, verdict)
