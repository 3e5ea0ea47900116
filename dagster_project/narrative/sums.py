"""Parts and wholes in a sentence: 其中, 分别为, 包括, lists after a colon or in brackets, 共, 合计.

Belongs here: which figures are said to be parts of which, whether they exhaust it, and the sum.
Does not belong here: tables (``tables``), counted names (``lists``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from dagster_project.narrative.arithmetic import compare, total, value_of
from dagster_project.narrative.claims import common_digits, is_change, written
from dagster_project.narrative.exhausting import AND_SO_ON, complementary, has_rest, is_repeated, of_one_family
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.sentences import Sentence
from dagster_project.narrative.units import DURATIONS, is_rate

CUE = re.compile(
    r"其中[：，]?|分别(?:是|为|有|系)[：，]?|分为|包括[：，]?|包含[：，]?|即[：，]?|由(?=[^，。]{2,30}(?:组成|构成))|(?<![其当])中，(?:有)?|：|（|含"
)
EXHAUSTING = ("分别", "分为", "包括", "包含", "即", "由", "：")
STOP = re.compile(r"此外|另外|另有|另|同时，|除此之外|截至|截止|其中|，共|合计|共计|总计|累计|以上(?=数据|合计|共)")
WHOLE = re.compile(r"(?:共计|合计|总计|共有|总共|共|累计|总|计|全部|合共)[^，。；：（）]{0,14}$")
AFTERWARDS = re.compile(r"(?:共计|合计|总计|共|累计|总共|合共|一共)(?!同)(?P<verb>[^，。；：（）\d]{0,12})$")
DIRECT = re.compile(r"(?:共计|合计|总计|总共|合共|一共|共)(?:有|为|达|约)?$")
NEAR_BRACKET = 16
NEAR_HEAD = 45
BRACKET = re.compile(r"（[^（）]*）")
FAR_OFF = 3
ANOTHER = re.compile(r"\s*(?:为|对|向|给|免除|发放|落实|资助|开展|新建|完成|投入|争取|实施|组织|改造|购置|培训)")
LARGE_SLIPS = ("missing_zero", "yuan_or_ten_thousand")
MANY = 4
MOST_NESTED = 12
SOME = 10
MOST_PARTS = 40
PLACES = frozenset({"所", "个", "处", "家", "座"})


class _List(NamedTuple):
    """Figures said to be parts. ``exhausts`` is whether the words say that they are all of the whole."""

    cue: str
    at: int
    head: Figure
    items: tuple[Figure, ...]
    mixed: tuple[Figure, ...]
    words: str
    exhausts: bool


def find_sums(sentence: Sentence) -> list[Relation]:
    """Sums and subsets that one sentence claims."""
    lists = list(_lists(sentence))
    relations: list[Relation] = []
    found = [_matching(one, sentence) for one in lists]
    proved = {(one.at, len(one.items)) for one, parts in zip(lists, found, strict=True) if parts == one.items}
    for one, parts in zip(lists, found, strict=True):
        relations += _of_list(one, parts, sentence, (one.at, len(one.items)) in proved)
    relations += _totals_afterwards(sentence)
    return relations + _following(sentence)


def _lists(sentence: Sentence) -> Iterator[_List]:
    for match in CUE.finditer(sentence.plain, sentence.at, sentence.to):
        cue = match[0].rstrip("：，") or match[0]
        depth = sentence.depth(match.end() - 1) + (1 if match[0] == "（" else 0)
        end = _end(sentence, match, depth)
        inside = [f for f in sentence.between(match.end(), end) if sentence.depth(f.at) == depth and _is_part(f)]
        inside = inside[:MOST_PARTS]
        yield from _by_thing(sentence, match.start(), match.end(), cue, inside, depth, end)


def _end(sentence: Sentence, match: re.Match[str], depth: int) -> int:
    end = sentence.closing(match.end()) if depth else sentence.to
    start = match.end() + (2 if match[0] in ("：", "（") and sentence.plain.startswith("其中", match.end()) else 0)
    for stop in STOP.finditer(sentence.plain, start, end):
        if sentence.depth(stop.start()) == depth:
            return stop.start()
    return end


def _is_part(figure: Figure) -> bool:
    return not (
        is_rate(figure.thing)
        or figure.per
        or is_change(figure)
        or figure.thing in DURATIONS
        or figure.hedge in ("以下", "范围")
    )


def _by_thing(
    sentence: Sentence, start: int, end_of_cue: int, cue: str, inside: list[Figure], depth: int, end: int
) -> Iterator[_List]:
    words = sentence.plain[end_of_cue:end]
    exhausts = cue.startswith(EXHAUSTING) or (cue == "（" and not words.startswith(("其中", "含")))
    for thing in dict.fromkeys(figure.thing for figure in inside):
        head = _head(sentence, start, thing, depth, cue)
        if head is not None:
            items = tuple(figure for figure in inside if figure.thing == thing)
            mixed = tuple(figure for figure in inside if _may_stand_for(figure.thing, head.thing))
            yield _List(cue, start, head, items, mixed, words, exhausts and AND_SO_ON.search(words) is None)


def _may_stand_for(part: str, whole: str) -> bool:
    """Schools are counted in 所 and 个, person-times loosely in 人; a bare number has its neighbours' unit."""
    return (
        part in ("", whole) or (part in PLACES and whole in PLACES) or (part == "人" and whole == "人次") or whole == ""
    )


