"""Figures that nothing explains, laid beside the nearest figures of their kind: 少花了85万元, 人头上能分到6.8平方米, 占到12.6%.

Clerks have more words for a difference, a mean and a share than anybody can list. What they share is a character or two
(少, 多, 均, 摊, 占, 倍) and where the figures stand: the two nearest of the kind. So the last look at a figure goes by those.

Belongs here: one working for each such figure, told where it comes out and asked about where it nearly does.
Does not belong here: workings that the words name (all other rooms), slips among many workings (``slips``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import GOAL, is_counted, number, rounded_for, written
from dagster_project.narrative.reckoning.naming import named, of_all, stems, words_of
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate
from dagster_project.narrative.unclaimed.forms import FORMS
from dagster_project.narrative.unclaimed.trials import GOOD, digits_of, worked_out

APART = re.compile(
    r"(?:(?<!最)[多少](?:[一-鿿]?[了出过掉]|[花用收发招录办报派建拿支付购修配跑])"
    r"|(?<!最)[长涨抬升降跌超差余剩缩增减省短欠缺扩拉压][高低大小多少开]?[了出过掉下去]|前头|后头)[^，。；：、\d]{0,4}$"
)
EACH = re.compile(r"均|摊|人头|折合|折算|户头|平分|每[一-鿿]{1,6}(?:能|可|要|就|才|也|合|有|分|得|用|花)")
PART = re.compile(r"占|份额|当中|里头")
OF_NAMED = re.compile(
    r"(?P<part>[一-鿿]{0,8}?)(?:占(?:到|了|去)?|超过了?|达到了?|相当于)(?P<whole>[一-鿿]{2,12}?)(?:总?数|总[量额])?的$"
)
RATE = re.compile(r"(?P<of>[一-鿿]{2})(?:面|率|比例)[一-鿿]{0,3}$")
ANY_RATE = re.compile(r"[一-鿿]{0,8}(?:率|比例|占比)(?:[为达是]|达到|仅)?")
FOLD = re.compile(r"(?:相当于|等于|[是为达翻到])[^，。；\d]{0,10}$")
THEN = re.compile(r"相比|年前|[上去]年|同期|同比|环比|[上去]一?[届月期]|上学[期年]|(?:19|20)\d\d年|全[国省市]|平均")
FROM = re.compile(r"[从由]$")
SCORED = re.compile(r"(?<!中)得|打")
OF_A_PLAN = re.compile(r"(?:超|比|跑到|超出|多于|高于)(?:过|了)?[^，。；]{0,6}(?:计划|预计|目标|规定|要求)(?:数|的)?")
LAST, LEAST_DIGITS = 14, 3
CLOSE = Fraction(3, 20)
FAR, WHOLE = 160, 100


def find_by_the_nearest(sentences: Sequence[Sentence], claims: Collection[Relation]) -> Iterator[Relation]:
    """What the nearest two figures make of one that ``claims`` say nothing of."""
    known = worked_out(claims)
    for index, sentence in enumerate(sentences):
        before = list(sentences[index - 1].figures) if index else []
        for figure in sentence.figures:
            words = OF_A_PLAN.sub("", figure.clause[-LAST:])
            if figure.at not in known and figure.value > 0 and not GOAL.search(words):
                near = [f for f in before if figure.at - f.at < FAR]
                yield from (one for one in _told(figure, near, words) if not _is_of_another_time(one, figure, sentence))
            before.append(figure)


def _is_of_another_time(claim: Relation, figure: Figure, sentence: Sentence) -> bool:
    """与2010年相比，上升4.29个百分点 and 比全省低3个百分点 are laid beside figures of then and there, or beside none here."""
    others = [f for f in claim.figures if f is not figure]
    said = sentence.plain[max(f.to for f in others) : figure.at]
    return claim.verdict == ASK and bool(THEN.search(said)) and not any(THEN.search(f.clause + f.after) for f in others)


def _told(figure: Figure, near: Sequence[Figure], words: str) -> Iterator[Relation]:
    plain = [f for f in near if not f.per]
    if figure.thing == "%":
        if figure.value < WHOLE:
            yield from _judged("share", figure, _part_and_whole(figure, plain) or _right_before(figure, plain))
    elif figure.thing == "个百分点":
        yield from _widened(figure, plain) or _judged("difference", figure, _larger_first(plain, "%"))
    elif figure.thing == "倍":
        if FOLD.search(words):
            yield from _judged("mean", figure, _most_and_nearest(plain))
    elif figure.thing == "" and figure.after.startswith("分") and SCORED.search(words):
        yield from _judged("difference", figure, _larger_first(plain, figure.thing))
    elif figure.thing in ("元", "天") and (made := _times_and_standard(figure, near)):
        yield from _judged("product", figure, made)
    elif figure.thing in DURATIONS:
        yield from _judged("mean", figure, _spread_over(figure, near))
    elif is_rate(figure.thing):
        return
    elif figure.thing and EACH.search(words):
        yield from _judged("mean", figure, _whole_and_count(figure, plain, words))
    elif APART.search(words):
        yield from _judged("difference", figure, _larger_first(plain, figure.thing))


def _widened(figure: Figure, near: Sequence[Figure]) -> list[Relation]:
    """从88.6%到93.2%，抬高了4.6个百分点: the two ends stand in one figure."""
    span = next((f for f in near[::-1] if f.thing == "%"), None)
    if span is None or span.hedge != "范围" or span.low is None or span.high is None or not FROM.search(span.clause):
        return []
    computed = abs(span.high - span.low)
    verdict = compare(Value(computed, computed, computed), figure)
    shown = number(figure) if verdict in GOOD else f"{digits(computed)} (= {number(figure)})"
    expression = f"{digits(span.high)} - {digits(span.low)} = {shown}"
    return [written("difference", [span], figure, expression, computed, verdict if verdict in GOOD else ASK)]


def _larger_first(near: Sequence[Figure], thing: str) -> list[Figure]:
    """The two nearest figures of a kind."""
    same = [f for f in near if f.thing == thing][-2:]
    return sorted(same, key=lambda f: -f.amount) if len(same) == 2 else []


def _most_and_nearest(near: Sequence[Figure]) -> list[Figure]:
    """与建会时的1800万元相比，如今…是当初的7倍: the nearest is the base."""
    counted = [f for f in near if is_counted(f)]
    same = [f for f in counted if f.thing == counted[-1].thing]
    if len(same) < 2:
        return []
    most = max(same, key=lambda f: f.amount)
    return [most, same[-1] if most is not same[-1] else same[-2]]


def _part_and_whole(figure: Figure, near: Sequence[Figure]) -> list[Figure]:
    """专项盘子里占到12.6%, 民办教师占到教师总数的42%, 开工面已在85%以上: the whole by its name, or the nearest that is larger."""
    counted = [f for f in near if is_counted(f)]
    if not counted:
        return []
    if (said := OF_NAMED.search(figure.clause)) is not None:
        wholes = (named(said["whole"], counted) or of_all(counted))[:1]
        parts = [f for f in counted if wholes and f.thing == wholes[0].thing and f.amount < wholes[0].amount]
        own = stems(said["part"])
        parts = [f for f in parts if own & stems(words_of(f))] or ([] if own and counted[-1] in wholes else parts)
        return [parts[-1], wholes[0]] if parts else []
    rate = RATE.search(figure.clause)
    named_so = rate is not None and rate["of"] in words_of(counted[-1]) and list(near[-2:]) == counted[-2:]
    if not PART.search(figure.clause[-LAST:]) and not named_so:
        return []
    part = counted[-1]
    whole = next((f for f in reversed(counted[:-1]) if f.thing == part.thing and f.amount > part.amount), None)
    shared_out = whole and any(f.thing == "%" and whole.at < f.at < part.at for f in near)
    return [part, whole] if whole and not shared_out else []


def _right_before(figure: Figure, near: Sequence[Figure]) -> list[Figure]:
    """抽查档案600份，缺签字的87份，问题率15.4%: a rate by another name than its part's, one slip from what stands before it.

    上线1560人，其中二本1074人；上线率68.5% is a rate of the whole itself.
    """
    counted = [f for f in near if is_counted(f)]
    if not counted or near[-1] is not counted[-1] or not ANY_RATE.fullmatch(figure.clause):
        return []
    part = counted[-1]
    whole = next((f for f in reversed(counted[:-1]) if f.thing == part.thing and f.amount > part.amount), None)
    made = FORMS["share"].value([part, whole]) if whole else None
    rate = RATE.search(figure.clause)
    of_the_whole = whole is not None and rate is not None and rate["of"] in words_of(whole)
    slipped = made is not None and digits_of(figure) >= LEAST_DIGITS and is_slip(made.nominal, figure)
    return [part, whole] if whole and slipped and not of_the_whole else []


def _whole_and_count(figure: Figure, near: Sequence[Figure], words: str) -> list[Figure]:
    """What is shared out, and among how many; among years or months where the words name those."""
    whole = next((f for f in reversed(near) if is_counted(f) and f.thing == figure.thing), None)
    others = [f for f in near if f.value > 1 and f.thing not in (figure.thing, "元", "%")]
    counts = [f for f in others if is_counted(f) or (f.thing in DURATIONS and f.thing[-1] in words)]
    return [whole, counts[-1]] if whole and counts else []


def _spread_over(figure: Figure, near: Sequence[Figure]) -> list[Figure]:
    """合计584课时。按每天8课时排，相当于73天的课: all of it by what one day holds."""
    each = near[-1] if near else None
    if each is None or not each.per or each.value <= 1 or f"每{figure.thing[-1]}" not in each.clause[-LAST:]:
        return []
    whole = next((f for f in reversed(near) if f.thing == each.thing and not f.per and f.amount > each.amount), None)
    return [whole, each] if whole else []


def _times_and_standard(figure: Figure, near: Sequence[Figure]) -> list[Figure]:
    """每天5元，一年按200天算; 20周，每周出车5天: the last two figures, one for each and the other how many."""
    last = [f for f in near if f.value > 1 and f.is_plain][-2:]
    each = [f for f in last if f.thing == figure.thing and f.per]
    times = [f for f in last if f.thing and not f.per and (f.thing in DURATIONS or is_counted(f))]
    if not len(each) == 1 == len(times):
        return []
    counted = "[人生名位]" if times[0].thing == "人" else times[0].thing[-1]
    of_each = re.compile(rf"每一?个?{counted}|/{counted}")
    return [times[0], each[0]] if of_each.search(each[0].clause[-LAST:] + each[0].quote + "/" + each[0].per) else []


def _judged(form: str, figure: Figure, operands: Sequence[Figure]) -> Iterator[Relation]:
    value = FORMS[form].value(operands) if operands else None
    if value is None or value.nominal <= 0:
        return
    verdict = compare(value, figure)
    if verdict not in GOOD:
        if not _is_near(value, figure, operands):
            return
        verdict = ASK
    shown = number(figure) if verdict in GOOD else f"{rounded_for(value.nominal, figure)} (= {number(figure)})"
    expression = f"{FORMS[form].expression(operands, figure)} = {shown}"
    yield written(FORMS[form].kind, operands, figure, expression, value.nominal, verdict)


def _is_near(value: Value, figure: Figure, operands: Sequence[Figure]) -> bool:
    if any(f.hedge for f in operands):
        return False
    if figure.hedge in ("以上", "以下"):
        return True
    slipped = is_slip(value.nominal, figure) and digits_of(figure) > 1
    return slipped or abs(value.nominal - figure.amount) <= CLOSE * value.nominal
