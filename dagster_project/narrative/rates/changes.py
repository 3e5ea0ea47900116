"""Growth and difference: 由A增加到B，增长…%; 比上年增加…人，增长…%.

Belongs here: which two figures a change lies between. Does not belong here: shares (``shares``), what is
left of a whole (``left_over``), several rates after 分别 (``respective``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.grown import is_down, of_new, of_old
from dagster_project.narrative.rates.left_over import left_over
from dagster_project.narrative.rates.listed_steps import of_listed_step
from dagster_project.narrative.rates.points_as_percent import of_two_rates
from dagster_project.narrative.reckoning.arithmetic import (
    compare,
    is_off_by_its_last_place,
    minus,
    quotient,
    scaled,
    value_of,
)
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS

FROM = re.compile(r"(?:由|从)[^，。；：]{0,24}$")
INTO = re.compile(
    r"^[^，。；：\d]{0,10}?(?:增加|提高|上升|增长|下降|降低|减少|压减|缩减|提升|降|升|增|减|扩大|发展|调整)?(?:到|至|为)[^，。；：]{0,14}$"
)
COMPARED = re.compile(r"比|今年|本[年期学]|较|同比|环比|增幅|降幅|增长|下降|增加|减少|提高|降低")
OLD = re.compile(r"(?:比|较|由|从)[^，。；：]{0,14}$|(?:去年|上年|上一年|同期|上学期|年初)[^，。；：]{0,8}$")
AGAINST = re.compile(
    r"(?:[比较与同和对])[^，。；：\d]{0,10}(?:上年|去年|前年|同期|上[一个]*(?:学期|学年|季度|月|次|轮|年度?)|(?:19|20)\d\d年?|年初|年[末底]|[期月季]末|原来|此前|以前|之前|整改前|实施前|改造前|目标值?|平均水平|计划|预算)[^，。；：\d]{0,14}?(?:（|\d[^，。；：]{0,24}[、和及])?[^，。；：\d]{0,8}$"
)
YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
LAST_YEAR = re.compile(r"去年|上年|上一?学[年期]|上季度|上月|同期|年初|期初|整改前|实施前|原[有来]?")
EVER_SINCE = re.compile(r"年[间来内中]，?[^，。；：\d]{0,6}$|以来|此后|其后|之后|至今")
"""五年间减少1840人: from the year that was named before."""
THIS_YEAR = re.compile(r"今年|本年|本学[年期]|本季度|本月|年末|年底|目前|期末|现|整改后|实施后")
RIGHT_BEHIND = 16
LAST_YEAR_IS = re.compile(r"(?:上一?年|去年|上年同期|去年同期|同期|上学[年期]|上季度|上月)[^，。；：、\d]{0,6}$")
LISTED = re.compile(r"[、和及]|$")
MOST_STEPS, MOST_SAID = 4, 60
YEARLY = re.compile(r"(?:年均|平均每年|年平均)[^，。；：\d]{0,8}$")
A_PLAN = re.compile(r"(?:预算|计划|目标|任务|限额|核定)[数为的]*$")
SINCE = re.compile(r"[，。；：\n]")
COMPARED_WITH = re.compile(r"[比较][^，。；]{0,16}的$")
THEREOF = re.compile(r"其中|分别|包括|（|：")
IDLE = re.compile(r"^(?:其中|全[县市区年]|本年|今年|上述|该)|\d{4}年度?|与$|分别|同")
WAS = re.compile(r"去年|上年|上一?学[年期]|上季度|上月|上期|同期|年初|期初|原[有来先]?|此前")
WAS_AT_ALL = re.compile(r"原[有来先]?|年初|期初|去年同期|上年同期|上年末|去年底")
COMPARED_TO = re.compile(r"[比较]|相比|同比|以来")
MEAN_GROWN = re.compile(
    r"，?(?:[比较同与][^，。；：\d]{0,8}(?:年|期|同期))?(?:相比)?，?(?:增加|提高|增长|减少|下降|降低|上涨|提升|净增)(?:了)?"
)
"""人均可支配收入37920元，比上年增加3054元: the change of a mean, which says 人均 but once."""
ADDED = re.compile(r"(?:添置|购置|新购|补充|增添|增购|新增|新建|购入|入藏)[^，。；：\d]{0,6}$")
OVER = re.compile(r"[年载]间|年来|以来|期间|累计|总共")
LEAST_YEARS = 3
REAL = re.compile(r"实际|可比|不变价|扣除")
COUNTED_AS = re.compile(r"(?:总?人数|数量|总量|总数|数|量)$")
ANOTHER_ONE = re.compile(r"(?:本|这一?|此)[届期次批轮][^，。；：\d]{0,4}[比较]")
NEAR = 120
NEAR_OLD, OF_OLD = 44, 60
NEAR_BEGINNING = 30
MOST_OTHERS = 12


def find_changes(sentence: Sentence, earlier: Sequence[Figure] = (), said: Sequence[Figure] = ()) -> list[Relation]:
    """Growth, differences and remainders that one sentence claims."""
    relations = []
    for position, figure in enumerate(sentence.figures):
        if YEARLY.search(figure.clause):
            continue
        if is_change(figure):
            relation = _change(sentence, earlier, said, position, figure)
        else:
            relation = left_over(sentence, position, figure)
        if relation is not None:
            relations.append(relation)
    return relations


def _change(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], position: int, figure: Figure
) -> Relation | None:
    before = [f for f in sentence.figures[:position] if not is_change(f) and f.thing not in DURATIONS]
    explicit = _from_to(sentence, before)
    if explicit is not None and figure.at - explicit[1].to < NEAR:
        if figure.thing == explicit[1].thing == "%":
            return of_two_rates(sentence.words(explicit[1], figure), *explicit, figure)
        told = _between(explicit[0], explicit[1], figure, sure=True)
        # Of several changes told in turn the nearest pair need not be this one's.
        return told if "分别" not in figure.clause or (told and told.verdict != FAILS) else None
    if "分别" not in figure.clause[-12:] and (told := _against_old(sentence, earlier, said, position)) is not None:
        return told
    if figure.thing == "%":
        if "分别" in figure.clause[-8:]:
            return None
        implied = of_listed_step(sentence, position) or _implied(sentence, earlier, position, figure)
        if implied is not None:
            return implied
    # 比2022年的50.6%下降…，比2021年的51.2%下降…: what something was compared with is no new figure.
    news = [f for f in before if not COMPARED_WITH.search(f.clause)] or before
    for new in reversed(news[-4:]):
        for old in _others(sentence, new):
            relation = _between(old, new, figure, sure=_says_old(old, new, figure, sentence))
            if relation is not None and (
                relation.verdict in (HOLDS, ROUNDING) or _says_old(old, new, figure, sentence)
            ):
                return relation
    return _two_periods(sentence, before, figure) or _over_the_years(sentence, before, figure)


def _two_periods(sentence: Sentence, before: Sequence[Figure], figure: Figure) -> Relation | None:
    """2021年资助2300人，2022年资助2530人，增长12%: two figures, each with its year, and the change right behind."""
    if len(before) < 2 or "分别" in figure.clause or not figure.is_plain:
        return None
    old, new = before[-2:]
    words = [SINCE.split(sentence.plain[max(sentence.at, f.at - NEAR_OLD) : f.at])[-1] for f in (old, new)]
    years = [YEAR.findall(said) for said in words]
    ordered = bool(years[0] and years[1] and years[0][-1] < years[1][-1])
    ordered = ordered or (LAST_YEAR.search(words[0]) is not None and THIS_YEAR.search(words[1]) is not None)
    alike = old.thing == new.thing and _is_measured_in(figure, old) and old.is_plain and new.is_plain
    beside = figure.at - new.to <= RIGHT_BEHIND and not any(c in sentence.words(old, figure) for c in "；。")
    if sentence.between(new.to, figure.at) or "其中" in sentence.words(new, figure):
        return None
    if not (ordered and alike and beside) or len([f for f in before[-4:] if f.thing == old.thing]) > 2:
        return None
    return _between(old, new, figure, sure=True)


def _over_the_years(sentence: Sentence, before: Sequence[Figure], figure: Figure) -> Relation | None:
    """2019年线路55条，2020年71条，到今年的102条，四年间线路增加47条: from the first of the row to its last; a question."""
    led = sentence.plain[max(sentence.at, figure.at - NEAR_OLD) : figure.at]
    row = [f for f in before if f.thing == figure.thing and not f.per and not A_PLAN.search(f.clause)]
    if OVER.search(led) is None or len(row) < LEAST_YEARS or not all(f.is_plain for f in (*row, figure)):
        return None
    years = [len(YEAR.findall(sentence.plain[a.to : b.at])) for a, b in pairwise(row)]
    if not all(years[:-1]) or not YEAR.search(sentence.plain[sentence.at : row[0].at]) or figure.thing == "%":
        return None
    told = _between(row[0], row[-1], figure, sure=True)
    return told if told is None or told.verdict != FAILS else replace(told, verdict=ASK, diagnosis=None)


def _against_old(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], position: int
) -> Relation | None:
    """B，比上年的A增加d，增长g%, or B，与上年同期（A）相比增长g%: what it was is printed before the change.

    与上年的2760人、2401.2万元相比，人数增加455人，增长16.5%: the rate of a step is by what the step is measured in.
    """
    figure = sentence.figures[position]
    back = position - 1
    while back > 0 and position - back <= MOST_STEPS and is_change(sentence.figures[back]):
        back -= 1
    moved = [f for f in sentence.figures[back + 1 : position] if f.thing not in ("%", "个百分点")]
    old = _old_at(sentence, back, moved[-1] if moved and figure.thing == "%" else figure)
    if old is None or figure.at - old.to > OF_OLD or re.search("；|其中", sentence.words(old, figure)):
        return None
    steps = [f for f in sentence.figures[back + 1 : position] if f.thing == old.thing and is_change(f)]
    own = [f for f in sentence.figures[max(0, back - MOST_OTHERS) : back] if _is_like(f, old) and f is not old]
    own = [f for f in own if not COMPARED_WITH.search(f.clause)] or own
    behind = [*reversed([f for f in earlier if _is_like(f, old) and (f.is_plain or not own)][-MOST_OTHERS:])]
    if steps and figure.thing == "%":
        return _of_step(old, steps[-1], figure, [*reversed(own), *behind])
    further = (
        [f for f in said[-MOST_SAID:] if _is_like(f, old) and (f.is_plain or not own)]
        if len(number(figure).replace(".", "")) > 1
        else []
    )
    holding = (_between(old, new, figure, sure=False) for new in (*reversed(own), *behind, *reversed(further)))
    given = [one for one in holding if one is not None]
    found = next((one for one in given if one.verdict != ASK), given[0] if given else None)
    own_at = {f.at for f in own}
    if found is not None and (found.verdict == HOLDS or found.kind != "difference" or found.figures_at & own_at):
        return found
    if not own:
        return found
    told = _between(old, own[-1], figure, sure=True)
    beside = sentence.words(own[-1], old).count("，") <= 1 and len({f.amount for f in own}) == 1
    return told if told is None or beside else replace(told, verdict=ASK)


def _old_at(sentence: Sentence, back: int, figure: Figure) -> Figure | None:
    """What was, of the thing that has changed: 上年的A, or one of 上年同期（A、B）."""
    for at in range(back, max(-1, back - MOST_STEPS), -1):
        old = sentence.figures[at]
        if is_change(old) or not (AGAINST.search(led_by(sentence, old)) or _is_said_behind(sentence, at)):
            return None
        if _is_measured_in(figure, old):
            return old
        if not LISTED.match(sentence.words(sentence.figures[at - 1], old) if at else ""):
            return None
    return None


def _is_said_behind(sentence: Sentence, at: int) -> bool:
    """92.4%，上年为91.8%，提高…: last year's figure right behind this year's."""
    old = sentence.figures[at]
    if LAST_YEAR_IS.search(old.clause) is None:
        return False
    before = sentence.figures[at - 1] if at else None
    beside = before is not None and before.thing == old.thing and len(sentence.words(before, old)) <= RIGHT_BEHIND
    return beside or before is None or LAST_YEAR_IS.match(old.clause) is not None


def led_by(sentence: Sentence, figure: Figure) -> str:
    """The words before a figure from the last comma on, an opened bracket left in: 与上年同期（."""
    return SINCE.split(sentence.plain[max(sentence.at, figure.at - NEAR_OLD) : figure.at])[-1]


def _is_measured_in(change: Figure, old: Figure) -> bool:
    if old.thing == "%":
        return change.thing == "个百分点"
    return change.thing in (old.thing, "%")


def _is_like(figure: Figure, old: Figure) -> bool:
    return figure.thing == old.thing and not is_change(figure) and figure.hedge != "范围" and figure.value > 0


def _of_step(old: Figure, step: Figure, rate: Figure, news: Sequence[Figure]) -> Relation | None:
    """The rate of a change whose beginning and size are printed; the figure that both make goes into the working."""
    down = is_down(step)
    made = old.amount - step.amount if down else old.amount + step.amount
    new = next((f for f in news if f.amount == made), None)
    if new is None:
        whole = next((one for f in news if (one := _between(old, f, rate, sure=False)) is not None), None)
        return whole or of_old(old, step, rate)
    told, given = _between(old, new, rate, sure=True), of_old(old, step, rate)
    if told is None or given is None:
        return given
    read = Reading(f"{step.quote}÷{old.quote}", f"{step.quote} of {old.quote}", given.expression, given.computed)
    return replace(told, readings=(read,), figures=tuple(sorted((*told.figures, step), key=lambda f: f.at)))


def _others(sentence: Sentence, new: Figure) -> list[Figure]:
    """The figures near enough to be what the new one is compared with."""
    near = (f for f in sentence.figures if abs(f.at - new.at) < 2 * NEAR)
    return [f for f in near if f is not new and f.thing == new.thing and not is_change(f)][:MOST_OTHERS]


def _from_to(sentence: Sentence, before: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    for new, old in zip(reversed(before), reversed(before[:-1]), strict=False):
        if new.thing == old.thing and FROM.search(old.clause) and INTO.search(sentence.words(old, new)):
            return old, new
    return None


def _says_old(old: Figure, new: Figure, figure: Figure, sentence: Sentence) -> bool:
    """比去年的450人增加50人: the old figure stands between the new one and the change, or is said to be last year's."""
    between = sentence.plain[max(new.to, sentence.at) : old.at]
    close = figure.at - old.to <= 10 and OLD.search(old.clause) is not None
    return new.at < old.at < figure.at and re.search(r"比|较", between) is not None and close


