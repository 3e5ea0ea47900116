"""What cannot be: more people than person-times, more people helped than the group has.

Belongs here: inequalities that need no words such as 其中. Does not belong here: parts of a whole (``sums``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

HELPED = re.compile(
    r"(?P<group>[一-鿿]{2,14}?)(?:累计|共|已|合计|均)?(?:受益|享受|受惠|获益)(?:人口|人数|政策)?(?:的?有?)?$"
)
ADVERBS = re.compile(r"^(?:目前|截至目前|今年|共|已|使|全区|全县|全市|其中)")
SHORTEST_NAME = 3
SOME = 10
MOST_GROUPS = 300
PICKED = re.compile(r"(?:并|已|现已)?(?:对|有)")
ENJOYED = re.compile(
    r"(?:学生|教师|幼儿|群众)?(?:共|累计|合计|全年)+(?:享受|获得|接受|得到|参加)[^，。；：、（）\d]{0,8}"
)
CONTAINS = re.compile(r"[（(](?:均?含|其中含?|包[括含]|内含)[^，。；、（）\d]{0,10}")
CONTAINED = frozenset({"所", "个", "处", "家", "座", "校"})
BETWEEN = re.compile(r"[^，。；：（）\d]{0,10}[，、][^，。；：（）\d]{0,10}")
STEPS = tuple(
    map(re.compile, ("规划|立项|申报|申请|下达", "开工|受理|启动", "竣工|完工|建成|办结", "验收|投入使用|交付"))
)
PLANNED = re.compile(r"计划|规划|申报|拟|预计|将")
OLD = re.compile(r"往年|上年|去年|历年|结转|续建|跨年|累计|含")
MONTHS = re.compile(r"(\d{1,2})月?[-~至到](\d{1,2})月")


def find_bounds(sentences: Sequence[Sentence]) -> list[Relation]:
    """Impossible or sound inequalities over the whole document."""
    relations: list[Relation] = []
    groups: list[tuple[str, Figure]] = []
    people: list[Figure] = []
    for sentence in sentences:
        for position, figure in enumerate(sentence.figures):
            name = _name(sentence, position)
            if figure.thing in ("人", "户") and figure.is_plain and not is_change(figure):
                relations += _helped(figure, groups)
                if len(name) >= SHORTEST_NAME:
                    groups.append((name, figure))
            relations += _times(sentence, position, figure)
            relations += _one_for_each(sentence, position)
            relations += [*_within(sentence, position), *_contained(sentence, position), *_done_of(sentence, position)]
        relations += _months(sentence, people)
        people += [figure for figure in sentence.figures if figure.thing == "人" and figure.is_plain]
    return relations


def _name(sentence: Sentence, position: int) -> str:
    """The words before a figure; for 954户3472人 both have the same."""
    figure = sentence.figures[position]
    while not figure.before and position and sentence.figures[position - 1].to == figure.at:
        position -= 1
        figure = sentence.figures[position]
    return ADVERBS.sub("", figure.before)


def _helped(figure: Figure, groups: Sequence[tuple[str, Figure]]) -> list[Relation]:
    match = HELPED.search(figure.before)
    if match is None:
        return []
    name = ADVERBS.sub("", match["group"]).removesuffix("累计")
    for known, group in reversed(groups[-MOST_GROUPS:]):
        if group.thing == figure.thing and _is_same_group(name, known):
            fits = figure.amount <= group.amount
            expression = f"{number(figure)} <= {number(group)}"
            diagnosis = None if fits else "person_times"
            verdict = HOLDS if fits else FAILS
            return [written("subset", [group], figure, expression, group.amount, verdict, diagnosis=diagnosis)]
    return []


def _is_same_group(one: str, other: str) -> bool:
    """不稳定户 is 不稳定脱贫户 said shortly: its characters in order, from the same first to the same last."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_NAME or short[:2] != long[:2] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)


def _times(sentence: Sentence, position: int, figure: Figure) -> list[Relation]:
    """1200人3400人次: there are at least as many times as people."""
    if position == 0 or figure.thing != "人次":
        return []
    people = sentence.figures[position - 1]
    between = sentence.words(people, figure)
    told = len(between) <= 1 or ENJOYED.fullmatch(between) is not None
    if people.thing != "人" or not told or not (people.is_plain and figure.is_plain):
        return []
    verdict = HOLDS if people.amount <= figure.amount else FAILS
    return [written("subset", [people], figure, f"{number(people)} <= {number(figure)}", people.amount, verdict)]


