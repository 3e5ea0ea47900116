"""Shares and rates whose part and whole go by their full names, wherever those stand: 整改完成率达85%以上 of 整改完成34条, two pages before.

Belongs here: what the other finders of rates leave open, told by exact names; asked where a bound or a share is not met.
Does not belong here: shares of one sentence (``shares``, ``rates``), shares of cells (``in_tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.parts.scopes import namesakes, scope_of
from dagster_project.narrative.rates.ratios import BOUNDS, CERTAIN, Pair, first_that_gives, ratio_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted
from dagster_project.narrative.reckoning.naming import is_wide, named, of_all, stems
from dagster_project.narrative.text.sentences import Sentence

SHARE = re.compile(
    r"(?P<subject>[^，。；：、]*?)占(?:比|了|到)?(?P<whole>[^，。；：\d]{0,24}?)(?:的(?:比[例重])?)?(?:为|达到?|约|近|是|超过?|只有|仅|只|已|均|不到)*$"
)
NAMED = re.compile(r"(?P<name>[一-鿿]{2,12})(?:率|进度)(?:已|均|仅|只)?(?:达到?|为|是|在|约)*$")
USED_FOR = re.compile(
    r"(?:用于|投入|安排给?)(?P<what>[一-鿿]{2,12}?)的?(?:支出|资金|经费)?的?(?:比[例重]|占比|份额)(?:已|均)?(?:达到?|为|是|在|约|占)*$"
)
COUNTED_AS = re.compile(r"(?:在校)?(?:学生|人数|教师|人员|数量?|金额|资金|投资|学校)$")
"""普通高中学生占70.0% of 其中普通高中8206人."""
SPENT = re.compile(r"支出|收入|资金|经费|投入|共|总|合计")
EXACT, NEAR, SAID, LINE = 4, 60, 160, 24
GOOD = (HOLDS, ROUNDING)


def find_by_name(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> Iterator[Relation]:
    """Rates that none of ``claims`` is about."""
    told = {
        f.at
        for claim in claims
        if claim.kind in ("ratio", "growth", "product", "partition")
        for f in claim.figures
        if f.thing == "%"
    }
    said: list[Figure] = []
    for sentence in sentences:
        for position, rate in enumerate(sentence.figures):
            is_open = rate.thing == "%" and rate.value > 0 and not is_change(rate) and rate.at not in told
            if is_open and rate.hedge != "范围" and not GOAL.search(rate.clause.partition("占")[0]):
                before = [f for f in (*said[-SAID:], *sentence.figures[:position]) if is_counted(f)]
                relation = _found(sentence, position, before)
                if relation is not None:
                    yield relation
        said += sentence.figures


def _found(sentence: Sentence, position: int, before: Sequence[Figure]) -> Relation | None:
    rate = sentence.figures[position]
    if (share := SHARE.search(rate.clause)) is not None:
        return (
            _of_its_scope(sentence, position, before)
            or _of_its_namesake(sentence, position, before, share["whole"])
            or _of_its_subject(sentence, rate, before, share["subject"], share["whole"])
            or _of_its_section(sentence, rate, before, share["subject"], share["whole"])
        )
    if (used := USED_FOR.search(rate.clause)) is not None:
        return _used_for(rate, before, used["what"])
    if (match := NAMED.search(rate.clause)) is not None:
        return _done(rate, before, match["name"])
    return None


def _part(sentence: Sentence, position: int) -> Figure | None:
    """The count right before a share."""
    part = sentence.figures[position - 1] if position else None
    rate = sentence.figures[position]
    apart = part is None or not is_counted(part) or rate.at - part.to > NEAR or "；" in sentence.words(part, rate)
    return None if apart else part


def _of_its_scope(sentence: Sentence, position: int, before: Sequence[Figure]) -> Relation | None:
    """专任教师1702人。…专任教师中专科以上1668人，占98.0%: failing where no figure of that name gives the share."""
    part, rate = _part(sentence, position), sentence.figures[position]
    wholes = namesakes(scope_of(part), before, part) if part is not None and part.is_plain else []
    wholes = [f for f in wholes if part is not None and f.amount >= part.amount and f.is_plain]
    if part is None or not wholes:
        return None
    wide = [f for f in before if f.thing == part.thing and f.amount >= part.amount]
    found = first_that_gives(rate, [Pair(part, whole) for whole in (*wholes, *reversed(wide))])
    return found or ratio_of(part, wholes[0], rate, CERTAIN if rate.is_plain else FAILS)


def _of_its_namesake(sentence: Sentence, position: int, before: Sequence[Figure], whole: str) -> Relation | None:
    """完成投资3738万元，占计划总投资的70%以上: the whole bears the name, all of it."""
    part, rate = _part(sentence, position), sentence.figures[position]
    if part is None or len(whole) < EXACT or not part.is_plain:
        return None
    wholes = [f for f in reversed(before) if f.thing == part.thing and f.amount >= part.amount and f is not part]
    wholes = [f for f in wholes if whole in f.before + "，" + f.after and f.is_plain]
    if len({f.amount for f in wholes}) != 1:
        return None
    return ratio_of(part, wholes[0], rate, FAILS if rate.hedge in BOUNDS else ASK)


def _of_its_subject(
    sentence: Sentence, rate: Figure, before: Sequence[Figure], subject: str, whole: str
) -> Relation | None:
    """经费137万元，办公费31万元、培训费10万元。培训费占比只有百分之七多: the part bears the name, its list has one head."""
    bare = COUNTED_AS.sub("", subject)
    bare = bare if len(bare) > 1 else subject
    parts = [f for f in reversed(before) if subject and f.before.removeprefix("其中") in (subject, bare) and f.is_plain]
    if not parts or stems(whole):
        return None
    part = parts[0]
    heads = [f for f in before if f.thing == part.thing and f.at < part.at and f.amount > part.amount]
    heads = [f for f in heads if "。" not in sentence.plain[f.to : part.at]]
    largest = max(heads, key=lambda f: f.amount, default=None)
    return _asked(Pair(part, largest), rate) if largest is not None and largest.is_plain else None


def _of_its_section(
    sentence: Sentence, rate: Figure, before: Sequence[Figure], subject: str, whole: str
) -> Relation | None:
    """（二）义务教育。…11204人次。义务教育阶段受助人次占全年资助人次的53.2%: the part is what its section begins with."""
    line = sentence.plain.rfind("\n", 0, rate.at) + 1
    head = sentence.plain[line : line + LINE]
    if not rate.places or not stems(subject) or not any(stem in head for stem in list(_in_order(subject))[:2]):
        return None
    inside = [f for f in before if f.at >= line]
    wide = of_all(before) if is_wide(whole) else []
    wholes = [*named(whole, before), *sorted(wide, key=lambda f: -f.amount)]
    firsts = list({f.thing: f for f in reversed(inside)}.values())
    pairs = [Pair(p, w) for p in firsts for w in wholes if p.thing == w.thing and p.amount < w.amount]
    return first_that_gives(rate, pairs)


def _in_order(phrase: str) -> Iterator[str]:
    return (phrase[i : i + 2] for i in range(len(phrase) - 1))


def _used_for(rate: Figure, before: Sequence[Figure], what: str) -> Relation | None:
    """支出644万元，其中教师课时报酬560万元…用于教师报酬的比例达90%以上: a question where it is not met."""
    parts = [f for f in named(what, before) if f.thing == "元" and f.is_plain]
    pairs = [Pair(part, whole) for part in parts for whole in reversed(before) if _holds_it(part, whole)]
    found = first_that_gives(rate, pairs)
    if found is not None or not pairs:
        return found
    return _asked(pairs[0], rate)


def _holds_it(part: Figure, whole: Figure) -> bool:
    return whole.thing == part.thing and whole.amount > part.amount and bool(SPENT.search(whole.clause))


def _done(rate: Figure, before: Sequence[Figure], name: str) -> Relation | None:
    """整改完成率: of what stands beside 整改完成34条, where the document has it once."""
    stem = re.sub("^(?:总体|全年|全县|累计|目前)|^.*看，?", "", name)
    if len(stem) < EXACT:
        return None
    pairs = []
    for whole, part in pairwise(before):
        beside = whole.thing == part.thing and whole.amount >= part.amount and part.at - whole.to <= NEAR
        if beside and stem in part.clause + part.after and part.is_plain and whole.is_plain:
            pairs.append(Pair(part, whole))
    if len({(pair.part.amount, pair.whole.amount) for pair in pairs}) != 1:
        return None
    return first_that_gives(rate, pairs) or _asked(pairs[0], rate)


def _asked(pair: Pair, rate: Figure) -> Relation | None:
    return ratio_of(pair.part, pair.whole, rate, ASK)