def _between(old: Figure, new: Figure, figure: Figure, *, sure: bool) -> Relation | None:
    down = is_down(figure)
    change = minus(value_of(old), value_of(new)) if down else minus(value_of(new), value_of(old))
    one, other = (old, new) if down else (new, old)
    if figure.thing in (new.thing, "") and figure.thing != "%":
        computed, kind = change, "difference"
        expression = f"{digits(one.amount / figure.scale)} - {digits(other.amount / figure.scale)} = {number(figure)}"
    elif figure.thing == "个百分点" and new.thing == "%":
        computed, kind = change, "difference"
        expression = f"{number(one)} - {number(other)} = {number(figure)}"
    elif figure.thing == "%":
        ratio = quotient(change, value_of(old))
        if ratio is None or new.thing == "%":
            return None
        computed, kind = scaled(ratio, 100), "growth"
        expression = f"({number(one)} - {digits(other.amount / one.scale)}) / {digits(old.amount / one.scale)} * 100 = {number(figure)}"
    else:
        return None
    verdict = compare(computed, figure)
    if verdict == FAILS and not sure:
        return None
    if verdict == ROUNDING and kind == "difference" and is_off_by_its_last_place(one, other, figure):
        verdict = ASK
    return written(kind, [old, new], figure, expression, computed.nominal, verdict)


