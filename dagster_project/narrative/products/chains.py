"""Rates that lead from one to the next, and what they make: 每周5天、每天2小时，18周共180小时; 每份5元，每天1.8万份，日均9万元.

Belongs here: which count or other rate goes with what a rate is for each of, so that only the unit of the total is left.
Does not belong here: what a rate is (``rated``), how much is a year (``calendar``), yuan for each person of so many
(``products``), means (``means``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from dagster_project.narrative.model import Figure
from dagster_project.narrative.products.calendar import spells
from dagster_project.narrative.products.rated import Rate, rates_of, spells_said, words_before
from dagster_project.narrative.reckoning.arithmetic import Value, times, value_of
from dagster_project.narrative.reckoning.claims import is_change
from dagster_project.narrative.reckoning.for_each import PERSONS, SPELLS, Each, counts
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate

AS_TIMES = {"人": "人次", "所": "校次", "户": "户次", "次": "人次", "名": "人次"}
DISTRIBUTED = re.compile(r"[^，。；：、（）\d每]{0,8}每")
MEAN = re.compile(r"均[^每]{0,8}$")
RANK = re.compile(r"[一二三四五特甲乙丙][类等档级](?!班)")
OF_ALL = re.compile(r"共|合计|总|累计|支出|投入|发放|拨付|资金|经费")
FAR, BACK, DEEPEST, FEW = 60, 90, 4, 2
ONE = Value(Fraction(1), Fraction(1), Fraction(1))


class Link(NamedTuple):
    """One factor: a figure, a 一次 that is none, or a number of months of the calendar; ``is_open`` where others may be meant,
    ``is_left_out`` where nothing counts what the rate is for each of."""

    value: Value
    figure: Figure | None
    at: int
    is_calendar: bool = False
    is_open: bool = False
    is_left_out: bool = False
    rivals: int = 1


class Chain(NamedTuple):
    """A rate with the factors that lead from it to a total; ``subject`` is a factor that may or may not be meant,
    ``is_rivalled`` says that another rate of the same thing stands before the total."""

    rate: Rate
    links: tuple[Link, ...]
    total: Figure
    subject: bool = False
    is_rivalled: bool = False

    @property
    def made(self) -> Value:
        """What it comes to, and what the words allow."""
        return reduce(times, (link.value for link in self.links), _value(self.rate))

    @property
    def figures(self) -> list[Figure]:
        """The figures of the text it is made of, without the total."""
        own = [self.rate.figure, *(link.figure for link in self.links)]
        return [figure for figure in own if figure is not None]


class _Around(NamedTuple):
    """What may be a factor of a total."""

    rates: Sequence[Rate]
    plain: Sequence[Figure]
    total: Figure
    hard: frozenset[str]
    spell: str
    words: str


def chains_of(sentence: Sentence) -> Iterator[list[Chain]]:
    """For each total all chains of the rate before it, the likeliest first."""
    rates = rates_of(sentence)
    if not rates:
        return
    at_rates = {rate.at for rate in rates}
    plain = [f for f in sentence.figures if f.at not in at_rates and _may_count(f)]
    for position, total in enumerate(sentence.figures):
        if is_rate(total.thing) or is_change(total) or total.value <= 0 or total.hedge == "范围":
            continue
        own = next((rate for rate in rates if rate.figure is total), None)
        end = sentence.figures[position - 1].to if position else sentence.at
        words = words_before(sentence, total, end)
        said = spells_said(words)
        hard = frozenset(each.kind for each in own.each) if own else frozenset[str]()
        own_spell = [kind for kind in SPELLS if kind in hard]
        around = _Around(rates, plain, total, hard, (own_spell or said or [""])[-1], words)
        before = [r for r in rates if r.figure is not total and r.at < total.at and total.at - r.to <= FAR]
        alike = _of_its_rank(sentence, [r for r in before if _is_alike(r, total)], total)
        for rate in reversed(alike):
            found = _chains(sentence, rate, around)
            if found:
                yield [chain._replace(is_rivalled=_has_rivals(chain, alike)) for chain in found]
                break


def _has_rivals(chain: Chain, alike: Sequence[Rate]) -> bool:
    """每月一次例会、每季度一次督查，全年共16次."""
    own = {chain.rate.at, *(link.at for link in chain.links)}
    return any(rate.at not in own for rate in alike)


def rank_of(sentence: Sentence, at: int) -> list[str]:
    """The rank named last right before a place: 一等, 二类."""
    return RANK.findall(sentence.plain[max(sentence.at, at - BACK // 3) : at])[-1:]


def _of_its_rank(sentence: Sentence, rates: list[Rate], total: Figure) -> list[Rate]:
    """一等每年3000元、二等每年1800元，每学期一等1500元: those of the same rank where it has one."""
    said = rank_of(sentence, total.at)
    own = [rate for rate in rates if said and rank_of(sentence, rate.at) == said]
    return own or rates


def _may_count(figure: Figure) -> bool:
    return not is_rate(figure.thing) and not is_change(figure) and figure.value > 0 and figure.hedge != "范围"


def _is_alike(rate: Rate, total: Figure) -> bool:
    return rate.thing == total.thing or AS_TIMES.get(rate.thing) == total.thing


def is_mean(rate: Rate) -> bool:
    """日均供餐8450人: rounded, so that what it makes is rounded too."""
    return rate.figure is not None and MEAN.search(rate.figure.clause) is not None


def _value(rate: Rate) -> Value:
    """每间1.5万元 is exactly that unless it is a mean or said roughly."""
    if rate.figure is not None and is_mean(rate):
        slack = Fraction(rate.figure.scale, 2 * 10**rate.figure.places)
        return Value(rate.amount, rate.amount - slack, rate.amount + slack)
    if rate.figure is not None and rate.figure.hedge in ("约", "近", "余"):
        value = value_of(rate.figure)
        return Value(value.nominal * rate.doubled, value.low * rate.doubled, value.high * rate.doubled)
    return Value(rate.amount, rate.amount, rate.amount)


def _chains(sentence: Sentence, rate: Rate, around: _Around) -> list[Chain]:
    needed = (*rate.each, *(each for each in rate.led if each not in rate.each))
    kinds = frozenset(each.kind for each in needed)
    if kinds == around.hard | ({around.spell} & kinds):
        return []
    found = [Chain(rate, links, around.total) for links in _links(rate, needed, around, frozenset({rate.at}))]
    found = [
        chain
        for chain in found
        if any(link.value != ONE for link in chain.links) and _leaves_nothing(chain, kinds, around)
    ]
    subject = _subject(sentence, rate, around)
    if subject is not None and not any(subject.figure is f for chain in found for f in chain.figures):
        found += [chain._replace(links=(subject, *chain.links), subject=True) for chain in found]
    return found


def _links(rate: Rate, needed: Sequence[Each], around: _Around, used: frozenset[int]) -> Iterator[tuple[Link, ...]]:
    """Every way to find how many there are of each thing the rate is for."""
    if not needed:
        yield ()
        return
    first, rest = needed[0], needed[1:]
    if first.kind in around.hard:
        yield from _links(rate, rest, around, used)
        return
    if len(used) > DEEPEST:
        return
    options = _options(rate, first, around, used)
    for link, each in options[:FEW]:
        for links in _links(rate, [*rest, *each], around, used | {link.at}):
            yield (link._replace(rivals=len({one.value.nominal for one, _ in options})), *links)
    if options:
        return
    if first.kind == around.spell:
        yield from _links(rate, rest, around, used)
    elif first.is_time and around.spell:
        for spell in spells(first.kind, around.spell):
            link = Link(Value(spell.times, spell.times, spell.times), None, rate.at, True, spell.is_open)
            for links in _links(rate, rest, around, used):
                yield (link, *links)
    elif first.kind == PERSONS and OF_ALL.search(around.words) is None:
        yield from _links(rate, rest, around, used)
    elif not first.is_time and (rest or first.kind == PERSONS):
        for links in _links(rate, rest, around, used):
            yield (Link(ONE, None, rate.at, is_left_out=True), *links)


def _options(rate: Rate, each: Each, around: _Around, used: frozenset[int]) -> list[tuple[Link, Sequence[Each]]]:
    """Counts and rates of it, those between the rate and the total first, then the nearest before."""
    total = around.total
    found: list[tuple[Link, Sequence[Each]]] = []
    for other in around.rates:
        counted = counts(other.figure, each) if other.figure is not None else other.thing == each.kind
        if other.at in used or other.figure is total or not counted or each in other.each:
            continue
        found.append((Link(_value(other), other.figure, other.at), other.each))
    for figure in around.plain:
        if figure.at not in used and figure is not total and counts(figure, each):
            found.append((Link(value_of(figure) if figure.hedge else _exact(figure), figure, figure.at), ()))
    found = [one for one in found if one[0].at < total.at and rate.at - one[0].at <= BACK]
    found.sort(key=lambda one: (one[0].at < rate.at, -one[0].at))
    between = [one for one in found if one[0].at > rate.at]
    return between or found


def _exact(figure: Figure) -> Value:
    return Value(figure.amount, figure.amount, figure.amount)


def _leaves_nothing(chain: Chain, kinds: frozenset[str], around: _Around) -> bool:
    """The total is for each of nothing that the chain does not know: a person, or a time its factors are counted in."""
    told = {
        each.kind for rate in around.rates for each in rate.each if rate.figure in chain.figures or rate is chain.rate
    }
    left = around.hard - told - {PERSONS}
    timely = any(kind in SPELLS for kind in kinds) or any(link.figure is not None for link in chain.links)
    return not left or (timely and left <= frozenset(SPELLS))


def _subject(sentence: Sentence, rate: Rate, around: _Around) -> Link | None:
    """36所学校每天至少1名: the schools may each have one, or all of them together."""
    before = [f for f in around.plain if f.at < rate.at]
    start = rate.at if rate.figure is not None else rate.at + 1
    if (
        not before
        or not DISTRIBUTED.match(sentence.plain, before[-1].to, start)
        or before[-1].thing in ("元", *SPELLS["天"])
    ):
        return None
    return Link(_exact(before[-1]), before[-1], before[-1].at)
