"""Growth told otherwise than as one change of one year: 年均增长, 是上年的2.3倍, 翻一番, 高于全省平均水平（92.1%）3.7个百分点.

Belongs here: multiples, yearly means of growth over a row of years, points above or below a level that is named.
Does not belong here: one change between two figures (``changes``), several rates after 分别 (``respective``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.changes import LAST_YEAR_IS
from dagster_project.narrative.rates.thresholds import counts_who_reach
from dagster_project.narrative.reckoning.arithmetic import Value, compare, last_place, minus, quotient, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

SAID_AT_ALL = re.compile(r"倍|番|年均|平均每年|百分点|以上|以下|不低于|不超过|高于|低于|超[过出]|优于|领先|快于|[比较]")
YEARLY = re.compile(r"年均(?:增[长幅速]|递增|增长率|复合增长率?)[^，。；：\d]{0,4}$|平均每年增长$")
GROWN = re.compile(r"(?:增长|增加|提高|扩大|上升|提升|增)(?:了|近|约)?$")
OF = re.compile(r"(?:是|为|相当于|达到?|等于)[^，。；：]{0,30}的$|的$")
ABOVE_OR_BELOW = re.compile(r"(?P<down>低|少|不足)|高|多|超|优|领先|快")
BY = re.compile(
    r"^(?:）|的?[^，。；：\d（）]{0,4}(?:高|低|多|少)(?:出|了)?|）[^，。；：\d（）]{0,4}(?:高|低|多|少)?(?:出|了)?)?$"
)
LEVEL = re.compile(
    r"(?:高于|低于|超过|超出|优于|领先|快于|[比较])[^，。；：]{0,16}(?:平均|水平|目标|标准|要求|指标|规定|核定|计划|数|全国|全省|全市|全县|值|率)[^，。；：\d]{0,8}$"
)
FROM_A_LEVEL = re.compile(r"(?:距离?|离|与|同|较|比)[^，。；：\d]{0,14}$")
SHORT_OF = re.compile(
    r"的?[^，。；：\d（）]{0,8}(?:目标|标准|要求|任务|水平|规定)值?(?:还|尚|仍|相)?(?P<way>差|低|少|高|多)(?:了|出)?"
)
"""距60%的规划目标差8个百分点: the level is named behind its figure."""
PAST = re.compile(r"(?:高于|低于|超过|超出|优于|多于|少于)[^，。；：\d]{0,14}$")
LEVEL_BEHIND = re.compile(r"的?[^，。；：\d（）]{0,6}(?:目标|标准|要求|水平|规定|指标|控制[线数])[值数线]?")
"""高于年初设定的95%目标值0.5个百分点."""
SET = re.compile(r"目标|标准|控制|核定|规定|计划")
COMPARED = re.compile(r"(?:[比较]|高于|低于|超过|超出|优于)[^，。；：]{0,24}(?:[高低多少]|目标值?|水平)$")
TARGET = re.compile(r"的?[^，。；：\d]{0,10}(?:目标|标准|要求|规定|指标|水平|任务)")
REACHING = re.compile(
    r"，?[^，。；：\d]{0,8}(?:达到|高于|超过|符合|优于|满足|完成|实现|低于|未达到?|没有达到)[^，。；：\d]{0,14}(?:不低于|不少于|不高于|不超过)?"
)
MISSING = re.compile(r"未|没有|低于(?!$)")
DOUBLED_LEAST, DOUBLED_MOST = Fraction(19, 20), Fraction(5, 4)
FEW, NEAR, LINE = 10, 60, 40
LONGEST_ROW = 12


def find_series(sentence: Sentence, earlier: Sequence[Figure]) -> Iterator[Relation]:
    """Each multiple, yearly mean of growth and distance from a level that other figures of the passage give."""
    if not SAID_AT_ALL.search(sentence.text):
        return
    for position, figure in enumerate(sentence.figures):
        if figure.hedge == "范围" or _is_a_goal(figure):
            continue
        relation = None
        if figure.thing == "倍":
            relation = _multiple(sentence, position, earlier)
        elif figure.thing == "%" and figure.hedge in ("以上", "以下") and TARGET.match(figure.after):
            relation = _reaches(sentence, position)
        elif figure.thing == "%" and YEARLY.search(figure.clause):
            relation = _yearly(sentence, position)
        elif (not is_change(figure) and not is_rate(figure.thing)) or figure.thing == "个百分点":
            relation = _beside_a_level(sentence, position)
        if relation is not None:
            yield relation


def _is_a_goal(figure: Figure) -> bool:
    """A figure that is only aimed at; 达到95%以上的目标 and 距目标差8个百分点 are said of what is."""
    return bool(GOAL.search(figure.clause)) and not (
        TARGET.match(figure.after) or SHORT_OF.fullmatch(figure.before) or COMPARED.search(figure.clause)
    )


def _multiple(sentence: Sentence, position: int, earlier: Sequence[Figure]) -> Relation | None:
    """B，是2015年A的2.3倍; 由A增加到B，增长1.3倍; 由A增加到B，翻了一番."""
    times = sentence.figures[position]
    said = sentence.figures[max(0, position - FEW) : position]
    own = [f for f in said if f.value > 0 and not (is_rate(f.thing) or is_change(f) or f.thing in DURATIONS)]
    own += [f for f in sentence.figures[position + 1 : position + 2] if is_counted(f) and LAST_YEAR_IS.search(f.clause)]
    pairs = [(old, new) for new in reversed(own) for old in reversed([*earlier[-FEW:], *own]) if _is_pair(old, new)]
    pairs = [(old, new) for old, new in pairs if old.thing == new.thing]
    made = [(one, old, new) for old, new in pairs if (one := _times(old, new, times)) is not None]
    for verdict, old, new in made:
        if verdict in (HOLDS, ROUNDING):
            return _written_multiple(old, new, times, verdict)
    near = own[-2:]
    if len(near) < 2 or times.at - near[-1].to > LINE or "；" in sentence.words(near[0], times):
        return None
    old, new = sorted(near, key=lambda f: f.amount)
    told = (
        near[0].thing == near[1].thing
        and old.amount < new.amount
        and (times.hedge == "翻" or GROWN.search(times.before) or near[-1] is old)
    )
    return _written_multiple(old, new, times, ASK) if told and len(own) == len(near) else None


def _is_pair(old: Figure, new: Figure) -> bool:
    return old is not new and old.amount != new.amount


def _times(old: Figure, new: Figure, times: Figure) -> str | None:
    grown = minus(value_of(new), value_of(old)) if GROWN.search(times.before) else value_of(new)
    ratio = quotient(grown, value_of(old))
    if ratio is None:
        return None
    if times.hedge == "翻":
        exact = ratio.nominal / times.value
        return (HOLDS if exact == 1 else ROUNDING) if DOUBLED_LEAST <= exact <= DOUBLED_MOST else FAILS
    return compare(ratio, times)


def _written_multiple(old: Figure, new: Figure, times: Figure, verdict: str) -> Relation:
    grown = new.amount - old.amount if GROWN.search(times.before) else new.amount
    worked = f"({number(new)} - {digits(old.amount / new.scale)})" if GROWN.search(times.before) else number(new)
    expression = f"{worked} / {digits(old.amount / new.scale)} = {number(times)}"
    return written("growth", [old, new], times, expression, grown / old.amount, verdict)


def _yearly(sentence: Sentence, position: int) -> Relation | None:
    """2019年4.86亿元、2020年5.10亿元、2021年5.43亿元，年均增长5.7%: of the first and the last of the row."""
    rate = sentence.figures[position]
    said = [f for f in sentence.figures[max(0, position - LONGEST_ROW) : position] if is_counted(f)]
    row = [f for f in said if said and f.thing == said[-1].thing]
    for first in row[:-1]:
        for years in _years(sentence, first, row):
            if _is_compound(row[-1].amount / first.amount, years, rate):
                return _written_yearly(first, row[-1], rate, years, ROUNDING)
    years = next(iter(_years(sentence, row[0], row)), 0) if len(row) > 1 else 0
    plain = years > 1 and all(f.is_plain for f in (row[0], row[-1], rate)) and rate.at - row[-1].to <= LINE
    return _written_yearly(row[0], row[-1], rate, years, ASK) if plain else None


def _years(sentence: Sentence, first: Figure, row: Sequence[Figure]) -> list[int]:
    """How many years lie between: by the years named, else by the length of the row."""
    named = [int(f.period[:4]) for f in (first, row[-1]) if f.period[:4].isdigit()]
    between = [named[1] - named[0]] if len(named) == 2 and named[1] > named[0] else []
    steps = len(row) - 1 - list(row).index(first)
    return list(dict.fromkeys([*between, *([steps] if steps > 1 or not between else [])]))


def _is_compound(ratio: Fraction, years: int, rate: Figure) -> bool:
    if not 1 <= years <= LONGEST_ROW:
        return False
    slack = last_place(rate)
    low, high = ((1 + (rate.value + sign * slack) / 100) ** years for sign in (-1, 1))
    return low <= ratio <= high


def _written_yearly(first: Figure, last: Figure, rate: Figure, years: int, verdict: str) -> Relation:
    ratio = last.amount / first.amount
    computed = Fraction(round((float(ratio) ** (1 / years) - 1) * 10**4), 100)
    expression = f"({number(last)} / {digits(first.amount / last.scale)}) ^ (1 / {years}) - 1 = {number(rate)} / 100"
    return written("growth", [first, last], rate, expression, computed, verdict)


def _reaches(sentence: Sentence, position: int) -> Relation | None:
    """满意率92.0%，达到95%以上的年度目标: the share right before is what is said to reach it."""
    target = sentence.figures[position]
    share = sentence.figures[position - 1] if position else None
    if share is None or share.thing != target.thing or share.hedge or is_change(share):
        return None
    words = sentence.words(share, target)
    if not REACHING.fullmatch(words) or counts_who_reach(sentence, position):
        return None
    least = target.hedge == "以上"
    reached = share.value >= target.value if least else share.value <= target.value
    verdict = HOLDS if reached == (MISSING.search(words) is None) else FAILS
    expression = f"{number(share)} {'>=' if least else '<='} {number(target)}"
    return written("ratio", [share], target, expression, share.value, verdict)


def _beside_a_level(sentence: Sentence, position: int) -> Relation | None:
    """95.8%，高于全省平均水平（92.1%）3.7个百分点; 872名，比核定数（860名）多12名."""
    figure = sentence.figures[position]
    level = sentence.figures[position - 1] if position else None
    if (
        level is None
        or figure.thing not in ("个百分点", level.thing)
        or (figure.thing == "个百分点") != (level.thing == "%")
    ):
        return None
    words = sentence.words(level, figure)
    led = re.split(r"[，。；：\n]", sentence.plain[max(sentence.at, level.at - LINE) : level.at])[-1]
    short = SHORT_OF.fullmatch(words) if FROM_A_LEVEL.search(led) else None
    named_behind = PAST.search(led) is not None and LEVEL_BEHIND.fullmatch(words) is not None
    if short is None and not named_behind and (not BY.match(words) or LEVEL.search(led.removesuffix("（")) is None):
        return None
    way = ABOVE_OR_BELOW.search(words) or ABOVE_OR_BELOW.search(led)
    others = [
        f
        for f in sentence.figures[max(0, position - FEW) : position - 1]
        if f.thing == level.thing and not is_change(f)
    ]
    down = short["way"] in "差低少" if short is not None else way is not None and bool(way["down"])
    for other in reversed(others):
        relation = _distance(other, level, figure, down)
        if relation.verdict in (HOLDS, ROUNDING):
            return relation
    sole = len(others) == 1 and others[0].is_plain and level.at - others[0].to < NEAR and (way or short) is not None
    return _distance(others[0], level, figure, down) if sole else None


def _distance(one: Figure, level: Figure, figure: Figure, down: bool) -> Relation:
    more, less = (level, one) if down else (one, level)
    # A target is exact, however few places it is printed with.
    meant = {f.at: value_of(f) for f in (more, less)}
    if SET.search(level.clause + level.after) and level.is_plain:
        meant[level.at] = Value(level.amount, level.amount, level.amount)
    computed = minus(meant[more.at], meant[less.at])
    scale = 1 if figure.thing == "个百分点" else figure.scale
    expression = f"{digits(more.amount / scale)} - {digits(less.amount / scale)} = {number(figure)}"
    return written("difference", [one, level], figure, expression, computed.nominal, compare(computed, figure))
