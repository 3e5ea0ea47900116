"""Shares: 占…%, …率…%, 以上 and 以下 of a share, shares that make up a hundred.

Belongs here: which figure is measured by which, and the ratio. Does not belong here: growth (``changes``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.listed_shares import head_of, hundred
from dagster_project.narrative.rates.ratios import as_told
from dagster_project.narrative.reckoning.arithmetic import Value, compare, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, rounded_for, written
from dagster_project.narrative.text.sentences import Sentence

OF_WHOLE = re.compile(
    r"完成[^，。；：]{0,12}(?:预算|任务|计划|目标)[^，。；：]{0,12}$|占(?:比|了)?(?P<whole>[^，。；：]{0,30}?)(?:的(?:比例|比重)?)?(?:为|达|约|到|超过?|近|是|：)*$|占比[^，。；：]{0,6}$|比[例重](?:为|达|约|是)*$"
)
RATE = re.compile(
    r"(?P<name>[一-鿿]{1,10}?(?:率|进度|完成度|满意度|覆盖面)|满意度|覆盖面)(?:已?达到?了?|为|是|约|均|已|仅|只有|：|提高到|提升至|上升到)*$"
)
SHARE_WORDS = re.compile(r"占|率|比例|比重|的")
FAR_BACK = 6
OF_POPULATION = re.compile(r"发生率|入学率|入园率|覆盖率|城镇化率|参保率|普及率")
IDLE = re.compile(r"分别|共|约|已|均|其中|仅|人数|数量|资金|金额")
VAGUE = re.compile(r"总人?[数量额]|总|全部|全[县市区乡镇校]|其|的|比[例重]|人?数")
PEOPLE = {"人", "人次"}
PLANNED = re.compile(r"完成[^，。；：]{0,16}$")
MOST_BEFORE = 40
NEXT_TO = 14
AMONG = re.compile(r"[^，。；：\d]{0,12}[中里内]，(?:共|仅|只|实际)?(?:有|发现|抽到|查出)$")
NAME = 4
MOST_WHOLES = 30
NEAR_SHARE = 0.03
SPENT = re.compile(r"进度|执行率|拨付率|支付率|完成率|到位率|整改率|支出率|使用率|发放率")
FAR, THREE, ROW = 60, 3, 6
RIGHT_BEHIND = re.compile(r"[^，。；：\d]{0,4}，占(?:比|了)?(?:为|达)?")
ONLY_A_SHARE = re.compile(r"占(?:比|了)?(?:为|达)?")
LEFT_OVER = ("其余", "剩余", "余下", "尚", "未", "还有", "仍有")
GENERIC = frozenset({"人口", "学生", "教师", "全县", "全市", "全区", "资金", "工作", "学校", "项目", "达到"})


class _Pair(NamedTuple):
    part: Figure
    whole: Figure
    share: Value


def find_shares(
    sentence: Sentence, earlier: Sequence[Figure], everywhere: Sequence[Figure], known: Collection[int] = ()
) -> list[Relation]:
    """Shares the sentence states. The whole may stand in ``earlier`` sentences or, where it is named, ``everywhere``."""
    relations = []
    for position, figure in enumerate(sentence.figures):
        if (
            figure.at in known
            or figure.thing not in ("%", "‰")
            or not figure.value
            or is_change(figure)
            or figure.hedge == "范围"
        ):
            continue
        relation = _share(sentence, position, figure, earlier) or _of_named(sentence, position, figure, everywhere)
        if relation is not None:
            relations.append(relation)
    return _of_one_whole(relations, sentence.at, everywhere) + hundred(sentence)


def _of_one_whole(relations: list[Relation], at: int, everywhere: Sequence[Figure]) -> list[Relation]:
    """Shares of one row have one whole: what most of them are measured by measures the others too, where it fits.

    Where one of them has another whole or none, a whole told before ``at`` that measures all of them is theirs.
    """
    row = [r for r in relations if r.kind == "ratio" and len(r.figures) == THREE and _whole_and_part(r)]
    holding = [r for r in row if r.verdict in (HOLDS, ROUNDING)]
    counted = Counter(_whole_and_part(r)[0] for r in holding)
    if not counted or (common := counted.most_common(1)[0])[1] < 2:
        return relations
    parts = {f.at for r in holding for f in _whole_and_part(r) if f is not common[0]}
    is_mixed = any(common[0] not in r.figures or r.verdict == FAILS for r in row)
    before = [f for f in everywhere if f.at < at and is_counted(f)][-MOST_BEFORE:] if is_mixed else []
    for whole in reversed(before):
        told = [r if whole in r.figures else _measured_by(r, whole, ()) for r in row]
        if all(r.verdict in (HOLDS, ROUNDING) and whole in r.figures for r in told):
            return [told[row.index(r)] if r in row else r for r in relations]
    return [_measured_by(r, common[0], parts) if r in holding else _bound_by(r, common[0]) for r in relations]


def _whole_and_part(relation: Relation) -> list[Figure]:
    return sorted((f for f in relation.figures if f.thing not in ("%", "‰")), key=lambda f: f.amount, reverse=True)


def _bound_by(relation: Relation, whole: Figure) -> Relation:
    """A share of the row that fails of the row's whole is not that of another whole by chance."""
    share = next((f for f in relation.figures if f.thing == "%"), None)
    beside = share is not None and share.is_plain and ONLY_A_SHARE.fullmatch(share.clause) is not None
    own = relation.kind == "ratio" and relation.verdict == FAILS and len(relation.figures) == THREE
    return replace(relation, opened=True) if own and beside and whole in relation.figures else relation


