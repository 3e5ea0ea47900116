"""Parts and wholes in a sentence: 其中, 分别为, 包括, lists after a colon or in brackets, 共, 合计.

Belongs here: which figures are said to be parts of which, whether they exhaust it, and the sum.
Does not belong here: totals said after their parts (``totals``), tables (``tables``), counted names (``lists``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import (
    AND_SO_ON,
    NOT_ALL,
    OVERLAPPING,
    complementary,
    cover_less,
    is_mean,
    is_repeated,
    names_another_thing,
    of_one_family,
)
from dagster_project.narrative.parts.judging import Parts, added_up, differing, makes_up
from dagster_project.narrative.parts.list_marks import (
    are_siblings,
    closed,
    end_of_its_line,
    goes_on,
    has_one_more,
    named_by_lines,
)
from dagster_project.narrative.parts.scopes import without_parts_of_parts
from dagster_project.narrative.reckoning.arithmetic import value_of
from dagster_project.narrative.reckoning.claims import common_digits, is_change, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

CUE = re.compile(
    r"其中[：，]?|分别(?:是|为|有|系)[：，]?|分为|包括[：，]?|包含[：，]?|即[：，]?|由(?=[^，。]{2,30}(?:组成|构成))|(?<![其当])中，(?:有)?|(?<=\d[人名户所个项])当中，(?:有)?|(?<=\d[人名户所个项])中(?:有)?(?=[^，。；：（）]{0,10}\d)|：|（|含"
)
EXHAUSTING = ("分别", "分为", "包括", "包含", "即", "由", "：")
STOP = re.compile(
    r"此外|另外|另有|另|同时，|剔除|去重|两项|三项|除此之外|截至|截止|其中|，共|合计|共计|总计|累计|以上(?=数据|合计|共)|，(?:计划|力争|预计|拟|确保|达到|增至)"
)
NEAR_HEAD = 45
BRACKETS = re.compile(r"[（）]")
BRACKET = re.compile(r"（[^（）]*）")
ANOTHER = re.compile(
    r"\s*(?:为|对|向|给)|\s*[^，。；：\d]{0,6}(?:免除|发放|落实|资助|开展|新建|建设|建成|完成|投入|争取|实施|组织|改造|购置|培训|选派|派出|选送|招聘|安排|举办)"
)
BESIDE_IT = re.compile(
    r"(?:[与同和跟]|比|较|相对)[^，。；：\d]{0,10}(?:上年|去年|前年|同期|上月|上季度|上学[年期]|年初|年[末底]|(?:19|20)\d\d年)[^，。；：\d多少增减新]{0,8}$"
    r"|(?:大于|小于|高于|低于|多于|少于|超出)[^，。；：\d]{1,10}$"
)
OF_A_TASK = re.compile(r"完成[^，。；\d]{0,12}$|占[^，。；]{0,16}$")
PERSON = re.compile(r"(?:劳动?力|学生|儿童|教师|职工|人员|村民|居民|老人|妇女|男生|女生|幼儿)$")
OF_A_NAME = re.compile(r"(?:的)?[一-鿿]{2,8}$")
FROM = re.compile(r"[由从][^，。；：]{0,14}$")
INTO = re.compile(r"(?:增加|提高|上升|增长|下降|降低|减少|扩大|发展|[增升降减])?(?:到|至)")
MOST_NESTED = 12
SOME = 10
MOST_PARTS = 40
MOST_HEADS = 12
PLACES = frozenset({"所", "个", "处", "家", "座"})
WHOLE_THINGS = PLACES | {"人", "人次", "户", "名", "间"}
BUILT = PLACES | {"栋", "幢", "间", "项", "条", "套", "块", "片"}

IS_BASE = re.compile(r"占[^，。；\d]{0,10}$")
"""其中小学14所，占全县130所的: no part, what the share is of."""


def find_sums(sentence: Sentence) -> list[Relation]:
    """Sums and subsets that one sentence claims."""
    lists = list(_lists(sentence))
    relations: list[Relation] = []
    found = [_matching(one, sentence) for one in lists]
    proved = {(one.at, len(one.items)) for one, parts in zip(lists, found, strict=True) if parts == one.items}
    for one, parts in zip(lists, found, strict=True):
        relations += _of_list(one, parts, sentence, (one.at, len(one.items)) in proved)
    return relations


def _lists(sentence: Sentence) -> Iterator[Parts]:
    for match in CUE.finditer(sentence.plain, sentence.at, sentence.to):
        cue = match[0].rstrip("：，") or match[0]
        depth = sentence.depth(match.end() - 1) + (1 if match[0] == "（" else 0)
        end = _end(sentence, match, depth)
        inside = [f for f in sentence.between(match.end(), end) if sentence.depth(f.at) == depth and is_part(f)]
        inside = named_by_lines(without_parts_of_parts(inside[:MOST_PARTS]), sentence)
        yield from _by_thing(sentence, match.start(), match.end(), cue, inside, depth, end)


def _end(sentence: Sentence, match: re.Match[str], depth: int) -> int:
    last = end_of_its_line(sentence.plain, match.end(), sentence.to) if match[0] == "：" else sentence.to
    end = sentence.closing(match.end()) if depth else _unopened(sentence, match.end(), last)
    start = match.end() + (2 if match[0] in ("：", "（") and sentence.plain.startswith("其中", match.end()) else 0)
    for stop in STOP.finditer(sentence.plain, start, end):
        if sentence.depth(stop.start()) == depth:
            return stop.start()
    return end


def _unopened(sentence: Sentence, at: int, end: int) -> int:
    """7.71亿元，其中：税收5.93亿元、非税1.78亿元）、上级补助21.64亿元: a bracket closes that nothing opened."""
    open_ones = 0
    for mark in BRACKETS.finditer(sentence.plain, at, end):
        open_ones += 1 if mark[0] == "（" else -1
        if open_ones < 0:
            return mark.start()
    return end


@lru_cache(maxsize=1 << 16)
def is_part(figure: Figure) -> bool:
    """Whether a figure counts things that may be added: no rate, mean, change or length of time."""
    return not (
        is_rate(figure.thing)
        or figure.per
        or is_change(figure)
        or figure.thing in DURATIONS
        or figure.hedge in ("以下", "范围")
        or (figure.hedge == "以上" and OF_A_NAME.match(figure.after) is not None)
        or (figure.places > 0 and figure.scale == 1 and figure.thing in WHOLE_THINGS)
    )


def _by_thing(
    sentence: Sentence, start: int, end_of_cue: int, cue: str, inside: list[Figure], depth: int, end: int
) -> Iterator[Parts]:
    words = sentence.plain[end_of_cue:end]
    exhausts = cue.startswith(EXHAUSTING) or (cue == "（" and not words.startswith(("其中", "含")))
    for thing in dict.fromkeys(figure.thing for figure in inside):
        heads = _heads(sentence, start, thing, depth, cue)
        if heads:
            items = tuple(figure for figure in inside if figure.thing == thing)
            head = next((head for head in heads if makes_up(items, head)), None) or _listed_whole(
                [head for head in heads if head.thing == thing] or heads  # 问题87个，涉及学校41所，其中资助方面33个…
            )
            mixed = tuple(figure for figure in inside if _may_stand_for(figure.thing, head.thing))
            built = [figure for figure in inside if figure.thing in BUILT and head.thing in BUILT]
            kinds = _joined(built, sentence, "，；")
            loose = OVERLAPPING.search(sentence.plain[end_of_cue : min(sentence.to, end + NEAR_HEAD)]) is not None
            loose = loose or any(f.per and f.scale > 1 and f.thing == thing for f in sentence.between(end_of_cue, end))
            yield Parts(
                cue, start, head, items, mixed, words, exhausts and AND_SO_ON.search(words) is None,
                others=tuple(other for other in heads if other is not head and other.thing in (head.thing, thing)),
                kinds=kinds if len({figure.thing for figure in kinds}) > 1 else (),
                people=next((f for f in reversed(sentence.between(sentence.at, start)) if f.thing == "人"), None),
                apart=sentence.plain[max(0, start - 2) : start].rstrip(" ").endswith(("。", "\n")),
                loose=loose or any(map(is_old, items)) or cover_less(items, sentence.between(end_of_cue, sentence.to)),
                partial=AND_SO_ON.search(words) is not None or NOT_ALL.search(_stretch(items, sentence, end_of_cue)) is not None,
            )  # fmt: skip


def _joined(figures: Sequence[Figure], sentence: Sentence, ends: str) -> tuple[Figure, ...]:
    """Up to the end of a list whose items 、 joins; all of them where the first two are told apart otherwise."""
    gaps = [sentence.plain[one.to : other.at] for one, other in pairwise(figures)]
    if not gaps or "、" not in gaps[0] or re.search(f"[{ends}]", gaps[0]):
        return tuple(figures)
    last = next((at for at, gap in enumerate(gaps) if re.search(f"[{ends}]", gap)), len(gaps))
    return tuple(figures[: last + 1])


def _stretch(items: Sequence[Figure], sentence: Sentence, start: int) -> str:
    """The words of a list, from its opening to its last item."""
    return sentence.plain[start : items[-1].to]


def _may_stand_for(part: str, whole: str) -> bool:
    """Schools are counted in 所 and 个, person-times loosely in 人; a bare number has its neighbours' unit."""
    return (
        part in ("", whole)
        or (part in PLACES and whole in PLACES)
        or (part, whole) in (("人", "人次"), ("个", "班"))
        or whole == ""
    )


