"""What the text says of a whole column of a table: how many rows are over a bound, which row has the most, and how much.

学生超过500人的学校2所, 完成率低于90%的只有白河镇1个, 有3个乡镇完成率超过95%; 学生最多的是城东小学，有1728人.

Belongs here: rows counted against a bound, and the outermost cell of a column. Does not belong here: bounds that all rows keep
(``levels_by_name``), cells told by row and column (``told_cells``), differences and sums of rows (``said_of_rows``).

The column is the one that the words name; what does not come out is asked about, for the text may count otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence

UP, DOWN = ("以上",), ("以下",)
OVER = re.compile(r"(?:高于|超过|超出|大于|多于|不低于|不少于|达到|达)$")
UNDER = re.compile(r"(?:低于|不足|小于|少于|不到|未达到?|不高于|不超过)$")
AND_MORE, AND_LESS = re.compile(r"^[及(（]?以上"), re.compile(r"^[及(（]?以下")
COUNTED = re.compile(r"^(?:[及(（]?以[上下])?[)）]?的?[^，。；：\d、]{0,16}$")
ROWS = frozenset({"个", "所", "家", "户", "校", "园", "镇", "乡", "县", "名", "人", "项", "类", "村"})
MOST = re.compile(r"最(?P<way>多|高|大|少|低|小|好|差)的?")
OTHER_TIME = re.compile(r"去年|上年|同期|原|计划|目标|力争|至少|平均每|增[长幅加]|[降减]")
CLAUSE_END = re.compile("[；。\n]")
AROUND, REACH, LEAST = 3000, 50, 3


def find_said_of_columns(sentences: Sequence[Sentence], tables: Sequence[Named], script: Script) -> Iterator[Relation]:
    """Each such claim about any table of the document, beside it in the text."""
    starts = [sentence.at for sentence in sentences]
    for one in tables:
        if len(one.rows) < LEAST or not one.columns:
            continue
        at, to = (bisect_left(script.origin, place) for place in (one.table.start - AROUND, one.table.end + AROUND))
        for sentence in sentences[bisect_left(starts, at) : bisect_left(starts, to)]:
            yield from _counts(sentence, one)
            if MOST.search(sentence.plain, sentence.at, sentence.to):
                yield from _outermost(sentence, one)


def _cells(one: Named, column: int) -> list[Figure]:
    cells = (one.cell(row, column) for row in one.rows if row not in one.totals)
    return [cell for cell in cells if cell is not None]


def _named(words: str, figure: Figure, one: Named) -> int | None:
    """The one column that the words name and that counts such things."""
    named = one.columns_in(words)
    longest = [j for j in named if not any(one.heads[j] in one.heads[o] for o in named if o != j)]
    alike = [j for j in longest if all(c.thing in ("", figure.thing) for c in _cells(one, j)) and _cells(one, j)]
    return alike[0] if len(alike) == 1 else None


def _counts(sentence: Sentence, one: Named) -> Iterator[Relation]:
    column: int | None = None
    for first, second in pairwise(sentence.figures):
        between = sentence.words(first, second)
        if (way := _way(first)) and _is_count(second) and COUNTED.match(between):
            words = CLAUSE_END.split(sentence.plain[max(sentence.at, first.at - REACH) : first.at])[-1]
            own = words[words.rfind("，") + 1 :]
            column = _named(own, first, one) if len(own) > 2 else column
            bound, count = first, second
        elif (way := _way(second)) and _is_count(first) and "，" not in between and "。" not in between:
            column = _named(between, second, one)
            bound, count = second, first
        else:
            continue
        cells = _cells(one, column) if column is not None else []
        if len(cells) < LEAST or OTHER_TIME.search(bound.clause + count.clause) or count.value > len(cells):
            continue
        sign = 1 if way > 0 else -1
        within = [sum((c.amount - bound.amount) * sign > 0 for c in cells)]
        within.append(sum((c.amount - bound.amount) * sign >= 0 for c in cells))
        holds = count.value in within
        marks = (">", ">=") if way > 0 else ("<", "<=")
        told = next((n for n, told in enumerate(within) if told == count.value), 0)
        expression = f"|{one.heads[column or 0]} {marks[told]} {number(bound)}| = {number(count)}"
        if holds or not _is_of_others(count, bound):
            verdict = HOLDS if holds else ASK
            yield written("ratio", [bound], count, expression, Fraction(within[told]), verdict)


def _way(figure: Figure) -> int:
    """Upwards or downwards, where the figure is a bound."""
    if figure.hedge in UP or OVER.search(figure.clause) or AND_MORE.match(figure.after):
        return 1
    return -1 if figure.hedge in DOWN or UNDER.search(figure.clause) or AND_LESS.match(figure.after) else 0


def _is_count(figure: Figure) -> bool:
    return figure.thing in ROWS and figure.is_plain and not figure.places and not figure.per


def _is_of_others(count: Figure, bound: Figure) -> bool:
    """超过500元的学生23人 counts pupils, no rows."""
    return (count.thing == "人" and bound.thing != "%") or is_change(count)


def _outermost(sentence: Sentence, one: Named) -> Iterator[Relation]:
    """A row named beside 最多 or 最少 and its number behind, both within one clause or the next."""
    text = sentence.text
    column: int | None = None
    for match in MOST.finditer(text):
        begin = max((m.end() for m in CLAUSE_END.finditer(text, 0, match.start())), default=0)
        begin = max(begin, match.start() - REACH, text.rfind("，", 0, match.start()) + 1)
        after = next((f for f in sentence.figures if f.at >= sentence.at + match.end()), None)
        if after is None or after.at - sentence.at - match.end() > REACH or not after.is_plain or after.per:
            continue
        words = text[begin : after.at - sentence.at]
        other = MOST.search(words, match.end() - begin)
        rows = [row for row in one.rows_in(words) if row not in one.totals]
        if CLAUSE_END.search(words) or other is not None or len(rows) != 1 or OTHER_TIME.search(words):
            continue
        named = _named(words + after.after[:6], after, one)
        column = named if named is not None else column
        columns = [column] if column is not None else [j for j in one.columns if _is_there(one, rows[0], j, after)]
        if len(columns) == 1:
            column = columns[0]
            yield from _judged(after, rows[0], column, match["way"] in "多高大好", one)


def _is_there(one: Named, row: int, column: int, figure: Figure) -> bool:
    cell = one.cell(row, column)
    return cell is not None and cell.amount == figure.amount and cell.thing in ("", figure.thing)


def _judged(figure: Figure, row: int, column: int, most: bool, one: Named) -> Iterator[Relation]:
    cell, cells = one.cell(row, column), _cells(one, column)
    if cell is None or len(cells) < LEAST:
        return
    edge = max(c.amount for c in cells) if most else min(c.amount for c in cells)
    sign = "max" if most else "min"
    told = f"{sign}({', '.join(digits(c.amount / figure.scale) for c in cells[:8])}) = {number(figure)}"
    if figure.amount in (cell.amount, edge):
        yield written("conflict", [], figure, told, edge, HOLDS if cell.amount == edge else ASK)
    elif is_slip(cell.amount, figure):
        yield written(
            "conflict", [], figure, f"{digits(cell.amount / figure.scale)} = {number(figure)}", cell.amount, ASK
        )
