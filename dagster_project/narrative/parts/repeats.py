"""The same indicator given twice in a document: the two agree, or somebody has to say which is right.

Belongs here: when two figures speak of the same thing. Does not belong here: sums over periods (``periods_add_up``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

EMPTY = re.compile(
    r"目前|截至|截止|共计|总计|合计|累计|一共|共有|现有|已经|达到|达|共|已|为|有|了|约|全县|全市|我县|我市|全区|的|是|计|：|“|”"
)
TELLING = re.compile(r"[^一-鿿A-Za-z]")
ENOUGH = 8
ALIKE = 2
SHORT = 4
SMALL = 20
RATE_NAME = 4
WIDE = re.compile(r"全县|全市|全区|全镇|全校|我县|我市|我区|全旗|我校|我镇|本县|全乡|我局")
MOST_SAME, LONG = 3, 5
MOST_SAME_NAME = 12
THREE_DIGITS, TELLING_DIGITS, LOOKED_BACK = 100, 3, 6
SHEET = re.compile(r"问卷|调查表|承诺书|告知书|明白卡|档案|资助卡|爱心包|书包|体检表")
NOUN_LENGTH, MOST_BETWEEN = 2, 8
FRAME = frozenset("在中里")
POINTING_BACK = re.compile(r"此次|本次|这次|这批|上述|目前[^，。]{0,12}的$")
ABOVE = re.compile(r"(?:以上|上述)$")
OF_KIND = re.compile(
    r"小学|初中|高中|幼儿|学前|中职|职[高中]|大学|男|女|城区|农村|城镇|[春秋]季|公办|民办|[上下]半年|教师|退休"
)
ALL_OF = re.compile(r"全[县市区镇校园乡村]|以上|上述|这\d*$|我[校县园]")
ALL_TOLD = re.compile(r"总(?=收入|支出|投资|面积|人数|金额)|总[额量数]")
NOW = re.compile(r"目前|现有|现")
SINCE = re.compile(r"(?:19|20)\d{2}|春季|秋季|上半年|下半年|去年|上年|上学期|同期|\d+月")
NOUN = re.compile(r"(?!比|较|占|同比|已|正|在|未|均|全部|参加|享受|进行)[一-鿿]{2,8}?(?=中|$|[，。；、）])")
TIME = re.compile(r"^[一二三四五六七八九十]是|其中|今年|去年|上年|本年|同期|现有")


def find_repeats(figures: Sequence[Figure], sentences: Sequence[Sentence]) -> list[Relation]:
    """Figures that stand twice in a document, told apart by their words."""
    where = {figure.at: index for index, sentence in enumerate(sentences) for figure in sentence.figures}
    plain = [
        f
        for f in figures
        if (f.is_plain or is_rate(f.thing) or ABOVE.search(f.before))
        and not f.per
        and not is_change(f)
        and f.thing
        and f.thing not in DURATIONS
        and f.at in where
    ]
    together = [*_agreeing(plain, where), *_one_sheet_each(plain)]
    return [*together, *_differing(plain, where, sentences), *_slipping(plain, where, sentences)]


def _slipping(figures: Sequence[Figure], where: dict[int, int], sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """1968名学生 and 全校1986名学生: digits swapped of a number and of all; asked, never failing."""
    yield from _swapped(list(_of_the_whole(figures)), where, sentences)


def _of_the_whole(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """1968名学生 and 全校1986名学生, 236台 and 以上236台: the same digits of the same things, one of them of all."""
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if not is_rate(figure.thing) and figure.amount >= THREE_DIGITS and figure.is_plain:
            groups[figure.thing, "".join(sorted(digits(figure.value)))].append(figure)
    for same in groups.values():
        for one, other in pairwise(same[:MOST_SAME_NAME]):
            alike = set(OF_KIND.findall(one.clause + one.after)) == set(OF_KIND.findall(other.clause + other.after))
            of_all = ALL_OF.search(one.clause) or ALL_OF.search(other.clause)
            shared = len(_bigrams(one) & _bigrams(other))
            same_words = shared >= ALIKE and _one_says_all_of_the_other(one, other)
            told_alike = alike and (ABOVE.search(other.clause) or (of_all and shared) or same_words)
            if told_alike or _points_back(one, other):
                yield one, other


def _points_back(one: Figure, other: Figure) -> bool:
    """236名大学新生 … 此次受助的263名新生: a word that points back, and the same noun with nothing added."""
    noun = other.after[:NOUN_LENGTH]
    kinds = set(OF_KIND.findall(other.clause + other.after))
    return bool(
        POINTING_BACK.search(other.clause)
        and len(noun) == NOUN_LENGTH
        and noun in one.after[:MOST_BETWEEN]
        and kinds <= set(OF_KIND.findall(one.clause + one.after))
    )


def _one_says_all_of_the_other(one: Figure, other: Figure) -> bool:
    """乘坐校车的学生 and 乘坐校车的…名学生, but not 一中在校学生 and 二中在校学生."""
    mine, theirs = (set(EMPTY.sub("", TELLING.sub("", f.clause + f.after[:6]))) - FRAME for f in (one, other))
    return mine <= theirs or theirs <= mine


def _swapped(
    pairs: Sequence[tuple[Figure, Figure]], where: dict[int, int], sentences: Sequence[Sentence]
) -> Iterator[Relation]:
    for one, other in pairs:
        here, there = sentences[where[one.at]], sentences[where[other.at]]
        if here is not there and _are_swapped(one, other) and _year(one, here) == _year(other, there):
            expression = f"{number(one)} = {number(other)}"
            slip = "transposed_digits"
            yield written("conflict", [one, other], other, expression, one.amount, ASK, diagnosis=slip)


def _are_swapped(one: Figure, other: Figure) -> bool:
    """The same digits in another order."""
    mine, theirs = digits(one.amount), digits(other.amount)
    return mine != theirs and sorted(mine) == sorted(theirs) and one.place == other.place and one.scale == other.scale


def _year(figure: Figure, sentence: Sentence) -> str:
    """The last time named before a figure in its sentence; 目前 is none."""
    if NOW.search(figure.clause):
        return ""
    named = SINCE.findall(sentence.plain[max(sentence.at, figure.at - 200) : figure.at])
    return named[-1] if named else ""


def _full_name(figure: Figure) -> str:
    """The words on both sides as one name, whatever order 的 puts them in."""
    noun = NOUN.match(figure.after)
    return ALL_TOLD.sub("", EMPTY.sub("", TIME.sub("", figure.before + (noun[0] if noun else ""))))


def _agreeing(figures: Sequence[Figure], where: dict[int, int]) -> list[Relation]:
    groups: dict[tuple[Fraction, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if not is_rate(figure.thing) or len(_key(figure)[0]) >= RATE_NAME:
            groups[figure.amount, figure.thing].append(figure)
    relations = []
    for same in groups.values():
        told = 0
        for position, other in enumerate(same):
            before = reversed(same[max(0, position - LOOKED_BACK) : position])
            one = next((f for f in before if _speak_alike(f, other, where[f.at] == where[other.at])), None)
            if told < MOST_SAME and one is not None and other.amount > 1:
                expression = f"{number(other)} = {digits(one.amount / other.scale)}"
                relations.append(written("conflict", [one, other], other, expression, one.amount, HOLDS))
                told += 1
    return relations


def _one_sheet_each(figures: Sequence[Figure]) -> Iterator[Relation]:
    """培训742人次 … 742份问卷: as many sheets as there are people to fill them in."""
    people: dict[Fraction, Figure] = {}
    for figure in figures:
        if figure.thing in ("人", "人次", "户") and figure.amount >= SMALL:
            people[figure.amount] = figure
        elif (
            figure.thing in ("份", "张", "本", "套", "个") and figure.amount in people and SHEET.search(_around(figure))
        ):
            one = people[figure.amount]
            yield written("conflict", [one], figure, f"{number(figure)} = {number(one)}", one.amount, HOLDS)


def _around(figure: Figure) -> str:
    return figure.before[-8:] + "|" + figure.after[:6]


def _speak_alike(one: Figure, other: Figure, together: bool) -> bool:
    if is_rate(one.thing):
        return not together and _key(one)[0][-RATE_NAME:] == _key(other)[0][-RATE_NAME:]
    if together:
        named_alike = len(_full_name(other)) >= SHORT and _full_name(one) == _full_name(other)
        same_noun = bool(one.after[:2]) and one.after[:2] == other.after[:2] and one.amount > 2
        return same_noun or (named_alike and one.amount > 2)
    if _is_telling(one.amount) and _of_one_kind(one, other):
        return True
    mine, theirs = _bigrams(one), _bigrams(other)
    return len(mine & theirs) >= (1 if one.amount >= SMALL else 2)


def _is_telling(amount: Fraction) -> bool:
    """Three digits that say something, not 200 or 1500: such a number is hardly met twice by chance."""
    return amount >= THREE_DIGITS and len(digits(amount).replace(".", "").strip("0")) >= TELLING_DIGITS


def _of_one_kind(one: Figure, other: Figure) -> bool:
    """No 小学 beside 初中: what each is said to be of does not differ."""
    mine, theirs = (set(OF_KIND.findall(f.before + f.after)) for f in (one, other))
    return mine <= theirs or theirs <= mine


def _bigrams(figure: Figure) -> set[str]:
    words = EMPTY.sub("", figure.before[-10:]) + "|" + EMPTY.sub("", figure.after[:10])
    return {words[i : i + 2] for i in range(len(words) - 1) if not TELLING.search(words[i : i + 2])}


def _key(figure: Figure) -> tuple[str, str, str]:
    return EMPTY.sub("", figure.before)[-12:], figure.thing, EMPTY.sub("", figure.after)[:6]


def _differing(figures: Sequence[Figure], where: dict[int, int], sentences: Sequence[Sentence]) -> list[Relation]:
    """The same words around two different numbers of the same period and place."""
    groups: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if not is_rate(figure.thing):
            groups[_key(figure)].append(figure)
    relations = []
    for key, same in groups.items():
        if not 2 <= len(same) <= 3 or not _tells_enough(key, same):
            continue
        for one, other in pairwise(same):
            if one.amount != other.amount and where[one.at] != where[other.at] and _same_scope(one, other):
                relations += _conflict(one, other, sentences[where[one.at]], sentences[where[other.at]])
    return relations


def _tells_enough(key: tuple[str, str, str], same: Sequence[Figure]) -> bool:
    """Words on both sides, or a total of the whole county told by a name."""
    if key[0] and key[2] and len(key[0]) + len(key[2]) >= ENOUGH:
        return True
    return len(key[0]) >= SHORT and all(WIDE.search(figure.clause) for figure in same)


def _same_scope(one: Figure, other: Figure) -> bool:
    return one.period == other.period and one.place == other.place and one.scale == other.scale


def _has_the_noun(one: Figure, other: Figure) -> bool:
    return one.thing == other.thing and len(other.after) > 1 and one.after[:2] == other.after[:2]


def _conflict(one: Figure, other: Figure, here: Sentence, there: Sentence) -> list[Relation]:
    """Asked, because two true numbers may share their words; failing only for totals of the whole county."""
    mates = [f for f in there.figures if f is other or _has_the_noun(f, other)]
    added = sum((f.amount for f in mates), Fraction(0))
    if added == one.amount:
        return []
    wide = WIDE.search(one.clause) and WIDE.search(other.clause) and one.period
    readings = [Reading("前后两处应当相同", "both should be the same", f"{number(one)} = {number(other)}", number(one))]
    expression = f"{number(one)} = {number(other)}"
    if len(mates) > 1:
        expression = " + ".join(number(f) for f in mates) + f" = {number(one)}"
        readings.append(Reading("后文各项相加", "the items said later add up", expression, digits(added / one.scale)))
        return [written("conflict", [one, *mates], one, expression, added, ASK, readings=readings)]
    return [written("conflict", [one, other], other, expression, one.amount, FAILS if wide else ASK, readings=readings)]
