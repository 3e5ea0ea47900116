"""Values beside the level that a standard sets for their group: 生均7.6平方米 … 标准为小学7.5平方米以上、初中10.2平方米以上，均达到.

Belongs here: levels told by group and the value of the same thing and group said before them.
Does not belong here: one value beside its level, rows in their order (``thresholds``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dagster_project.narrative.model import ASK, FAILS, Relation
from dagster_project.narrative.rates.quantities import MEANT, Line, Told
from dagster_project.narrative.rates.quotients import OTHERS
from dagster_project.narrative.rates.thresholds import told as level_told
from dagster_project.narrative.reckoning.claims import is_change
from dagster_project.narrative.reckoning.naming import stems

STANDARD = re.compile("标准|要求|规定|指标")
REACHED = re.compile(
    r"(?<![未没不能])(?P<all>均|都|全部)?(?:已|能|可)*(?:全部)?(?:达标|达到|符合|满足|高于|优于)(?![^，。；]{0,8}\d)"
)
MISSED = re.compile(r"未达|没有达|不达|未能|尚未|不符|低于标准")
BOUNDS = ("以上", "以下")


def find_levels_by_group(plain: str, lines: Sequence[Line]) -> Iterator[Relation]:
    """Each level of a group with the value of that group, where the sentence says that it is reached."""
    before: tuple[Told, ...] = ()
    for line in lines:
        for position, level in enumerate(line.told):
            if level.figure.hedge in BOUNDS and level.own and level.group and not is_change(level.figure):
                relation = _reached(plain, line, level, [*before, *line.told[:position]])
                if relation is not None:
                    yield relation
        before = line.told or before


def _reached(plain: str, line: Line, level: Told, said: Sequence[Told]) -> Relation | None:
    figure = level.figure
    start = max(plain.rfind("。", line.at, figure.at), line.at)
    end = plain.find("。", figure.to, line.to)
    words = plain[start : end if end >= 0 else line.to]
    reached = REACHED.search(words)
    if not STANDARD.search(words) or reached is None or MISSED.search(words):
        return None
    alike = [one for one in said if one.figure.thing == figure.thing and one.group == level.group]
    alike = [
        one for one in alike if one.figure.is_plain and not is_change(one.figure) and not OTHERS.search(one.stretch)
    ]
    meant = [one for one in alike if one.figure.per or MEANT.search(one.noun + one.stretch)]
    if not meant and figure.thing != "%":
        return None
    meant = meant or [one for one in alike if stems(one.noun) & stems(level.noun)]
    if not meant:
        return None
    value = meant[-1]
    relation = level_told(value.figure, figure, down=figure.hedge == "以下", strict=False)
    sole = len({one.figure.amount for one in meant}) == 1 and reached["all"]
    return relation if relation.verdict != FAILS or sole else replace(relation, verdict=ASK)