def _measured_by(relation: Relation, whole: Figure, parts_of_row: Collection[int]) -> Relation:
    """The share of the row's whole; one that only another item of the row gives is wrong: 占3.4% beside 占89.2%、占5.5%、占1.9%."""
    own, *parts = _whole_and_part(relation)
    share = next(f for f in relation.figures if f.thing in ("%", "‰"))
    if own is whole or not parts or parts[0] is whole or parts[0].thing != whole.thing:
        return relation
    pair = _pair_of(parts[0], whole, share)
    verdict = FAILS if pair is None else compare(pair.share, share)
    of_an_item = own.at in parts_of_row and share.is_plain and ONLY_A_SHARE.fullmatch(share.clause) is not None
    fits = pair is not None and (verdict in (HOLDS, ROUNDING) or (of_an_item and own.at < parts[0].at))
    return replace(_written(pair, share, verdict, ()), opened=of_an_item) if pair is not None and fits else relation


def _share(sentence: Sentence, position: int, figure: Figure, earlier: Sequence[Figure]) -> Relation | None:
    if not (OF_WHOLE.search(_clause(figure)) or RATE.search(_clause(figure))):
        return None
    own = [f for f in sentence.figures[:position] if is_counted(f)]
    own = [f for f in own if not _is_of_another_row(sentence, f, figure)]
    right_behind = (
        bool(own) and own[-1] is sentence.figures[position - 1] and RIGHT_BEHIND.match(sentence.words(own[-1], figure))
    )
    following = [] if right_behind else [f for f in sentence.figures[position + 1 : position + 3] if is_counted(f)]
    near = _likely([*head_of(sentence, own), *own[-FAR_BACK:]], own[-MOST_WHOLES:], figure)
    rate = RATE.search(_clause(figure))
    named = [pair for pair in near if rate is not None and _shared_stems(rate["name"], pair.part.before)]
    best = _best(named, figure) or _best(near, figure)  # 6个项目中，竣工3个、主体完工2个、在建1个，竣工率50%
    if best is not None and _is_meant(best, figure):
        return _written(best, figure, compare(best.share, figure), ())
    if figure.hedge not in ("以上", "以下"):
        wide = [*earlier[-MOST_WHOLES:], *following]
        for wider in (_likely(own[-3:], wide, figure), _likely(following, [*own[-3:], *earlier[-4:]], figure)):
            best = _best(wider, figure, exact=True)
            if best is not None and _is_meant_from_afar(best, figure, own):
                return _written(best, figure, compare(best.share, figure), ())
        if figure.places > 1 and len(own) < 3:
            best = _best(_likely(earlier[-12:], earlier[-12:], figure), figure, exact=True)
            if best is not None:
                return _written(best, figure, compare(best.share, figure), ())
    return _failing(sentence, own, figure, _pairs(own[-2:], own[-FAR_BACK:], figure))


