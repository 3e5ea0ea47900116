"""Values and levels told apart by a name: 小学7.9平方米、初中10.8平方米，均达到小学7.5平方米、初中10.2平方米的标准.

Belongs here: several levels each with its name (小学, 骨干), and values with the same names before them; what all cells of a
named column are said to keep to. Does not belong here: one value beside one level, values and levels in turn (``thresholds``).

A level that is missed fails where the words say that all of them are reached; else it is asked about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.tables import TOTAL, Table

NAME = re.compile(r"[一-鿿]{2}$")
VERB_TAIL = re.compile(
    r"(?:应|须|需|要求|规定|标准|分别)?(?:不[低高多少小]于|不超过|不得[低高多少]于|至少|最[高低]|达到?|为|在|控制在|是|约|共|有|占)+$"
)
STANDARD = re.compile(r"标准|规定|要求|底线|目标|指标|考核线|上限|下限")
REACHED = re.compile(r"(?P<not>未能?|没有?|尚未|均未|不)?(?P<verb>达到|达标|符合|满足|高于|超过|优于|低于|控制在|在)")
ALL = re.compile(r"均|都|全部|各项|[两三]个?学段|分别")
DOWN = ("低于", "控制在")
EACH = re.compile(r"(?:各[校园乡镇单个]|所有|全部)[^，。；：\d]{0,8}(?:均|都|全部)[^，。；：\d]{0,4}$")
BETWEEN, SHARE_OF = re.compile(r"[、和及，与][^，。；：\d]{1,10}"), re.compile(r"占[^，。；：\d]{0,12}$")
ITEM_END, REACH = re.compile("[；。\n]"), 40
LEAST_LEVELS, LOOKED_BACK, NEAR = 2, 16, 300
AROUND, SHORTEST = 2000, 2


def find_levels_by_name(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each level with the last value of its name before it."""
    said: list[Figure] = []
    for sentence in sentences:
        levels = _levels(sentence)
        for level in levels:
            values = [f for f in (*said, *sentence.figures) if f.at < levels[0].at and f not in levels]
            relation = _told(sentence, level, values, [_name(one) for one in levels])
            if relation is not None:
                yield relation
        said = [*said, *sentence.figures][-LOOKED_BACK:]


def _levels(sentence: Sentence) -> list[Figure]:
    """Two figures or more of one kind, each by a name, in words that call them a standard."""
    found = [f for f in sentence.figures if _name(f) and f.thing and not is_change(f)]
    bounds = [f for f in found if f.hedge in ("以上", "以下")]
    first = STANDARD.search(sentence.text)
    if first is None or REACHED.search(sentence.text) is None:
        return []
    if len(bounds) >= LEAST_LEVELS and len({f.thing for f in bounds}) == 1:
        return bounds
    last = next((f for f in reversed(found) if STANDARD.match(f.after.lstrip("的"))), None)
    run = [last] if last is not None else []
    for figure in reversed(found):
        opens = not run or figure.at >= run[0].at or REACHED.search(run[0].before) is not None
        if not opens and BETWEEN.fullmatch(sentence.words(figure, run[0])):
            run.insert(0, figure)
    opened = REACHED.search(run[0].clause) if run else None
    return run if len(run) >= LEAST_LEVELS and opened is not None else []


def _name(figure: Figure) -> str:
    """小学 before 7.5平方米, 骨干 before 不低于20%."""
    match = NAME.search(VERB_TAIL.sub("", figure.before))
    return match[0] if match is not None else ""


def _last_named(plain: str, figure: Figure, names: Sequence[str]) -> str:
    """Which of some names stands last before a figure, since the last full stop: 小学校舍127908平方米，生均7.6平方米."""
    words = SHARE_OF.sub("", ITEM_END.split(plain[max(0, figure.at - REACH) : figure.at])[-1])
    return max(names, key=words.rfind) if any(name in words for name in names) else ""


def _told(sentence: Sentence, level: Figure, values: Sequence[Figure], names: Sequence[str]) -> Relation | None:
    same = [f for f in values if f.thing == level.thing and f.is_plain and not is_change(f)]
    same = [f for f in same if level.at - f.at < NEAR and _last_named(sentence.plain, f, names) == _name(level)]
    reached = list(REACHED.finditer(sentence.text))
    if not same or not reached:
        return None
    value, verb = same[-1], reached[0]
    if any(match["not"] for match in reached):
        return None
    down = level.hedge == "以下" if level.hedge else verb["verb"] in DOWN
    fits = value.amount <= level.amount if down else value.amount >= level.amount
    sure = ALL.search(sentence.text) is not None and value.at >= sentence.at
    return _worded(value, level, down, HOLDS if fits else FAILS if sure else ASK)


def _worded(value: Figure, level: Figure, down: bool, verdict: str) -> Relation:
    expression = f"{digits(value.amount / level.scale)} {'<=' if down else '>='} {number(level)}"
    reached = verdict == HOLDS
    zh = f"{value.quote}与所说的标准{level.quote}{'相符' if reached else '不符'}"
    en = f"{value.quote} {'meets' if reached else 'does not meet'} the level of {level.quote} as said"
    told = written(
        "ratio",
        [value],
        level,
        expression,
        value.amount,
        verdict,
        readings=[Reading(zh, en, expression, number(value))],
    )
    return replace(told, opened=True, diagnosis=None)


def find_columns_within(sentences: Sequence[Sentence], tables: Sequence[Table], script: Script) -> Iterator[Relation]:
    """各校班额均不超过45人, over the column 班额 of a table beside it: the first cell that does not, else the outermost."""
    starts = [sentence.at for sentence in sentences] if tables else []
    for table in tables:
        at, to = (bisect_left(script.origin, place) for place in (table.start - AROUND, table.end + AROUND))
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            for level in sentence.figures:
                if level.hedge in ("以上", "以下") and EACH.search(level.before):
                    yield from _within(level, table)


def _within(level: Figure, table: Table) -> Iterator[Relation]:
    heads = [re.sub(r"[（(].*?[）)]", "", head) for head in table.header]
    columns = [j for j, head in enumerate(heads) if len(head) >= SHORTEST and head in level.before]
    if len(columns) != 1:
        return
    rows = [row for row, label in enumerate(table.labels) if not TOTAL.match(label)]
    cells = [cell for row in rows if (cell := table.figure(row, columns[0])) is not None and cell.value > 0]
    alike = all(cell.thing in ("", level.thing) for cell in cells)
    if len(cells) < LEAST_LEVELS or not alike:
        return
    down = level.hedge == "以下"
    outermost = max(cells, key=lambda f: f.value) if down else min(cells, key=lambda f: f.value)
    fits = outermost.value <= level.value if down else outermost.value >= level.value
    told = _worded(outermost, level, down, HOLDS if fits else ASK)
    yield replace(told, figures=(level,), start=level.start, end=level.end)
