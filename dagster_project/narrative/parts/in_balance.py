"""Two totals that are said to be equal: 收入合计128.4万元 … 支出合计128.4万元，收支平衡.

Belongs here: 收支平衡, 收支相抵, 借贷平衡, and the two totals before it. Does not belong here: what is left over
(``balances``, ``flows``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, value_of
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence

BALANCED = re.compile(r"收支(?:总量|总体|当年|预算)?(?:实现|保持|达到)?(?:平衡|相抵|相等|持平|相当)")
NOT_SO = re.compile(r"基本|大致|努力|确保|力争|坚持|不平衡|动态|原则|略|压力|矛盾")
CAME = re.compile(r"(?:总收入|收入(?:合计|总计|总额|总量|共计|总数))(?:为|达到?|共|预算|安排|：)*$")
WENT = re.compile(r"(?:总支出|支出(?:合计|总计|总额|总量|共计|总数))(?:为|达到?|共|预算|安排|：)*$")
BEHIND, FAR = 24, 1500


def find_balanced(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """The last total of what came in, and the total spent that is said to equal it."""
    came: Figure | None = None
    for sentence in sentences:
        for figure in sentence.figures:
            if figure.thing != "元" or not figure.is_plain or figure.per or is_change(figure):
                continue
            if CAME.search(figure.clause):
                came = figure
            elif came is not None and WENT.search(figure.clause) and figure.at - came.to < FAR:
                behind = sentence.plain[figure.to : figure.to + BEHIND].split("。")[0]
                said = BALANCED.search(behind)
                if said is not None and not NOT_SO.search(behind[: said.end()]):
                    yield _equal(came, figure)
                    came = None


def _equal(came: Figure, went: Figure) -> Relation:
    verdict = compare(value_of(came), went)
    expression = f"{number(came)} = {number(went)}"
    if came.scale != went.scale:
        expression = f"{number(came)}{came.unit} = {number(went)}{went.unit}"
    return written("conflict", [came], went, expression, came.amount, verdict)