def _heads(sentence: Sentence, start: int, thing: str, depth: int, cue: str) -> list[Figure]:
    """The figures before the cue that can be the whole, the nearest first."""
    heads: list[Figure] = []
    before = [f for f in sentence.between(sentence.at, start) if sentence.depth(f.at) <= depth and is_part(f)]
    for figure in reversed(before):
        gap = sentence.plain[figure.to : start].rstrip("；\n，。")
        if ("；" in gap and cue != "（") or (cue in ("（", "：") and len(gap) > 60):
            break
        if is_beside(figure):
            continue
        if thing == figure.thing or (figure.thing and _may_stand_for(thing, figure.thing)):
            if is_mean(figure):
                break
            heads.append(figure)
        elif not heads and not figure.thing and thing and cue.startswith("其中"):
            heads.append(figure)
    return heads[:MOST_HEADS]


def _listed_whole(heads: Sequence[Figure]) -> Figure:
    """全校74人，一年级11人，…六年级14人。其中男生39人: the whole that the figures after it make up, else the nearest one."""
    sums = list(accumulate(figure.amount for figure in heads))
    return next((heads[n] for n in range(2, len(heads)) if sums[n - 1] == heads[n].amount), heads[0])


def is_beside(figure: Figure) -> bool:
    """与上年同期的1208笔相比, 大于预算数55.93万元, 完成年度计划1450笔的92.8%: measures of another figure, no wholes."""
    told = BESIDE_IT.search(figure.clause) is not None
    return told or (figure.after == "的" and OF_A_TASK.search(figure.clause) is not None)


