"""Groups and amounts measured by each other: 生师比16:1, 师生比一比十五, 工友与学生之比1:128, 中央、省、县之比为4:2:1, 性别比104.0.

Belongs here: what a ratio's name or the names before it put beside each other, and the verdict on the figures of those names.
Does not belong here: means (``quotients``), 收入比 (``told_ratios``), shares in per cent (``shares``), one in so many (``one_in``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import chinese_value, digits
from dagster_project.narrative.rates.quantities import (
    FILLING,
    TOKEN,
    Group,
    Line,
    Quantities,
    Told,
    group_of,
    of_group,
)
from dagster_project.narrative.rates.quotients import LEVEL, OTHERS
from dagster_project.narrative.reckoning.claims import written
from dagster_project.narrative.text.script import Script

GOOD = (HOLDS, ROUNDING)
NUMBER = r"\d{1,4}(?:\.\d{1,3})?"
CHINESE = "[一二三四五六七八九十]{1,4}"
RATIO = re.compile(
    rf"(?<![\d.:])(?P<a>{NUMBER})[:：∶比](?P<b>{NUMBER})(?:[:：∶比](?P<c>{NUMBER}))?(?![\d:∶])|(?<!第)(?P<ca>{CHINESE})比(?P<cb>{CHINESE})(?!例|重)"
)
NAMED = {
    "生师": ("学生", "教师"), "师生": ("教师", "学生"), "师幼": ("教师", "学生"), "幼师": ("学生", "教师"), "生机": ("学生", "计算机"),
    "师班": ("教师", "班级"), "班师": ("班级", "教师"), "医护": ("医师", "护士"), "护医": ("护士", "医师"), "床护": ("床位", "护士"),
    "人机": ("学生", "计算机"), "男女": ("男", "女"), "师机": ("教师", "计算机"),
}  # fmt: skip
NAME = re.compile(rf"(?P<name>{'|'.join(NAMED)})(?:性别)?(?:人数)?(?:之|的)?比[例值重]?")
OF_NAMES = re.compile(
    r"(?P<names>[^，。；：、\d（）]{1,14}?(?:(?:、|与|和|同|及|跟|[:：])[^，。；：、\d（）]{1,12}?){1,4}?)(?:三级|两级)?(?:资金|投入|投资|财政|出资|人数|分担|配套|承担|按|的)*(?:之比|比例|配比|配备比|比值|比为|比是)"
)
LEVELS_OF_STATE = re.compile(r"(?:三|四)级(?:资金|投入|财政|分担|配套|承担|出资|的)*(?:之比|比例|配比)")
BEHIND = re.compile("的?比例")
SPLIT = re.compile("[、与和同及跟:：]")
STATE = {
    "中央": "中央",
    "省": "省级|省财政|省补|省资金|省配套",
    "市": "市级|市财政|市配套|市本级",
    "县": "县级|县财政|县配套|县本级|县自筹|本县|旗级|区级",
    "地方": "地方",
}
SEXES = re.compile(
    r"性别比[^，。；\d（]{0,12}(?:（[^（）\n]{0,24}）)?[^，。；：\d]{0,6}：?(?P<ratio>\d{2,3}(?:\.\d{1,2})?)(?![\d%:])"
)
BACK, FEW, LEAST_NAME = 60, 4, 2
GENERIC = re.compile("学生|幼儿|教师$")
"""就餐学生 are the pupils where no others are counted."""
LEADING = re.compile(r"^(?:其中|全[县市区校]|食堂|我[县市区校]|目前|该|由此|本|算下来|各级)+")
HALF = Fraction(1, 2)
Term = tuple[int, int, Fraction, int]

NEIGHBOUR = 40


def find_a_to_b(script: Script, lines: Sequence[Line], quantities: Quantities) -> Iterator[Relation]:
    """Each ratio of the text whose name says what is measured by what."""
    starts = [line.at for line in lines]
    for match in RATIO.finditer(script.plain):
        line = lines[bisect_right(starts, match.start()) - 1]
        terms = _terms(match)
        if terms is None or min(term[2] for term in terms) <= 0:
            continue
        before = script.plain[max(line.at, match.start() - BACK) : match.start()]
        names = _names(before, len(terms))
        if (
            names is None
            and len(terms) > LEAST_NAME
            and before.endswith("按")
            and BEHIND.match(script.plain, match.end())
        ):
            names = ("中央", "省", "县")
        if names is not None:
            yield from _judged(script, terms, names, before, line, quantities)
    yield from _of_sexes(script, lines, starts, quantities)


def _terms(match: re.Match[str]) -> list[Term] | None:
    """Where each number of a ratio stands, what it is, and its decimals."""
    found: list[Term] = []
    for name in ("a", "b", "c"):
        if match[name] is not None:
            places = len(match[name].partition(".")[2])
            found.append((match.start(name), match.end(name), Fraction(match[name]), places))
    for name in ("ca", "cb"):
        value = chinese_value(match[name]) if match[name] is not None else None
        if value is not None:
            found.append((match.start(name), match.end(name), value, 0))
    return found if len(found) > 1 else None


def _names(before: str, many: int) -> tuple[str, ...] | None:
    """The names a ratio is of, where little stands between: 生师比：小学15:1，初中11:1."""
    named = list(NAME.finditer(before))
    if named and many == 2 and _is_near(before[named[-1].end() :]):
        return NAMED[named[-1]["name"]]
    for match in reversed(list(OF_NAMES.finditer(before))):
        names = [LEADING.sub("", name) for name in SPLIT.split(match["names"])]
        names = [name for name in names if name]
        if len(names) >= many and _is_near(before[match.end() :]):
            return tuple(names[-many:])
    if many > LEAST_NAME and (match_of := LEVELS_OF_STATE.search(before)) and _is_near(before[match_of.end() :]):
        return ("中央", "省", "县")
    return None


def _is_near(between: str) -> bool:
    core = FILLING.sub("", TOKEN.sub("", RATIO.sub("", between)))
    return len(re.sub(r"[\d达到约]|控制在|仅为|左右", "", core)) <= FEW


def _judged(
    script: Script, terms: Sequence[Term], names: tuple[str, ...], before: str, line: Line, quantities: Quantities
) -> Iterable[Relation]:
    """The first row of figures that gives the ratio; else what the only row of these names is worth."""
    group = _group(before, line, terms[0][0])
    rows = list(_rows(names, group, line, quantities))
    stated = [_figure(script, term, line) for term in terms]
    for row, _ in rows:
        for turned in (stated, stated[::-1]):
            told = _of_row(row, turned)
            if all(one.verdict in GOOD for one in told):
                return told
    if "教师" in names:
        staff = tuple("教职工" if name == "教师" else name for name in names)
        for row, _ in _rows(staff, group, line, quantities):
            told = _of_row(row, stated) if names[-1] == "教师" else _of_row(row[::-1], stated)
            if all(one.verdict in GOOD for one in told):
                return told
    for row in _with_neighbours(rows, line, stated):
        told = _of_row(row, stated)
        if all(one.verdict in GOOD for one in told):
            return told
    words = re.split("[，。；]", before)[-1]
    if not rows or LEVEL.search(words) or OTHERS.search(words) or _is_bounded(script, terms, before):
        return ()
    row, sure = max(rows, key=_amounts)
    here = line.told[0].line if line.told else -1
    amounts = {tuple(one.figure.amount for one in row) for row, _ in rows}
    several = len(amounts) > 1
    of_them = all(group <= one.group for one in row)
    if not of_them or (not sure and (not group or len(amounts) > LEAST_NAME + 1)):
        return ()
    off, worst = min((_worst(_of_row(row, turned)) for turned in (stated, stated[::-1])), key=lambda one: one[0])
    exact = all((one.group == group and one.own) or one.line == here for one in row) and not several and sure
    if off > 1:
        return () if several else (replace(worst, verdict=ASK, diagnosis=None),)
    return (worst if exact else replace(worst, verdict=ASK, diagnosis=None),)


def _with_neighbours(
    rows: Sequence[tuple[list[Told], bool]], line: Line, stated: Sequence[Figure]
) -> Iterator[list[Told]]:
    """教职员62名，专任58名，生师比: one term taken from another figure of its line, as much as 专任 says teachers too."""
    beside = [one for one in line.told if 0 < stated[0].at - one.figure.to < NEIGHBOUR]
    for row, _ in rows[:FEW]:
        for index, term in enumerate(row):
            for one in beside:
                if one.figure.thing == term.figure.thing and all(one is not other for other in row):
                    yield [*row[:index], one, *row[index + 1 :]]


def _amounts(row: tuple[list[Told], bool]) -> tuple[bool, list[Fraction]]:
    """Of several, the largest are the wholes."""
    return row[1], [one.figure.amount for one in row[0]]


def _worst(told: Sequence[Relation]) -> tuple[Fraction, Relation]:
    offs = [(abs(Fraction(one.computed) / Fraction(one.stated) - 1), one) for one in told]
    return max(offs, key=lambda one: one[0])


def _is_bounded(script: Script, terms: Sequence[Term], before: str) -> bool:
    after = script.plain[terms[-1][1] : terms[-1][1] + FEW]
    return re.match("以[上下内]|左右|的标准|的要求", after) is not None or before.endswith(("约", "近", "不到", "超过"))


def _group(before: str, line: Line, at: int) -> Group:
    """Whom a ratio is of: its own words without the names of its terms, else what was said of last in its line."""
    own = re.split("[，。；、]", RATIO.sub("，", before))[-1]
    if (match := OF_NAMES.search(own)) is not None:
        own = own[: match.start()] + own[match.end() :]
    found, whole = group_of(own)
    if found or whole:
        return found
    told = [one for one in line.told if one.figure.at < at]
    return told[-1].group if told else line.base


def _rows(
    names: tuple[str, ...], group: Group, line: Line, quantities: Quantities
) -> Iterator[tuple[list[Told], bool]]:
    """One figure for each name, those of one line before others; whether their names leave no doubt."""
    here = line.told[0].line if line.told else -1
    found = [_bearing(name, group, here, quantities) for name in names]
    if not all(found):
        return
    by_line: dict[int, list[list[Told]]] = defaultdict(lambda: [[] for _ in names])
    for index, bearing in enumerate(found):
        for one in bearing:
            by_line[one.line][index].append(one)
    complete = [number for number, row in by_line.items() if all(row)]
    for number in sorted(complete, key=lambda number: abs(number - here))[:FEW]:
        yield from ((list(row), True) for row in islice(product(*(one[-FEW:] for one in by_line[number])), FEW * FEW))
    near = [sorted(bearing, key=lambda one: abs(one.line - here))[:LEAST_NAME] for bearing in found]
    sure = all(len({one.figure.amount for one in bearing}) == 1 for bearing in found)
    yield from ((list(row), sure) for row in product(*near))


def _bearing(name: str, group: Group, line: int, quantities: Quantities) -> list[Told]:
    state = STATE.get(name.removesuffix("级").removesuffix("财政"))
    if state is not None:
        return [one for one in quantities.told if one.figure.thing == "元" and re.search(state, one.noun)]
    if name in ("男", "女"):
        other = "女" if name == "男" else "男"
        return [one for one in quantities.called(name) if other not in one.noun and one.figure.thing == "人"]
    literal = quantities.called(name) if name not in NAMED_KINDS else []
    if not literal:
        literal = of_group(quantities.of(name), group, line)
        if name == "教师":
            literal = literal or of_group(quantities.of("教职工"), group, line)
    generic = GENERIC.search(name)
    if not literal and generic and generic[0] != name:
        literal = of_group(quantities.of(generic[0]), group, line)
    return [one for one in literal if not one.figure.hedge or one.figure.hedge in ("约", "近", "余")]


def _of_row(row: Sequence[Told], stated: Sequence[Figure]) -> list[Relation]:
    """The terms as one says them by the last: 1600 / 400 = 4."""
    told = []
    figures = [one.figure for one in row if not one.in_table]
    last, base = row[-1].figure, stated[-1]
    if len(row) == LEAST_NAME and stated[0].value == 1:
        order = [(last, row[0].figure, base, stated[0])]
    else:
        order = [(one.figure, last, term, base) for one, term in zip(row[:-1], stated[:-1], strict=True)]
    for over, under, term, by in order:
        computed = over.amount / under.amount * by.value
        place = Fraction(1, 10**term.places)
        off = computed - term.value
        verdict = HOLDS if off == 0 else ROUNDING if -place * HALF <= off < place * HALF else FAILS
        scale = min(over.scale, under.scale)
        beside = f" / {digits(by.value)}" if by.value != 1 else ""
        expression = f"{digits(over.amount / scale)} / {digits(under.amount / scale)} = {digits(term.value)}{beside}"
        told.append(written("ratio", figures, term, expression, computed, verdict))
    return told


def _figure(script: Script, term: Term, line: Line) -> Figure:
    """The number of a ratio as a figure: one that the text has there, else one of its own."""
    at, to, value, places = term
    known = next((one.figure for one in line.told if one.figure.at <= at < one.figure.to), None)
    if known is not None and known.value == value:
        return known
    start, end = script.span(at, to)
    return Figure(
        quote=script.text[start:end], value=value, low=value, high=value, unit="", thing="", scale=1, places=places,
        start=start, end=end, at=at, to=to,
    )  # fmt: skip


def _of_sexes(
    script: Script, lines: Sequence[Line], starts: Sequence[int], quantities: Quantities
) -> Iterator[Relation]:
    """性别比（以女性为100）为104.0: men for every hundred women."""
    for match in SEXES.finditer(script.plain):
        line = lines[bisect_right(starts, match.start()) - 1]
        places = len(match["ratio"].partition(".")[2])
        ratio = _figure(script, (match.start("ratio"), match.end("ratio"), Fraction(match["ratio"]), places), line)
        yield from _sexes(ratio, line, quantities)


def _sexes(ratio: Figure, line: Line, quantities: Quantities) -> Iterator[Relation]:
    rows = list(_rows(("男", "女"), frozenset(), line, quantities))
    told = []
    for (men, women), sure in rows:
        computed = men.figure.amount * 100 / women.figure.amount
        place = Fraction(1, 10**ratio.places)
        off = computed - ratio.value
        verdict = HOLDS if off == 0 else ROUNDING if -place * HALF <= off < place else FAILS if sure else ASK
        expression = f"{digits(men.figure.amount)} / {digits(women.figure.amount)} * 100 = {digits(ratio.value)}"
        figures = [one.figure for one in (men, women) if not one.in_table]
        told.append(written("ratio", figures, ratio, expression, computed, verdict))
    good = [one for one in told if one.verdict in GOOD]
    sole = len({one.computed for one in told}) == 1
    yield from good[:1] or (told[:1] if sole else [])


NAMED_KINDS = frozenset({"学生", "教师", "计算机", "班级", "床位", "幼儿", "专任教师"})