def _implied(sentence: Sentence, earlier: Sequence[Figure], position: int, figure: Figure) -> Relation | None:
    """B，比上年增加d，增长g%: the old value is B less d, unless the words before d give it: 比上年A增加d."""
    if position < 1:
        return None
    step = sentence.figures[position - 1]
    if position > 1 and (added := _of_what_was_added(sentence, position)) is not None:
        return added
    if not is_change(step) or step.thing in ("%", "个百分点") or figure.at - step.to > 20:
        return None
    before = _alike(sentence.figures[: position - 1], step)
    each = sentence.figures[position - 2] if position > 1 else step
    if each.per and each.thing == step.thing and MEAN_GROWN.fullmatch(sentence.words(each, step)):
        return of_new(each, step, figure) if not REAL.search(figure.clause) else None
    if not before or step.at - before[-1].to > NEAR or "；" in sentence.plain[before[-1].to : step.at]:
        told = _of_a_sentence_before(sentence, [*_alike(earlier, step), *before], step, figure)
        if told is None or not before or told.verdict in (HOLDS, ROUNDING):
            return told
        return replace(told, verdict=ASK, diagnosis=None) if told.figures[0] is before[0] else None
    nearest = before[-1]
    if ANOTHER_ONE.search(step.clause) and not ANOTHER_ONE.search(nearest.clause) and len(before) > 1:
        tried = [of_new(nearest, step, figure), of_old(nearest, step, figure)]  # 第二届10500册，本届比上届多2100册
        return next((one for one in tried if one is not None and one.verdict in (HOLDS, ROUNDING)), tried[0])
    if OLD.search(nearest.clause) or _is_of_the_year_before(nearest, step, sentence):
        return of_old(nearest, step, figure)
    if _was_before(nearest, step, figure):
        made = [one for one in (of_old(nearest, step, figure), of_new(nearest, step, figure)) if one is not None]
        return next((one for one in made if one.verdict in (HOLDS, ROUNDING)), made[0] if made else None)
    news = sorted((nearest, *reversed(before[-MOST_OTHERS:-1])), key=lambda f: A_PLAN.search(f.clause) is not None)
    found = [of_new(new, step, figure) for new in news]
    holding = [one for one in found if one is not None and one.verdict in (HOLDS, ROUNDING)]
    if holding or not _is_item(sentence, before):
        return holding[0] if holding else found[0]
    if "；" in sentence.plain[before[0].to : nearest.at] and len(sentence.words(nearest, step)) <= RIGHT_BEHIND:
        return of_new(nearest, step, figure)  # 小学…；初中18310人，比上年增加430人: an item with a step of its own
    return found[-1] if len(before) <= MOST_OTHERS else None


