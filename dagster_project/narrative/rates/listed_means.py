"""Means of what is listed, and of a spell that words tell: 分别为92.5分、86.0分、90.5分，三项平均89.7分; 这五年净增390名，平均每年增加78名.

A mean of shares or points may be weighed, so that it is asked about; it fails outside of what it is the mean of.

Belongs here: means of figures that stand in a row right before, means of a year over a span of years. Does not belong
here: means of a total among a count (``means``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, scaled, total, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_countable, number, rounded_for, written
from dagster_project.narrative.text.sentences import Sentence

CHINESE = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
MEAN = re.compile(
    r"(?:(?P<many>[两二三四五六七八九十]|\d)(?:[项科次年个所类轮门期批组]|季度|学期|学年|年级)[^，。；：\d]{0,6}?)?(?:平均|均值)(?:分|值|数|得分|为|达到?|约|是|每[^，。；：\d]{1,3})*$"
)
ROW = re.compile(r"(?:分?[、，和及]|分?[，；、][^，。；：\d]{1,10})$|^分?[、，和及与][^。；：\d]{0,10}$")
TOLD = re.compile(r"分别|依次|各为|逐年|：")
SPAN = re.compile(
    r"(?<![\d第全每])(?P<n>[两二三四五六七八九十]|\d{1,2})年(?:间|来|里|共|累计|内|，|总)|这(?P<this>[两三四五六七八九十])年"
)
YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)年?(?:至|到|-|~|—)+(?P<last>(?:19|20)\d\d)年")
A_YEAR = re.compile(r"(?:其中)?(?:19|20)\d\d年度?[^，。；：\d]{0,8}$")
YEARLY = re.compile(r"(?:平均每年|年均|每年平均)[^，。；：\d率%]{0,6}$")
OVER = re.compile(r"增长率|递增|增速|收入|工资")
STANDARD = re.compile(r"标准|对照|要求|[全]?[省国市]平均|上年|去年")
LEAST, MOST, BESIDE, REACH, TWO = 2, 12, 24, 90, 2
HALF = Fraction(1, 2)
GOOD = (HOLDS, ROUNDING)


def find_listed_means(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each mean of a row right before it, and each mean of a year whose total and span the sentence tells."""
    for sentence in sentences:
        if "均" not in sentence.text:
            continue
        for position, mean in enumerate(sentence.figures):
            if not position or mean.hedge not in ("", "约") or GOAL.search(mean.clause) or STANDARD.search(mean.clause):
                continue
            if YEARLY.search(mean.clause) and not OVER.search(mean.clause) and mean.thing != "%":
                yield from list(_of_years(sentence, position)) or _of_a_span(sentence, position)
            elif (match := MEAN.search(mean.clause)) is not None:
                yield from _of_a_row(sentence, position, match["many"])


def _of_a_row(sentence: Sentence, position: int, many: str | None) -> Iterator[Relation]:
    mean = sentence.figures[position]
    row = _row(sentence, position)
    count = (CHINESE.get(many) or int(many)) if many else len(row)
    led = sentence.plain[max(sentence.at, row[0].at - BESIDE) : row[0].at] if row else ""
    if not LEAST <= count <= len(row) <= MOST or (len(row) != count and not TOLD.search(led)):
        return
    if many is None and not TOLD.search(led):
        return
    yield _of_all(row[-count:], mean)


def _of_all(row: Sequence[Figure], mean: Figure) -> Relation:
    made = scaled(total(value_of(f) for f in row), Fraction(1, len(row)))
    verdict = compare(made, mean)
    place = Fraction(mean.scale, 10**mean.places)
    if abs(made.nominal - mean.amount) <= place * HALF:
        verdict = HOLDS if made.nominal == mean.amount else ROUNDING
    if verdict not in GOOD:
        within = min(f.amount for f in row) <= mean.amount <= max(f.amount for f in row)
        verdict = ASK if within or not all(f.is_plain for f in (*row, mean)) else FAILS
    added = " + ".join(digits(f.amount / mean.scale) for f in row)
    given = number(mean) if verdict in GOOD else f"{rounded_for(made.nominal, mean)} (= {number(mean)})"
    return written("ratio", row, mean, f"({added}) / {len(row)} = {given}", made.nominal, verdict)