def _head(sentence: Sentence, start: int, thing: str, depth: int, cue: str) -> Figure | None:
    """The nearest figure before the cue that can be the whole."""
    before = [f for f in sentence.between(sentence.at, start) if sentence.depth(f.at) <= depth and _is_part(f)]
    for figure in reversed(before):
        gap = sentence.plain[figure.to : start].rstrip("；\n，。")
        if "；" in gap and cue != "（":
            return None
        if thing == figure.thing or (figure.thing and _may_stand_for(thing, figure.thing)):
            return None if cue in ("（", "：") and len(gap) > 60 else figure
        if not figure.thing and thing and cue.startswith("其中"):
            return figure
    return None


def _holds(items: Sequence[Figure], head: Figure) -> bool:
    return len(items) > 1 and compare(total(map(value_of, items)), head) in (HOLDS, ROUNDING)


def _of_list(one: _List, found: tuple[Figure, ...], sentence: Sentence, beside: bool) -> list[Relation]:
    """``found`` are the parts that make up the whole, if any do; ``beside`` is whether another thing's parts under the same words make up their whole."""
    if not one.items or head_is_inside(one):
        return []
    own = one._replace(items=_own(one, sentence))
    if found:
        nested = _nested(one)
        return [_sum(found, one.head, HOLDS), *nested, *_subsets(own, found)]
    wide = own._replace(items=_own(one._replace(items=_alike(one)), sentence))
    nested = _nested(wide)
    if nested:
        return [*nested, *_subsets(own, ())]
    if len(wide.items) > 1 and wide.head.thing:
        verdict = _verdict(wide) if _claims_all(wide, beside) else _open_verdict(wide)
        if verdict:
            return [_sum(wide.items, wide.head, verdict)]
    return _subsets(own, ())


def _nested(one: _List) -> list[Relation]:
    """专任教师4680人；男教师1950人、女教师2730人: parts that make up a part, or the whole a second time."""
    items = one.items[:MOST_NESTED]
    relations = []
    for first in range(1, len(items) - 1):
        for last in range(first + 2, len(items) + 1):
            run = items[first:last]
            added = sum((figure.amount for figure in run), Fraction(0))
            whole = next((f for f in (items[first - 1], one.head) if f.amount == added and added >= SOME), None)
            if whole is not None:
                relations.append(_sum(run, whole, HOLDS))
    return relations


def _alike(one: _List) -> tuple[Figure, ...]:
    """The parts with those counted in a like unit among them: 小学35所、教学点7个."""
    loose = {figure.thing for figure in one.mixed} <= PLACES | {"人", "人次"}
    return one.mixed if loose and len(one.mixed) > len(one.items) else one.items


def head_is_inside(one: _List) -> bool:
    """Whether the list names its own whole."""
    return one.head.at >= one.at


def _matching(one: _List, sentence: Sentence) -> tuple[Figure, ...]:
    """The leading figures of the list that make up the whole, if any do."""
    for items in (one.items, one.mixed):
        for some in (items, _outer(items, one, sentence), _first_part(items, sentence)):
            if _holds(some, one.head):
                return some
        sums = list(accumulate(figure.amount for figure in items))
        count = max((n for n, added in enumerate(sums, 1) if n > 1 and added == one.head.amount), default=0)
        if count:
            return items[:count]
    return ()