def _is_of_the_year_before(figure: Figure, step: Figure, sentence: Sentence) -> bool:
    """2023年发放335万元，本年增加16万元, in a report on 2024: a year that the document leaves behind is no 本年.

    2024年预算2768.4万元，2025年增加268.7万元: the step is of a later year.
    """
    year = YEAR.findall(figure.clause) or re.findall(r"^(?:19|20)\d\d", figure.period)
    later = YEAR.findall(step.clause) if year and not COMPARED_TO.search(step.clause) else []
    if later and int(later[-1]) > int(year[-1]):
        return True
    this = THIS_YEAR.search(sentence.plain[max(sentence.at, figure.to) : step.at])
    return bool(year) and this is not None and f"{int(year[-1]) + 1}年" in sentence.plain


def _of_what_was_added(sentence: Sentence, position: int) -> Relation | None:
    """年初36500册，年内添置8030册，增长22%: what was there and what came to it, right before the rate."""
    old, step, rate = sentence.figures[position - 2 : position + 1]
    told = WAS_AT_ALL.search(old.clause) and ADDED.search(step.before) and old.thing == step.thing
    plain = old.is_plain and step.is_plain and not old.per and not step.per and old.amount > 0
    bare = re.fullmatch(r"，(?:[比较同与][^，。；：\d]{0,6})?增[长加]了?", sentence.words(step, rate))
    return of_old(old, step, rate) if told and plain and bare else None