def _of_years(sentence: Sentence, position: int) -> Iterator[Relation]:
    """其中2019年4820万元，2020年5310万元，2021年5640万元，年均5257万元: a row of years right before."""
    mean = sentence.figures[position]
    row: list[Figure] = []
    for one in reversed(sentence.figures[:position]) if not is_change(mean) else ():
        following = row[0] if row else mean
        near = one.thing == mean.thing and "。" not in sentence.words(one, following) and not is_change(one)
        if not near or following.at - one.to > BESIDE or A_YEAR.match(one.clause) is None:
            break
        row.insert(0, one)
    if TWO < len(row) <= MOST:
        yield _of_all(row, mean)


def _row(sentence: Sentence, position: int) -> list[Figure]:
    """The figures like the mean that stand side by side right before it."""
    mean = sentence.figures[position]
    before = [*sentence.figures[:position]]
    if before and sentence.words(before[-1], mean) and before[-1].thing in ("项", "科", "次", "个", "所", "门", "季度"):
        before.pop()  # 三项 in 三项平均
    row: list[Figure] = []
    for one in reversed(before):
        alike = (
            one.thing == mean.thing
            and not is_change(one)
            and not one.per
            and one.after.startswith("分") == mean.after.startswith("分")
        )
        following = row[0] if row else mean
        words = sentence.words(one, following)
        near = len(words) <= BESIDE and not re.search("[。；]", words) and (not row or ROW.search(words))
        if not alike or not near:
            break
        row.insert(0, one)
    return row


def _of_a_span(sentence: Sentence, position: int) -> Iterator[Relation]:
    """The figure right before in the same unit is what came in all; an amount and its change both count."""
    mean = sentence.figures[position]
    before = [f for f in sentence.figures[:position] if f.thing == mean.thing and f.amount > mean.amount and not f.per]
    if not before or mean.at - before[-1].to > REACH or not is_countable(before[-1]):
        return
    whole = before[-1]
    words = sentence.plain[sentence.at : mean.at]
    counted = any(f.thing in ("年", "学年") for f in sentence.figures[:position])
    if (counted and not is_change(whole)) or re.search("[；]|其中", sentence.words(whole, mean)):
        return
    years = {CHINESE.get(m["n"] or m["this"]) or int(m["n"]) for m in SPAN.finditer(words)}
    spans = [(int(m["first"]), int(m["last"])) for m in YEARS.finditer(words)]
    years |= {last - first + 1 for first, last in spans}
    between = {last - first for first, last in spans} if is_change(whole) or is_change(mean) else set()
    tried = [n for n in sorted(years | between) if 1 < n <= MOST]
    if len(years) != 1 or not tried:
        return
    value = value_of(whole)
    place = Fraction(mean.scale, 10**mean.places)
    for n in tried:
        if abs(whole.amount / n - mean.amount) <= place * HALF or compare(scaled(value, Fraction(1, n)), mean) in GOOD:
            yield _spread(whole, mean, n, HOLDS if whole.amount == mean.amount * n else ROUNDING)
            return
    others = [f for f in before[:-1] if is_countable(f)]
    if any(abs(f.amount / n - mean.amount) <= place for f in others for n in tried):
        return
    if any(abs(abs(b.amount - a.amount) / n - mean.amount) <= place for a, b in pairwise(before) for n in tried):
        return
    yield _spread(whole, mean, tried[0], ASK)


def _spread(whole: Figure, mean: Figure, years: int, verdict: str) -> Relation:
    made = whole.amount / years
    given = number(mean) if verdict in GOOD else f"{rounded_for(made, mean)} (= {number(mean)})"
    expression = f"{digits(whole.amount / mean.scale)} / {years} = {given}"
    return written("ratio", [whole], mean, expression, Value(made, made, made).nominal, verdict)
