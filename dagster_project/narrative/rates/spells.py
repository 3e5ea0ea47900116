"""Days from one date to another: 3月14日至17日，为期4天; 自10月9日启动，至10月22日截止，历时14天.

Belongs here: two dates and the number of days said of them, both ends counted. Does not belong here: so much a day
(``products.days``), periods of months or years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Reading, Relation
from dagster_project.narrative.reckoning.claims import GOAL, number, written
from dagster_project.narrative.text.sentences import Sentence

SPAN = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?(?:起)?(?:[^。；\n\d（]{1,16}(?=[至到]))?(?:至|到|-|~)+"
    r"(?:(?P<year2>(?:19|20)\d\d)年)?(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})[日号]"
)
SAID_OF_IT = re.compile(r"(?:为期|历时|共计?|合计|总计|为时|期限为?|时间为|公示期为?|前后)$")
BOUND = re.compile(r"(?:为期|历时|为时|前后|持续|连续)了?$")
"""16日至20日，督导组对你县进行了为期5天的督导: what is said in between does not matter."""
NOT_ALL = re.compile(r"工作日|节假日|除|周末|双休|其中|休息|调休|每[天日周]")
NEAR, FAR, FEBRUARY = 40, 80, 2
ANY_YEAR = 2023


def find_spells(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each number of days that is said right behind two dates; without one of the ends it is asked about."""
    for sentence in sentences:
        if not any(f.thing == "天" for f in sentence.figures):
            continue
        for match in SPAN.finditer(sentence.plain, sentence.at, sentence.to):
            behind = [f for f in sentence.figures if f.at >= match.end()]
            days = next((f for f in behind if f.thing == "天"), None)
            if days is None or not days.is_plain or days.at - match.end() > FAR or days.per:
                continue
            words = sentence.plain[match.end() : days.at]
            bound = BOUND.search(words) is not None and SPAN.search(words) is None and "月" not in words
            told = bound or (
                days is behind[0]
                and SAID_OF_IT.search(words) is not None
                and words.count("，") < 2
                and len(words) <= NEAR
            )
            if (
                not told
                or NOT_ALL.search(words + days.after)
                or GOAL.search(days.clause)
                or "。" in words
                or "；" in words
            ):
                continue
            yield from _told(match, days)


def _told(match: re.Match[str], days: Figure) -> Iterator[Relation]:
    year = int(match["year"] or match["year2"] or ANY_YEAR)
    try:
        first = date(year, int(match["month"]), int(match["day"]))
        last = date(int(match["year2"] or year), int(match["month2"] or match["month"]), int(match["day2"]))
    except ValueError:
        return
    made = (last - first).days + 1
    unsure = not match["year"] and first.month <= FEBRUARY < last.month
    if made < 1 or (unsure and made != days.value):
        return
    sign = f"{match['day2']} - {match['day']} + 1" if first.month == last.month else f"{last:%m-%d} - {first:%m-%d} + 1"
    verdict = HOLDS if made == days.value else ASK if made - 1 == days.value else FAILS
    given = number(days) if verdict == HOLDS else f"{made} (= {number(days)})"
    readings = [
        Reading("首尾两天都算", "both ends counted", f"{sign} = {made}", str(made)),
        Reading("首尾只算一天", "one end counted", f"{made} - 1 = {made - 1}", str(made - 1)),
    ]
    expression = f"{sign} = {given}"
    yield written("difference", [], days, expression, Fraction(made), verdict, readings=readings)
