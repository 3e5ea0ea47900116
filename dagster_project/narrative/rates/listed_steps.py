"""Rates of several steps in one list: 分别增加384人、459.6万元，贷款人数增长9.2%，贷款金额增长13.5%, or 增长9.2%、13.5%.

Belongs here: steps of different kinds, and the rates behind them that name the kind or are as many, in their order.
Does not belong here: rates after a 分别 of their own (``products.respective``), a rate behind its one step (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dagster_project.narrative.model import Figure, Relation
from dagster_project.narrative.rates.grown import of_new, of_old
from dagster_project.narrative.reckoning.claims import is_change
from dagster_project.narrative.text.sentences import Sentence

KINDS = (
    (frozenset({"人", "人次", "名", "户"}), re.compile(r"(?:人数|人次|户数|名额|规模)[^，。；：\d]{0,8}$")),
    (frozenset({"元"}), re.compile(r"(?:金额|资金|经费|贷款额|总额|投入|支出)[^，。；：\d]{0,8}$")),
)
NEXT = re.compile(r"[、和，及][^，。；：、\d]{0,8}")
LISTED = re.compile(r"[、和及]")
THEN = re.compile(r"上[年月季学期]|去年|同期|年初|期初|原[有来]")
"""上月150000人次，本月增加24000人次: what the figure of the kind tells is what there was."""
BASES = 8


def of_listed_step(sentence: Sentence, position: int) -> Relation | None:
    """The rate of the step it is meant of, by the nearest figure of that kind before the steps."""
    rate = sentence.figures[position]
    steps = _listed_steps(sentence, position)
    if len({step.thing for step in steps}) < 2:
        return None
    things = next((things for things, name in KINDS if name.search(rate.clause)), None)
    wanted = [step for step in steps if step.thing in things] if things else _in_order(sentence, position, steps)
    if len(wanted) != 1:
        return None
    step = wanted[0]
    bases = [f for f in sentence.figures[:position] if f.at < steps[0].at and f.thing == step.thing]
    whole = [f for f in bases[-BASES:] if not is_change(f) and not f.per and f.is_plain]
    if not whole:
        return None
    return (of_old if THEN.search(whole[-1].clause) else of_new)(whole[-1], step, rate)


def _in_order(sentence: Sentence, position: int, steps: Sequence[Figure]) -> list[Figure]:
    """增加384人、459.6万元，增长9.2%、13.5%: as many rates in one list as steps."""
    begin = sentence.figures.index(steps[-1]) + 1
    rates = [f for f in sentence.figures[begin : begin + len(steps)] if f.thing == "%"]
    listed = (
        bool(rates)
        and is_change(rates[0])
        and all(LISTED.fullmatch(sentence.words(one, other)) for one, other in pairwise(rates))
    )
    is_one_of_them = begin <= position < begin + len(steps)
    return [steps[position - begin]] if listed and len(rates) == len(steps) and is_one_of_them else []


def _listed_steps(sentence: Sentence, position: int) -> list[Figure]:
    """The steps that stand before the rates: 384人、459.6万元; rates between them and this one are passed over."""
    before = list(sentence.figures[:position])
    while before and before[-1].thing == "%" and is_change(before[-1]):
        before.pop()
    steps: list[Figure] = []
    for one, other in pairwise([*reversed(before), None]):
        if one is None or one.thing == "%" or not is_change(one):
            break
        steps.insert(0, one)
        if other is None or NEXT.fullmatch(sentence.words(other, one)) is None:
            break
    return steps
