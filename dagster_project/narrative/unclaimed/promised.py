"""Words that promise a working nobody found: 公办园占59.1%, 到检率99.54%, 净转入24人, 平均每名学生配备教师5.1人.

In a right report hardly one share, remainder or difference in points is left that no figure beside it makes; so one that
is left is asked about, where its sentence has what it could be made of.

Belongs here: such figures at the end of all looks, and which of the few workings of their sentence is told of them.
Does not belong here: claims that words bind (all other rooms), figures whose words promise nothing (``slips``, ``nearest``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

from dagster_project.narrative.model import ASK, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_countable, is_counted, number, rounded_for
from dagster_project.narrative.reckoning.claims import written as claim_of
from dagster_project.narrative.reckoning.naming import GENERIC, is_wide, stems, words_of
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate
from dagster_project.narrative.unclaimed.forms import FORMS, Form
from dagster_project.narrative.unclaimed.trials import GOOD, digits_of, worked_out

Pairs = list[tuple[Figure, Figure]]
SHARE = re.compile(
    r"(?P<part>[一-鿿]{0,10}?)占(?P<whole>[^，。；：\d]{0,16}?)(?P<of>的)?(?:约|近|为|达|到|至|了|仅|只|过|比|比例|比重)*$"
)
RATE = re.compile(r"(?:^|[一-鿿])(?P<of>[一-鿿]{1,2})率(?:均|已|也|只|仅|约|达到?了?|为|是|在)*$")
LEFT = re.compile(
    r"(?:其余|剩余|剩下|余下|尚[有余缺差欠未]|还[有余缺差欠剩]|仍[有余缺差欠]|缺口|缺额|差额|净[增减转流]|进入|结余|空缺|空编|超编|缺编|[，。；、欠缺差剩]未?)"
    r"[^，。；：\d]{0,8}$"
)
STILL = re.compile(r"其余|进入|[剩余欠缺差净未]|还有|仍有|尚有|空编|超编|结余")
MORE = re.compile(
    r"(?P<one>[^，。；]{0,14}?)[比较](?P<other>[^，。；]{1,14}?)[多少增减高低](?:加|少|出|了|收|办|招|发|放|发放|支出)*$"
)
EACH = re.compile(
    r"(?P<size>[人生校班户园笔]均|平均每?一?|每)(?P<unit>[名个位所校班生人户笔辆台套间件条])?(?P<noun>[一-鿿]{0,6}?)"
    r"(?P<verb>[配拥占有达为约获得分服结帮捐家拨发投补承负覆送藏办贷领购用]?[一-鿿]{0,6})$"
)
OF_A_PLAN = re.compile(r"[比较超]过?[^，。；]{0,6}(?:计划|预计|目标|规定|要求)(?:数|的)?|占[^，。；\d]{2,20}的$")
PLANNED = re.compile(r"要求|计划|目标|任务|规定|预计|预算")
MADE = re.compile(r"(?:共|合计|总计|应|需|计|累计)[^，。；：\d]{0,8}$")
GENERAL = ("完成", "到位", "执行", "达标", "落实", "拨付", "支付", "兑现")
DUE = re.compile(r"应|计划|目标|需|下达|安排|预算|任务|共|总")
NOT_YET = re.compile(r"未|尚|还|欠|缺|差")
EACH_OF = re.compile(r"每[一名个位所校班]?")
PEOPLE = {"名": "人", "位": "人", "人": "人", "生": "人", "校": "所", "班": "个", "园": "所"}
ALL = re.compile(r"[比较同]|分别|各|标准|至少|最[多高低]|不[少低超]|左右")
THEN = re.compile(r"[上去]年|同期|年初|年前|[上去]一?[届月期]|原来?|(?:19|20)\d\d年")
STOP = re.compile(r"[，。；：\n]")
SEGMENT = re.compile(r"[。；\n]")
LONG, FEW, MOST, SHORT, BACK, FAR, LED, AFTER, PAIR, BARE = 160, 6, 16, 2, 4, 24, 12, 20, 2, 5
TIMES = {"人次", "次", "人"}
OF_PARTS = ("sum", "partition", "difference", "product")
SURE = ("table", "conflict", "subset")
BOUNDS = ("以上", "以下")
HALF, TWICE = Fraction(3, 4), Fraction(4, 3)


def with_promised(sentences: Sequence[Sentence], claims: Collection[Relation]) -> list[Relation]:
    """The claims, and one working for each figure that promises one and has none; what others give by chance is left out."""
    found = list(_find_promised(sentences, claims))
    doubted = {f.at for claim in found if claim.verdict == ASK for f in claim.checked}
    kept = [c for c in claims if c.verdict not in GOOD or c.kind in SURE or not c.checked_at & doubted]
    return [*kept, *found]


def _find_promised(sentences: Sequence[Sentence], claims: Collection[Relation]) -> Iterator[Relation]:
    known = worked_out(claims)
    parts = {at for claim in claims if claim.kind in OF_PARTS and claim.verdict in GOOD for at in claim.figures_at}
    by_sentence = _borne(sentences, claims)
    for index, sentence in enumerate(sentences):
        earlier = [f for one in sentences[max(0, index - BACK) : index] for f in one.figures][-FAR:]
        for position, figure in enumerate(sentence.figures):
            if (
                figure.value <= 0
                or figure.hedge not in ("", "约", *BOUNDS)
                or GOAL.search(OF_A_PLAN.sub("", figure.clause))
            ):
                continue
            is_known = figure.at in known or (figure.at in parts and figure.thing != "%")
            if is_known and figure.at in by_sentence:
                continue
            told = _told(sentence, figure, position, earlier)
            if told is not None and (not is_known or (told.verdict == ASK and _is_sure(told, figure, sentence))):
                yield told


def _borne(sentences: Sequence[Sentence], claims: Iterable[Relation]) -> set[int]:
    """Figures that some claim explains with another of their own sentence, or that is no chance: doubted, or of a table."""
    at_sentence = {f.at: index for index, one in enumerate(sentences) for f in one.figures}
    borne: set[int] = set()
    for claim in claims:
        if claim.kind == "subset" and claim.verdict in GOOD:
            continue
        places = [at_sentence.get(at, -1) for at in claim.places]
        sure = claim.verdict not in GOOD or claim.kind in SURE or -1 in places
        borne |= {at for at, place in zip(claim.places, places, strict=True) if sure or places.count(place) > 1}
    return borne


def _is_sure(claim: Relation, figure: Figure, sentence: Sentence) -> bool:
    """Whether a doubt is about the figures right before: one slip from what they make, whatever others give by chance."""
    others = [f for f in claim.figures if f is not figure]
    computed = Fraction(claim.computed) * figure.scale
    return all(sentence.at <= f.at < figure.at < f.at + LONG for f in others) and is_slip(computed, figure)


def _told(sentence: Sentence, figure: Figure, position: int, earlier: Sequence[Figure]) -> Relation | None:
    begin = max([sentence.at, *(m.end() for m in SEGMENT.finditer(sentence.plain, sentence.at, figure.at))])
    before = [f for f in sentence.figures[:position] if figure.at - f.to < LONG]
    own = [f for f in before if f.at >= begin]
    if figure.thing == "%":
        if is_change(figure) or "分别" in figure.clause:
            return None
        behind = sentence.between(figure.to, sentence.closing(figure.to + 1)) if _opens(sentence, figure) else []
        return _share(sentence.plain, figure, own, [*earlier, *before]) or _rate(figure, [*own, *behind], earlier)
    if figure.hedge in BOUNDS:
        return None
    if figure.thing == "倍":
        return _fold(figure, own)
    if figure.thing == "个百分点":
        return _points(sentence, figure, earlier)
    if is_rate(figure.thing) or not figure.thing:
        return None
    if is_change(figure):
        return _more(figure, [*earlier, *before], own)
    if EACH.search(figure.clause) and not ALL.search(figure.clause):
        return _mean(figure, own, [*earlier, *before])
    return _made(figure, [*earlier[-LED:], *before], sentence) or _left(figure, own, [*earlier, *before])


def _opens(sentence: Sentence, figure: Figure) -> bool:
    return sentence.plain[figure.to : figure.to + 1] == "（"


def _share(plain: str, figure: Figure, own: Sequence[Figure], before: Sequence[Figure]) -> Relation | None:
    """其中公办52所，民办46所，公办园占59.1%: of the part that the words before 占 name, else of the nearest."""
    match = SHARE.search(figure.clause)
    if match is None:
        return None
    counted = [f for f in before if is_counted(f)]
    subject, base = stems(match["part"]) - GENERIC, stems(match["whole"])
    parts = sorted(counted, key=lambda f: (-len(subject & stems(words_of(f))), -f.at))
    wholes = sorted(counted, key=lambda f: (-f.amount, -f.at))
    if base and not is_wide(match["whole"]) and not match["whole"].startswith(("总", "全")):
        wholes = [f for f in wholes if _is_called(base, plain, f)]
    parts = [f for f in parts if f in own or (subject & stems(words_of(f)) and digits_of(figure) > SHORT)]
    wholes = [f for f in wholes if base or subject or f in own]
    pairs = _of_one_thing(parts, wholes)
    here = [pair for pair in pairs if pair[0] in own and figure.at - pair[1].to < LONG]
    named = bool(here) and bool(subject & stems(words_of(here[0][0])) or base & stems(words_of(here[0][1])))
    right_before = bool(here) and here[0][0] is counted[-1] and here[0][1] in own
    return _asked(
        "share",
        figure,
        [*here, *(p for p in pairs if p not in here)],
        sure=(named or right_before) and here[0][1] in own,
    )


def _is_called(name: set[str], plain: str, figure: Figure) -> bool:
    """136名学生在两所学校重复享受寄宿生生活补助 are 重复享受人数; 资助学生 are no 在校学生: what is said of few must be said of it."""
    behind = STOP.split(plain[figure.to : figure.to + AFTER])[0]
    said = stems(figure.clause[-AFTER:]) | stems(behind)
    return bool((name - GENERIC) & said) if name - GENERIC else bool(name & said)


def _rate(figure: Figure, own: Sequence[Figure], earlier: Sequence[Figure]) -> Relation | None:
    """应到4286人，实到4271人，未到15人，到校率99.45%: the name of the rate is that of a figure of its segment."""
    match = RATE.search(figure.clause)
    if match is None or figure.value == 100:
        return None
    counted = [f for f in own if is_counted(f)]
    before = [f for f in earlier[-FEW:] if is_counted(f)]
    wholes = sorted(counted, key=lambda f: -f.amount)
    parts = [f for f in reversed(counted) if _is_done(match["of"], f)]
    pairs = _of_one_thing(parts, wholes)
    if match["of"] in GENERAL:
        pairs = [pair for pair in _of_one_thing(counted[::-1], wholes) if DUE.search(pair[1].before)] or pairs
    right_before = counted[-1:] if len(figure.clause) <= BARE and digits_of(figure) > SHORT else []
    far = _of_one_thing([*parts[:1], *right_before], [*wholes, *earlier[::-1]])
    if not counted:
        far = _of_one_thing([f for f in before[::-1] if _is_done(match["of"], f)], before)
    alone = len(pairs) == 1 and not any(f.thing == "%" and pairs[0][1].at < f.at < figure.at for f in own)
    return _asked("share", figure, [*pairs, *far], sure=alone)


def _is_done(name: str, figure: Figure) -> bool:
    """实到4271人 of a 到校率, 46.5万元逾期 of an 逾期率, not 未到15人."""
    before = figure.before[-8:]
    return bool(set(name) & set(figure.after[:4])) or bool(set(name) & set(before) and not NOT_YET.search(before[-4:]))


def _of_one_thing(parts: Sequence[Figure], wholes: Sequence[Figure]) -> Pairs:
    return [(p, w) for p, w in product(parts, wholes) if p.thing == w.thing and p.amount < w.amount and is_counted(w)]


def _points(sentence: Sentence, figure: Figure, earlier: Sequence[Figure]) -> Relation | None:
    """拨付进度54.7%，较序时进度快4.0个百分点，序时进度为50%."""
    own = [f for f in sentence.figures if f.thing == "%" and not is_change(f)]
    own.sort(key=lambda f: abs(f.at - figure.at))
    far = [f for f in reversed(earlier) if f.thing == "%" and not is_change(f)]
    pairs = [*combinations(own, 2), *product(own, far)]
    return _asked("difference", figure, list(map(_larger_first, pairs)), sure=len(own) == 2)


def _fold(figure: Figure, own: Sequence[Figure]) -> Relation | None:
    """受理量达到180人，是去年日均120人的5.1倍: the figure right before is the base, what is measured by it the one before that."""
    if figure.before != "的" or len(own) < PAIR or own[-1].thing != own[-PAIR].thing:
        return None
    return _asked("mean", figure, [(own[-PAIR], own[-1])], sure=True)


def _more(figure: Figure, before: Sequence[Figure], own: Sequence[Figure]) -> Relation | None:
    """秋季学期人数比春季学期多76人: of the two figures that are called so."""
    alike = [f for f in before if f.thing == figure.thing and is_counted(f)]
    match = MORE.search(figure.clause)
    if match is not None:
        one, other = _names(match["one"]), _names(match["other"])
        lesses = [f for f in alike[::-1] if (other - one) & _called(f)]
        lesses = lesses or [f for f in alike[::-1] if PLANNED.search(match["other"]) and DUE.search(f.before)]
        mores = [f for f in alike[::-1] if (one - other) & _called(f)] or (alike[-1:] if not one else [])
        pairs = [(more, less) for more, less in product(mores, lesses) if more is not less]
        if pairs:
            return _asked("difference", figure, list(map(_larger_first, pairs)), sure=True)
    near = [f for f in own if f in alike][-4:]
    pairs = [pair for pair in combinations(near[::-1], 2) if match is None or THEN.search(pair[1].clause)]
    return _asked("difference", figure, list(map(_larger_first, pairs)), sure=False)


def _names(words: str) -> set[str]:
    """What tells two figures apart: pairs of characters, and years by their number."""
    return stems(re.sub(r"人数|总数|数量|金额|学期|[12]\d{3}年", "", words)) | set(
        re.findall(r"[12]\d{3}(?=年)", words)
    )


def _called(figure: Figure) -> set[str]:
    return _names(figure.before[-LED:] + figure.after[:LED])


def _left(figure: Figure, own: Sequence[Figure], before: Sequence[Figure]) -> Relation | None:
    """转入614人、转出572人，净转入24人: of the figures of its kind before it."""
    if not (LEFT.search(figure.clause) and STILL.search(figure.before)):
        return None
    alike = [f for f in own if f.thing == figure.thing and is_countable(f)]
    pairs = sorted(map(_larger_first, combinations(alike[-4:], 2)), key=lambda pair: -pair[0].amount)
    far = [
        (f, alike[-1])
        for f in before[::-1]
        if len(alike) == 1 and is_counted(f) and f.thing == figure.thing and f.amount > alike[-1].amount
    ]
    return _asked("difference", figure, [*pairs, *far], sure=len(alike) == 2)


def _made(figure: Figure, before: Sequence[Figure], sentence: Sentence) -> Relation | None:
    """60名儿童每名结对2名志愿者，共210名; 87人每月不少于2次、全年10个月，应送教1040次: the last figure for each, how many, how often."""
    if MADE.search(figure.before) is None or figure.per:
        return None
    near = [f for f in before if figure.at - f.to < LONG]
    each = next(
        (f for f in near[:-4:-1] if f.per and (f.thing == figure.thing or {f.thing, figure.thing} <= TIMES)), None
    )
    if each is None or (each.value <= 1 and figure.thing != "元") or sentence.at > each.at:
        return None
    each = replace(each, hedge="", low=each.value, high=each.value)
    counts = [
        f for f in before[::-1] if is_counted(f) and f.at < each.at and f.value > 1 and f.thing not in ("元", "%", "岁")
    ]
    times = [f for f in near if f.thing in DURATIONS and f.value > 1]
    of_each = stems(EACH_OF.split(each.clause)[-1])
    counts.sort(key=lambda f: -len(of_each & stems(words_of(f))))
    threes = [(c, each, t) for c, t in product(counts[:FEW], times)]
    operands = [*threes, *((c, each) for c in counts[:FEW]), *((t, each) for t in times)]
    return _asked("product", figure, operands, sure=False)


def _mean(figure: Figure, own: Sequence[Figure], before: Sequence[Figure]) -> Relation | None:
    """重度残疾儿童112人，落实送教教师168人，平均每名学生配备教师5.1人."""
    match = EACH.search(figure.clause)
    if match is None:
        return None
    unit = match["unit"] or match["size"][0]
    thing = PEOPLE.get(unit, unit)
    wholes = [f for f in own if f.thing == figure.thing and is_counted(f)][-2:]
    counts = [f for f in before if f.thing == thing and is_counted(f) and f.value > 1]
    pairs = [(w, c) for w, c in product(wholes[::-1], counts[::-1]) if w is not c]
    return _asked("mean", figure, pairs[:FEW], sure=len(pairs) == 1)


def _larger_first(pair: tuple[Figure, Figure]) -> tuple[Figure, Figure]:
    one, other = pair
    return (one, other) if one.amount >= other.amount else (other, one)


def _asked(form: str, figure: Figure, workings: Iterable[tuple[Figure, ...]], *, sure: bool) -> Relation | None:
    """The first working that gives the figure; else one that is a slip from it; else the first, where it must be meant."""
    tried = [
        (one, value) for one in list(workings)[:MOST] if (value := _form(form, one).value(one)) and value.nominal > 0
    ]
    plain = [one for one in tried if all(f.is_plain for f in one[0])]
    best = next((one for one in tried if compare(one[1], figure) in GOOD), None)
    if best is None and digits_of(figure) > 1 and figure.hedge not in BOUNDS:
        slipped = [one for one in plain if is_slip(one[1].nominal, figure)]
        best = slipped[0] if slipped and (digits_of(figure) > SHORT or slipped[0] is plain[0]) else None
    if best is None and sure and plain and plain[0][1].nominal * HALF < figure.amount < plain[0][1].nominal * TWICE:
        best = plain[0]
    if best is None:
        return None
    (operands, value), verdict = best, compare(best[1], figure)
    verdict = verdict if verdict in GOOD else ASK
    shown = number(figure) if verdict in GOOD else f"{rounded_for(value.nominal, figure)} (= {number(figure)})"
    told = _form(form, operands)
    expression = f"{told.expression(operands, figure)} = {shown}"
    return claim_of(told.kind, operands, figure, expression, value.nominal, verdict)


def _form(name: str, operands: Sequence[Figure]) -> Form:
    return FORMS["product of three" if name == "product" and len(operands) > PAIR else name]
