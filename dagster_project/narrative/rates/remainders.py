"""What is left by two words: 收入…支出…盈余, 送审…审定…核减, 应…实…缺, 共需…已筹…尚欠, 应安排…实际安排…少安排.

Each such word says which two figures it lies between, in one sentence or in the few before it.

Belongs here: remainders whose two figures are known by their own words. Does not belong here: remainders of the nearest
two figures (``differences``, ``changes``), running balances (``parts.balances``, ``parts.flows``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, is_off_by_its_last_place, minus, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_countable, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence


class Left(NamedTuple):
    """The word of what is left, and the words of the larger and of the smaller figure."""

    word: re.Pattern[str]
    more: re.Pattern[str]
    less: re.Pattern[str]


def _left(word: str, more: str, less: str) -> Left:
    return Left(
        re.compile(rf"(?:{word})(?:资金|金额|人员|教师|经费|名额)?(?:为|达|有|共|约|计|了|出)*$"),
        re.compile(more),
        re.compile(less),
    )


ACTS = "安排|拨付?|发放?|配备?|投入|支出|支|提取|计提|缴纳?|收|报|到|招|列|付|建|派|培训"
KINDS = (
    _left("核减|审减|净核减|核减额|审减额", "送审|报审|申报|上报|报送", "审定|核定|审核后|审计后"),
    _left("盈[余馀]|收支结余|本年结余|年度结余|收支差额|净结余", "收入", "支出"),
    _left("赤字|亏损|超支", "支出|费用|成本", "收入|预算|拨款|安排"),
    _left(
        "结转(?:下年度?|下一?[月期季年]度?|至?次年|使用|以后年度)?(?:使用|继续使用)?|结余|节余|尚余|还剩|剩余|未支出|未使用",
        "下达|到位|收入|安排|预算|拨入|收到|筹集|专项资金|共有", "支出|使用|拨付|发放|支付|列支",
    ),
    _left(
        "尚缺|尚欠|还缺|还差|还欠|缺口|缺额|缺编|空编|空缺|尚差|仍缺|仍差|仍欠|尚需(?:投入|筹[措集]|安排|补充|配备)?|还需(?:投入|筹[措集]|安排|补充|配备)?|短缺|欠缺|缺少|缺",
        "应|需|核定|编制|计划|任务|总投资|概算|预算|目标|标准|定额", "实[有到收际配存]|现有|在岗|在编|已|筹[得集措到]|落实|到位|完成|投入|募[得集]",
    ),
    _left(rf"少(?:{ACTS})", "应|核定|规定|标准|需|预算|计划", "实际|实[有发配拨到收]|已|仅|只"),
    _left("自然增长率", "出生率", "死亡率"),
    _left("超(?:计划|任务|目标|指标)(?:完成)?", "实际|完成|已|培训|[办建招]", "计划|任务|目标|指标"),
    _left("超编|超配|超员", "实有|在编|现有|实际|在岗", "核定|编制|核编|定编"),
    _left(rf"多(?:{ACTS}|领取?|付|算|占)", "实际|实[有发配拨到收付]|已", "应|核定|规定|标准|预算|计划"),
    _left("节约|节省|节支", "预算|控制价|概算|限价|估算|计划", "中标|成交|实际|合同|结算|决算|支出|采购"),
)  # fmt: skip
ITEMS = re.compile(r"(?:其中|包括|分别|包含|（|[元人个所名套台][中里]，)[^；。]*")
OPENED = re.compile(
    r"上年结[转余]|年初|期初|上[期月年]结|滚存|累计结|以前年度|历年|追加|提取|分配|上交|税|调[整剂减增]|收回|上缴|退回|核销"
)
BEYOND = re.compile(r"超(?:计划|任务|目标|指标)")
THEREOF = re.compile(r"其中|包括|分别")
ANOTHER = re.compile(r"另[外一有]|其[他它]")
COMPARED = re.compile(r"[比较]上?|同比|去年|上年")
GOOD = (HOLDS, ROUNDING)
SAID, TAIL, BACK, NEAR, FEW = 16, 6, 2, 260, 24


def find_remainders(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each remainder whose two figures its word names; failing where one sentence has just one of each."""
    for index, sentence in enumerate(sentences):
        earlier = [f for one in sentences[max(0, index - BACK) : index] for f in one.figures]
        for position, left in enumerate(sentence.figures):
            if not _is_measured(left) or not left.is_plain:
                continue
            kind = next((kind for kind in KINDS if kind.word.search(left.before)), None)
            if kind is None or GOAL.search(BEYOND.sub("", left.clause)) or COMPARED.search(left.clause):
                continue
            told = _told(sentence, left, kind, [*earlier, *sentence.figures[:position]][-FEW:])
            if told is not None:
                yield told