def _was_before(figure: Figure, step: Figure, rate: Figure) -> bool:
    """上月148500人次，本月增加…; 2019年13840人，五年间减少…; 原有24家，已压减22家，压减率…: what the sentence begins with is what there was."""
    then = WAS.search(figure.clause) is not None and not COMPARED_TO.search(figure.clause)
    if YEAR.search(figure.clause) and EVER_SINCE.search(step.clause):
        return True
    return (then and (THIS_YEAR.search(step.clause) is not None or WAS_AT_ALL.search(figure.clause) is not None)) or (
        rate.before.endswith("率") and step.clause.startswith("已")
    )


def _alike(figures: Sequence[Figure], step: Figure) -> list[Figure]:
    return [f for f in figures if f.thing == step.thing and not is_change(f) and not f.per]


def _is_item(sentence: Sentence, before: Sequence[Figure]) -> bool:
    """2318份，其中首贷756份、续贷1562份，较上年增加213份: what has grown is the whole, not its last item."""
    return len(before) > 1 and THEREOF.search(sentence.plain[before[0].to : before[-1].at]) is not None


def _of_a_sentence_before(
    sentence: Sentence, before: Sequence[Figure], step: Figure, figure: Figure
) -> Relation | None:
    """收入总预算78320万元，其中…。收入预算比上年增加3120万元，增长4.2%: told by what the sentence says has grown."""
    news = [f for f in before[-MOST_OTHERS:] if f.amount > step.amount]
    found = [
        of_old(f, step, figure) if _is_of_the_year_before(f, step, sentence) else of_new(f, step, figure)
        for f in reversed(news)
    ]
    holding = [one for one in found if one is not None and one.verdict in (HOLDS, ROUNDING)]
    if holding:
        return holding[0]
    subject = COUNTED_AS.sub("", IDLE.sub("", COMPARED.split(step.clause)[0]))
    stems = [subject[i : i + 2] for i in range(len(subject) - 1)]
    least = min(len(stems), 2)
    named = [f for f in before if stems and f.is_plain and sum(s in f.clause + f.after for s in stems) >= least]
    whole = bool(named) and named[0] is before[0] and all(f.amount <= named[0].amount for f in before)
    begins = max(sentence.at, sentence.plain.rfind("；", sentence.at, step.at))
    if (len(named) != 1 and not whole) or step.at - begins > NEAR_BEGINNING or not step.is_plain:
        return None
    return of_new(named[0], step, figure)
