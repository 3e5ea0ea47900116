"""Rates whose part and whole the words name, but not in one clause: 需劝返176人。已劝返158人，劝返率达95%以上.

Belongs here: rates and shares of a whole that stands further back, beside another unit, before 的, or behind the rate.
Does not belong here: shares told by 占 and rates of one clause (``shares``), several shares after 分别 (``respective``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.ratios import BOUNDS, CERTAIN, Pair, first_that_gives, ratio_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, written
from dagster_project.narrative.reckoning.naming import is_wide, named, of_all, stems, words_of
from dagster_project.narrative.text.sentences import Sentence

RATE = re.compile(
    r"(?P<name>[一-鿿]{1,10}?)(?:率|面|度|比[例重]|进度)(?:均|已|也|只|仅)?(?:[达升降提高]*到?了?|为|是|约|在|有|占|：)*$"
)
OF_WHOLE = re.compile(
    r"(?P<subject>[^，。；：、]*?)占(?:比|了|到)?(?P<whole>[^，。；：]{0,24}?)(?:的(?:比[例重])?)?(?:为|达|约|到|超过?|近|是|：)*$"
)
IS_OF = re.compile(r"(?P<subject>[^，。；：、]*?)(?:为|是|相当于|达到?|等于)(?P<whole>[^，。；：\d]{2,16}?)的$")
COMPLETED = re.compile(r"完成[^，。；：\d]{0,4}?(?P<whole>[^，。；：\d]{0,16}?)的?$")
SHARE_BEHIND = re.compile(r"[^，。；：\d]{0,4}，占(?:比|了)?(?:为|达)?[\d.]+%[；。，]")
OF_FIGURE = re.compile(r"^[^，。；：\d（）]{0,8}?）?(?:总[数量额])?的$")
MEASURED = re.compile(r"占|为|是|达|完成|相当于|约")
SPENT = re.compile(
    r"回收|录取|报到|参保|参检|执行|支出|支付|拨付|完成|到位|使用|兑现|序时|投资|整改|办结|销号|化解|发放"
)
PLANNED = re.compile(
    r"(?:应|需|须|拟|预计|计划|预算|任务|目标|下达|到位|安排|核定|共有|现有|总[数量额]?|适龄|共|受理|接到|收到|发现|排查出?)[^，。；]{0,14}$"
)
DUE = re.compile(r"应|需|须|拟|计划|预算|任务|目标|安排|核定|适龄|受理|接到|收到|发现|符合|申请|报名")
EXAMINED = re.compile(r"核查|检查|抽查|查|核对|排查|比对|受检|检测|抽检|巡查")
GONE = re.compile(r"(?:转出|流出|调出|死亡|外迁|迁出|转走|减少|流失)[^，。；：、]{0,6}$")
COME = re.compile(r"(?:转入|流入|调入|迁入|增加|新增|转来)[^，。；：、]{0,6}$")
OF_STAFF = re.compile(r"教师|学生|教职工|总|共|全[县市区乡镇校]")
LISTED = re.compile(r"[^，。；：、\d]{0,8}[、和及]")
ORDERED = re.compile(r"(?:应|需|须|计划|预算|任务|目标|下达|到位|安排|核定|共有|现有|总[数量额])[^，。；]{0,14}$")
NOT_YET = re.compile(r"其余|剩余|余下|尚|未|还有|仍有")
"""已整改171处，其余15处限期整改，整改率…: the rate is of what is done."""
DONE = re.compile(r"(?:已|实际|实|完成|支出|拨付|发放|使用|持|取得|获得)[^，。；]{0,14}$")
WITHIN = re.compile(r"(?P<scope>[一-鿿]{2,10})中(?![级师小学高职专等心央年期])，?[^，。；\d]{0,20}$")
OTHERS = frozenset({"学生", "教师", "人员", "工作", "全县", "学校", "达到", "资金", "合格"})
POPULATION = re.compile(r"发生|城镇化|普及|毛入|净入")
OF_A_PLAN = re.compile(
    r"(?:完成|达到?|占|实现)[^，。；]{0,10}(?:计划|预算|目标|任务|预计)[^，。；]{0,16}\d[^，。；]{0,6}的$"
)
"""完成年度目标900个的120% is said of what is done."""
NEXT_TO, NAMED = 12, 3
FEW, MANY = 8, 40
RIGHT_BEHIND, SAME_CHAIN = 14, 60
MOST_ADDED, HALF = 4, Fraction(1, 2)


def find_rates(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], told: Iterable[Relation]
) -> Iterator[Relation]:
    """Rates that are not yet ``told``; those of a row are measured by what the told ones of it are measured by."""
    if not any(figure.thing in ("%", "‰") for figure in sentence.figures):
        return
    shared = list(told)
    known = {figure.at for claim in shared if claim.kind != "partition" for figure in claim.figures}
    in_a_hundred = {figure.at for claim in shared if claim.kind == "partition" for figure in claim.figures}
    for position, rate in enumerate(sentence.figures):
        if rate.thing not in ("%", "‰") or rate.at in known or is_change(rate) or not rate.value:
            continue
        if (
            (GOAL.search(rate.clause) and not OF_A_PLAN.search(rate.clause))
            or rate.hedge == "范围"
            or "分别" in rate.clause[-10:]
        ):
            continue
        told_alone = None if rate.at in in_a_hundred else _told(sentence, earlier, said, position)
        relation = told_alone or _in_a_row(sentence, position, shared)
        if relation is not None:
            yield relation


def _told(sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], position: int) -> Relation | None:
    rate = sentence.figures[position]
    clause = rate.clause if len(rate.clause) > 1 else rate.wider
    before = sentence.figures[position - 1] if position else None
    if before is not None and OF_FIGURE.match(sentence.words(before, rate)) and MEASURED.search(before.clause):
        return _of_figure(sentence, earlier, position)
    if (share := OF_WHOLE.search(clause) or IS_OF.search(clause)) is not None:
        return _of_named_whole(sentence, earlier, said, position, share["subject"], share["whole"])
    if (done := COMPLETED.search(clause)) is not None:
        return _completed(sentence, earlier, said, position, done["whole"])
    if (match := RATE.search(clause)) is None:
        return _behind(sentence, position, "")
    return (
        _named(sentence, earlier, position, match["name"])
        or _behind(sentence, position, match["name"])
        or _of_rate(sentence, earlier, said, position, match["name"])
    )


def _of_figure(sentence: Sentence, earlier: Sequence[Figure], position: int) -> Relation | None:
    """52630万元，为年初预算51000万元的103.2%: the whole is printed right before the share."""
    whole, rate = sentence.figures[position - 1], sentence.figures[position]
    if not is_counted(whole):
        return None
    own = [f for f in sentence.figures[: position - 1] if f.thing == whole.thing and is_counted(f)]
    back = [f for f in earlier if f.thing == whole.thing and is_counted(f)]
    found = first_that_gives(rate, [Pair(part, whole) for part in (*reversed(own[-FEW:]), *reversed(back[-MANY:]))])
    if found is not None or not own:
        return found
    near = whole.at - own[-1].to <= SAME_CHAIN and "；" not in sentence.words(own[-1], whole)
    sole = len({f.amount for f in own}) == 1
    return ratio_of(own[-1], whole, rate, CERTAIN if sole else ASK) if near else None


def _of_named_whole(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], position: int, subject: str, whole: str
) -> Relation | None:
    """占总投资的72.0%, 困难学生占全校学生的34.2%: the whole, and the part where none stands before, go by their names."""
    rate = sentence.figures[position]
    own = [f for f in sentence.figures[:position] if is_counted(f)]
    pool = [f for f in said if is_counted(f)][-MANY * 2 :] + own
    near = [f for f in own[-3:] if rate.at - f.to <= SAME_CHAIN]
    beside = bool(near) and rate.at - near[-1].to <= RIGHT_BEHIND + len(whole)
    parts = list(reversed(near)) if beside or not stems(subject) else []
    pointed = sorted(named(subject, pool)[:FEW], key=lambda f: -f.amount) if stems(subject) else []
    parts += [f for f in pointed if f not in parts]
    wholes = named(whole, pool)[:FEW] or (of_all(pool)[:FEW] if is_wide(whole) or not stems(whole) else [])
    wholes += [f for f in reversed(own[-3:]) if f not in wholes and (whole or not _has_a_share(sentence, f, rate))]
    pairs = [Pair(p, w) for p in parts for w in wholes if _is_within(p, w)]
    found = first_that_gives(rate, pairs)
    if found is None and beside and rate.places and is_wide(whole):
        found = first_that_gives(rate, [Pair(near[-1], w) for w in reversed(pool) if _is_within(near[-1], w)])
    if found is not None or not rate.is_plain:
        return found
    summed = _of_a_sum(rate, own, [f for f in earlier if is_counted(f)][-FEW:]) if near else None
    if summed is not None or not pairs:
        return summed
    part = pairs[0].part
    pairs = [pair for pair in pairs if pair.whole in wholes[: len(wholes) - len(own[-3:])]] or pairs
    others = {pair.whole.amount for pair in pairs if pair.part is part}
    sure = bool(named(whole, pool)) or (is_wide(whole) and not beside)
    if not whole and beside and part is near[-1]:
        return _of_the_clause(sentence, rate, part, own)
    if is_wide(whole) and beside and part is near[-1]:
        larger = [f for f in pool if _is_within(part, f) and f.amount > part.amount and f.is_plain]
        larger = of_all([f for f in larger if stems(whole) <= stems(words_of(f))])
        return ratio_of(part, max(larger, key=lambda f: f.amount), rate, ASK) if larger else None
    if len(others) != 1 or not sure or not pairs[0].whole.is_plain or not part.is_plain:
        return None
    if beside and part.thing != near[-1].thing:
        return None  # 1354人次，占总人次的32%，资金103.7万元，占总资金的38% is no share of the person-times
    return ratio_of(part, pairs[0].whole, rate, ASK)


def _has_a_share(sentence: Sentence, item: Figure, rate: Figure) -> bool:
    """已整改32所，占80%；未整改8所，占25%: an item before the semicolon that is told as a share itself is no whole here."""
    words = sentence.words(item, rate)
    return "其中" not in words and SHARE_BEHIND.match(words) is not None


def _of_the_clause(sentence: Sentence, rate: Figure, part: Figure, own: Sequence[Figure]) -> Relation | None:
    """抽查食堂62个，A级31个，占90%: the one larger figure since the last semicolon; a question, for nothing else binds it."""
    at = max(sentence.plain.rfind("；", sentence.at, part.at), sentence.at)
    wholes = [f for f in own if f.at >= at and f.thing == part.thing and f.amount > part.amount and f.at < part.at]
    if len(wholes) != 1 or not wholes[0].is_plain or LISTED.match(sentence.words(wholes[0], part)):
        return None
    return ratio_of(part, wholes[0], rate, ASK)


def _completed(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], position: int, whole: str
) -> Relation | None:
    """年初预计办理3500笔，实际完成预计数的97.6%: what was planned goes by its name, what was done stands before."""
    rate = sentence.figures[position]
    own = [f for f in sentence.figures[:position] if is_counted(f)]
    pool = [f for f in said[-MANY:] if is_counted(f)] + own
    wholes = [f for f in (*named(whole, pool), *reversed(own)) if PLANNED.search(f.clause)]
    parts = [*reversed(own), *reversed([f for f in earlier if is_counted(f)]), *reversed(pool)]
    return first_that_gives(rate, [Pair(p, w) for w in wholes for p in parts if p is not w and p.thing == w.thing])


def _is_within(part: Figure, whole: Figure) -> bool:
    return part is not whole and part.thing == whole.thing and part.amount <= whole.amount


def _of_rate(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], position: int, name: str
) -> Relation | None:
    """委托核对23617人次，发出预警1942条，预警率8.2%: the part before the rate, and a whole before that."""
    rate = sentence.figures[position]
    own = [f for f in sentence.figures[:position] if is_counted(f)]
    parts = [f for f in own[-3:] if rate.at - f.to <= SAME_CHAIN and "；" not in sentence.words(f, rate)]
    parts = [f for f in parts if NOT_YET.match(f.clause) is None] or parts
    tied = sorted(parts, key=lambda f: (_ties(name, f), f.at), reverse=True)
    pairs = [Pair(p, w) for p in tied for w in reversed(own) if w.at < p.at and _may_be_whole(p, w, name)]
    back = [f for f in earlier if is_counted(f)][-FEW:]
    pairs += [Pair(p, w) for p in tied for w in reversed(back) if w.thing == p.thing and _may_be_whole(p, w, name)]
    found = first_that_gives(rate, pairs) or _of_those_who_stayed(rate, own)
    if found is not None:
        return found
    if tied and (_ties(name, tied[0]) or (rate.places and rate.at - tied[0].to <= NEXT_TO)):
        far = [f for f in said if is_counted(f) and f.thing == tied[0].thing and f.amount >= tied[0].amount][-MANY:]
        found = first_that_gives(rate, [Pair(tied[0], w) for w in (*of_all(far), *reversed(far))])
        found = found or first_that_gives(
            rate, [Pair(tied[0], w) for w in back if EXAMINED.search(w.clause) and w.thing != "元"]
        )
    found = found or _of_one_name(rate, name, [f for f in (*said[-MANY * 2 :], *own) if is_counted(f)])
    far = [f for f in said[-MANY:] if is_counted(f) and OF_STAFF.search(f.clause + f.after)]
    return found or _of_a_sum(rate, own, [*far, *back]) or _doubted(sentence, rate, tied, pairs, name)


def _of_those_who_stayed(rate: Figure, own: Sequence[Figure]) -> Relation | None:
    """入学5246人，转入97人、转出112人，毕业5168人，巩固率98.8%: those who came and went are reckoned with."""
    gone = [f for f in own if GONE.search(f.clause)]
    come = [f for f in own if COME.search(f.clause) and f not in gone]
    rest = [f for f in own if f not in gone and f not in come]
    if not (gone or come) or len(rest) < 2 or rest[-1].thing != rest[0].thing:
        return None
    net = sum(f.amount for f in come[-1:]) - sum(f.amount for f in gone[-1:])
    part, whole = sorted((rest[-1], rest[0]), key=lambda f: f.at == rest[0].at)
    for made, worked in ((part.amount / (whole.amount + net), "+"), ((part.amount - net) / whole.amount, "-")):
        if abs(made * 100 - rate.value) <= HALF / 10**rate.places:
            flows = "".join(f" + {number(f)}" for f in come[-1:]) + "".join(f" - {number(f)}" for f in gone[-1:])
            expression = f"{number(part)} / ({number(whole)}{flows}) * 100 = {number(rate)}"
            if worked == "-":
                expression = f"({number(part)} - ({flows.lstrip(' +')})) / {number(whole)} * 100 = {number(rate)}"
            return written("ratio", [part, whole, *come[-1:], *gone[-1:]], rate, expression, made * 100, ROUNDING)
    return None


def _of_one_name(rate: Figure, name: str, pool: Sequence[Figure]) -> Relation | None:
    """寄宿生资助面35.4%: of the 寄宿生 that are counted twice, 268 who get it and 756 who are there."""
    if not rate.places:
        return None
    alike = named(name[:-2], pool)[:FEW] if len(name) > NAMED else []
    return first_that_gives(
        rate, [Pair(p, w) for p in alike for w in alike if _is_within(p, w) and p.amount < w.amount]
    )


def _may_be_whole(part: Figure, whole: Figure, name: str) -> bool:
    """Of another unit only right before its part; smaller than the part only where more than all can be done."""
    if whole.thing == part.thing:
        return whole.amount >= part.amount or SPENT.search(name) is not None
    return "元" not in (part.thing, whole.thing) and whole.amount >= part.amount and part.at - whole.to <= SAME_CHAIN


def _of_a_sum(rate: Figure, own: Sequence[Figure], back: Sequence[Figure]) -> Relation | None:
    """研究生58人、本科2641人，本科及以上占74.7%: the last items together, of a whole that stands before them."""
    if not rate.is_plain or not rate.places:
        return None
    own = [f for f in own if f.thing == own[-1].thing] if own else []
    for many in range(2, min(len(own), MOST_ADDED) + 1):
        items = own[-many:]
        if any(f.thing != items[0].thing or f.scale != items[0].scale or not f.is_plain for f in items):
            return None
        made = sum(f.amount for f in items)
        for whole in (*reversed(own[:-many]), *reversed(back)):
            if whole.thing == items[0].thing and whole.amount >= made:
                share = made / whole.amount * 100
                if abs(share - rate.value) <= HALF / 10**rate.places and whole.is_plain:
                    added = " + ".join(digits(f.amount / whole.scale) for f in items)
                    expression = f"({added}) / {number(whole)} * 100 = {number(rate)}"
                    return written("ratio", [*items, whole], rate, expression, share, ROUNDING)
    return None


def _doubted(
    sentence: Sentence, rate: Figure, tied: Sequence[Figure], pairs: Sequence[Pair], name: str
) -> Relation | None:
    """No pair gives the rate, and the words tie it to a part with one whole before it in the sentence."""
    if not tied or not rate.is_plain or POPULATION.search(name):
        return None
    part = tied[0]
    strength = _ties(name, part)
    due = [p for p in pairs if p.part is part and p.whole.at >= sentence.at and DUE.search(p.whole.clause)]
    strength = strength or int(bool(due) and len({p.whole.amount for p in pairs if p.part is part}) == 1)
    own = [p for p in pairs if p.part is part and p.whole.at >= sentence.at and p.whole.thing == part.thing]
    between = sentence.between(part.to, rate.at)
    beside = rate.at - part.to <= RIGHT_BEHIND + len(name) and not between
    beside = beside or (strength > 1 and len(between) == 1 and between[0].thing == "%")
    if not own and strength > 1 and rate.at - part.to <= RIGHT_BEHIND + len(name) and rate.value != 100:
        return _of_a_whole_before(rate, part, pairs, name)
    if any(GONE.search(f.clause) for f in sentence.between(own[0].whole.at if own else rate.at, rate.at)):
        return None
    if not own or not strength or not beside or part.hedge or own[0].whole.hedge:
        return None
    if LISTED.match(sentence.words(own[0].whole, part)):
        return None
    if _ties(name, own[0].whole) > 1 and not DUE.search(own[0].whole.clause):
        return None
    if rate.value == 100 and not PLANNED.search(own[0].whole.clause):
        return None
    if len([f for f in sentence.between(own[0].whole.to, part.at) if f.thing == part.thing]) > 1:
        return None
    sure = len({p.whole.amount for p in own}) == 1 and strength > 1 and PLANNED.search(own[0].whole.clause)
    return ratio_of(part, own[0].whole, rate, FAILS if sure else ASK)


def _of_a_whole_before(rate: Figure, part: Figure, pairs: Sequence[Pair], name: str) -> Relation | None:
    """发现问题386条。…已处理352条，处理率19.2%: the one thing found, planned or due a sentence before; a question."""
    back = [p.whole for p in pairs if p.part is part and p.whole.amount > part.amount and p.whole.thing == part.thing]
    due = [f for f in back if (PLANNED.search(f.clause) or DUE.search(f.clause)) and f.is_plain]
    if not due or not part.is_plain or (_ties(name, due[0]) > 1 and not DUE.search(due[0].clause)):
        return None
    return ratio_of(part, due[0], rate, ASK)


def _ties(name: str, part: Figure) -> int:
    """2 where a word of the rate's name is said of the part, 1 where one character of it is."""
    words = words_of(part)
    if stems(name) & stems(words) - OTHERS:
        return 2
    return int(any(char in words for char in name[-2:]))


