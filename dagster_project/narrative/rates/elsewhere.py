"""Changes and remainders whose figures stand further apart: this year's in the head of a report, last year's in a sentence of its own.

2023年发放4735人。本年度增加501人，增长10.6%, with 5236人 pages before; 共需1286万元 … 已筹措860万元，缺口426万元; 已整改34条 … 尚有8条未整改.

Belongs here: differences proved by the figures themselves, wherever in the document (or its tables) the two stand.
Does not belong here: changes that one sentence tells (``changes``), running balances (``parts.balances``, ``parts.flows``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.changes import AGAINST, LAST_YEAR_IS, led_by
from dagster_project.narrative.rates.grown import DOWN
from dagster_project.narrative.reckoning.arithmetic import compare, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.reckoning.naming import GENERIC, stems, words_of
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

LEFT = re.compile(
    r"(?:尚有|还有|仍有|剩余|余下|其余|剩下|还剩|尚余|尚欠|尚缺|还缺|缺口|缺额|差额|还差|未[一-鿿]{1,6}的?|[一-鿿]{1,4}后(?:实[收支际有]|净|剩余?|还有))(?:资金|金额|为|达|有|共)*$"
)
UNDONE = re.compile(r"未(?P<done>[一-鿿]{2,4}?)(?:的|$)|^[^，。；]{0,3}未(?P<after>[一-鿿]{2})")
SHORT_OF = re.compile(r"(?:资金)?(?:缺口|尚缺|还缺|还差|尚差|差额)(?:资金|为|达|有|约)*$")
NEEDED = re.compile(
    r"(?:共需|总需|需要?|所需|需求|总投资|概算|预算总额|总预算)(?:资金|经费|投资|投入)?(?:总额|总计|共计|合计|约|为)*$"
)
RAISED = re.compile(
    r"(?:已|目前)[^，。；]{0,6}(?:筹措|筹集|落实|到位|争取|安排|募集|解决)(?:资金)?(?:到位)?(?:共|合计|约)*$"
)
DONE = re.compile(r"已|完成|支出|使用|收到|拨付|发放|落实|办结|整改|回收|减免|扣除|筹")
OLD = re.compile(r"去年|上[一]?年|同期|上[一]?学[年期]|上月|上季|年初|原[有来]|此前|(?:19|20)\d\d")
TELLING = 3
RATE_BEHIND, BACK, MOST, FEW, APART = 24, 2, 2000, 12, 400
MOST_BEARING = 20


class Pool:
    """Every countable figure of a document, looked up by amount."""

    def __init__(self, sentences: Sequence[Sentence], cells: Sequence[Figure] = ()) -> None:
        told = [f for one in sentences for f in one.figures if _counts(f)]
        self.figures = told
        self.cells = [cell for cell in cells if not is_rate(cell.thing) and cell.value > 0][:MOST]
        self._cells = frozenset(self.cells)
        self._sized: dict[str, list[Figure]] = defaultdict(list)
        self._bearing: dict[str, list[tuple[int, Figure]]] = {}
        self._old: dict[str, list[Figure]] = defaultdict(list)
        self._of: dict[tuple[str, Fraction], list[Figure]] = defaultdict(list)
        for figure in (*self.figures, *self.cells):
            self._of[figure.thing, figure.amount].append(figure)
            self._sized[figure.thing].append(figure)
        for sized in self._sized.values():
            sized.sort(key=_amount)
        for figure in told:
            if _is_called_old(figure.clause):
                self._old[figure.thing].append(figure)

    def of(self, thing: str, amount: Fraction) -> Figure | None:
        """The first figure of a thing that is this much."""
        return next(iter(self._of.get((thing, amount), ())), None)

    def in_text(self, figures: Sequence[Figure]) -> list[Figure]:
        """Without cells, which have places of their own that are none of the plain script."""
        return [f for f in figures if f not in self._cells]

    def done(self, word: str) -> list[tuple[int, Figure]]:
        """The first figures that bear a word, with their places among all."""
        if word not in self._bearing:
            bearing = ((at, f) for at, f in enumerate(self.figures) if word in words_of(f))
            self._bearing[word] = list(islice(bearing, MOST_BEARING))
        return self._bearing[word]

    def old_about(self, step: Figure) -> Iterator[Figure]:
        """What is said to be last year's, nearest around a step."""
        olds = self._old.get(step.thing, [])
        place = bisect_left(olds, step.at, key=_place)
        yield from reversed(olds[max(0, place - FEW) : place])
        yield from olds[place : place + FEW]

    def within(self, thing: str, low: Fraction, high: Fraction) -> Iterator[Figure]:
        """A few figures of a thing between two amounts."""
        sized = self._sized.get(thing, [])
        at = bisect_left(sized, low, key=_amount)
        for figure in sized[at : at + FEW]:
            if figure.amount <= high:
                yield figure


