"""One clean table written in every way a csv goes wrong, each with what should still be read from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Rows = list[list[str]]
NAMES = (
    "Lamp, desk",
    "Kid's stool",
    'Board 30"',
    "Chair; folding",
    "Rack for 12\\'6\" poles",
    "Globe",
    "Curtain: blue",
)
NOTES = (
    "Sturdy and light, for classrooms that are rearranged every day.",
    "The pupil's favourite; it won't tip over, and it stacks.",
    'Measures 30" by 20", with a border that is easy to clean.',
    "One year of warranty",
)


class Polluted(NamedTuple):
    """``clean`` is the header, joined to one row, and the data rows of the first table."""

    name: str
    data: bytes
    clean: Rows


def source(rows: int = 40) -> Rows:
    """A table of purchases: dates, times, counts, codes, money, texts, an address and an empty column."""
    table = [["Day", "Clock", "Pieces", "Code", "Cost", "Article", "Remark", "Page", "Checked"]]
    for at in range(rows):
        table.append(
            [
                f"{at % 28 + 1:02d}/{at % 12 + 1:02d}/2020",
                f"{at % 24:02d}:{at * 15 % 60:02d}",
                str(at * 7 % 50),
                f"{'ABCDEFG'[at % 7]}Q-{1000 + at * 37}",
                f"${at * 13 % 90}.{at % 100:02d}",
                NAMES[at % len(NAMES)],
                NOTES[at % len(NOTES)],
                f"https://school.example/item/{at}.html",
                "",
            ]
        )
    return table


def quoted(cell: str, mark: str = '"', escape: str = '"') -> str:
    """A cell between marks; marks inside it follow ``escape``."""
    return mark + cell.replace(mark, escape + mark) + mark


def written(
    rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\r\n", mark: str = '"', escape: str = '"'
) -> str:
    """A text with every cell quoted."""
    return "".join(delimiter.join(quoted(cell, mark, escape) for cell in row) + end for row in rows)


def bare(rows: Sequence[Sequence[str]]) -> str:
    """A text in which only the cells that hold a delimiter are quoted."""
    return "".join(",".join(quoted(cell) if "," in cell else cell for cell in row) + "\r\n" for row in rows)


def mixed(rows: Sequence[Sequence[str]]) -> str:
    """A text in which long texts and addresses are quoted, and of the other cells only those that have to be."""
    return "".join(",".join(_quoted_if_long(cell) for cell in row) + "\r\n" for row in rows)


def _quoted_if_long(cell: str) -> str:
    return quoted(cell) if len(cell) > 25 or set(cell) & set(',"') else cell


def polluted(table: Rows, every: int = 1) -> Iterator[Polluted]:
    """Every pollution of ``table``; those of single rows for each ``every``-th row."""
    for name, text, clean in (*_of_files(table), *_of_tables(table)):
        yield Polluted(name, text.encode(), clean)
    for write, pollute in ((written, _of_rows), (mixed, _of_mixed_rows)):
        lines = write(table).splitlines(keepends=True)
        for at in range(0, len(table), every):
            for name, line, clean in pollute(table, at):
                yield Polluted(f"{name} in row {at}", "".join([*lines[:at], line, *lines[at + 1 :]]).encode(), clean)


def _of_files(table: Rows) -> Iterator[tuple[str, str, Rows]]:
    text = written(table)
    yield "nothing", text, table
    yield "no last line end", text.removesuffix("\r\n"), table
    yield "a blank last line", text + "\r\n", table
    for end in ("\n", "\r"):
        yield f"line end {end!r}", written(table, end=end), table
    for delimiter in (";", "\t", "|", " ", ", "):
        yield f"delimiter {delimiter!r}", written(table, delimiter), table
    yield "apostrophes as marks", written(table, mark="'", escape=""), table
    yield "backslash before marks", written(table, escape="\\"), table
    yield "nothing before marks", written(table, escape=""), table


def _of_tables(table: Rows) -> Iterator[tuple[str, str, Rows]]:
    header, body, width = table[0], table[1:], len(table[0])
    yield "no header", written(body), body
    yield "header only", written(table[:1]), table[:1]
    yield "one data row", written(table[:2]), table[:2]
    for times in (2, 3):
        text = written([header] * times + body)
        yield f"header on {times} rows", text, [[" ".join([name] * times) for name in header], *body]
    yield "preamble", written([["PURCHASES", *[""] * (width - 1)], [""] * width]) + written(table), table
    yield "preamble without delimiters", "PURCHASES OF THE YEAR\r\n\r\n" + written(table), table
    yield (
        "preamble without marks",
        "PURCHASES" + "," * (width - 1) + "\r\n" + "," * (width - 1) + "\r\n" + written(table),
        table,
    )
    yield "footnote", written([*table, ["End of list", *[""] * (width - 1)]]), table
    for less in (1, 0, -1):
        other = [[*row, "more"][: width - less] for row in table[:-1]]
        if less == -1:
            other[0][-1] = "Further"
        yield f"second table of {width - less} columns", written(table + other), table
        yield f"second table of {width - less} columns, bare", written(table) + bare(other), table


def _of_rows(table: Rows, at: int) -> Iterator[tuple[str, str, Rows]]:
    row = table[at]
    cells = [quoted(cell) for cell in row]
    for column in range(len(row)):
        yield f"extra delimiter {column}", ",".join([*cells[:column], "", *cells[column:]]) + "\r\n", table
        if column:
            joined = [*cells[: column - 1], cells[column - 1] + cells[column], *cells[column + 1 :]]
            yield f"missing delimiter {column}", ",".join(joined) + "\r\n", table
        stray = [*cells[:column], '"' + cells[column], *cells[column + 1 :]]
        changed = [*row[:column], '"' + row[column], *row[column + 1 :]]
        yield f"stray mark {column}", ",".join(stray) + "\r\n", [*table[:at], changed, *table[at + 1 :]]
    yield "blanks for delimiters", " ".join(cells) + "\r\n", table


def _of_mixed_rows(table: Rows, at: int) -> Iterator[tuple[str, str, Rows]]:
    """Where most cells are bare; what joins two words of the header, nobody can tell, so that is left out."""
    row = table[at]
    cells = [_quoted_if_long(cell) for cell in row]
    for column in range(len(row)):
        yield f"extra delimiter {column}, mixed", ",".join([*cells[:column], "", *cells[column:]]) + "\r\n", table
        if column and at:
            joined = [*cells[: column - 1], cells[column - 1] + cells[column], *cells[column + 1 :]]
            yield f"missing delimiter {column}, mixed", ",".join(joined) + "\r\n", table
        changed = [*row[:column], '"' + row[column], *row[column + 1 :]]
        opened = re.sub('^"?', lambda mark: mark[0] + '"', cells[column])
        stray = ",".join([*cells[:column], opened, *cells[column + 1 :]])
        yield f"stray mark {column}, mixed", stray + "\r\n", [*table[:at], changed, *table[at + 1 :]]
    if at:
        yield "blanks for delimiters, mixed", " ".join(cells) + "\r\n", table


def score(clean: Rows, loaded: Rows) -> float:
    """0 to 10: how much of header, records and cells was read, and nothing else."""
    if not clean or not loaded:
        return 10.0 if not clean else 1.0
    header = _measures(Counter(clean[0]), Counter(loaded[0]))
    records = _measures(Counter("".join(row) for row in clean[1:]), Counter("".join(row) for row in loaded[1:]))
    cells = _measures(Counter(cell for row in clean for cell in row), Counter(cell for row in loaded for cell in row))
    return 1 + header + records + cells


def _measures(clean: Counter[str], loaded: Counter[str]) -> float:
    """Precision, recall and their harmonic mean, added up."""
    common = (clean & loaded).total()
    if not clean:
        return 3.0
    if not common:
        return 0.0
    first, second = common / clean.total(), common / loaded.total()
    return first + second + 2 * first * second / (first + second)
