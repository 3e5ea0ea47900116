"""Stock and flow: 年初312户，新增14户，退出21户，年末305户; 应收45万元，减免3万元，实收42万元; 确定252人，增加5人，放弃12人，实际245人.

Belongs here: what there was, what came, what went, and what there is then, told in clauses, sentences or lines one after another.
Does not belong here: one difference of two figures (``balances``), growth (``changes``), parts of a whole (``sums``).

Each figure has its part by the words just before it. The last one says what is left; where every figure back to the first
has a part, nothing else can be meant, and a difference fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, minus, total, value_of
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

OPENING = re.compile(
    r"(?:年初|期初|学期初|月初|季初|上年末?|上年度|去年末?|上期末?|上月末?|上季末?|往年|上学期末?|上学年末?|原)[^，。；\d]{0,6}"
    r"(?:结转|结余|余额|节余|在册|在校|在园|在岗|在编|存量|库存|结存|滚存|有|共有|实有|人数)[^，。；\d]{0,6}$|(?:年初|期初|月初|季初|学期初|上年结转)[^，。；\d]{0,6}$|原有[^，。；\d]{0,8}$"
)
LEFT = re.compile(
    r"(?:结余|节余|结存|剩余|尚余|余额|库存|缺口|结转下年|尚有|仍有|其余|余|超支|差额|未[^，。；\d]{1,4})[^，。；\d]{0,8}$"
)
OVERSPENT = re.compile(r"超支|透支|赤字|入不敷出|缺口|不足")
WENT = re.compile(
    r"(?:退出|减少|转出|调出|核减|注销|消除|死亡|毕业|支出|使用|列支|发放|停发|停保|清退|扣除|扣减|减免|剔除|放弃|缺考|弃考|未参加|取消|流失|支付|出库|领用"
    r"|消耗|退休|辞职|调离|离职|报废|撤并|核销|删除|退回|交回|上缴|免收|脱贫|结案|迁出|缺席|请假|去掉|重复|退还|归还|偿还|化解|清偿|转走|需|应付|已)[^，。；\d]{0,10}$"
)
CAME = re.compile(
    r"(?:新增|增加|新纳入|纳入|转入|调入|新招|招收|招聘|新进|收入|筹集|募集|到账|到位|拨入|拨付|补充|入库|购入|采购|新认定|追加|接收|增补|递补|收到|新收"
    r"|利息|返贫|迁入|新建|收取|可收|净增|下达|捐赠|捐款|投入|奖补|补助)[^，。；\d]{0,10}$"
)
THEN = re.compile(
    r"(?:年末|期末|月末|季末|学期末|年底|月底|季度末|目前|现有|现|截至[^，。；]{0,12}|实际|实有|实收|实发|实考|实到|最终|最后|有效|调整后|合计|仍|结果)(?![^，。；\d]{0,12}累计)[^，。；\d]{0,12}$"
)
COMPARED = re.compile(r"(?:比|较|与)[^，。；]{0,24}$")
DUE = re.compile(r"应|失败|待|计划|预算|拟")
TOTAL = re.compile(r"共|合计|小计|总计")
LIST_OF = re.compile(r"(?:支出|收入)(?=[^，。；\d]{0,6}(?:包括|其中|：|有|分别))")
WITHIN = re.compile(r"其中|包括|分别为")
ALIKE = {"人次": "人", "名": "人"}
MOST = 7
BACK = 3
FAR = 400
SOME = 2
NEAR = Fraction(1, 4)
ABOUT_NEAR = Fraction(1, 2)


class _Step(NamedTuple):
    figure: Figure
    sign: int
    opening: bool


def find_flows(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Stocks and flows over the document."""
    for index, sentence in enumerate(sentences):
        for figure in sentence.figures:
            if not _is_counted(figure) or figure.value < SOME:
                continue
            words = _said(figure, sentence)
            if CAME.search(words) or not (LEFT.search(words) or THEN.search(words)) or OPENING.search(words):
                continue
            relation = _flow(figure, words, sentences[max(0, index - BACK - MOST) : index + 1])
            if relation is not None:
                yield relation


def _is_counted(figure: Figure) -> bool:
    compared = COMPARED.search(figure.clause) is not None
    return (
        bool(figure.thing)
        and not figure.per
        and not compared
        and not is_rate(figure.thing)
        and figure.thing not in DURATIONS
    )


def _said(figure: Figure, sentence: Sentence) -> str:
    """The words of the clause before a figure, over colons and over other figures that stand between."""
    window = sentence.plain[max(0, figure.at - 40, sentence.at) : figure.at]
    clause = re.split(r"[，。；！？\n（）]", window)[-1]
    last = re.split(r"\d[\d,.]*(?:万|亿)?[^\d，。；、]{1,3}[、]", clause)[-1]
    told = re.sub(r"\d[\d,.]*(?:万|亿)?(?:人次|[一-鿿])、?(?=$)", "", last)
    return told.replace("：", "")