def _is_of_another_row(sentence: Sentence, item: Figure, share: Figure) -> bool:
    """税收收入13.88亿元，占65%；非税收入7.48亿元，占35%: what has a share of its own before the semicolon is no whole here."""
    words = sentence.words(item, share)
    return "；" in words and "占" in words[:ROW] and "%" in words[: words.index("；")]


def _of_named(sentence: Sentence, position: int, figure: Figure, everywhere: Sequence[Figure]) -> Relation | None:
    """占建档立卡总人口的4.3%, where another sentence says how many 建档立卡 people there are."""
    match = OF_WHOLE.search(_clause(figure))
    said = (match["whole"] or "") if match else ""
    own = [f for f in sentence.figures[:position] if is_counted(f)]
    if len(said) < NAME or not own:
        return None
    stem = [said[i : i + NAME] for i in range(len(said) - NAME + 1)]
    wholes = [f for f in everywhere if f not in own and is_counted(f) and any(s in f.before + f.after for s in stem)]
    best = _best(_likely(own[-2:], wholes, figure), figure, exact=True)
    return None if best is None else _written(best, figure, compare(best.share, figure), ())


def _is_meant_from_afar(pair: _Pair, figure: Figure, own: Sequence[Figure]) -> bool:
    """A whole in another sentence: the words ask for one, or the rate follows its part or is named after it."""
    if OF_WHOLE.search(_clause(figure)):
        return True
    rate = RATE.search(_clause(figure))
    follows = bool(own) and pair.part is own[-1] and figure.at - pair.part.to <= NEXT_TO
    exact = figure.places > 0 or (pair.share.nominal == figure.value and figure.value < 100)
    return exact and rate is not None and (follows or _is_told_by(rate["name"], pair.part))


def _is_meant(pair: _Pair, figure: Figure) -> bool:
    """A whole per cent is met by chance now and then: for a rate, its name must be told by the part."""
    if figure.places or figure.hedge or OF_WHOLE.search(_clause(figure)) or pair.share.nominal == figure.value:
        return True
    rate = RATE.search(_clause(figure))
    near = abs(pair.share.nominal - figure.value) <= Fraction(1, 2)
    return rate is not None and near and _is_told_by(rate["name"], pair.part)


def _clause(figure: Figure) -> str:
    """The words before a share, brackets left out: 占总人口比重（城镇化率）为."""
    return figure.clause if len(figure.clause) > 2 else figure.wider


def _pairs(parts: Sequence[Figure], wholes: Sequence[Figure], share: Figure) -> list[_Pair]:
    """Nearest parts first; a whole is of the same thing and not smaller."""
    pairs = []
    factor = 1000 if share.thing == "‰" else 100
    for part in reversed(parts):
        for whole in reversed(wholes):
            if whole.at != part.at and (_is_whole(part, whole) or (share.value > 100 and part.thing == whole.thing)):
                ratio = quotient(value_of(part), value_of(whole))
                pairs += [_Pair(part, whole, scaled(ratio, factor))] if ratio is not None else []
    return pairs


def _is_whole(part: Figure, whole: Figure) -> bool:
    alike = whole.thing == part.thing or not (whole.thing and part.thing)
    return alike and whole.amount >= part.amount


def _likely(parts: Sequence[Figure], wholes: Sequence[Figure], share: Figure) -> list[_Pair]:
    """Pairs whose ratio is anywhere near the share; only these are worth exact arithmetic."""
    target = float(share.value) / (1000 if share.thing == "‰" else 100)
    sized = [(whole.size, whole) for whole in wholes]
    near = []
    for part in reversed(parts):
        amount = part.size
        near += [(part, whole) for size, whole in reversed(sized) if _near(amount, size, target, part, whole)]
    return [pair for part, whole in near for pair in _pairs([part], [whole], share)]


def _near(amount: float, size: float, target: float, part: Figure, whole: Figure) -> bool:
    if size <= 0 or amount > 2 * size:
        return False
    return bool(part.hedge or whole.hedge) or abs(amount / size - target) < NEAR_SHARE


