"""Points scored: 预算执行10分，得9.5分；项目产出50分，得49分；…自评得分58.5分; 自评得分92分，其中执行10分中得9分、….

Belongs here: what was scored line by line, and the score that it must make up.
Does not belong here: other totals (``totals``, ``named_totals``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.text.sentences import Sentence

SCORED = re.compile(r"^(?:分中?)?(?:(?:实际|自评|评价|考核)?得分?|自评分?|评分)(?:为|：)?$")
SCORE = re.compile(
    r"(?:总得分|(?:自评|考评|考核|评定|最后|最终)总分|自评得?分|综合得分|评价得分|合计得分?|最终得分|总分得分?|总评得?分)(?:数)?(?:为|是|：)?$"
)
BARE_SCORE = re.compile(r"(?:^|[，；])(?:总分|合计)(?:为|是|：)?$")
FULL = 100
LEAST, MOST, NEAR = 3, 20, 10


def find_scores(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each score that is told behind the points of its lines, or before them."""
    scored: list[Figure] = []
    for sentence in sentences:
        scored = (scored + [f for f in sentence.figures if SCORED.match(f.before)])[-MOST:]
        for total in sentence.figures:
            bare = BARE_SCORE.search(total.clause) is not None and total.after.startswith("分") and total.value != FULL
            if bare or SCORE.search(total.clause):
                before = [f for f in scored if f.at < total.at]
                behind = [f for f in scored if f.at > total.at]
                yield from _score(before if before or bare else behind, total)
                scored = []


def _score(items: Sequence[Figure], total: Figure) -> Iterator[Relation]:
    """Each line's points are all there are: the sum fails where it is off by a point at most, else it is asked about."""
    alike = [f for f in items if f.thing == total.thing and f.is_plain]
    if len(alike) < LEAST or not total.is_plain or len(alike) != len(items):
        return
    if makes_up(alike, total):
        yield added_up(alike, total, HOLDS)
        return
    off = abs(sum(f.amount for f in alike) - total.amount)
    if off * NEAR <= total.amount:
        yield replace(added_up(alike, total, FAILS if off <= 1 else ASK), opened=True)
