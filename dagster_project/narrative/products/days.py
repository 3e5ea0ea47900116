"""So much a day for so many days: 每生每天5元、全年200天计算，每生每年1000元, and what that is for all.

Belongs here: a sum per day, the days, the sum per year, and the total of those who have it.
Does not belong here: standards per term, month or year (``products``, ``each``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, times, value_of
from dagster_project.narrative.reckoning.claims import common_digits, number, written
from dagster_project.narrative.text.sentences import Sentence

A_DAY = re.compile(r"每[天日][^，。；：\d]{0,10}$")
A_YEAR = re.compile(r"(?:每[生人名][^，。；：\d]{0,3}(?:全年|每年|一年|年)|全年每[生人名])[^，。；：\d]{0,10}$")
LED = re.compile(
    r"[^，。；：\d]{0,8}，(?:即|则|共|折合|合计|每)?[生人名]?(?:全年|每年|一年|年)(?:每[生人名])?(?:补助|补贴|发放|享受|需|共|为|合计|计)*"
)
"""每生每年另补助…, 寄宿生每生每年…: something else."""
MONEY, SAID, APART = "元", 12, 24


def find_days(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each sum per year that a sum per day and its days give or do not give, and the total where it is made."""
    said: list[Figure] = []
    for sentence in sentences:
        figures = sentence.figures
        for position in range(len(figures) - 2):
            daily, days, yearly = figures[position : position + 3]
            if daily.thing != MONEY or days.thing != "天" or yearly.thing != MONEY or not A_DAY.search(daily.clause):
                continue
            if len(sentence.words(daily, days)) > APART or len(sentence.words(days, yearly)) > APART:
                continue
            if not all(f.is_plain for f in (daily, days, yearly)):
                continue
            made = times(value_of(daily), value_of(days))
            bound = LED.fullmatch(sentence.words(days, yearly)) is not None
            if A_YEAR.search(yearly.clause) and (bound or compare(made, yearly) in (HOLDS, ROUNDING)):
                expression = f"{common_digits([daily], yearly)[0]} * {number(days)} = {number(yearly)}"
                yield written("product", [daily, days], yearly, expression, made.nominal, compare(made, yearly))
            yield from _for_all(daily, days, figures[position + 2 : position + 4], [*said[-SAID:], *figures[:position]])
        said += figures


def _for_all(daily: Figure, days: Figure, totals: Sequence[Figure], said: Sequence[Figure]) -> Iterator[Relation]:
    for total in totals:
        for group in reversed([f for f in said if f.thing in ("人", "人次") and f.is_plain]):
            made = times(times(value_of(daily), value_of(days)), value_of(group))
            if total.thing == MONEY and compare(made, total) in (HOLDS, ROUNDING):
                scaled = f" / {total.scale}" if total.scale > 1 else ""
                worked = f"{number(group)} * {common_digits([daily], daily)[0]} * {number(days)}{scaled}"
                expression = f"{worked} = {number(total)}"
                verdict = compare(made, total)
                yield written("product", [group, daily, days], total, expression, made.nominal, verdict)
                return