def _best(pairs: Sequence[_Pair], figure: Figure, exact: bool = False) -> _Pair | None:
    if figure.hedge in ("以上", "以下"):
        nearest = [pair for pair in pairs[:1] if compare(pair.share, figure) in (HOLDS, ROUNDING)]
        return nearest[0] if nearest else None
    for pair in pairs:
        if not figure.value < 3 * pair.share.nominal < 9 * figure.value:
            continue
        if compare(pair.share, figure) in (HOLDS, ROUNDING) and not (exact and pair.share.high - pair.share.low > 1):
            return pair
    return None


def _failing(sentence: Sentence, own: Sequence[Figure], figure: Figure, pairs: Sequence[_Pair]) -> Relation | None:
    """A share that no pair gives, where the words leave no doubt what it is a share of."""
    named = _named_pair(sentence, own, figure)
    if named is None or GOAL.search(_clause(figure).partition("占")[0]):
        return None
    nearest = _by_name(named, pairs) or _pair_of(*named, figure)
    if nearest is None:
        return None
    if not OF_WHOLE.search(_clause(figure)) and not 1 <= 3 * nearest.share.nominal / figure.value <= 9:
        return None
    readings = [_reading(pair) for pair in dict.fromkeys(pairs[:4])]
    verdict = compare(nearest.share, figure)
    if verdict == FAILS and head_of(sentence, own) not in ([], [nearest.part]):
        verdict = ASK
    if verdict == FAILS and any(f.hedge in ("余", "约", "近", "以上") for f in named):
        verdict = ASK
    if figure.hedge == "以上" and nearest.share.high < figure.value:
        verdict = FAILS
    return _written(nearest, figure, verdict, readings, "other_denominator" if _is_rate_of_people(figure) else None)


def _is_rate_of_people(figure: Figure) -> bool:
    return OF_POPULATION.search(_clause(figure)) is not None


def _pair_of(part: Figure, whole: Figure, share: Figure) -> _Pair | None:
    ratio = quotient(value_of(part), value_of(whole))
    return None if ratio is None else _Pair(part, whole, scaled(ratio, 1000 if share.thing == "‰" else 100))


def _by_name(named: tuple[Figure, Figure], pairs: Sequence[_Pair]) -> _Pair | None:
    return next((pair for pair in pairs if (pair.part, pair.whole) == named), None)


def _named_pair(sentence: Sentence, own: Sequence[Figure], figure: Figure) -> tuple[Figure, Figure] | None:
    """Part and whole where the sentence ties them: T，其中a，占…; T…a，…率 with a word in common."""
    clause = _clause(figure)
    rate = RATE.search(clause)
    if OF_WHOLE.search(clause):
        return _tied_by_words(sentence, own, figure, clause)
    if rate is None:
        return None
    return _tied_by_name(sentence, own, figure, rate["name"]) or _some_of_many(sentence, own, figure)


def _some_of_many(sentence: Sentence, own: Sequence[Figure], figure: Figure) -> tuple[Figure, Figure] | None:
    """1280份档案中，有96份填写不完整，不规范率为8.5%: the only two figures that the rate can be of, where it comes near."""
    if len(own) != 2 or figure.at - own[1].to > FAR or not AMONG.fullmatch(sentence.words(own[0], own[1])):
        return None
    whole, part = own
    pair = _pair_of(part, whole, figure) if whole.thing == part.thing and part.amount < whole.amount else None
    near = pair is not None and abs(pair.share.nominal - figure.value) * 4 <= figure.value
    return (part, whole) if near and not GOAL.search(_clause(figure)) else None


def _tied_by_words(
    sentence: Sentence, own: Sequence[Figure], figure: Figure, clause: str
) -> tuple[Figure, Figure] | None:
    if len(own) < 2 or figure.at - own[-1].to > FAR or "；" in sentence.plain[own[-1].to : figure.at]:
        return None
    between = sentence.plain[own[-2].to : own[-1].at]
    if "占" in between and "%" not in between and own[-2].amount <= own[-1].amount:
        return (own[-2], own[-1]) if {own[-1].thing, own[-2].thing} in (PEOPLE, {own[-1].thing}) else None
    part = own[-1]
    if not _is_subject(clause, part):
        return None
    wholes = [f for f in own[:-1] if f.thing == part.thing and f.amount > part.amount]
    thereof = sentence.plain.rfind("其中", sentence.at, part.at)
    before = [f for f in wholes if f.at < thereof]
    if before and not PLANNED.search(clause):
        return (part, before[-1]) if _may_be_named(clause, before[-1]) else None
    named = [f for f in (own[-2:-1] if PLANNED.search(clause) else wholes) if f in wholes and _shares_words(clause, f)]
    return (part, named[-1]) if named and len(wholes) <= 2 else None


