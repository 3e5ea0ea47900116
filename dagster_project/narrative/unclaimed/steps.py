"""How far something moved, where what it was and what it is stand apart: 线路57条。线路比上年的55条增加3条; 每吨上涨40元（上年880元）.

What it was is said to be old, before the step or right behind it; what it is stands in the sentence, or before it under
the same name, for the same measure (每吨), or as the only such figure of the sentence before.

Belongs here: steps that no claim works out, asked about where they are one slip off; what there was, came and went against what there is;
several steps in turn. Does not belong here: changes that one sentence tells in the usual order (``rates.changes``),
what is left (``rests``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.naming import named, stems
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate
from dagster_project.narrative.unclaimed.differences_around import CAME, WENT
from dagster_project.narrative.unclaimed.trials import digits_of, worked_out

MOVED = re.compile(
    r"(?:(?<!不)[多少](?!于|数|年)[一-鿿]{0,3}|贵|便宜|缩短|延长|上[涨浮调]|下[调浮]|上升|下降|提高|降低|增加|减少|扩大|缩小|高出|低出|高了|低了)(?:了|约|近)?$"
)
DOWN = re.compile(r"少[一-鿿]{0,3}$|便宜|缩短|下[调浮降]|降低|减少|缩小|回落|压减|低[出了]")
WAS = r"(?:去年|上年|前年|上一?[年学季月届次轮期](?:[年期度])?|(?<=[年月期比较与])同期|[年期月]初|[年月]末|[年月]底|原[有来先]?|此前|以前|之前|[一-鿿]{2}前)"
OLD = re.compile(rf"{WAS}[^，。；：\d]{{0,10}}$|[比较](?:19|20)\d\d年?[^，。；：\d]{{0,10}}$")
AGAINST = re.compile(rf"(?P<name>[^，。；：\d]{{0,14}}?)(?:[比较]|与){WAS}[^，。；：\d]{{0,12}}?$")
BEHIND = re.compile(rf"[^，。；：\d（]{{0,4}}[（，；]{WAS}[^，。；\d]{{0,8}}$")
FROM = re.compile(r"(?:由|从)[^，。；：]{0,24}$")
INTO = re.compile(r"^[^，。；：\d]{0,10}?(?:到|至|为)[^，。；：\d]{0,14}$")
EACH = re.compile(r"每[^，。；：\d每]{1,2}?(?=每|[^，。；：\d]{0,8}$)")
NOW = re.compile(r"现有|共有|目前|实有|现为|年末|期末|[达为]到?$|共$")
IN_TURN = re.compile(r"分别(?:相?差|相距|高出?|低|超出?|少|多|缺|增加|减少|提高|下降|高于|低于)了?$")
JOINED = re.compile(r"[和、及与]")
HAS_MOVED = re.compile(r"[^，。；\d]{0,4}(?:有所|略有|明显|稍有)?(?:减少|增加|下降|上升|增长)")
MARKS = {
    "then": r"去年(?:同期)?|前年|上年(?:同期)?|上[学月季][期年度]?|上期|原[有来先]|年初|期初",
    "now": r"今年|本年|本[期月季]|本学[期年]|目前|现在?|年末|期末|截至",
    "due": r"计划|任务|应|满分|编制|核定|需要?|预算|概算",
    "done": r"实[际有到培训参拨付]?|完成|到位|决算|结算|支出",
}
YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3}")
MARK = re.compile(rf"(?:{YEAR.pattern})(?=年)|{'|'.join(MARKS.values())}")
BEYOND = re.compile(r"(?:超|跑到?|走在)[^，。；]{0,2}(?:计划|任务|目标|预算|前头)|计划前头")
THEREOF = re.compile("其中|包括|分别|占")
MEAN = re.compile(r"均|平均")
COUNTED_AS = re.compile(r"(?:总?人?数量?|总[量数])$")
BACK, FEW, SAID, NEAR, RIGHT_BEHIND, REACH, TWO = 2, 8, 60, 60, 24, 120, 2
GOOD = (HOLDS, ROUNDING)


class _Pair(NamedTuple):
    """What was and what is; ``sure`` where both are told in the sentence of the step."""

    old: Figure
    new: Figure
    sure: bool


def find_steps(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> Iterator[Relation]:
    """Steps that ``claims`` do not work out."""
    known = worked_out(claims)
    grown = {
        tuple(f.at for f in c.figures if f.thing != "%"): c for c in claims if c.kind == "growth" and c.verdict in GOOD
    }
    proved = {f.at: places for places in grown if len(places) == TWO for f in grown[places].figures if f.at in places}
    said: list[Figure] = []
    for index, sentence in enumerate(sentences):
        before = [f for one in sentences[max(0, index - BACK) : index] for f in one.figures]
        for position, step in enumerate(sentence.figures):
            if not step.is_plain or step.value <= 0:
                continue
            if IN_TURN.search(step.clause):
                yield from (one for one in _in_turn(sentence, position) if not one.checked_at & known)
            if step.at in known or GOAL.search(BEYOND.sub("", step.clause)) or not _measure(step):
                continue
            told = None
            if is_change(step) or MOVED.search(step.clause):
                pairs = list(_pairs(sentence, position, before, said[-SAID:]))
                pairs += [
                    _Pair(pair.old, f, True)
                    for pair in pairs[:1]
                    for f in said[-SAID:]
                    if f.at in proved.get(pair.old.at, ())
                ]
                told = _told(step, pairs)
            told = told or _of_two_times(sentence, position)
            if told is not None:
                yield told
        yield from _came_and_went(sentence, said[-SAID:])
        said += sentence.figures


def _measure(figure: Figure) -> str:
    """The unit in which a figure and its step are told; 分 of marks is no unit of its own."""
    if figure.thing in ("%", "‰"):
        return ""
    return (
        "%"
        if figure.thing == "个百分点"
        else figure.thing or figure.after[:1].replace("、", "") * figure.after.startswith("分")
    )


def _of_two_times(sentence: Sentence, position: int) -> Relation | None:
    """由去年的402.6分爬到418.9分，长了16.3分; 计划1200人次，实训1338人次，跑到前头138人次: two figures of two times, then how far apart."""
    step = sentence.figures[position]
    own = [f for f in sentence.figures[:position] if _is_like(f, step)][-TWO:]
    if len(own) < TWO or step.at - own[1].to > NEAR or own[1].at - own[0].to > NEAR:
        return None
    old, new = own
    words = sentence.words(old, new)
    through = FROM.search(old.clause) is not None and INTO.search(words) is not None
    marks = [_mark(f.clause) for f in own]
    apart = through or (all(marks) and marks[0] != marks[1])
    if (
        not apart
        or "；" in sentence.plain[old.to : step.at]
        or _mark(step.clause)
        or THEREOF.search(sentence.words(new, step))
    ):
        return None
    pair, move = _Pair(old, new, through), abs(new.amount - old.amount)
    if move == step.amount:
        return _written(pair, step, HOLDS)
    cued = through or MOVED.search(step.clause) is not None
    enough = digits_of(step) > TWO or (digits_of(step) == TWO and cued)
    return _written(pair, step, ASK) if enough and is_slip(move, step) else None


def _mark(words: str) -> str:
    """Of which time a figure is, or whether it was planned or is done."""
    found = MARK.findall(BEYOND.sub("", words))
    if not found:
        return ""
    word = found[-1]
    return word if YEAR.fullmatch(word) else next(name for name, words in MARKS.items() if re.fullmatch(words, word))


def _pairs(sentence: Sentence, position: int, before: Sequence[Figure], said: Sequence[Figure]) -> Iterator[_Pair]:
    step = sentence.figures[position]
    own = [f for f in sentence.figures[:position] if _is_like(f, step) and step.at - f.to < REACH]
    for to, began in zip(reversed(own), reversed(own[:-1]), strict=False):
        if step.at - to.to < RIGHT_BEHIND and FROM.search(began.clause) and INTO.search(sentence.words(began, to)):
            yield _Pair(began, to, True)
            return
    behind = sentence.figures[position + 1] if position + 1 < len(sentence.figures) else None
    old = next((f for f in reversed(own[-TWO:]) if OLD.search(f.clause)), None)
    if behind is not None and _is_like(behind, step) and BEHIND.match(sentence.words(step, behind)):
        old = behind
    if old is None and len(own) == 1 and (then := _at_another_time(sentence, own[0], step, before)) is not None:
        yield _Pair(then, own[0], False)
    if old is None or "；" in sentence.plain[min(old.at, step.at) : step.at]:
        return
    news = [f for f in own if f is not old and not OLD.search(f.clause) and bool(f.per) == bool(old.per or step.per)]
    news = [f for f in news if not MEAN.search(f.clause)] or news
    if news:
        yield from (_Pair(old, new, len(news) == 1) for new in reversed(news))
        return
    yield from _elsewhere(old, step, before, said)


def _at_another_time(sentence: Sentence, new: Figure, step: Figure, before: Sequence[Figure]) -> Figure | None:
    """一九八五年有小学214所。…至二〇〇五年并为136所，二十年间少了78所: the only one of the sentences before, of another year."""
    sole = [f for f in before if _is_like(f, step) and not f.per]
    if len({f.amount for f in sole}) != 1:
        return None
    begins = sentence.plain.rfind("。", 0, sole[0].at) + 1
    then = _mark(sentence.plain[max(begins, sole[0].at - NEAR) : sole[0].at])
    now = _mark(sentence.plain[max(sentence.at, new.at - NEAR) : new.at])
    return sole[0] if then and now and then != now else None


def _elsewhere(old: Figure, step: Figure, before: Sequence[Figure], said: Sequence[Figure]) -> Iterator[_Pair]:
    """What it is, told before the sentence: by its name, by its measure, or alone."""
    rest = [f for f in said if _is_like(f, step) and not OLD.search(f.clause)]
    match = AGAINST.search(old.clause)
    name = COUNTED_AS.sub("", match["name"]) if match is not None else ""
    called = [f for f in named(name, rest) if f.is_plain] if stems(name) else []
    if called:
        yield _Pair(old, called[0], len({f.amount for f in called}) == 1 and name in called[0].clause)
    each = EACH.search(step.clause)
    if each is not None:
        measured = [f for f in rest if each[0] in f.clause]
        yield from (_Pair(old, new, False) for new in measured[-1:])
        return
    sole = [f for f in before if _is_like(f, step) and not f.per and not OLD.search(f.clause)]
    if sole and (len({f.amount for f in sole}) == 1 or all(f.amount <= sole[0].amount for f in sole)):
        yield _Pair(old, sole[0], False)


def _is_like(figure: Figure, step: Figure) -> bool:
    plain = figure.is_plain and figure.value > 0 and not is_change(figure) and not MOVED.search(figure.clause)
    return (
        plain
        and (figure.thing == "%" if step.thing == "个百分点" else _measure(figure) == _measure(step) != "")
        and (not is_rate(figure.thing) or figure.thing == "%")
    )


def _told(step: Figure, pairs: Sequence[_Pair]) -> Relation | None:
    down = DOWN.search(step.clause) is not None
    moves = [(pair, (pair.old.amount - pair.new.amount) * (1 if down else -1)) for pair in pairs]
    exact = next((pair for pair, move in moves if move == step.amount), None)
    if exact is not None:
        return _written(exact, step, HOLDS)
    for rank, (pair, move) in enumerate(moves):
        short = not pair.sure and (digits_of(step) < TWO or rank >= max(1, worth_trying(step)))
        if not short and move > 0 and is_slip(move, step):
            return _written(pair, step, ASK)
    return None


def _written(pair: _Pair, step: Figure, verdict: str) -> Relation:
    more, less = sorted((pair.old, pair.new), key=lambda f: -f.amount)
    computed = more.amount - less.amount
    worked = f"{digits(more.amount / step.scale)} - {digits(less.amount / step.scale)}"
    given = number(step) if verdict == HOLDS else f"{digits(computed / step.scale)} (= {number(step)})"
    parts = [more.amount, less.amount]
    return written("difference", [more, less], step, f"{worked} = {given}", computed, verdict, parts=parts)


def _came_and_went(sentence: Sentence, said: Sequence[Figure]) -> Iterator[Relation]:
    """现有486户。新增29户、退出34户，比年初的492户有所减少: what there is, by what there was, came and went."""
    for position, old in enumerate(sentence.figures):
        if position < TWO or AGAINST.search(old.clause) is None or not HAS_MOVED.match(old.after):
            continue
        came, went = sentence.figures[position - TWO : position]
        swapped = WENT.search(came.clause) and CAME.search(went.clause)
        came, went = (went, came) if swapped else (came, went)
        if not CAME.search(came.before) or not WENT.search(went.before) or len({came.thing, went.thing, old.thing}) > 1:
            continue
        now = [
            f
            for f in said
            if _is_like(f, old) and NOW.search(f.clause) and f.at > sentence.plain.rfind("\n", 0, old.at)
        ]
        made = old.amount + came.amount - went.amount
        for new in [f for f in now if f.amount == made][:1] or now[-1:]:
            verdict = HOLDS if new.amount == made else ASK
            if verdict == HOLDS or is_slip(made, new):
                given = number(new) if verdict == HOLDS else f"{digits(made / new.scale)} (= {number(new)})"
                expression = f"{number(old)} + {number(came)} - {number(went)} = {given}"
                yield written("difference", [old, came, went], new, expression, made, verdict)


def _in_turn(sentence: Sentence, position: int) -> Iterator[Relation]:
    """小学生均19.6册、初中28.4册，距20册、30册的标准分别相差0.4册和1.6册: each step with the two in its place."""
    steps = [sentence.figures[position]]
    for step in sentence.figures[position + 1 :]:
        if step.thing != steps[0].thing or not JOINED.fullmatch(sentence.words(steps[-1], step)):
            break
        steps.append(step)
    count = len(steps)
    before = [f for f in sentence.figures[:position] if f.thing == steps[0].thing and f.is_plain][-TWO * count :]
    if count < TWO or len(before) < TWO * count or steps[0].at - before[0].to > REACH:
        return
    moves = [abs(one.amount - other.amount) for one, other in zip(before[:count], before[count:], strict=True)]
    met = sum(move == step.amount for move, step in zip(moves, steps, strict=True))
    for n, (move, step) in enumerate(zip(moves, steps, strict=True)):
        pair = _Pair(before[n], before[n + count], True)
        if move == step.amount or (met and move):
            yield _written(pair, step, HOLDS if move == step.amount else ASK)
