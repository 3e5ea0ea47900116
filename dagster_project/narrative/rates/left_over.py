"""What is left of a whole once some of it is done: 收到86条，已反馈71条，尚有15条.

Belongs here: remainders behind the two nearest figures of their kind. Does not belong here: changes (``changes``),
remainders told by two words (``remainders``), those whose figures stand further apart (``elsewhere``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, islice

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, is_off_by_its_last_place, minus, value_of
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS

LEFT = re.compile(
    r"(?:尚有|还有|仍有|剩余|余下|其余|剩下|还剩|结余|尚余|转入下[月年期季]|结转下[月年期季]|未[一-鿿]{1,8}|还未[一-鿿]{1,6})(?:的|为|有)?[^，。；：\d]{0,10}(?:\d[\d,.]*[^\d，。；：]{1,3})?$"
)
DONE = re.compile(r"已|完成|支出|使用|反馈|拨付|发放|落实|整改|办结|脱贫|销号|兑现")
STAGE = re.compile(r"已|到位|办结|完成|正在")
"""整改到位17个 is a part, no whole that 正在整改4个 were taken from."""
THEN = re.compile(r"(?:上年|上一?年度|年初|期初|上[期月])[^，。；\d]{0,2}(?:结余|结转|剩余)")
FEW, RIGHT_BEHIND_DONE = 12, 40


def left_over(sentence: Sentence, position: int, figure: Figure) -> Relation | None:
    """T，已反馈a，尚有c: c is what is left."""
    if position < 2 or LEFT.search(figure.clause) is None or figure.thing in DURATIONS or figure.thing == "%":
        return None
    if THEN.search(figure.clause):
        return None
    said = sentence.figures[max(0, position - 2 * FEW) : position]
    same = [f for f in said if f.thing == figure.thing and not is_change(f) and not f.per][-FEW:]
    if len(same) < 2 or "；" in sentence.plain[same[-1].to : figure.at]:
        return None
    done, wholes = same[-1], [f for f in same[:-1] if f.amount >= same[-1].amount]
    for whole in reversed(wholes):
        verdict = compare(minus(value_of(whole), value_of(done)), figure)
        if verdict in (HOLDS, ROUNDING):
            told = _remainder(whole, done, figure)
            off = verdict == ROUNDING and is_off_by_its_last_place(whole, done, figure)
            return replace(told, verdict=ASK, opened=True) if off else told  # 9.3万元，已清退8.1万元，尚余1.1万元
    if not wholes or _is_all_told(sentence, max(wholes, key=lambda f: f.amount), figure):
        return None
    beside = len(wholes) == 1 and "、" in sentence.words(wholes[0], done)
    sure = (
        len(wholes) == 1
        and not beside
        and DONE.search(done.clause)
        and STAGE.search(wholes[0].clause) is None
        and all(f.is_plain for f in (wholes[0], done, figure))
    )
    if figure.at - done.to >= RIGHT_BEHIND_DONE or (not sure and (beside or not DONE.search(done.clause))):
        return None
    told = _remainder(max(wholes, key=lambda f: f.amount), done, figure)
    plain = all(f.is_plain for f in told.figures)
    return told if sure else replace(told, verdict=ASK) if plain else None


def _is_all_told(sentence: Sentence, whole: Figure, left: Figure) -> bool:
    """46项，已完成38项、基本完成5项、未完成3项: what is left is one of the stages that make the whole."""
    stages = [f for f in sentence.figures if whole.at < f.at and f.thing == left.thing]
    so_far = sum((f.amount for f in stages if f.at <= left.at), Fraction(0))
    behind = accumulate((f.amount for f in stages if f.at > left.at), initial=so_far)
    return len(stages) > 2 and whole.amount in islice(behind, FEW)


def _remainder(whole: Figure, done: Figure, left: Figure) -> Relation:
    computed = minus(value_of(whole), value_of(done))
    expression = f"{digits(whole.amount / left.scale)} - {digits(done.amount / left.scale)} = {number(left)}"
    parts: list[Fraction] = [whole.amount, done.amount]
    return written(
        "difference", [whole, done], left, expression, computed.nominal, compare(computed, left), parts=parts
    )
