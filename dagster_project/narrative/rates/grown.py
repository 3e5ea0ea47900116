"""What a change and one figure make: 比上年增加196人，增长1.92% of 10396人, of which 10200 there were before.

Belongs here: the rate of a step by what was or by what is, and whether a step goes down.
Does not belong here: which figures these are (``changes``).
"""

from __future__ import annotations

import re

from dagster_project.narrative.model import FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, minus, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import is_downward, number, written

DOWN = re.compile(
    r"(?:减支|减收|短收|减少|下降|降低|净减|压减|下浮|减|降|降幅|缩减|压缩|回落|少)(?:率|比例)?(?:了|约|近|为|达|到)?$"
)


def is_down(figure: Figure) -> bool:
    """Whether a step is told as less: 减少25人, 今年少招15人."""
    return DOWN.search(figure.before) is not None or is_downward(figure)


def of_old(old: Figure, step: Figure, figure: Figure) -> Relation | None:
    """The rate of a step by what there was."""
    ratio = quotient(value_of(step), value_of(old))
    if ratio is None:
        return None
    computed = scaled(ratio, 100)
    expression = f"{digits(step.amount / old.scale)} / {number(old)} * 100 = {number(figure)}"
    return written("growth", [old, step], figure, expression, computed.nominal, compare(computed, figure))


def of_new(new: Figure, step: Figure, figure: Figure) -> Relation | None:
    """The rate of a step by what there is, the step taken off first."""
    down = is_down(step)
    old = _before_the_change(value_of(new), value_of(step), down)
    ratio = quotient(value_of(step), old)
    if ratio is None or new.amount <= 0:
        return None
    computed = scaled(ratio, 100)
    sign = "+" if down else "-"
    moved = digits(step.amount / new.scale)
    expression = f"{moved} / ({number(new)} {sign} {moved}) * 100 = {number(figure)}"
    by_new = step.amount / new.amount * 100
    readings = [
        Reading("以上年数为基数", "on last year's figure", expression, digits(computed.nominal)),
        Reading("以本年数为基数", "on this year's figure", f"{moved} / {number(new)} * 100", digits(by_new)),
    ]
    verdict = compare(computed, figure)
    wrong_base = verdict == FAILS and compare(Value(by_new, by_new, by_new), figure) in (HOLDS, ROUNDING)
    return written(
        "growth", [new, step], figure, expression, computed.nominal, verdict, readings=readings,
        diagnosis="other_denominator" if wrong_base else None,
    )  # fmt: skip


def _before_the_change(new: Value, step: Value, down: bool) -> Value:
    if down:
        return Value(new.nominal + step.nominal, new.low + step.low, new.high + step.high)
    return minus(new, step)