def _outer(items: Sequence[Figure], one: _List, sentence: Sentence) -> tuple[Figure, ...]:
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


def _own(one: _List, sentence: Sentence) -> tuple[Figure, ...]:
    """The parts as the words bind them: a ； before a clause with a 其中 or a total of its own ends the list."""
    if (one.exhausts and one.cue != "（") or sentence.plain[one.at : one.at + 3] == "其中：":
        return _outer(one.items, one, sentence)
    end = len(sentence.plain)
    for match in re.finditer("；", sentence.plain[one.at : sentence.to]):
        following = BRACKET.sub("", sentence.plain[one.at + match.end() : sentence.to]).split("；")[0]
        if re.search("其中|共|合计|总", following) or ANOTHER.match(following):
            end = one.at + match.start()
            break
    return tuple(f for f in one.items if f.at < end)


def _sum(items: Sequence[Figure], head: Figure, verdict: str) -> Relation:
    computed = total(map(value_of, items))
    if verdict == HOLDS:
        verdict = compare(computed, head)
    expression = " + ".join(common_digits(items, head)) + f" = {common_digits([head], head)[0]}"
    return written("sum", items, head, expression, computed.nominal, verdict, parts=[f.amount for f in items])


def _subsets(one: _List, summed: Sequence[Figure]) -> list[Relation]:
    """Each part is at most the whole; only 其中 and 含 say no more than that."""
    if not one.cue.startswith(("其中", "含", "（", "中，")) or (
        one.cue == "（" and not one.words.startswith(("其中", "含"))
    ):
        return []
    relations = []
    for figure in one.items:
        if figure in summed or figure.thing != one.head.thing or figure.hedge or one.head.hedge == "以上":
            continue
        fits = figure.amount <= value_of(one.head).high
        sign = f"{common_digits([figure], one.head)[0]} <= {common_digits([one.head], one.head)[0]}"
        if fits or _follows_closely(one, figure):
            relations.append(written("subset", [figure], one.head, sign, figure.amount, HOLDS if fits else FAILS))
    return relations


def _follows_closely(one: _List, figure: Figure) -> bool:
    """Whether the part follows its whole closely enough that no other whole can be meant."""
    close = one.at - one.head.to <= NEAR_HEAD and figure.at - one.at <= NEAR_HEAD
    return close and one.cue.startswith(("其中", "中，", "（"))


def _claims_all(one: _List, beside: bool) -> bool:
    """Whether the words, the names of the parts or the sums beside this one say that nothing is left out."""
    if one.exhausts:
        return WHOLE.search(one.head.clause) is not None or one.cue != "：" or one.head.at > one.at - NEAR_BRACKET
    return beside or has_rest(one.items) or complementary(one.items, one.head)


def _verdict(one: _List) -> str | None:
    """fails where the words leave no other reading, ask where they might, None where the head is another thing's."""
    verdict = compare(total(map(value_of, one.items)), one.head)
    if verdict != FAILS:
        return verdict
    slip = _sum(one.items, one.head, FAILS).diagnosis
    if not _is_near(one, FAR_OFF):
        return FAILS if slip in LARGE_SLIPS else None
    if any(f.hedge in ("余", "约", "近", "以上") for f in (*one.items, one.head)):
        return ASK
    return FAILS if is_repeated(one.items) or slip else ASK


def _open_verdict(one: _List) -> str | None:
    """For parts that need not be all: only a slip that explains the difference, or too much of one kind."""
    if len(one.items) < 2 or not is_repeated(one.items) or any(f.hedge for f in (*one.items, one.head)):
        return None
    slip = _sum(one.items, one.head, FAILS).diagnosis
    if any(item.amount > one.head.amount for item in one.items):
        return FAILS if slip in (*LARGE_SLIPS, "transposed_digits") and len(one.items) > 1 else None
    family = of_one_family(one.items)
    too_much = sum(f.amount for f in one.items) > one.head.amount
    if not _is_near(one, FAR_OFF if family and too_much else Fraction(5, 4)):
        large = slip in LARGE_SLIPS or (slip == "transposed_digits" and len(one.items) > 2)
        return FAILS if large and family else None
    if (family and (too_much or slip)) or (len(one.items) > 2 and slip in ("transposed_digits", *LARGE_SLIPS)):
        return FAILS
    return ASK if len(one.items) > 2 and slip else None