def _one_for_each(sentence: Sentence, position: int) -> list[Relation]:
    """检查食堂209家，下达意见书209份: as many of the one as of the other."""
    figure = sentence.figures[position]
    if position == 0 or figure.value < SOME or not figure.is_plain or figure.places or is_rate(figure.thing):
        return []
    one = sentence.figures[position - 1]
    if (
        one.value != figure.value
        or one.thing == figure.thing
        or not (one.thing and figure.thing)
        or one.scale != figure.scale
    ):
        return []
    return [written("conflict", [one], figure, f"{number(one)} = {number(figure)}", one.amount, HOLDS)]


def _within(sentence: Sentence, position: int) -> list[Relation]:
    """小学453人，住宿生小学116人, or 食堂209家…对2家食堂: a part told by the name of its whole."""
    figure = sentence.figures[position]
    if figure.thing in DURATIONS or is_rate(figure.thing) or not figure.is_plain or figure.per or not figure.thing:
        return []
    near = sentence.figures[max(0, position - 3) : position]
    for whole in near:
        if whole.thing == figure.thing and whole.is_plain and _is_named_part(figure, whole):
            return [written("subset", [figure], whole, f"{number(figure)} <= {number(whole)}", figure.amount, FAILS)]
    for whole in reversed(near):
        if (
            whole.thing == figure.thing
            and whole.amount > figure.amount
            and whole.is_plain
            and _tells_part(figure, whole)
        ):
            return [written("subset", [figure], whole, f"{number(figure)} <= {number(whole)}", figure.amount, HOLDS)]
    return []


def _contained(sentence: Sentence, position: int) -> list[Relation]:
    """281所（含97个教学点）: what a bracket behind a number contains of it, though counted in another word."""
    figure = sentence.figures[position]
    whole = sentence.figures[position - 1] if position else figure
    if whole is figure or not CONTAINS.fullmatch(sentence.words(whole, figure)) or not _are_countable(whole, figure):
        return []
    if whole.thing == figure.thing or {whole.thing, figure.thing} - CONTAINED:
        return []
    verdict = HOLDS if figure.amount <= whole.amount else ASK
    return [written("subset", [figure], whole, f"{number(figure)} <= {number(whole)}", figure.amount, verdict)]


def _done_of(sentence: Sentence, position: int) -> list[Relation]:
    """已开工57个，竣工38个: what is done of what was begun; asked about where no word lets in those of other years."""
    figure = sentence.figures[position]
    whole = sentence.figures[position - 1] if position else figure
    if whole is figure or whole.thing != figure.thing or not _are_countable(whole, figure):
        return []
    if not BETWEEN.fullmatch(sentence.words(whole, figure)):
        return []
    steps = [next((n for n, step in enumerate(STEPS) if step.search(f.before)), -1) for f in (whole, figure)]
    if not 0 <= steps[0] < steps[1]:
        return []
    if figure.amount > whole.amount and (PLANNED.search(whole.clause) or OLD.search(sentence.text)):
        return []
    verdict = HOLDS if figure.amount <= whole.amount else ASK
    return [written("subset", [figure], whole, f"{number(figure)} <= {number(whole)}", figure.amount, verdict)]


def _are_countable(one: Figure, other: Figure) -> bool:
    plain = one.is_plain and other.is_plain and bool(one.thing and other.thing) and not (one.per or other.per)
    return plain and not is_rate(one.thing) and not is_rate(other.thing) and not is_change(one) and not is_change(other)


def _is_named_part(figure: Figure, whole: Figure) -> bool:
    """送教上门75人…送教上门的重度残疾学生83人: the part bears the whole name of what it is said to be of."""
    name = ADVERBS.sub("", whole.before)
    longer = ADVERBS.sub("", figure.before)
    named = len(name) > SHORTEST_NAME and longer.startswith((f"{name}的", f"{name}中"))
    return named and whole.amount < figure.amount and not is_change(figure) and not is_change(whole)


def _tells_part(figure: Figure, whole: Figure) -> bool:
    name, longer = ADVERBS.sub("", whole.before), ADVERBS.sub("", figure.before)
    if len(name) >= SHORTEST_NAME and name in longer and name != longer:
        return True
    noun = figure.after[:2]
    return PICKED.match(figure.clause) is not None and len(noun) == 2 and noun in whole.before + whole.after


def _months(sentence: Sentence, people: Sequence[Figure]) -> list[Relation]:
    """1至4月为低保对象31554人次, of 7791人 that draw it each month: told where it comes near."""
    span = MONTHS.search(sentence.text)
    times = [f for f in sentence.figures if f.thing == "人次" and f.is_plain]
    if span is None or not times:
        return []
    months = int(span[2]) - int(span[1]) + 1
    for group in people[-3:]:
        computed = group.amount * months
        if months > 1 and abs(computed - times[0].amount) <= times[0].amount / 20:
            verdict = HOLDS if computed == times[0].amount else ROUNDING
            expression = f"{number(group)} * {months} = {number(times[0])}"
            return [written("product", [group], times[0], expression, computed, verdict)]
    return []
