"""Copies of the template: DuckDB writes the rows of a county in one query, with that block's names in them.

What belongs here: the template as a table, one block's files and answers out of it. What does not: which counties
there are (``places``), what a mark means (``marks``).

A text is kept as rows of (text, name, text, name); the query joins each name's characters to those that stand for
them in the block and returns whole lines in order. The bytes of its column, one after the other, are the file.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dagster_project import warehouse
from dagster_project.demo.scale import marks
from dagster_project.demo.scale.containers import Part, container, deflate
from dagster_project.demo.scale.names import GIVEN, exchange, take_apart
from dagster_project.demo.scale.places import Seat
from dagster_project.demo.scale.template import Member, Paper, Template, Text
from dagster_project.settings import Settings

LINE = pa.schema(
    [
        ("line_no", pa.int64()),
        *((f"text{n}", pa.string()) for n in (1, 2)),
        *((f"{part}{n}", pa.int32()) for n in (1, 2) for part in ("family", "first", "second")),
        *((f"rest{n}", pa.string()) for n in (1, 2)),
    ]
)
WRITE = """
select concat(
    line.text1, family1.letter, first1.letter, second1.letter, translate(line.rest1, $given, $other_given),
    line.text2, family2.letter, first2.letter, second2.letter, translate(line.rest2, $given, $other_given)
) as written
from line
left join family as family1 on line.family1 = family1.position
left join given as first1 on line.first1 = first1.position
left join given as second1 on line.second1 = second1.position
left join family as family2 on line.family2 = family2.position
left join given as first2 on line.first2 = first2.position
left join given as second2 on line.second2 = second2.position
where line.line_no >= $first and line.line_no < $last
order by line.line_no
"""


@dataclass(frozen=True)
class _Place:
    """Where a text's rows are in the table; ``fixed`` is the text itself if it names nobody."""

    first: int
    last: int
    marks: frozenset[str]
    fixed: bytes | None


class Copies:
    """Writes copies of a template into the inbox, block by block."""

    def __init__(self, settings: Settings, template: Template, seed: int) -> None:
        """Load the template's rows into DuckDB."""
        self.inbox, self.seed = settings.inbox, seed
        self.connection = warehouse.connect(settings)
        self.connection.register("empty_line", LINE.empty_table())
        self.connection.execute("create table line as from empty_line")
        self.words: dict[str, bytes] = {}
        self.exchanged: dict[str, str] = {}
        self.lines = 0
        self.papers = [(paper, [self._load(text) for text in _texts(paper)]) for paper in template.papers]
        self.key = self._load(template.key)

    def close(self) -> None:
        """Give the memory back."""
        self.connection.close()

    def begin(self, block: int, seats: Sequence[Seat]) -> None:
        """Settle names and meanings of a block."""
        letters = exchange(self.seed, block)
        self.exchanged = {"given": "".join(GIVEN), "other_given": letters[1]}
        for table, row in zip(("family", "given"), letters, strict=True):
            content = pa.table({"position": pa.array(range(len(row)), pa.int32()), "letter": list(row)})
            self.connection.register(f"{table}_letters", content)
            self.connection.execute(f"create or replace table {table} as from {table}_letters")
        self.words = {mark: word.encode() for mark, word in marks.meanings(seats).items()}

    def write_county(self, seat: int) -> int:
        """Write the files of one county of the block; returns their size in bytes."""
        papers = [(paper, places) for paper, places in self.papers if paper.seat == seat]
        written = self._written([place for _, places in papers for place in places])
        size = 0
        for paper, _ in papers:
            path = self.inbox / self._filled(paper.name.encode(), marks.found_in(paper.name)).decode()
            path.parent.mkdir(parents=True, exist_ok=True)
            size += path.write_bytes(_content(paper, written))
            os.utime(path, ns=(paper.mtime_ns, paper.mtime_ns))
        return size

    def answers(self) -> bytes:
        """The lines of the answer key for the block."""
        return next(self._written([self.key]))

    def _load(self, text: Text) -> _Place:
        found = marks.found_in(text.content)
        if marks.NAME not in text.content:
            return _Place(self.lines, self.lines, found, text.content.encode())
        rows = _rows(text.content, self.lines)
        self.connection.register("loaded", rows)
        self.connection.execute("insert into line from loaded")
        self.connection.unregister("loaded")
        place = _Place(self.lines, self.lines + len(rows), found, None)
        self.lines = place.last
        return place

    def _written(self, places: Sequence[_Place]) -> Iterator[bytes]:
        first, last = places[0].first, places[-1].last
        table = self.connection.execute(WRITE, {**self.exchanged, "first": first, "last": last}).to_arrow_table()
        column = table.column("written").combine_chunks()
        _, ends, data = column.buffers()
        starts = memoryview(ends).cast("B").cast("i")[column.offset :]
        body = memoryview(data)
        for place in places:
            raw = place.fixed
            if raw is None:
                raw = body[starts[place.first - first] : starts[place.last - first]].tobytes()
            yield self._filled(raw, place.marks)

    def _filled(self, text: bytes, found: frozenset[str]) -> bytes:
        for mark in found:
            text = text.replace(mark.encode(), self.words[mark])
        return text


def _texts(paper: Paper) -> list[Text]:
    if isinstance(paper.content, Text):
        return [paper.content]
    return [member.text for member in paper.content if isinstance(member, Member)]


def _content(paper: Paper, written: Iterator[bytes]) -> bytes:
    if isinstance(paper.content, tuple):
        return container(
            part if isinstance(part, Part) else deflate(part.name, next(written)) for part in paper.content
        )
    text, encoding = next(written), paper.content.encoding
    if encoding == "utf-8-sig":
        return codecs.BOM_UTF8 + text
    return text if encoding == "utf-8" else text.decode().encode(encoding)


def _rows(content: str, first: int) -> pa.Table:
    """Text, name, text, name in each row; the last row has the text after the last name."""
    pieces = content.split(marks.NAME)
    pieces += [""] * (-len(pieces) % 4)
    columns: dict[str, list[object]] = {"line_no": list(range(first, first + len(pieces) // 4))}
    for n in (1, 2):
        parts = [take_apart(name) for name in pieces[2 * n - 1 :: 4]]
        columns[f"text{n}"] = list(pieces[2 * n - 2 :: 4])
        for part in ("family", "first", "second", "rest"):
            columns[f"{part}{n}"] = [getattr(name, part) for name in parts]
    return pa.table(columns, schema=LINE)