def _flow(left: Figure, words: str, sentences: Sequence[Sentence]) -> Relation | None:
    steps = _steps(left, words, sentences)
    if len(steps) < 2:
        return None
    sign = -1 if OVERSPENT.search(words) else 1
    for count in range(len(steps), 1, -1):
        some = steps[-count:]
        if (count > 2 or LEFT.search(words) or some[0].figure.thing != left.thing) and _verdict(some, left, sign) in (
            HOLDS,
            ROUNDING,
        ):
            return _written(some, left, sign, _verdict(some, left, sign))
    return _differing(steps, left, sign)


def _differing(steps: Sequence[_Step], left: Figure, sign: int) -> Relation | None:
    """A chain from an opening stock, or from a figure that needs no word, to what is left."""
    if any(step.figure.hedge for step in steps) or left.hedge or not any(step.sign < 0 for step in steps):
        return None
    if _holds_for_a_pair(steps, left):
        return None
    off = abs(_value(steps, sign).nominal - left.amount)
    opened = any(step.opening for step in steps)
    base = max(step.figure.amount for step in steps)
    if off > (ABOUT_NEAR if opened else NEAR) * base:
        return None
    relation = _written(steps, left, sign, FAILS)
    sure = opened or (len(steps) > 2 and off <= NEAR * left.amount) or (relation.diagnosis and left.thing == "元")
    return relation if sure else _written(steps, left, sign, ASK)


def _holds_for_a_pair(steps: Sequence[_Step], left: Figure) -> bool:
    amounts = [step.figure.amount for step in steps]
    return any(abs(one - other) == left.amount for n, one in enumerate(amounts) for other in amounts[:n])


def _steps(left: Figure, lacking: str, sentences: Sequence[Sentence]) -> list[_Step]:
    """From what is left back to an opening stock, or to the first figure that has no part of its own."""
    steps: list[_Step] = []
    for sentence in reversed(sentences):
        for figure in reversed(sentence.figures):
            if figure.at >= left.at or not _is_alike(figure, left) or sentence.depth(figure.at) > 0:
                continue
            if left.at - figure.to > FAR or len(steps) == MOST:
                return steps if steps and steps[0].opening else []
            words = _said(figure, sentence)
            sign = _sign(words) or _sign_of_the_list(words, figure, sentence)
            opening = OPENING.search(words) is not None
            own = opening or (sign < 0 and not WITHIN.search(words))
            if not own and _is_within(figure, sentence):
                continue
            due = 1 if not OVERSPENT.search(lacking) else -1
            steps.insert(0, _Step(figure, sign or due, opening))
            if opening or sign == 0 or (sign < 0 and len(steps) > 1 and OVERSPENT.search(lacking)):
                return steps
    return []


def _sign(words: str) -> int:
    """1 for what came or was there, -1 for what went, 0 where the words do not say."""
    if OPENING.search(words):
        return 1
    if DUE.search(words):
        return 0
    went, came = WENT.search(words), CAME.search(words)
    if went is not None and came is not None:
        return -1 if went.start() > came.start() else 1
    return -1 if went is not None else 1 if came is not None else 0


def _sign_of_the_list(words: str, figure: Figure, sentence: Sentence) -> int:
    """支出包括食材34万元、燃料2万元，共36万元: the total has the part of the word that opens its list."""
    clause = re.split(r"[；。\n]", sentence.plain[sentence.at : figure.at])[-1]
    opened = LIST_OF.search(clause) if TOTAL.search(words) else None
    return 0 if opened is None else -1 if opened[0].startswith("支") else 1


def _is_alike(figure: Figure, left: Figure) -> bool:
    mine, theirs = (ALIKE.get(one.thing, one.thing) for one in (figure, left))
    return mine == theirs and _is_counted(figure)


def _is_within(figure: Figure, sentence: Sentence) -> bool:
    """Whether the figure is told as a part: after 其中 and before the next ；."""
    clause = re.split(r"[；。\n]", sentence.plain[sentence.at : figure.at])[-1]
    return WITHIN.search(clause) is not None


def _value(steps: Sequence[_Step], sign: int) -> Value:
    came = total(value_of(step.figure) for step in steps if step.sign * sign > 0)
    went = total(value_of(step.figure) for step in steps if step.sign * sign < 0)
    return minus(came, went)


def _verdict(steps: Sequence[_Step], left: Figure, sign: int) -> str:
    return compare(_value(steps, sign), left)


def _written(steps: Sequence[_Step], left: Figure, sign: int, verdict: str) -> Relation:
    ordered = sorted(steps, key=lambda step: -step.sign * sign)
    terms = [("- " if step.sign * sign < 0 else "+ ") + digits(step.figure.amount / left.scale) for step in ordered]
    expression = " ".join(terms).removeprefix("+ ") + f" = {number(left)}"
    computed = _value(steps, sign).nominal
    figures = [step.figure for step in steps]
    return written("difference", figures, left, expression, computed, verdict, parts=[f.amount for f in figures])