def is_old(figure: Figure) -> bool:
    """由39.8万增加到…: what was, beside what is."""
    return INTO.match(figure.after) is not None and FROM.search(figure.clause) is not None


def _of_list(one: Parts, found: tuple[Figure, ...], sentence: Sentence, beside: bool) -> list[Relation]:
    """``found`` are the parts that make up the whole, if any do; ``beside`` is whether another thing's parts under the same words make up their whole."""
    if not one.items or head_is_inside(one):
        return []
    own = one._replace(items=_own(one, sentence))
    if found:
        nested = _nested(one, sentence)
        return [added_up(found, one.head, HOLDS), *nested, *_subsets(own, found)]
    wide = own._replace(items=_own(one._replace(items=_alike(one)), sentence))
    nested = _nested(wide, sentence)
    inner = {f.at for relation in nested for f in relation.figures[1:]}
    outer = tuple(f for f in wide.items if f.at not in inner)
    told = differing(wide._replace(items=closed(outer, sentence)), beside)
    if _is_cut_short(wide, sentence) and not of_one_family(wide.items):
        told = added_up(wide.items, one.head, ASK, opened=True)
    if told is not None and nested:
        told = None if len(outer) < 2 else added_up(wide.items, one.head, ASK, opened=True)
    return [*nested, told] if told is not None else [*nested, *_subsets(own, ()), *_together(own)]


