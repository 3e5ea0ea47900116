"""Which figure a phrase of the text points back to: 占全校学生的…, 占总投资的…, 参训率.

Belongs here: the words a figure is known by, and the figures a phrase may mean.
Does not belong here: what is claimed about them (``rates``, ``shares``, ``beside``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.narrative.model import Figure

IDLE = re.compile(
    r"的|[共约已均其仅为是达了]|到(?!位)|其中|分别|人数|数量|总[数量额计]?|全部|上述|以上|该|我|本|所有|占比?|比[例重]|当年|全年|目前|现有|截至|资金|金额"
)
WIDE = re.compile(r"全[县市区乡镇校村省园年]|[全总]部|总[人户]?[数量额计]|所有|合计|全体|同期")
OF_ALL = re.compile(r"共|总|全[县市区乡镇校村省园]|现有|在校|在籍|在册|在园|应|合计|累计|计划|适龄")
GENERIC = frozenset(
    {"学生", "人员", "教师", "学校", "全县", "全市", "全区", "全校", "全镇", "人口", "项目", "工作", "达到", "完成"}
)
BEFORE, AFTER = 16, 10
HALF = 0.5


def words_of(figure: Figure) -> str:
    """The words a figure is known by: 认定家庭经济困难学生413人, 1284名学生."""
    return figure.clause[-BEFORE:] + figure.after[:AFTER]


def stems(phrase: str) -> set[str]:
    """The pairs of characters that tell what a phrase is about."""
    core = IDLE.sub(" ", phrase)
    return {core[i : i + 2] for i in range(len(core) - 1) if " " not in core[i : i + 2]}


def named(phrase: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures that have most of the words of a phrase, the last first; none where it says nothing."""
    wanted = stems(phrase)
    if not wanted - GENERIC:
        return []
    scored = [(len(wanted & stems(words_of(figure))) / len(wanted), figure) for figure in reversed(figures)]
    best = max((score for score, _ in scored), default=0)
    return [figure for score, figure in scored if score == best] if best >= HALF else []


def is_wide(phrase: str) -> bool:
    """Whether a phrase means the whole of what is counted: 全校学生, 总人数."""
    return WIDE.search(phrase) is not None


def of_all(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that may be such a whole, the last first."""
    return [figure for figure in reversed(figures) if OF_ALL.search(figure.clause)]
