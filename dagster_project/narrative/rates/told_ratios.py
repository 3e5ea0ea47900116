"""What town and country earn, by each other: 城乡居民收入比为1.65, 收入倍差1.92.

Belongs here: such ratios, and the two incomes that are meant.
Does not belong here: 生师比 and a to b (``a_to_b``), shares and rates in per cent (``shares``, ``rates``), multiples of an earlier year (``series``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, quotient, value_of
from dagster_project.narrative.reckoning.claims import common_digits, is_change, number, written
from dagster_project.narrative.text.sentences import Sentence

INCOME = re.compile(
    r"城乡[^，。；：\d]{0,8}收入(?:比[值例]?|倍差|之比|差距)(?:为|是|约为|缩小[到至为]|[降由]?[到至])?：?$"
)
TOWN, COUNTRY = re.compile(r"城镇"), re.compile(r"农村|农民")
OF_OTHERS = re.compile(r"全国|全省|上年|去年|同期|目标|(?:19|20)\d\d年")
SAID, FARTHEST, NEAR = 60, 3, 240


def find_told_ratios(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each ratio of town to country that figures before it give or, where they are sole, do not."""
    said: list[Figure] = []
    for sentence in sentences:
        for position, figure in enumerate(sentence.figures):
            if figure.thing not in ("", "倍") or figure.value <= 0 or not figure.is_plain:
                continue
            before = [f for f in (*said[-SAID:], *sentence.figures[:position]) if f.value > 0 and not is_change(f)]
            if INCOME.search(figure.clause):
                yield from _income(figure, [f for f in before if f.thing == "元" and "收入" in f.clause])
        said += sentence.figures


def _income(figure: Figure, said: Sequence[Figure]) -> Iterator[Relation]:
    towns = [f for f in said if TOWN.search(f.clause) and not COUNTRY.search(f.clause)]
    country = [f for f in said if COUNTRY.search(f.clause) and not TOWN.search(f.clause)]
    sole = len(towns) == len(country) == 1 and towns[0].is_plain and country[0].is_plain
    near = bool(towns and country) and figure.at - min(towns[-1].at, country[-1].at) < NEAR
    asked = near and figure.places > 1 and not any(OF_OTHERS.search(f.clause) for f in (figure, towns[-1], country[-1]))
    yield from _first(figure, towns, country, (FAILS if sole else ASK) if asked else None)


def _first(
    figure: Figure, ones: Sequence[Figure], others: Sequence[Figure], otherwise: str | None
) -> Iterator[Relation]:
    """The last two that give the ratio, else the last two of all with what that is worth."""
    pairs = [(one, other) for one in reversed(ones[-FARTHEST:]) for other in reversed(others[-FARTHEST:])]
    for one, other in pairs:
        relation = _ratio(one, other, figure)
        if relation is not None and relation.verdict in (HOLDS, ROUNDING):
            yield relation
            return
    relation = _ratio(*pairs[0], figure, otherwise) if pairs and otherwise else None
    if relation is not None:
        yield relation


def _ratio(one: Figure, other: Figure, figure: Figure, otherwise: str = FAILS) -> Relation | None:
    ratio = quotient(value_of(one), value_of(other)) if one is not other else None
    if ratio is None or not 1 <= FARTHEST * ratio.nominal / figure.value <= FARTHEST**2:
        return None
    verdict = compare(ratio, figure)
    digits = common_digits([one, other], other)
    verdict = otherwise if verdict == FAILS else verdict
    return written(
        "ratio", [one, other], figure, f"{digits[0]} / {digits[1]} = {number(figure)}", ratio.nominal, verdict
    )