def _is_cut_short(one: Parts, sentence: Sentence) -> bool:
    """Whether the list makes up its whole only without its last items, which are told like the others."""
    sums = list(accumulate(figure.amount for figure in one.items))[:-1]
    count = next((n for n, added in enumerate(sums, 1) if n > 1 and added == one.head.amount), 0)
    return count > 0 and not one.loose and not one.partial and has_one_more(one.items[:count], one.head, sentence)


def _nested(one: Parts, sentence: Sentence) -> list[Relation]:
    """专任教师4680人；男教师1950人、女教师2730人: parts that make up a part, or the whole a second time.

    A list that 、 joins does not make up its whole a second time with some of its items, nor one item with the others:
    营养餐方面26个、控辍方面14个、周转房方面12个.
    """
    items = one.items[:MOST_NESTED]
    gaps = [sentence.plain[before.to : after.at] for before, after in pairwise(items)]
    joined = ["、" in gap and not re.search("[，；。]", gap) for gap in gaps]
    relations = []
    for first in range(1, len(items) - 1):
        for last in range(first + 2, len(items) + 1):
            run = items[first:last]
            added = sum((figure.amount for figure in run), Fraction(0))
            wholes = (items[first - 1],) if joined[first - 1] else (items[first - 1], one.head)
            whole = next((f for f in wholes if f.amount == added and added >= SOME), None)
            whole = None if all(joined[first - 1 : last - 1]) and not complementary(run, items[first - 1]) else whole
            if whole is not None and (whole is one.head or not are_siblings(items[first - 1 : last], sentence)):
                relations.append(added_up(run, whole, HOLDS))
    return relations


def _alike(one: Parts) -> tuple[Figure, ...]:
    """The parts with those counted in a like unit among them: 小学35所、教学点7个."""
    loose = {figure.thing for figure in one.mixed} <= PLACES | {"人", "人次"}
    return one.mixed if loose and len(one.mixed) > len(one.items) else one.items


def head_is_inside(one: Parts) -> bool:
    """Whether the list names its own whole."""
    return one.head.at >= one.at


def _matching(one: Parts, sentence: Sentence) -> tuple[Figure, ...]:
    """The leading figures of the list that make up the whole, if any do."""
    for items in filter(None, (one.items, one.mixed, one.kinds)):
        for some in (items, _outer(items, one, sentence), _first_part(items, sentence)):
            if makes_up(some, one.head) and not has_one_more(some, one.head, sentence):
                return some
        sums = list(accumulate(figure.amount for figure in items))
        count = max((n for n, added in enumerate(sums, 1) if n > 1 and added == one.head.amount), default=0)
        binding = (one.exhausts or of_one_family(items)) and is_repeated(items)
        goes_on_alike = binding and goes_on(items, count, sentence)
        if count and not goes_on_alike and not has_one_more(items[:count], one.head, sentence):
            return items[:count]
    return ()


def _outer(items: Sequence[Figure], one: Parts, sentence: Sentence) -> tuple[Figure, ...]:
    """Without the parts of parts: in each clause up to ；, only what stands before a 其中 of its own."""
    kept = []
    for figure in items:
        floor = max(sentence.plain.rfind("；", one.at, figure.at), one.at + len(one.cue))
        if "其中" not in sentence.plain[floor : figure.at]:
            kept.append(figure)
    return tuple(kept)


def _first_part(items: Sequence[Figure], sentence: Sentence) -> tuple[Figure, ...]:
    """Up to the first ；."""
    if not items:
        return ()
    stop = sentence.plain.find("；", items[0].at, sentence.to)
    return tuple(f for f in items if stop < 0 or f.at < stop)


