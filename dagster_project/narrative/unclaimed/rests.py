"""The rest of a whole of which one part is told, by whatever word: 整改402处，整改率96.9%，13处限期整改; 现有2760张，还缺40张; 其余245户.

A share that holds says which whole a part has (402 of 415, in a sentence or a row), a verb and its 未 say which part is
done, a name says which whole is meant; else the two figures right before are the whole and its part.

Belongs here: what is left where no claim works it out, asked about where it is one slip from the rest.
Does not belong here: remainders told by two words (``rates.remainders``), differences that come out right
(``differences_around``), running balances (``parts.balances``, ``parts.flows``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import GOAL, is_counted, number, written
from dagster_project.narrative.reckoning.naming import named, stems
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.unclaimed.trials import digits_of, worked_out

LEFT = re.compile(
    r"(?:[尚还仍](?:[有余剩差缺欠]|需|未[一-鿿]{0,4})|其[余它他]|[剩留余](?:余|下|存)?(?:的|有)?|结[余存]|节余|留[有存]|[库现]存|缺[口额编]?|差额|空[缺余编置]|闲置|短缺"
    r"|[未没无不][一-鿿]{1,6})(?:的|了|约|为|有|共|达)*[^，。；：\d]{0,8}$"
)
"""The words before what is left, another unit of it between or not: 尚有3人0.375万元, 其余3所学校62.2万元."""
GOT = re.compile(r"(?:^|[，、])(?:实|净|最[终后])?得$")
"""满分100分，扣去13.5分，得86.5分."""
BESIDE = re.compile(r"\d[\d,.]*[万亿]?[一-鿿㎡]{1,6}[、和及]?$")
BARE = re.compile(r"(?:^|[，、（])(?:另外?有?|有|余)?$")
UNDONE = re.compile(
    r"的?(?:[一-鿿]{0,4}?)(?:[尚还仍]?未|没有?|无|不|正在|限期|待|拟|暂|需|转入|转为|因)(?P<verb>[一-鿿]{0,4})"
)
NOT = re.compile(r"[未没无不](?:有|能|曾)?(?P<verb>[一-鿿]{1,6})")
STRICT = re.compile(
    r"[尚还仍][有余剩差缺欠未]|其余|剩余|剩下|余下|留存|结余|缺[口额]|差额|未[一-鿿]{1,4}[^，。；\d]{0,4}$"
)
DONE = re.compile(
    r"已|完成|竣工|支出|使用|[拨支]付|发放|到账|到位|落实|整改|归还|清理|实[际有到参拨检考]|扣|参[加检]|达到|现有|追回|完善|移交|随迁|办结|销号|入住|安置|配备|治疗|签约|验收|达标|合格|通过|收回|建成|开[工通]|履约|回收|回函"
)
DUE = re.compile(r"应|需|计划|任务|共|总|申报|全部")
NOT_DONE = re.compile(r"(?:未|缺|欠|尚|还有|剩余)[^，。；\d]{0,8}$")
CERTAINLY_DONE = re.compile(r"实|已|完成|到位|落实")
LACKING = re.compile(r"[尚还仍][缺差欠需]|缺口|短缺")
THEREOF = re.compile(r"其中|包括|分别")
REST_OF_ALL = re.compile(r"其余|剩余|剩下|余下|另")
KEPT = re.compile(r"(?:现存|结存|库存|结余|余额|尚余|还剩|账[上户]|剩余)[^，。；\d]{0,8}$")
CARRIED = re.compile(
    r"(?:上年|年初|期初|上[期月年]|原有)[^，。；\d]{0,4}(?:结[余存转]|余额|库存|账面)?[^，。；\d]{0,4}$"
)
CAME = re.compile(r"(?:收[到入]|购入|入库|接收|拨入|到账|筹[集得])[^，。；\d]{0,8}$")
SPENT = re.compile(r"(?:共|总|合计)[^，。；\d]{0,3}(?:支出|使用|发放|出库|支付|花去?)[^，。；\d]{0,4}$")
ALL = re.compile(r"合计|共|总")
ALIKE = (
    "完工|竣工|完成|建成",
    "办结|完结|办理",
    "支出|使用|拨付|支付",
    "整改|改正|销号",
    "参加|实检|参检|实到|实考|到岗",
)
SERVED = {
    "张": ("人",),
    "床": ("人",),
    "台": ("人",),
    "套": ("户", "人"),
    "间": ("户", "人"),
    "个": ("人",),
    "座": ("人",),
}
"""What one of a thing is meant for: a bed for each boarder."""
AREA_OF = re.compile(r"^(?:合计|总计|全[县市区州旗])$")
GOOD = (HOLDS, ROUNDING)
BACK, FEW, SAID, NEAR, LIKELY, LINE = 2, 6, 24, 260, 3, 120
CLOSE, TWO, BESIDE_ALL, SHARE_OF_ALL = 4, 2, 80, Fraction(6, 5)


class _Pair(NamedTuple):
    """A whole and its part; ``sure`` where a share that holds or the part's own verb binds them."""

    whole: Figure
    part: Figure
    sure: bool