def _is_near(one: _List, factor: int | Fraction) -> bool:
    computed = sum((f.amount for f in one.items), Fraction(0))
    return one.head.amount > 0 and 1 / Fraction(factor) <= computed / one.head.amount <= factor


def _totals_afterwards(sentence: Sentence) -> list[Relation]:
    relations = []
    for position, whole in enumerate(sentence.figures):
        said = AFTERWARDS.search(whole.clause)
        if not _is_part(whole) or not whole.thing:
            continue
        parts = _parts_before(sentence, position, whole)
        if said is None:
            relations += _plain_total(parts, whole)
            continue
        relation = _total(sentence, parts, whole, DIRECT.search(whole.clause) is not None or _all_alike(parts, whole))
        if relation is not None:
            relations.append(relation)
    return relations


def _plain_total(parts: list[Figure], whole: Figure) -> list[Relation]:
    """招聘特岗教师60名、公费师范生25名，补充教师85名: told only where all that stands before makes the sum."""
    exact = whole.amount >= SOME and len(parts) > 1 and sum(part.amount for part in parts) == whole.amount
    return [_sum(parts, whole, HOLDS)] if exact and is_repeated(parts) else []


def _parts_before(sentence: Sentence, position: int, whole: Figure) -> list[Figure]:
    """Figures of the same thing before a total, back to the total before it."""
    depth = sentence.depth(whole.at)
    parts: list[Figure] = []
    for figure in reversed(sentence.figures[:position]):
        if sentence.depth(figure.at) != depth or not _is_part(figure) or figure.thing not in (whole.thing, ""):
            continue
        if AFTERWARDS.search(figure.clause) or ("；" in sentence.plain[figure.to : whole.at] and len(parts) == 0):
            break
        parts.insert(0, figure)
    return parts


def _all_alike(parts: list[Figure], whole: Figure) -> bool:
    """2018年招生1520人，2019年招生1680人，两年共招生…: all are told with the total's own last words."""
    return len(whole.before) > 2 and len(parts) > 1 and _same_words(parts, whole) == len(parts)


def _total(sentence: Sentence, parts: list[Figure], whole: Figure, direct: bool) -> Relation | None:
    for count in range(min(len(parts), MOST_PARTS), 1, -1):
        if _holds(parts[-count:], whole):
            return _sum(parts[-count:], whole, HOLDS)
    if not direct or len(parts) < 2 or any("其中" in part.clause for part in parts):
        return None
    between = sentence.plain[parts[-1].to : whole.at]
    if len(between) > 40 or not is_repeated(parts):
        return None
    computed = sum(part.amount for part in parts)
    if not 1 / FAR_OFF <= computed / whole.amount <= FAR_OFF if whole.amount else True:
        return None
    return _sum(parts, whole, ASK if any(f.hedge for f in (*parts, whole)) else FAILS)


def _following(sentence: Sentence) -> list[Relation]:
    """受益3886人，产业受益412人，就业受益41人…: a total and, clause by clause, figures told with its own last words."""
    relations = []
    for position, whole in enumerate(sentence.figures):
        if not (WHOLE.search(whole.clause) and _is_part(whole) and whole.thing) or "其中" in whole.clause:
            continue
        items = _alike_after(sentence, position, whole)
        items = items[:MOST_PARTS]
        count = next((n for n in range(len(items), 1, -1) if _holds(items[:n], whole)), 0)
        if count > 1 and (count == len(items) or count > 2):
            relations.append(_sum(items[:count], whole, HOLDS))
        elif len(items) >= MANY and is_repeated(items) and 2 * _same_words(items, whole) > len(items):
            verdict = _verdict(_List("", whole.to, whole, tuple(items), (), "", True))
            relations += [_sum(items, whole, verdict)] if verdict else []
    return relations


def _alike_after(sentence: Sentence, position: int, whole: Figure) -> list[Figure]:
    """The figures of the same thing in the clauses that follow, up to the next total."""
    items: list[Figure] = []
    for figure in sentence.figures[position + 1 :]:
        between = sentence.plain[(items[-1] if items else whole).to : figure.at]
        if figure.thing != whole.thing or CUE.search(between) or WHOLE.search(figure.clause) or "。" in between:
            break
        if not _is_part(figure) or len(between) > 30:
            break
        items.append(figure)
    return items


def _same_words(items: Sequence[Figure], whole: Figure) -> int:
    word = whole.before[-2:]
    return sum(1 for item in items if len(word) == 2 and item.before.endswith(word))