def _own(one: Parts, sentence: Sentence) -> tuple[Figure, ...]:
    """The parts as the words bind them: a ； before a clause with a 其中 or a total of its own ends the list."""
    joined = _joined(one.items, sentence, "；")
    if len(joined) > 1 and len(joined) < len(one.items) and one.exhausts:
        return joined
    if (one.exhausts and one.cue != "（") or sentence.plain[one.at : one.at + 3] == "其中：":
        return _outer(one.items, one, sentence)
    end = len(sentence.plain)
    own_clause = "；" in sentence.plain[sentence.at : one.head.at]
    for match in re.finditer("；", sentence.plain[one.at : sentence.to]):
        following = BRACKET.sub("", sentence.plain[one.at + match.end() : sentence.to]).split("；")[0]
        if own_clause or re.search("其中|共|合计|总", following) or ANOTHER.match(following):
            end = one.at + match.start()
            break
    return tuple(f for f in one.items if f.at < end)


def _subsets(one: Parts, summed: Sequence[Figure]) -> list[Relation]:
    """Each part is at most the whole; only 其中 and 含 say no more than that."""
    if not one.cue.startswith(("其中", "含", "（", "中")) or (
        one.cue == "（" and not one.words.startswith(("其中", "含"))
    ):
        return []
    clauses = one.words if not one.words.startswith("：") and not one.exhausts else ""
    floor = clauses.find("；")
    relations = []
    for figure in one.items:
        rough = figure.hedge and not (figure.hedge in ("约", "近", "余") and figure.amount <= one.head.amount)
        if figure in summed or rough or one.head.hedge == "以上":
            continue
        if (
            IS_BASE.search(figure.clause)
            or names_another_thing(figure, one.head)
            or 0 <= floor < figure.at - one.at - len(one.cue)
        ):
            continue
        relation = _within(figure, one)
        if relation is not None:
            relations.append(relation)
    return relations


def _together(one: Parts) -> list[Relation]:
    """其中农林水支出13亿元，教育支出16.5亿元: the parts named are together at most the whole."""
    added = sum((figure.amount for figure in one.items), Fraction(0))
    plain = all(f.is_plain and f.thing == one.head.thing and f.amount < one.head.amount for f in one.items)
    if len(one.items) < 2 or not plain or not one.cue.startswith("其中") or added > value_of(one.head).high:
        return []
    expression = " + ".join(common_digits(one.items, one.head)) + f" <= {common_digits([one.head], one.head)[0]}"
    return [written("subset", one.items, one.head, expression, added, HOLDS)]


def _within(figure: Figure, one: Parts) -> Relation | None:
    """The part against the nearest whole; where that is too small, a larger one before it may be meant."""
    if figure.thing == "个" and PERSON.search(figure.before):
        fits = one.people is not None and figure.amount <= value_of(one.people).high
        return _subset(figure, one.people, HOLDS) if one.people is not None and fits else None
    if is_old(figure) and (then := [o for o in one.others if is_old(o)]):
        # 面积由39.8万增加到65.2万；其中园舍由25.3万增加到42.9万: what was is a part of what was.
        one = one._replace(head=then[0], others=())
    larger = [o for o in one.others if o.thing == figure.thing and figure.amount <= value_of(o).high]
    if figure.thing != one.head.thing:
        return _subset(figure, larger[0], HOLDS) if larger else None
    if figure.amount <= value_of(one.head).high:
        return _subset(figure, one.head, HOLDS)
    if larger and one.apart:
        return _subset(figure, larger[-1], HOLDS)
    if not _follows_closely(one, figure):
        return None
    relation = _subset(figure, one.head, FAILS)
    unsure = larger and relation.diagnosis in (None, "one_digit")
    return _subset(figure, one.head, ASK) if unsure else relation


def _subset(figure: Figure, whole: Figure, verdict: str) -> Relation:
    sign = f"{common_digits([figure], whole)[0]} <= {common_digits([whole], whole)[0]}"
    return written("subset", [figure], whole, sign, figure.amount, verdict)


def _follows_closely(one: Parts, figure: Figure) -> bool:
    """Whether the part follows its whole closely enough that no other whole can be meant."""
    close = one.at - one.head.to <= NEAR_HEAD and figure.at - one.at <= NEAR_HEAD
    return close and one.cue.startswith(("其中", "中", "（"))
