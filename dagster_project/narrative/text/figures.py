"""Every figure of a text: the numeral, its unit, how exactly it is meant, and the words around it.

Belongs here: which numbers are figures and which are dates, document numbers, telephones, ordinals and names.
Does not belong here: what the figures claim together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.exact import Exact
from dagster_project.narrative.model import Figure
from dagster_project.narrative.numerals import SCALES, arabic_value, chinese_value, step_of
from dagster_project.narrative.text import not_figures
from dagster_project.narrative.text.periods import Periods
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.units import DURATIONS, MEASURES, PER_TAIL, SCALE, UNIT, thing_of
from dagster_project.readers.values.numbers import DIGITS

ABOUT = r"大约|(?<![节签违履预合契制集])约为?|大概|近|将近|接近|逾|超过|超|突破|高达|达到|至少|不少于|不低于|不小于|最高|最多|不高于|不超过|不足|不到|低于|少于|未达到|未达|最低"
AFTER = "以上|以下|以内|左右|上下|不到|之内"
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d++)?|\d{1,3}(?: \d{3})+(?![\d.])|\d++(?:\.\d++)?"
CHINESE = r"[一两二三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*(?:点[零〇一二三四五六七八九]+)?"
FIGURE = re.compile(
    rf"(?P<about>{ABOUT})?(?:人民币|[¥￥])?"
    rf"(?:(?P<cent>百分之)(?P<centvalue>{CHINESE}|百)|(?P<arabic>(?<![\d.A-Za-z_/])(?:{ARABIC}))|(?P<chinese>{CHINESE}))"
    rf"(?P<more>[余多来几])?(?P<scale>{SCALE})?(?P<more2>[余多来])?"
    rf"(?P<unit>(?:{UNIT}))?(?P<per>{PER_TAIL})?(?P<more3>[余多](?![\d一二三四五六七八九十了出于为是在属因系数支收招办发领花拿投拨]))?(?P<post>(?:（含）)?(?:{AFTER}))?"
)
RANGE = re.compile(
    rf"(?P<low>(?<![\d.A-Za-z_/-])(?:{ARABIC}))(?P<s1>{SCALE})?(?P<u1>{UNIT})?(?:[-~]|至|到)(?P<high>{ARABIC})(?P<s2>{SCALE})?(?P<unit>{UNIT})(?P<per>{PER_TAIL})?"
)
DOUBLED = re.compile(r"翻了?([一两二三四1234])(?:番|倍)")
FRACTION = re.compile(
    rf"(?P<about>{ABOUT})?(?<![百千万])(?P<of>[二三四五六七八九十])分之(?P<parts>[一二两三四五六七八九])(?![十百千])(?P<post>{AFTER})?"
)
"""占三分之一 is a share, said roughly; 四分之一以上 is a bound."""
TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九半])(?![十百千万一-鿿])")
"""占六成五 is 65 %."""
AT_LEAST = frozenset({"逾", "超过", "超", "突破", "至少", "不少于", "不低于", "不小于", "以上", "最低"})
AT_MOST = frozenset(
    {"最高", "最多", "不高于", "不超过", "不足", "不到", "低于", "少于", "以下", "以内", "之内", "未达到", "未达"}
)
NEAR_BELOW = frozenset({"近", "将近", "接近"})
ROUGH = frozenset({"约", "大约", "约为", "大概", "左右", "上下"})
ROUGHLY = Exact(1, 20)
BOUNDARY = re.compile(r"[，。；：、（）！？\n\t]")
CLAUSE_END = re.compile(r"[，。；：！？\n\t（）]")
BRACKET = re.compile(r"（[^（）]{0,40}）")
EACH = re.compile(
    r"(?:每|人均|生均|户均|校均|平均|(?<![全当本上下\d个])[年月日](?=标准|工资))(?:(?!元[^、和或每])[^，。；：]){0,8}$"
)
LISTED = re.compile("[、和及与或]?")
WHOLE_THINGS = frozenset({"人", "人次", "户", "所", "间", "台", "名", "册", "本"})
"""A printed fraction of one of these is a mean: 每百名学生拥有…1.1人."""
NOT_TENTHS = re.compile("[立为功果绩长效员年]")


class _Found(NamedTuple):
    at: int
    to: int
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    unit: str
    thing: str
    scale: int
    places: int
    hedge: str
    per: str


def find_figures(script: Script) -> list[Figure]:
    """The figures of the plain script in order; those within a date, a name or a number of a document are left out."""
    plain = script.plain
    masked = not_figures.spans(plain)
    starts = [start for start, _ in masked]
    periods = Periods(plain)

    def is_masked(at: int, to: int) -> bool:
        place = bisect_right(starts, to - 1) - 1
        return place >= 0 and masked[place][1] > at

    found: list[_Found] = []
    end = 0
    for match in re.finditer(f"(?:{RANGE.pattern})", plain):
        if not is_masked(*match.span()):
            ranged = _range(match)
            if ranged is not None:
                found.append(ranged)
    taken = {i for one in found for i in range(one.at, one.to)}
    for match in DOUBLED.finditer(plain):
        times = {"一": 2, "两": 4, "三": 8, "四": 16}.get(match[1]) or 2 ** int(match[1])
        value = Exact(times)
        found.append(_Found(*match.span(), value, value, value, "倍", "倍", 1, 0, "翻", ""))
        taken |= set(range(*match.span()))
    for match in FRACTION.finditer(plain):
        value = Exact(100 * DIGITS[match["parts"]], DIGITS.get(match["of"], 10))
        hedge = _bound(match["post"] or "", match["about"] or "") or "约"
        low, high = _interval(value, 0, hedge)
        at, to = (match.start("of"), match.end("parts")) if hedge == "约" else match.span()
        found.append(_Found(at, to, value, low, high, "%", "%", 1, 0, hedge, ""))
        taken |= set(range(*match.span()))
    for match in TENTHS.finditer(plain):
        value = Exact(10 * DIGITS[match[1]] + DIGITS.get(match[2], 5))
        found.append(_Found(*match.span(), value, value, value, "%", "%", 1, 0, "", ""))
        taken |= set(range(*match.span()))
    for match in _candidates(plain):
        at = _numeral_at(match)
        if at < end or at in taken or is_masked(at, match.end()):
            continue
        one = _single(match, plain)
        if one is not None:
            found.append(one)
            end = one.to
    found.sort()
    return [_placed(one, found, position, script, periods) for position, one in enumerate(found)]


def _candidates(plain: str) -> list[re.Match[str]]:
    return list(FIGURE.finditer(plain))


def _numeral_at(match: re.Match[str]) -> int:
    return next(match.start(name) for name in ("cent", "arabic", "chinese") if match[name] is not None)


def _range(match: re.Match[str]) -> _Found | None:
    low, places = arabic_value(match["low"])
    high, high_places = arabic_value(match["high"])
    scale = SCALES.get(match["s2"] or "", 1)
    low *= Exact(SCALES.get(match["s1"] or match["s2"] or "", 1), scale)
    if low >= high:
        return None
    unit = (match["s2"] or "") + match["unit"]
    return _Found(
        match.start(), match.end(), low, low, high, unit + (match["per"] or ""), thing_of(match["unit"]), scale,
        max(places, high_places), "范围", _per(match["per"] or ""),
    )  # fmt: skip


def _per(tail: str) -> str:
    return tail.replace("每", "/").replace("·", "/").replace(".", "/").strip("/")


def _single(match: re.Match[str], plain: str) -> _Found | None:
    value, places = _value(match)
    unit = "%" if match["cent"] else match["unit"] or ""
    if value is None or (match["chinese"] and not _is_counted(match, plain, unit)):
        return None
    if unit == "成":
        if (not match["chinese"] and value > 10) or NOT_TENTHS.match(plain, match.end("unit")):
            return None
        value, unit = value * 10, "%"
    if unit in ("点", "分", "度", "面", "方", "头", "路", "线", "环", "圈", "步") and match["scale"] is None:
        return None if match["chinese"] else _found(match, value, places, "")
    return _found(match, value, places, unit)


def _value(match: re.Match[str]) -> tuple[Fraction | None, int]:
    if match["cent"]:
        return (Exact(100) if match["centvalue"] == "百" else chinese_value(match["centvalue"])), 0
    if match["arabic"]:
        return arabic_value(match["arabic"])
    return chinese_value(match["chinese"]), 0


def _is_counted(match: re.Match[str], plain: str, unit: str) -> bool:
    """A Chinese numeral is a figure where it counts: it has a unit, is not 一, and starts no set phrase."""
    text, before = match["chinese"], plain[max(0, match.start() - 1) : match.start()]
    each = plain[max(0, match.start() - 2) : match.start() - 1] in ("每", "一")  # 每周五天, 一周五天
    told = len(text) > 1 and unit == "元"  # 每学期一千五百元 is no ordinal.
    if before in not_figures.ORDINAL_BEFORE and before and not (each or told):
        return False
    if not unit or text == "一":
        return False
    if len(text) == 1 and unit not in DURATIONS and unit[0] not in MEASURES and unit not in ("成", "人次", "元"):
        return False
    return len(text) > 1 or not not_figures.SET_PHRASE.match(plain, match.start("chinese"))


def _found(match: re.Match[str], value: Fraction, places: int, unit: str) -> _Found:
    scale = 1 if match["chinese"] and not match["scale"] else SCALES.get(match["scale"] or "", 1)
    tail = match["per"] or ""
    next_clause = tail.startswith("每") and thing_of(unit) != "元"
    tail = "" if next_clause else tail
    printed = (match["scale"] or "") + unit + (tail if unit else "")
    hedge = "" if unit in DURATIONS and match["about"] == "近" else _hedge(match)
    at = match.start() if match["about"] and hedge and match["about"] not in ("高达", "达到") else _numeral_at(match)
    to = match.end() if unit or match["unit"] is None else match.start("unit")
    to = match.end("unit") if next_clause else to
    low, high = _interval(value, places, hedge)
    return _Found(at, to, value, low, high, printed, thing_of(unit), scale, places, hedge, _per(tail))


def _hedge(match: re.Match[str]) -> str:
    if match["more"] or match["more2"] or match["more3"]:
        return "近" if match["about"] in NEAR_BELOW else "余"
    post = (match["post"] or "").removeprefix("（含）")
    about = match["about"] or ""
    if bound := _bound(post, about):
        return bound
    for word in (post, about):
        if word in ROUGH:
            return "约"
        if word in NEAR_BELOW:
            return "近"
    return ""


def _bound(*words: str) -> str:
    """以上 of 至少 and 不低于, 以下 of 不足 and 以内."""
    return next(("以上" if word in AT_LEAST else "以下" for word in words if word in AT_LEAST or word in AT_MOST), "")


def _interval(value: Fraction, places: int, hedge: str) -> tuple[Fraction | None, Fraction | None]:
    """What the words allow: 280余 is 280 to 290, 近2000 a little below, 约 five per cent either way."""
    step = step_of(value, places)
    if hedge == "余":
        return value, value + step
    if hedge == "近":
        return max(value - step, value * (1 - 2 * ROUGHLY)), value
    if hedge == "约":
        around = max(step / 2 if places else Exact(0), value * ROUGHLY)
        return value - around, value + around
    if hedge == "以上":
        return value, None
    if hedge == "以下":
        return None, value
    return value, value


def _placed(one: _Found, found: list[_Found], position: int, script: Script, periods: Periods) -> Figure:
    plain = script.plain
    floor = found[position - 1].to if position else 0
    ceiling = found[position + 1].at if position + 1 < len(found) else len(plain)
    start, end = script.span(one.at, one.to)
    before = _back_to(BOUNDARY, plain, floor, one.at)
    match = BOUNDARY.search(plain, one.to, min(ceiling, one.to + 40))
    after = plain[one.to : match.start() if match else min(ceiling, one.to + 40)]
    clause = _back_to(CLAUSE_END, plain, 0, one.at)
    wider = CLAUSE_END.split(BRACKET.sub("", plain[max(0, one.at - 80) : one.at]))[-1]
    since = plain[max(floor, one.at - len(clause)) : one.at]
    listed = LISTED.fullmatch(since) and not (position and one.scale > found[position - 1].scale)
    each = EACH.search(clause if listed else since)  # 每生每学期1250元、77.5万元: the second is what they all got
    is_mean = one.thing in WHOLE_THINGS and one.scale == 1 and one.value.denominator > 1
    per = one.per or ("每" if (each or is_mean) and one.thing not in ("%", "") else "")
    return Figure(
        quote=script.text[start:end], value=one.value, low=one.low, high=one.high, unit=one.unit, thing=one.thing,
        scale=one.scale, places=one.places, start=start, end=end, at=one.at, to=one.to, hedge=one.hedge, per=per,
        before=before, after=after, clause=clause, wider=wider, period=periods.at(one.at), place=periods.place_at(one.at),
        programme=periods.programme_at(one.at),
    )  # fmt: skip


def _back_to(boundary: re.Pattern[str], plain: str, floor: int, at: int) -> str:
    window = plain[max(floor, at - 60) : at]
    ends = [match.end() for match in boundary.finditer(window)]
    return window[ends[-1] :] if ends else window
