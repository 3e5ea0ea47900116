"""What a chain of rates is held to: 共180小时, 全年4次, 日均9.2万元, 6个组36人（每组6人）.

Belongs here: the words that claim the total, the verdict, the working as written.
Does not belong here: how a chain is found (``chains``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.chains import Chain, Link, chains_of, rank_of
from dagster_project.narrative.products.rated import Rate, spells_said
from dagster_project.narrative.reckoning.arithmetic import Value, compare, value_of
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.reckoning.for_each import PERSONS
from dagster_project.narrative.reckoning.naming import stems
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

STRONG = re.compile(r"共(?!同|享|建|用)|合计|总计|累计|就是|(?<!立)即(?!将|可|使)|相当于|折合|全部")
WEAK = re.compile(
    r"需|应|发放|支出|投入|安排|运送|接送|为|达|计(?!划)|供应|安装|配备|成本|补[助贴]|服务|到访|领取|收[费取入]|可得|有|均|资金"
)
ANOTHER = re.compile(
    r"另|其余|此外|还[有需可]|剩余|其中|已(?!经)|超[过出额]|不足|实际|比(?!对|赛)|较|目标|封顶|最高|最低|原|尚|仅|提高|增加|占|奖励|只"
)
CAPACITY = re.compile(r"核载|核定|定员|容纳|限[载乘定]|可[住坐容载]|设计")
IN_STOCK = re.compile(r"[共现拥]有")
"""520个班，每班2名教师，共有教师1350人: all there are, not those of the rate."""
GOOD = (HOLDS, ROUNDING)
TIMES = re.compile(r"[每全本一]?(?:个?学[年期]|[年月周天日人生名户校])|[，、：分别共合计需约为即就是也折按两]|学[生童]")
OF_PAYING = frozenset(
    {
        "补助",
        "补贴",
        "发放",
        "支出",
        "需要",
        "标准",
        "资助",
        "享受",
        "领取",
        "资金",
        "金额",
        "合计",
        "拨付",
        "执行",
        "下达",
        "收取",
        "缴纳",
        "计算",
        "预拨",
    }
)
COUNTED = ("人", "户", "个", "所", "班")
NEAR, SHORT, FAR, MONEY = 45, 12, 60, "元"
MANY_PEOPLE = 15


def find_told_chains(sentence: Sentence) -> Iterator[Relation]:
    """The chains that hold, and those that their words bind though they do not."""
    if (
        "每" not in sentence.text
        and "均" not in sentence.text
        and "单" not in sentence.text
        and "一" not in sentence.text
    ):
        return
    for chains in chains_of(sentence):
        relation = _told(sentence, chains)
        if relation is not None:
            yield relation


def _told(sentence: Sentence, chains: Sequence[Chain]) -> Relation | None:
    if _is_paid_to_people(chains[0]):
        return None
    tried = [(_verdict(chain), chain) for chain in chains]
    for verdict, chain in tried:
        if verdict in GOOD:
            return _written(chain, verdict)
    for chain in chains:
        if (whole := _for_all_of_them(sentence, chain)) is not None:
            return _written(whole, HOLDS)
    chain = chains[-1] if chains[-1].subject else chains[0]
    bound = _bound(sentence, chain)
    if not bound or any(link.is_open for one in chains for link in one.links):
        return None
    total = chain.total
    doubtful = (
        chain.rate.least or chain.subject or not total.is_plain or any(f.hedge for f in chain.figures)
        or any(link.rivals > 1 for link in chain.links) or _is_in_play(chain)
    )  # fmt: skip
    if (
        chain.rate.least
        and total.hedge != "以上"
        and total.amount > chain.made.nominal
        and (total.thing == MONEY or not is_slip(chain.made.nominal, total))
    ):
        return None
    if chain.is_rivalled or (CAPACITY.search(_words_of(sentence, chain.rate)) and not CAPACITY.search(total.clause)):
        return None
    left_out = any(link.is_left_out for link in chain.links)
    in_stock = IN_STOCK.search(total.clause) is not None
    if (left_out or in_stock) and not is_slip(chain.made.nominal, total):
        return None
    if chain.rate.most and total.amount < chain.made.nominal:
        return None
    of_people = any(each.kind == PERSONS for each in chain.rate.each)
    if of_people and total.thing == MONEY and total.amount >= MANY_PEOPLE * chain.made.nominal:
        return None  # 每人每月500元，按10个月发放，全年需216万元: for people who are counted elsewhere
    by_calendar = [link for link in chain.links if link.is_calendar]
    sure = not doubtful and bound == FAILS and (not by_calendar or total.thing == MONEY)
    readings = [_reading(one) for _, one in tried[:4]] if len(tried) > 1 else ()
    return _written(chain, FAILS if sure else ASK, readings)


def _for_all_of_them(sentence: Sentence, chain: Chain) -> Chain | None:
    """5名儿童由15名教师送教，每月2次，每次2课时，9个月共180课时: for each of those whom the sentence counts before, unsaid."""
    each = [one.kind for one in chain.rate.each]
    if chain.made.nominal <= 0 or PERSONS in each or chain.total.hedge:
        return None
    many = chain.total.amount / chain.made.nominal
    if many.denominator != 1 or many < 2 or any(f.thing in COUNTED for f in chain.figures):
        return None
    before = [f for f in sentence.between(sentence.at, chain.rate.at) if f.thing in COUNTED and f.is_plain]
    group = next((f for f in reversed(before) if f.amount == many), None)
    if group is None:
        return None
    return chain._replace(links=(Link(Value(many, many, many), group, group.at), *chain.links), subject=True)


def of_a_calendar(both: Sentence, sentence: Sentence, chains: Sequence[Chain]) -> Relation | None:
    """三类每月600元。三类地区的老师全年按12个月领取，一年7200元: told of two sentences; a question where the names agree."""
    if _is_paid_to_people(chains[0]):
        return None
    tried = [(_verdict(chain), chain) for chain in chains if all(_is_of_time(f, chain) for f in chain.figures)]
    for verdict, chain in tried:
        if verdict in GOOD:
            return _written(chain, verdict)
    if not tried or any(link.is_open for _, chain in tried for link in chain.links):
        return None
    chain = tried[0][1]
    total, rate = chain.total, chain.rate.figure
    if rate is None or not total.is_plain or not rate.is_plain or ANOTHER.search(total.clause):
        return None
    rank = rank_of(sentence, total.at)
    said = stems(TIMES.sub(" ", sentence.plain[sentence.at : total.at])) - OF_PAYING
    named = (bool(rank) and rank == rank_of(both, rate.at)) or bool(said & stems(both.plain[both.at : rate.at]))
    own = [f for f in sentence.figures if f.at < total.at and f.thing == MONEY]
    return _written(chain, ASK) if named and not own else None


def _is_of_time(figure: Figure, chain: Chain) -> bool:
    return figure is chain.rate.figure or figure.thing in DURATIONS


def _is_in_play(chain: Chain) -> bool:
    """18间，每间2.5万元，共46万元: 2.5万元 may stand for 2.54万元; a question."""
    rate = chain.rate.figure
    rounded = rate is not None and rate.places > 0 and chain.rate.value > 0
    if not rounded or rate is None:
        return chain.made.low < chain.made.high
    play = value_of(rate)
    low, high = (chain.made.nominal * side / rate.amount for side in (play.low, play.high))
    return compare(Value(chain.made.nominal, low, high), chain.total) == ROUNDING


def _words_of(sentence: Sentence, rate: Rate) -> str:
    return rate.figure.clause if rate.figure is not None else sentence.plain[rate.at : rate.to]


def _is_paid_to_people(chain: Chain) -> bool:
    """116人，每人600元: left to ``products``, which knows terms and years."""
    people = any(each.kind == PERSONS for each in chain.rate.each)
    counted = any(f.thing in ("人", "人次") for f in chain.figures if f is not chain.rate.figure)
    return chain.total.thing == MONEY and people and counted


def _verdict(chain: Chain) -> str:
    made, total = chain.made, chain.total
    by_calendar = any(link.is_calendar for link in chain.links)
    if total.hedge == "以上" and (chain.rate.least or by_calendar):
        return HOLDS if made.nominal == total.amount else ASK
    if chain.rate.least and total.amount == made.nominal:
        return HOLDS
    return compare(made, total)


def _bound(sentence: Sentence, chain: Chain) -> str:
    """How surely the words make the total what the chain comes to: FAILS, ASK, or not at all."""
    total = chain.total
    start = min([chain.rate.at, *(link.at for link in chain.links)])
    last = max([chain.rate.to, *(f.to for f in chain.figures if f.at < total.at)])
    words = sentence.plain[last : total.at]
    gap = sentence.plain[chain.rate.to : total.at]
    own = {f.at for f in chain.figures}
    others = [
        f
        for f in sentence.between(start, total.at)
        if f.at not in own and not is_rate(f.thing) and f.at != chain.rate.at
    ]
    if "；" in gap or "。" in gap or len(words) > NEAR or ANOTHER.search(gap) or ANOTHER.search(total.clause[-12:]):
        return ""
    by_calendar = {link.value.nominal for link in chain.links if link.is_calendar}
    others = [f for f in others if f.thing not in DURATIONS or not {f.value, 1 / f.value} & by_calendar]
    rank = rank_of(sentence, total.at)
    others = [f for f in others if not rank or f.thing != total.thing or rank_of(sentence, f.at) in ([], rank)]
    if any(f.at > chain.rate.at or f.thing == total.thing for f in others):
        return ""
    if (
        total.thing == MONEY
        and (by_calendar or not STRONG.search(words))
        and _is_for_something_else(chain, words, sentence)
    ):
        return ""
    if STRONG.search(words) and not IN_STOCK.search(words):
        return FAILS if not others else ASK
    if total.thing == MONEY and not others and (spells_said(words) or "每" in words):
        return FAILS
    side_by_side = not others and all(len(gap) <= SHORT for gap in _gaps(sentence, chain))
    return ASK if side_by_side or WEAK.search(words) or spells_said(words) or (total.per and "每" in words) else ""


def _gaps(sentence: Sentence, chain: Chain) -> list[str]:
    """The words between the figures of a chain and its total, in order."""
    figures = sorted([*chain.figures, chain.total], key=lambda f: f.at)
    return [sentence.words(one, other) for one, other in pairwise(figures)] if len(figures) > 2 else [" " * FAR]


def _is_for_something_else(chain: Chain, words: str, sentence: Sentence) -> bool:
    """每学期补助1000元，每年学费2500元: the names differ."""
    name = stems(TIMES.sub(" ", words)) - OF_PAYING
    led = sentence.plain[max(sentence.at, chain.rate.at - NEAR) : chain.rate.to]
    return bool(name) and not name & stems(led)


def _worked(chain: Chain) -> str:
    total = chain.total
    factors = [(link.at, link.value.nominal) for link in chain.links] + [(chain.rate.at, Fraction(chain.rate.doubled))]
    many = [(at, digits(one)) for at, one in factors if one > 1] + [(chain.rate.at, digits(chain.rate.value))]
    many.sort(key=lambda one: one[0])
    parts = [f" / {digits(1 / one)}" for _, one in factors if one < 1]
    return " * ".join(one for _, one in many) + "".join(parts) + (f" / {total.scale}" if total.scale != 1 else "")


def _reading(chain: Chain) -> Reading:
    worked = _worked(chain)
    return Reading(worked, worked, worked, digits(chain.made.nominal / chain.total.scale))


def _written(chain: Chain, verdict: str, readings: Sequence[Reading] = ()) -> Relation:
    expression = f"{_worked(chain)} {'>=' if chain.total.hedge == '以上' else '='} {number(chain.total)}"
    figures = chain.figures or [chain.total]
    return written(
        "product", figures, chain.total, expression, Fraction(chain.made.nominal), verdict, readings=readings
    )
