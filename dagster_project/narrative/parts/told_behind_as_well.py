"""A whole told before its parts and again behind them: 受益学生3852人，其中小学1506人、初中2346人，合计3852人.

The parts make the first, so the second has to be the same; it is no new claim for the finders of sums, which take the first.

Belongs here: the total right behind parts whose whole was told before them. Does not belong here: the first total (``sums``,
``bare_lists``), totals of several sentences (``tallies``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, total, value_of
from dagster_project.narrative.reckoning.claims import common_digits, number, written
from dagster_project.narrative.text.sentences import Sentence

BARE = re.compile(
    r"[，；、（]?(?:[两二三四五六七八九十]?[项者类个级]?)(?:合计|共计|总计|共|计|合在一起)(?:为|是|达|有|：)?"
)
SAID = re.compile(r"[，；（][^，。；：（）\d]{0,6}(?:合计|共计|总计|共)[^，。；：（）\d]{0,8}")


def find_told_behind(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> Iterator[Relation]:
    """The total behind the parts of each sum that holds; it fails where nothing but 合计 stands between."""
    taken = {at for claim in claims if claim.kind in ("sum", "partition", "table") for at in claim.checked_at}
    behind = {s.figures[i].at: (s, f) for s in sentences for i, f in enumerate(s.figures[1:])}
    for claim in claims:
        if claim.kind != "sum" or claim.verdict not in (HOLDS, ROUNDING) or len(claim.figures) < 3:
            continue
        whole = next((f for f in claim.figures if f.at in claim.checked_at), None)
        parts = [f for f in claim.figures if f is not whole]
        if whole is None or whole.at > parts[0].at or parts[-1].at not in behind:
            continue
        sentence, again = behind[parts[-1].at]
        if again.at in taken or again.thing != whole.thing or not again.is_plain:
            continue
        words = sentence.words(parts[-1], again)
        if BARE.fullmatch(words) or SAID.fullmatch(words):
            yield _told(parts, again, sure=BARE.fullmatch(words) is not None)


def _told(parts: Sequence[Figure], again: Figure, *, sure: bool) -> Relation:
    computed = total(map(value_of, parts))
    verdict = compare(computed, again)
    expression = " + ".join(common_digits(parts, again)) + f" = {number(again)}"
    relation = written("sum", parts, again, expression, computed.nominal, verdict, parts=[p.amount for p in parts])
    return relation if sure or verdict != FAILS else replace(relation, verdict=ASK)
