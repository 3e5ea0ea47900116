"""What is done beyond what was planned: 目标1250人次，完成1292人次，超额完成42人次.

Belongs here: a plan, what was done and the surplus side by side. Does not belong here: what is left or lacking
(``remainders``), by how much something has grown (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.sentences import Sentence

PLAN = re.compile(r"目标|计划|任务|下达|预期")
DONE = re.compile(r"完成|实际|达到|实现|实")
BEYOND = re.compile(r"超额?(?:完成|计划|任务|目标)?(?:了)?$")
APART = re.compile(r"[。；\n]")


def find_beyond_plan(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Three figures of one thing in a row, the last of them what is more."""
    for sentence in sentences:
        if "超" not in sentence.text:
            continue
        for plan, done, more in zip(sentence.figures, sentence.figures[1:], sentence.figures[2:], strict=False):
            alike = plan.thing == done.thing == more.thing and more.thing not in ("", "%")
            said = PLAN.search(plan.clause) and DONE.search(done.clause) and BEYOND.search(more.before)
            plain = plan.is_plain and done.is_plain and more.is_plain and not (plan.per or done.per or more.per)
            if not (alike and said and plain) or APART.search(sentence.words(plan, more)):
                continue
            made = done.amount - plan.amount
            verdict = HOLDS if made == more.amount else FAILS if made > 0 and more.scale == 1 else ASK
            shown = f"{digits(done.amount / more.scale)} - {digits(plan.amount / more.scale)} = {number(more)}"
            yield written("difference", [plan, done], more, shown, made, verdict)
