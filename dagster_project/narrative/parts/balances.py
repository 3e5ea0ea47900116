"""What is left: 到位3200万元，支出3072万元，结余128万元; 上年结转52.8万元 with it; 预算650万元，中标589.4万元，节约60.6万元.

Belongs here: a remainder against what came in and what went out, said in its sentence or the two before.
Does not belong here: 已…，尚有… within one sentence (``changes``), parts of a whole (``sums``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, minus, value_of
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence

LEFT = re.compile(
    r"(?:结转结余|结余结转|结余|节余|结存|节约|剩余|其余|余额|差额|空编|空缺|缺口|缺编|净值)(?:资金|经费|金额|编制|指标)?(?:为|达|有|共)?$"
)
MONEY_LEFT = re.compile(r"(?:结转结余|结余结转|结余|节余|净值)(?:资金|经费|金额)?(?:为|达|有|共)?$")
IN = re.compile(
    r"(?:预算数?|到位|收入|收到|下达|安排|拨入|总额|投入|筹集|募集|应拨|核定|预算|原值)[^，。；：\d]{0,12}$"
)
OUT = re.compile(r"(?:支出|使用|支付|列支|执行|发放|实支|折旧|摊销)[^，。；：\d]{0,6}$")
CARRIED = re.compile(r"(?:上年|上年度|年初|上期|期初|往年)[^，。；：\d]{0,4}(?:结转|结余|余额)[^，。；：\d]{0,6}$")
RUNNING = re.compile(r"累计|其中|另|年初|追加")
BACK = 2
MOST = 24
LEAST = 2


def find_balances(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Remainders over the document: told where some pair of figures gives them, failing where only one pair can."""
    for index, sentence in enumerate(sentences):
        for position, left in enumerate(sentence.figures):
            if LEFT.search(left.before) and left.is_plain and left.thing and not left.per and left.value >= LEAST:
                yield from _of(left, position, sentence, sentences[max(0, index - BACK) : index])


def _of(left: Figure, position: int, sentence: Sentence, earlier: Sequence[Sentence]) -> Iterator[Relation]:
    own = _alike(sentence.figures[max(0, position - MOST) : position], left)
    before = [f for one in earlier for f in _alike(one.figures[-MOST:], left)]
    told = [*before, *own][-MOST // 2 :]
    relation = _told(told, left)
    if relation is not None:
        yield relation
    elif MONEY_LEFT.search(left.before) and left.thing == "元":
        yield from _differing(before, own, left)


def _alike(figures: Sequence[Figure], left: Figure) -> list[Figure]:
    return [f for f in figures if f.thing == left.thing and not f.per and not is_change(f) and not f.hedge]


def _told(figures: Sequence[Figure], left: Figure) -> Relation | None:
    """The nearest pair whose difference is what is left, with what was carried over where that is said."""
    for n, out in reversed(list(enumerate(figures))):
        for came in reversed(figures[:n]):
            if came.amount > out.amount and came.amount - out.amount == left.amount:
                return _balance([came], out, left, HOLDS)
    carried = next((f for f in reversed(figures) if CARRIED.search(f.before)), None)
    for out in figures if carried is not None else ():
        for came in figures:
            if carried is not None and came.amount + carried.amount - out.amount == left.amount and out is not came:
                return _balance([came, carried], out, left, HOLDS)
    return None


def _differing(before: Sequence[Figure], own: Sequence[Figure], left: Figure) -> Iterator[Relation]:
    """One sum spent in the sentence of the remainder and one that came in before it: nothing else can be meant."""
    spent = [f for f in own if OUT.search(f.before)]
    came = [f for f in (*before, *own) if IN.search(f.before) and not RUNNING.search(f.clause) and f not in spent]
    carried = any(CARRIED.search(f.before) for f in (*before, *own))
    if len(spent) != 1 or carried or own[-1] is not spent[0]:
        return
    whole = came[-1] if came else None
    if whole is None or whole.at > spent[0].at or whole.amount <= spent[0].amount:
        return
    relation = _balance([whole], spent[0], left, FAILS)
    if compare(minus(value_of(whole), value_of(spent[0])), left) == ROUNDING:
        yield _balance([whole], spent[0], left, ROUNDING)
    else:
        yield relation if relation.diagnosis and len(came) == 1 else _balance([whole], spent[0], left, ASK)


def _balance(came: Sequence[Figure], out: Figure, left: Figure, verdict: str) -> Relation:
    computed = sum((f.amount for f in came), Fraction(0)) - out.amount
    terms = " + ".join(digits(f.amount / left.scale) for f in came)
    expression = f"{terms} - {digits(out.amount / left.scale)} = {number(left)}"
    parts = [*(f.amount for f in came), out.amount]
    return written("difference", [*came, out], left, expression, computed, verdict, parts=parts)
