"""How deep each row of a table stands: 一、 over （一） over 1., a code 205 over 20502, and plain rows below them.

Belongs here: levels by the numbers and codes that rows begin with, which rows stand on top, which directly below a row,
and which rows are numbered (1), (2), (3) in turn under one row, whatever stands between them.
Does not belong here: whether they add up (``table_sums``, ``rows_within``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from dagster_project.narrative.numerals import chinese_value
from dagster_project.narrative.text.tables import Cell

NUMBERS = (
    re.compile(r"[一二三四五六七八九十]{1,3}(?:[、.．:：]|$)"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\d{1,2}(?:[、．]|\.(?!\d)|$)"),
    re.compile(r"[（(]\d{1,2}[）)]|[①-⑳]"),
)
PLAIN, CIRCLED = 9, "①"
ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,2}|[①-⑳]")
CODE = re.compile(r"\d{3}(?:\d{2}){0,3}")
CHANGED, TAKEN = re.compile(r"[加减][:：]|加[上转调]"), re.compile(r"减[:：]")


def levels_of(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The level of each row, a small number for a high one."""
    codes = [row[0].text if row and CODE.fullmatch(row[0].text) else "" for row in rows]
    told = [code for code in codes if code]
    tops = {code for code in told if len(code) == min(map(len, told))}
    coded = len({len(code) for code in told}) > 1 and all(code[: len(min(tops))] in tops for code in told)
    return [len(code) if coded and code else _level(row) for code, row in zip(codes, rows, strict=True)]


def _level(row: Sequence[Cell]) -> int:
    text = row[0].text if row else ""
    return next((level for level, pattern in enumerate(NUMBERS) if pattern.match(text)), PLAIN)


def numbered_in_turn(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, list[int]]]:
    """城市低保支出 with (1)城市低保金 and (2)临时补助: the row before each number one, and the rows counted from it."""
    marks = [(_level(row), _ordinal(row)) for row in rows]
    for first, (level, told) in enumerate(marks):
        if first == 0 or level == PLAIN or told != 1:
            continue
        run, wanted = [first], count(2)
        expected = next(wanted)
        for row in range(first + 1, len(rows)):
            if marks[row][0] < level or (marks[row][0] == level and marks[row][1] != expected):
                break
            if marks[row][0] == level:
                run.append(row)
                expected = next(wanted)
        if len(run) > 1:
            yield first - 1, run


def _ordinal(row: Sequence[Cell]) -> int:
    """The number a row begins with."""
    found = ORDINAL.search(row[0].text[:4]) if row else None
    if found is None:
        return 0
    if found[0].isdecimal():
        return int(found[0])
    return (
        ord(found[0]) - ord(CIRCLED) + 1
        if found[0] >= CIRCLED and found[0] <= "⑳"
        else int(chinese_value(found[0]) or 0)
    )


def on_top(rows: Sequence[int], levels: Sequence[int]) -> list[int]:
    """Those of some rows that stand highest."""
    highest = min((levels[row] for row in rows), default=PLAIN)
    return [row for row in rows if levels[row] == highest]


def directly_below(row: int, levels: Sequence[int], kinds: Sequence[str]) -> list[int]:
    """The rows a row is made of where they stand below it: up to the next as high, or a total, of the highest level there."""
    end = next((i for i in range(row + 1, len(levels)) if levels[i] <= levels[row] or _ends(kinds[i])), len(levels))
    return on_top([i for i in range(row + 1, end) if kinds[i] in ("data", "stock")], levels)


def signs_of(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """减：上解支出 and the plain rows below it are taken away, up to 加： or a number."""
    signs, sign = [], 1
    for row in rows:
        text = row[0].text if row else ""
        if TAKEN.match(text):
            sign = -1
        elif CHANGED.match(text) or _level(row) != PLAIN:
            sign = 1
        signs.append(sign)
    return signs


def _ends(kind: str) -> bool:
    return kind in ("total", "subtotal")