def _in_a_row(sentence: Sentence, position: int, told: Sequence[Relation]) -> Relation | None:
    """a，占30%；b，占40%；c，占…: what the others of the row are measured by measures this one too."""
    rate = sentence.figures[position]
    part = sentence.figures[position - 1] if position else None
    if part is None or not is_counted(part) or "占" not in sentence.words(part, rate)[:4] or not rate.is_plain:
        return None
    pairs = [[f for f in claim.figures if f.thing == part.thing] for claim in told if claim.kind == "ratio"]
    counted = Counter(max(pair, key=lambda f: f.amount) for pair in pairs if len(pair) > 1)
    wholes = [f for f, _ in counted.most_common(1) if f.amount > part.amount]
    if rate.at - part.to > NEXT_TO or not wholes:
        return None
    nested = "其中" in sentence.plain[max(sentence.at, part.at - NEXT_TO) : part.at]
    relation = ratio_of(part, wholes[0], rate, ASK if nested else CERTAIN)
    return relation if relation is None or nested else replace(relation, opened=True)


def _named(sentence: Sentence, earlier: Sequence[Figure], position: int, name: str) -> Relation | None:
    """The part right before the rate, and the one whole that its words or the rate's name point to."""
    rate = sentence.figures[position]
    part = sentence.figures[position - 1] if position else None
    if part is None or not is_counted(part) or rate.at - part.to > NEXT_TO + len(name):
        return None
    before = [f for f in (*earlier, *sentence.figures[: position - 1]) if f.thing == part.thing and is_counted(f)]
    wholes = [f for f in before[-FEW:] if f.amount >= part.amount or SPENT.search(name)]
    scope = WITHIN.search(sentence.plain[max(sentence.at, part.at - 40) : part.at])
    if scope is not None:
        pointed = [f for f in wholes if _has_name(f, scope["scope"])]
    elif SPENT.search(name) and DONE.search(part.clause):
        pointed = [f for f in wholes if ORDERED.search(f.clause)]
    else:
        told = stems(name) - OTHERS
        pointed = [f for f in wholes if ORDERED.search(f.clause) and any(s in f.clause for s in told)]
        pointed = pointed if any(s in part.clause for s in told) and DONE.search(part.clause) else []
    if len({f.amount for f in pointed}) != 1:
        return None
    tried = [Pair(part, w) for w in reversed(before)] if rate.hedge not in BOUNDS else []
    return first_that_gives(rate, tried) or ratio_of(part, pointed[-1], rate, FAILS)


