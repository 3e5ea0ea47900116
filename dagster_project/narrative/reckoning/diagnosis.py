"""Why a figure may be wrong: a lost zero, 元 for 万元, digits swapped, a cell copied, an item left out.

Belongs here: the slips that explain a difference. Does not belong here: whether there is a difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import log10

from dagster_project.narrative.exact import Exact
from dagster_project.narrative.numerals import digits

ALMOST = Exact(1, 200)
NEAR_A_POWER = 1e-6  # of its logarithm: what is not so near ten times as much need not be reckoned exactly
WORDS = {
    "missing_zero": ("可能少写或多写了零", "a zero may be missing or too many"),
    "yuan_or_ten_thousand": ("可能混淆了元与万元", "yuan and ten thousand yuan may be mixed up"),
    "transposed_digits": ("数字可能写颠倒了", "digits look transposed"),
    "one_digit": ("可能有一位数字写错", "one digit may be wrong"),
    "copied_figure": ("可能重复抄写了某一项", "an item may have been copied twice"),
    "omitted_item": ("可能漏列了一项", "an item may be missing"),
    "counted_twice": ("可能有一项重复计入", "an item may be counted twice"),
    "other_denominator": ("分母可能不是文中所说的总数", "the denominator may not be the one named"),
    "percentage_points": ("可能应为百分点", "may be percentage points"),
    "unreachable_amount": (
        "各档标准无论各有多少人都凑不出这个金额，最接近的是算式所得",
        "no whole numbers of people at these rates give it; the nearest amount is the one computed",
    ),
    "person_times": ("可能应为人次", "may be person-times rather than persons"),
}


def diagnose(computed: Fraction, stated: Fraction, parts: Sequence[Fraction] = ()) -> str | None:
    """The slip that explains ``stated`` where ``computed`` was due; None where none does."""
    if computed > 0 and stated > 0:
        larger, smaller = max(computed, stated), min(computed, stated)
        power = round(log10(larger) - log10(smaller))
        if power in (1, 2, 3, 4, 8) and abs(larger / smaller / 10**power - 1) < ALMOST:
            return "yuan_or_ten_thousand" if power in (4, 8) else "missing_zero"
    if _transposed(digits(computed), digits(stated)):
        return "transposed_digits"
    if slip := _slip_of_a_part(stated - computed, parts):
        return slip
    off = stated - computed
    if len(parts) > 1 and -off in parts:
        return "copied_figure" if list(parts).count(-off) > 1 else "counted_twice"
    return "one_digit" if _one_digit(digits(computed), digits(stated)) else None


def _slip_of_a_part(off: Fraction, parts: Sequence[Fraction]) -> str | None:
    alike = []
    rough = float(off)
    for part in parts:
        if part <= 0 or float(part) + rough <= 0:
            continue
        power = log10(float(part) + rough) - log10(part)
        if abs(power) < 1:
            alike.append(part)
        if abs(power - round(power)) > NEAR_A_POWER or round(power) not in (-4, -2, -1, 1, 2, 4):
            continue
        right = part + off
        if right in (part * 10, part * 100) or part in (right * 10, right * 100):
            return "missing_zero"
        if right == part * 10**4 or part == right * 10**4:
            return "yuan_or_ten_thousand"
    if any(_transposed(digits(part), digits(part + off)) for part in alike):
        return "transposed_digits"
    return None


def _transposed(one: str, other: str) -> bool:
    """The same digits in another order, or two halves swapped in their repetition (3388, 3886)."""
    if len(one) != len(other) or one == other or len(one) < 2:
        return False
    differing = [i for i in range(len(one)) if one[i] != other[i]]
    if len(differing) > 3:
        return False
    unlike = sum((Counter(one) - Counter(other)).values())
    return unlike == 0 or (unlike == 1 and len(differing) == 2 and len(one) > 3)


def _one_digit(one: str, other: str) -> bool:
    return len(one) == len(other) > 2 and sum(a != b for a, b in zip(one, other, strict=True)) == 1