def _place(figure: Figure) -> int:
    return figure.at


def _amount(figure: Figure) -> Fraction:
    return figure.amount


def find_elsewhere(
    sentences: Sequence[Sentence], cells: Sequence[Figure], claims: Sequence[Relation]
) -> Iterator[Relation]:
    """Differences that ``claims`` do not tell yet, and the growth that belongs to them."""
    pool = Pool(sentences, cells)
    told = {at for claim in claims if claim.kind == "difference" for at in claim.checked_at}
    grown = {(rate.at, f.at) for c in claims if c.kind == "growth" for rate in c.figures for f in c.figures}
    for index, sentence in enumerate(sentences):
        back = [f for one in sentences[max(0, index - BACK) : index] for f in one.figures]
        for position, figure in enumerate(sentence.figures):
            if figure.hedge or figure.per or is_rate(figure.thing) or figure.thing in DURATIONS or figure.value <= 0:
                continue
            if is_change(figure):
                yield from _changed(sentence, position, pool, back, grown)
            elif figure.at not in told:
                yield from _left(sentence, position, pool, back)


def _counts(figure: Figure) -> bool:
    other = is_rate(figure.thing) or figure.per or figure.thing in DURATIONS or is_change(figure)
    return not other and figure.is_plain and figure.value > 0


def _is_telling(figure: Figure) -> bool:
    return len(number(figure).replace(".", "").strip("0")) >= TELLING


def _changed(
    sentence: Sentence, position: int, pool: Pool, back: Sequence[Figure], told: set[tuple[int, int]]
) -> Iterator[Relation]:
    """The pair whose difference is exactly the step; told where old is said to be old, or a rate of growth agrees as well."""
    step = sentence.figures[position]
    down = DOWN.search(step.before) is not None
    rates = _rates_behind(sentence, position)
    for old in _olds(step, position, pool, back, sentence, rates):
        new = pool.of(step.thing, old.amount - step.amount if down else old.amount + step.amount)
        if new is None or new is old:
            continue
        grown = [(rate, _growth(pool, old, step, rate)) for rate in rates]
        agreeing = [(rate, one) for rate, one in grown if one.verdict in (HOLDS, ROUNDING)]
        said_old = _says_old(old, sentence)
        if agreeing or (said_old and _is_telling(step)):
            one, other = (old, new) if down else (new, old)
            expression = f"{digits(one.amount / step.scale)} - {digits(other.amount / step.scale)} = {number(step)}"
            yield written("difference", pool.in_text([old, new]), step, expression, step.amount, HOLDS)
            sure = len(rates) == 1 and said_old and _is_telling(step)
            yield from [one for rate, one in agreeing or (grown if sure else []) if (rate.at, old.at) not in told]
            return


def _olds(
    step: Figure, position: int, pool: Pool, back: Sequence[Figure], sentence: Sentence, rates: Sequence[Figure]
) -> Iterator[Figure]:
    """What the step may have begun from: figures near it, what the document says was, and what a rate of growth asks for."""
    own = sentence.figures[max(0, position - FEW) : position + FEW]
    near = [f for f in (*back[-FEW:], *own) if f.thing == step.thing and _counts(f)]
    yield from (f for f in reversed(near) if _says_old(f, sentence))
    yield from reversed(near)
    yield from pool.old_about(step)
    for rate in rates:
        slack = Fraction(1, 10**rate.places)
        low, high = (
            step.amount * 100 / (rate.value + sign * slack) if rate.value > slack else None for sign in (1, -1)
        )
        if low is not None and high is not None:
            yield from pool.within(step.thing, low, high)


def _says_old(old: Figure, sentence: Sentence) -> bool:
    words = old.clause if old.at < sentence.at or old.at >= sentence.to else led_by(sentence, old)
    return _is_called_old(words)


def _is_called_old(words: str) -> bool:
    return OLD.search(words) is not None or AGAINST.search(words) is not None or LAST_YEAR_IS.search(words) is not None