def _behind(sentence: Sentence, position: int, name: str) -> Relation | None:
    """按时发放率达95%以上，9318人次中，8870人次按时发放到位; 入学率99.8%（应入学1203人，实际入学1200人）."""
    rate, following = sentence.figures[position], sentence.figures[position + 1 : position + 3]
    if len(following) < 2 or following[0].at - rate.to > 2 * NEXT_TO or following[0].thing != following[1].thing:
        return None
    if not all(map(is_counted, following)):
        return None
    part, whole = sorted(following, key=lambda f: f.amount)
    inside = sentence.plain[rate.to : rate.to + 1] == "（" and sentence.closing(rate.to + 1) >= following[1].to
    words = sentence.words(*following)
    of_them = following[0] is whole and re.match(r"[^，。；\d]{0,8}中，?[^，。；\d]{0,12}$", words) is not None
    tied = bool(name) and any(stem in part.after + words for stem in stems(name) - OTHERS)
    if inside and (found := first_that_gives(rate, [Pair(part, whole), Pair(whole, part)])) is not None:
        return found
    if of_them and tied:
        return ratio_of(part, whole, rate, FAILS)
    sure = inside and bool(name) and len(sentence.between(rate.to, sentence.closing(rate.to + 1))) == len(following)
    return ratio_of(part, whole, rate, FAILS if PLANNED.search(whole.clause) else ASK) if sure else None


def _has_name(whole: Figure, scope: str) -> bool:
    words = whole.clause[-12:] + whole.after[:8]
    return scope[-4:] in words if len(scope) >= 4 else scope in words