def _is_measured(figure: Figure) -> bool:
    """How many or how much, and what a population is measured in: 出生率6.9‰."""
    return is_countable(figure) or (figure.thing == "‰" and figure.value > 0)


def _words(figure: Figure) -> str:
    return figure.before[-SAID:] + "|" + figure.after[:TAIL]


def _told(sentence: Sentence, left: Figure, kind: Left, said: Sequence[Figure]) -> Relation | None:
    near = [f for f in said if f.thing == left.thing and _is_measured(f) and left.at - f.to < NEAR and not is_change(f)]
    spans = [match.span() for match in ITEMS.finditer(sentence.plain, near[0].at if near else left.at, left.to)]
    spans = [(at, to) for at, to in spans if to <= left.at]
    heads = [f for f in near if not any(at <= f.at < to for at, to in spans)]
    mores, lesses = _in_roles(near, kind)
    near_by_one = None
    for less in reversed(lesses):
        for more in reversed(mores):
            if more is less or (verdict := compare(minus(value_of(more), value_of(less)), left)) not in GOOD:
                continue
            if verdict == HOLDS or not is_off_by_its_last_place(more, less, left):
                return _written(more, less, left, verdict)
            near_by_one = near_by_one or replace(_written(more, less, left, ASK), opened=True)
    if near_by_one is not None:
        return near_by_one
    mores, lesses = _in_roles([f for f in heads if f.is_plain], kind)
    if not mores or not lesses or not near:
        return None
    more = max(mores, key=lambda f: f.at)
    less = lesses[-1]
    between = sentence.plain[max(0, min(more.at, less.at) - SAID) : left.at]
    if THEREOF.search(sentence.plain[max(more.to, less.to) : left.at]):
        return None
    if more is less or more.amount <= less.amount or OPENED.search(between) or ANOTHER.search(between):
        return None
    if any(_makes(f, g, left) for f in near for g in (more, less)):
        return None
    here = min(more.at, less.at) >= sentence.at
    sole = len({f.amount for f in mores}) == 1 and len({f.amount for f in lesses}) == 1
    behind = [f for f in near if f.at > max(more.at, less.at)]
    if here and sole and not behind:
        return replace(_written(more, less, left, FAILS), opened=True)
    slipped = is_slip(more.amount - less.amount, left)
    close = "\n" not in sentence.plain[min(more.at, less.at) : left.at]
    return _written(more, less, left, ASK) if slipped or (close and sole) else None


def _in_roles(figures: Sequence[Figure], kind: Left) -> tuple[list[Figure], list[Figure]]:
    """The larger and the smaller ones; a word of both goes to the smaller where it is the later: 到位800万元…支出."""
    lesses = [f for f in figures if kind.less.search(_words(f))]
    mores = [f for f in figures if kind.more.search(_words(f))]
    both = [f for f in mores if f in lesses]
    if len(mores) > len(both):
        mores = [f for f in mores if f not in both]
    elif len(lesses) > len(both):
        lesses = [f for f in lesses if f not in both]
    return mores, lesses


def _makes(one: Figure, other: Figure, left: Figure) -> bool:
    """Whether another figure and one of the two explain what is left: an amount that came between."""
    return one is not other and abs(one.amount - other.amount) == left.amount


def _written(more: Figure, less: Figure, left: Figure, verdict: str) -> Relation:
    computed = more.amount - less.amount
    worked = f"{digits(more.amount / left.scale)} - {digits(less.amount / left.scale)}"
    given = f" = {number(left)}" if verdict in GOOD else f" = {digits(computed / left.scale)} (= {number(left)})"
    parts = [more.amount, less.amount]
    return written("difference", [more, less], left, worked + given, computed, verdict, parts=parts)