def _rates_behind(sentence: Sentence, position: int) -> list[Figure]:
    """增加58人、8.7万元，增长5.2%: the rates right behind a step, other steps between them left out."""
    rates: list[Figure] = []
    at = sentence.figures[position].to
    for figure in sentence.figures[position + 1 :]:
        if figure.at - at > RATE_BEHIND or "；" in sentence.plain[at : figure.at] or not is_change(figure):
            break
        if figure.thing == "%":
            rates.append(figure)
        elif rates:
            break
        at = figure.to
    return rates


def _growth(pool: Pool, old: Figure, step: Figure, rate: Figure) -> Relation:
    ratio = quotient(value_of(step), value_of(old))
    computed = scaled(ratio, 100) if ratio is not None else value_of(step)
    expression = f"{digits(step.amount / old.scale)} / {number(old)} * 100 = {number(rate)}"
    return written("growth", pool.in_text([old, step]), rate, expression, computed.nominal, compare(computed, rate))


def _left(sentence: Sentence, position: int, pool: Pool, back: Sequence[Figure]) -> Iterator[Relation]:
    """What is left of a whole that stands elsewhere: told where it comes out, failing only for what was needed and raised."""
    left = sentence.figures[position]
    undone = UNDONE.search(left.clause) or UNDONE.search(left.after)
    if LEFT.search(left.clause) is None and undone is None:
        return
    near = [f for f in (*back[-FEW:], *sentence.figures[max(0, position - FEW) : position]) if _counts(f)]
    if undone is not None and (relation := _undone(undone["done"] or undone["after"], left, pool)) is not None:
        yield relation
        return
    for done in [f for f in reversed(near) if f.thing == left.thing and DONE.search(f.clause)]:
        whole = pool.of(left.thing, done.amount + left.amount)
        enough = _is_telling(left) or (whole is not None and abs(whole.at - left.at) < APART)
        if whole is not None and whole is not done and enough:
            yield _remainder(pool, whole, done, left, HOLDS)
            return
    if SHORT_OF.search(left.clause) and left.thing == "元":
        yield from _short_of(left, [f for f in near if f.at >= sentence.at], pool)


def _undone(word: str, left: Figure, pool: Pool) -> Relation | None:
    """尚有8条未完成, 未回函的16人: what was done bears the word, and stands beside what there was to do."""
    found = []
    for at, done in pool.done(word[:2]):
        words = words_of(done)
        if f"未{word[:1]}" in words or not at > 0:
            continue
        whole = pool.figures[at - 1]
        beside = whole.thing == done.thing and whole.amount >= done.amount and done.at - whole.to <= RATE_BEHIND * 2
        if beside and (whole.amount - done.amount == left.amount or done.thing == left.thing):
            found.append((whole, done))
    exact = next(((w, d) for w, d in found if w.amount - d.amount == left.amount), None)
    if exact is not None:
        return _remainder(pool, *exact, left, HOLDS)
    if (
        len(found) == 1
        and found[0][1].thing == left.thing
        and stems(words_of(found[0][0])) & stems(words_of(left)) - GENERIC
    ):
        return _remainder(pool, *found[0], left, ASK)
    return None


def _short_of(left: Figure, own: Sequence[Figure], pool: Pool) -> Iterator[Relation]:
    """共需1286万元。… 已筹措860万元，其中…，缺口446万元: one sum needed in the document, one raised in the sentence."""
    needed = [f for f in pool.figures if f.thing == "元" and f.at < left.at and NEEDED.search(f.before)]
    raised = [f for f in own if f.thing == "元" and RAISED.search(f.before)]
    largest = max(needed, key=lambda f: f.amount, default=None)
    if largest is None or len(raised) != 1 or largest.amount <= raised[0].amount:
        return
    told = _remainder(pool, largest, raised[0], left, FAILS)
    yield (
        told
        if told.diagnosis or len({f.amount for f in needed}) == 1
        else _remainder(pool, largest, raised[0], left, ASK)
    )


def _remainder(pool: Pool, whole: Figure, done: Figure, left: Figure, verdict: str) -> Relation:
    scale = left.scale
    expression = f"{digits(whole.amount / scale)} - {digits(done.amount / scale)} = {number(left)}"
    parts = [whole.amount, done.amount]
    return written(
        "difference", pool.in_text([whole, done]), left, expression, whole.amount - done.amount, verdict, parts=parts
    )
