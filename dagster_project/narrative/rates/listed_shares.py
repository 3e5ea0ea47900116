"""Shares and lists: the whole that the list before a share is a list of, and shares that leave nothing over.

Belongs here: 64所，其中小学38所…，占全县160所的40%; 占60%，其余占40%. Does not belong here: which figure is measured by
which, and the ratio (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.parts.exhausting import complementary, has_rest, of_one_family
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence

OF_A_WHOLE = re.compile(r"占[^，。；]{0,16}$")
BESIDE = 4


def head_of(sentence: Sentence, own: Sequence[Figure]) -> list[Figure]:
    """督查学校64所，其中小学38所、…幼儿园11所，占全县160所的40%: what the list before a share is a list of."""
    items = [f for f in own if f.thing == own[-1].thing]
    if items and OF_A_WHOLE.search(items[-1].clause):
        items = items[:-1]
    thereof = sentence.plain.rfind("其中", sentence.at, items[-1].at) if items else -1
    listed = [f for f in items if f.at > thereof]
    heads = [f for f in items if f.at < thereof]
    closed = len(listed) > 1 and "；" not in sentence.plain[thereof : listed[-1].at]
    head = heads[-1] if heads and closed and thereof - heads[-1].to < BESIDE else None
    return [head] if head is not None and sum(f.amount for f in listed) == head.amount else []


def hundred(sentence: Sentence) -> list[Relation]:
    """Shares that leave nothing over make up a hundred."""
    shares = [f for f in sentence.figures if f.thing == "%" and not is_change(f) and f.hedge != "范围"]
    if not 2 <= len(shares) <= 12 or any(f.value >= 100 for f in shares) or all(f.hedge == "以上" for f in shares):
        return []
    nominal = sum((f.value for f in shares), Fraction(0))
    slack = sum((Fraction(1, 2 * 10**f.places) for f in shares), Fraction(0))
    exact = nominal == 100 or (abs(nominal - 100) <= slack and all(f.places for f in shares))
    closed = (has_rest(shares) or complementary(shares, shares[0]) or of_one_family(shares)) and (
        re.search("占|比重|结构", sentence.text) is not None
    )
    if not exact and not (closed and all(f.is_plain for f in shares) and abs(nominal - 100) < 30 and len(shares) > 1):
        return []
    last = shares[-1]
    expression = " + ".join(number(f) for f in shares) + " = 100"
    verdict = (HOLDS if nominal == 100 else ROUNDING) if exact else ASK
    relation = written("partition", shares, last, expression, nominal, verdict)
    return [replace(relation, stated="100", diagnosis=None)]