class _Shares:
    """The parts and wholes of all shares that hold."""

    def __init__(self, claims: Collection[Relation]) -> None:
        self.whole_of: dict[int, Figure] = {}
        self.rows: list[_Pair] = []
        for claim in claims:
            if claim.verdict not in GOOD or claim.kind not in ("ratio", "table") or claim.unit != "%":
                continue
            own = [f for f in claim.figures if f.thing != "%" and f.is_plain]
            if len(own) != TWO or len(claim.figures) != TWO + 1 or own[0].thing != own[1].thing:
                continue
            part, whole = sorted(own, key=lambda f: f.amount)
            if part.amount == whole.amount or f"{number(part)} / " not in f"{claim.expression} ":
                continue
            if claim.kind == "table":
                self.rows.append(_Pair(whole, part, True))
            else:
                self.whole_of[part.at] = whole


def with_rests(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> list[Relation]:
    """The claims and what is asked; a difference of two digits that another pair gives by chance makes room."""
    asked = list(find_rests(sentences, claims))
    instead = {at for claim in asked if claim.verdict not in GOOD for at in claim.checked_at}
    kept = (c for c in claims if c.kind != "difference" or not c.checked_at & instead)
    return [*kept, *asked]


def find_rests(sentences: Sequence[Sentence], claims: Collection[Relation]) -> Iterator[Relation]:
    """What is left, of a figure that ``claims`` do not work out."""
    by_chance = {
        f.at for c in claims if c.kind == "difference" and c.verdict in GOOD for f in c.figures if _is_short(f)
    }
    others = [c for c in claims if c.kind != "difference" or c.verdict not in GOOD]
    known = worked_out(others) | {
        f.at
        for c in claims
        if c.kind in ("sum", "partition", "difference") and c.verdict == HOLDS
        for f in c.figures
        if c.kind != "difference" or not _is_short(f)
    }
    shares = _Shares(claims)
    by_thing: dict[str, list[Figure]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        for position, left in enumerate(sentence.figures):
            wanted = left.at not in known and left.is_plain and not left.per and is_counted(left)
            if wanted and not GOAL.search(left.clause) and (words := _words_of_rest(left)) is not None:
                own, said = _said(sentences, index, position)
                line = sentence.plain.rfind("\n", 0, left.at)
                here = [f for f in said if f.at > line]
                pairs = list(_pairs(sentence, left, words, own, here, by_thing, shares))
                told = _told(sentence, position, words, pairs, left.at in by_chance) or _kept(left, own, said)
                if told is not None:
                    yield told
        for figure in sentence.figures:
            if figure.is_plain and not figure.per and is_counted(figure):
                by_thing[figure.thing].append(figure)


def _words_of_rest(left: Figure) -> str | None:
    """The words by which a figure is what is left; those behind it where none stand before."""
    clause = BESIDE.sub("", left.clause)
    if LEFT.search(clause):
        behind = UNDONE.match(left.after)
        return clause[-SAID:] + (left.after if behind else "")
    if GOT.search(clause):
        return clause[-SAID:]
    if BARE.search(clause) and (match := UNDONE.match(left.after)) is not None:
        return clause[-TWO:] + match[0]
    return None


def _is_short(figure: Figure) -> bool:
    """Of two digits: 19所 less 13所 is 6所 by chance."""
    return digits_of(figure) <= TWO


def _said(sentences: Sequence[Sentence], index: int, position: int) -> tuple[list[Figure], list[Figure]]:
    """The figures of its kind before what is left in its sentence, and in the few before it."""
    sentence = sentences[index]
    left = sentence.figures[position]
    own = [f for f in sentence.figures[:position] if _is_like(f, left) and left.at - f.to < NEAR]
    return own, [f for one in sentences[max(0, index - BACK) : index] for f in one.figures if _is_like(f, left)]


def _told(sentence: Sentence, position: int, words: str, pairs: Sequence[_Pair], known: bool) -> Relation | None:
    """The pair that gives it, else the first that is a slip away; what is known otherwise is doubted of sure pairs only."""
    left = sentence.figures[position]
    exact = next((pair for pair in pairs if pair.whole.amount - pair.part.amount == left.amount), None)
    if exact is not None:
        return _written(exact, left, HOLDS)
    if not known and (stated := _of_a_stated_pair(sentence.figures[:position], left)) is not None:
        return stated
    for rank, pair in enumerate(pairs):
        short = digits_of(left) < TWO or (digits_of(left) == TWO and rank > 0)
        if not pair.sure and (known or short or rank >= max(1, worth_trying(left) * LIKELY)):
            continue
        rest = pair.whole.amount - pair.part.amount
        near = pair.sure and STRICT.search(words) is not None and abs(rest - left.amount) * CLOSE <= rest
        if near or is_slip(rest, left):
            return _written(pair, left, ASK)
    return None


def _kept(left: Figure, own: Sequence[Figure], said: Sequence[Figure]) -> Relation | None:
    """…总共支出473000元。上年结余218600元，收到402000元，扣除支出后现存147600元: what went was told before."""
    if len(own) < TWO or not KEPT.search(left.clause):
        return None
    carried, came = own[-TWO:]
    went = next((f for f in reversed(said) if SPENT.search(f.before)), None)
    if went is None or not CARRIED.search(carried.clause) or not CAME.search(came.clause):
        return None
    rest = carried.amount + came.amount - went.amount
    if rest != left.amount and not is_slip(rest, left):
        return None
    terms = f"{digits(carried.amount / left.scale)} + {digits(came.amount / left.scale)} - {digits(went.amount / left.scale)}"
    verdict = HOLDS if rest == left.amount else ASK
    given = number(left) if verdict == HOLDS else f"{digits(rest / left.scale)} (= {number(left)})"
    return written("difference", [carried, came, went], left, f"{terms} = {given}", rest, verdict)


def _is_like(figure: Figure, left: Figure) -> bool:
    marks = bool(left.thing) or figure.after[:1] == left.after[:1] == "分"
    return figure.thing == left.thing and marks and figure.is_plain and not figure.per and is_counted(figure)


def _pairs(
    sentence: Sentence,
    left: Figure,
    words: str,
    own: Sequence[Figure],
    said: Sequence[Figure],
    by_thing: dict[str, list[Figure]],
    shares: _Shares,
) -> Iterator[_Pair]:
    """The wholes and parts that may be meant, those that the words leave no doubt about first."""
    strict, verbs = STRICT.search(words) is not None, _verbs(words)
    for part in reversed(own[-FEW:]):
        whole = shares.whole_of.get(part.at)
        if whole is not None and whole.thing == left.thing and (strict or verbs or part is own[-1]):
            yield _Pair(whole, part, part is own[-1] or _bears(part, verbs))
    for part in reversed(said[-FEW:]) if verbs or (strict and not own) else ():
        whole = shares.whole_of.get(part.at)
        if (
            whole is not None
            and whole.thing == left.thing
            and (_bears(part, verbs) or (not verbs and part is said[-1]))
        ):
            yield _Pair(whole, part, True)
    for pair in shares.rows:
        if pair.part.thing in ("", left.thing) and _bears_in_row(pair, verbs, words):
            yield pair
    if not own:
        return
    between = sentence.plain[own[-1].to : left.at]
    items = next((n for n, f in enumerate(own) if THEREOF.search(f.clause)), len(own))
    own = own[:items] if TWO <= items < len(own) - 1 else own
    part = own[-1]
    thereof = THEREOF.search(part.clause) is not None and not REST_OF_ALL.search(words)
    bearing = _bears(part, verbs)
    if (
        thereof
        or THEREOF.search(between)
        or not (bearing or (strict and "；" not in between) or DONE.search(part.clause))
    ):
        return
    wholes = [f for f in reversed(own[:-1]) if f.amount > part.amount and f.amount > left.amount]
    stop = max(sentence.plain.rfind("；", 0, part.at), sentence.at)
    beside = [f for f in wholes if f.at >= stop]
    evident = bool(DONE.search(part.clause)) or bearing or strict
    if evident:
        yield from (_Pair(whole, part, bearing and whole is own[-2]) for whole in beside)
    if len(own) == 1:
        match = LEFT.search(left.clause)
        name = re.split(DONE, part.clause)[0]
        name = name if stems(name) or match is None else left.clause[: match.start()]
        earlier = [f for f in by_thing[left.thing] if f.amount > part.amount and f.at < part.at]
        called = [f for f in named(name, earlier[-LINE:]) if f.is_plain] if stems(name) else []
        if len({f.amount for f in called}) == 1:
            yield _Pair(called[0], part, False)
        near = [f for f in said if f.amount > part.amount]
        yield from (_Pair(whole, part, False) for whole in list(reversed(near))[:TWO])
        if LACKING.search(words):
            served = [f for thing in SERVED.get(left.thing, ()) for f in by_thing[thing][-FEW:]]
            fitting = [
                f for f in served if part.amount < f.amount <= part.amount * SHARE_OF_ALL and ALL.search(f.clause)
            ]
            yield from (_Pair(whole, part, False) for whole in fitting[-1:])


def _verbs(words: str) -> list[str]:
    """What is not done, by the pairs of its characters: 全部达标 of 未全部达标的6所."""
    match = NOT.search(words)
    if match is None:
        return []
    verb = re.sub("^(?:全部|完全|能|及时|按时|予以|进行|有效)|[的了]$", "", match["verb"].split("的")[0])
    return [verb[at : at + 2] for at in range(len(verb) - 1)] or ([verb] if verb else [])


def _bears(part: Figure, verbs: Sequence[str]) -> bool:
    """Whether a part is told as done by a verb, and not by its 未."""
    said = part.clause[-SAID:] + part.after[:FEW]
    return any(verb in said and f"未{verb[:1]}" not in said for verb in verbs)


def _bears_in_row(pair: _Pair, verbs: Sequence[str], words: str) -> bool:
    """尚有160套未完工 of the row 合计, whose columns are 计划 and 已竣工; 校舍尚差3600平方米 of a row of that name."""
    column = pair.part.after
    also = {kind for kinds in ALIKE for kind in kinds.split("|") if any(v in kinds for v in verbs if len(v) > 1)}
    done = any(verb in column for verb in (*verbs, *also) if len(verb) > 1)
    if AREA_OF.match(pair.part.before):
        return done
    stem = stems(re.sub("（.*", "", pair.part.before))
    return bool(stem) and len(stem & stems(words)) * 2 >= len(stem)


def _of_a_stated_pair(before: Sequence[Figure], left: Figure) -> Relation | None:
    """应到22196人，实到22148人，未到58人: what was due and what was done are said so, right before."""
    own = [f for f in before[-FEW:] if _is_like(f, left)]
    if len(own) < TWO or THEREOF.search(left.clause) or not NOT_DONE.search(left.clause):
        return None
    due, done = own[-2:]
    stated = DUE.search(due.clause) and CERTAINLY_DONE.search(done.clause) and due.amount > done.amount
    if not stated or left.at - due.to >= BESIDE_ALL or due.amount - done.amount == left.amount:
        return None
    return _written(_Pair(due, done, True), left, FAILS)


def _written(pair: _Pair, left: Figure, verdict: str) -> Relation:
    rest = pair.whole.amount - pair.part.amount
    worked = f"{digits(pair.whole.amount / left.scale)} - {digits(pair.part.amount / left.scale)}"
    given = f"{number(left)}" if verdict in GOOD else f"{digits(rest / left.scale)} (= {number(left)})"
    figures = [f for f in (pair.whole, pair.part) if f.clause]
    parts = [pair.whole.amount, pair.part.amount]
    told = written("difference", figures, left, f"{worked} = {given}", rest, verdict, parts=parts)
    return replace(told, opened=pair.sure and verdict == ASK)