def _is_subject(clause: str, part: Figure) -> bool:
    """党员占85%: what has the share is named before 占, and must be what the part counts."""
    subject = IDLE.sub("", clause.partition("占")[0])
    words = part.clause + part.after
    return len(subject) < 2 or any(subject[i : i + 2] in words for i in range(len(subject) - 1))


def _may_be_named(clause: str, whole: Figure) -> bool:
    """占教师总数的 cannot mean a number of party members: the whole is named, and has none of its words."""
    match = OF_WHOLE.search(clause)
    core = VAGUE.sub("", (match["whole"] or "") if match else "")
    words = whole.clause + whole.after
    return len(core) < 2 or any(core[i : i + 2] in words for i in range(len(core) - 1))


def _tied_by_name(sentence: Sentence, own: Sequence[Figure], figure: Figure, name: str) -> tuple[Figure, Figure] | None:
    """The part that the rate is named after, among the nearest figures, and the one figure it can be a part of."""
    near = [f for f in own[-3:] if figure.at - f.to <= FAR and "；" not in sentence.plain[f.to : figure.at]]
    tied = [(count, f.at, f) for f in near if not f.clause.startswith(LEFT_OVER) and (count := _ties(name, f))]
    if not tied:
        return None
    part = max(tied, key=lambda one: one[:2])[2]
    others = [f for f in own if f.thing == part.thing and f.at < part.at]
    others = [f for f in others if not _ties(name, f)] if SPENT.search(name) is None else others
    wholes = [f for f in others if f.amount > part.amount] or (
        others if len(others) == 1 and SPENT.search(name) else []
    )
    if len(wholes) != 1:
        return None
    between = sentence.plain[wholes[0].to : part.at]
    return (part, wholes[0]) if len(between) < FAR or "共" in wholes[0].clause else None


def _ties(name: str, part: Figure) -> int:
    return _shared_stems(name, part.clause + part.after)


def _shared_stems(name: str, words: str) -> int:
    stem = re.sub("率$|进度$|完成度$|度$", "", name)
    return sum(stem[i : i + 2] in words for i in range(len(stem) - 1) if stem[i : i + 2] not in GENERIC)


def _shares_words(clause: str, whole: Figure) -> bool:
    match = OF_WHOLE.search(clause)
    said = (match["whole"] or match[0]) if match else ""
    words = whole.after[:8] + whole.before[-8:]
    return any(said[i : i + 2] in words for i in range(len(said) - 1) if said[i : i + 2] not in GENERIC)


def _is_told_by(name: str, part: Figure) -> bool:
    return _ties(name, part) > 0


def _reading(pair: _Pair) -> Reading:
    return Reading(
        f"{pair.part.quote}÷{pair.whole.quote}",
        f"{pair.part.quote} of {pair.whole.quote}",
        _expression(pair),
        digits(pair.share.nominal),
    )


def _expression(pair: _Pair) -> str:
    part = digits(pair.part.amount / pair.whole.scale) if pair.part.scale != pair.whole.scale else number(pair.part)
    return f"{part} / {number(pair.whole)}"


def _written(
    pair: _Pair, figure: Figure, verdict: str, readings: Sequence[Reading], diagnosis: str | None = None
) -> Relation:
    factor = 1000 if figure.thing == "‰" else 100
    computed = rounded_for(pair.share.nominal, figure)
    sign = {"以上": ">=", "以下": "<="}.get(figure.hedge, "=")
    expression = (
        f"{_expression(pair)} * {factor} = {computed} ({sign} {number(figure)})"
        if verdict == FAILS
        else as_told(_expression(pair), figure) or f"{_expression(pair)} * {factor} {sign} {number(figure)}"
    )
    return written(
        "ratio", [pair.part, pair.whole], figure, expression, pair.share.nominal, verdict,
        readings=readings, diagnosis=diagnosis if verdict == FAILS else None,
    )  # fmt: skip
