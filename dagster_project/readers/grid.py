"""What a reader hands over: grids of typed cells, exactly where they stand in the file.

Belongs here: the shapes every format is read into, the limits a file must keep, and the refusal.
Does not belong here: how a format is read (``excel``, ``delimited``) or what a text means (``values``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NamedTuple

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one file may cost. Above it the file is refused, and the next one is read.

    ``cell_characters`` is for one cell, ``archive_members`` and ``archive_depth`` for archives (in archives);
    ``small_file_seconds`` is all the time that a file of less than ``small_file_bytes`` gets from ``read``.
    """

    file_bytes: int = 300 * MIB
    unpacked_bytes: int = 2048 * MIB
    compression_ratio: int = 150
    cells: int = 20_000_000
    cell_characters: int = 1_000_000
    archive_members: int = 2_000
    archive_depth: int = 3
    memory_bytes: int = 6144 * MIB
    cpu_seconds: int = 120
    wall_seconds: float = 240.0
    small_file_bytes: int = 8 * MIB
    small_file_seconds: float = 20.0


def limits_in(path: Path) -> Limits:
    """The limits of a file of lines such as ``cells: 5000000``; what it does not name stays as it is.

    Raises ValueError with a sentence for a name or a number that makes no sense.
    """
    if not path.exists():
        return Limits()
    named = {}
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        name, _, number = (part.strip() for part in line.partition("#")[0].partition(":"))
        if not name:
            continue
        known = {item.name: item for item in fields(Limits)}
        if name not in known or not number.isdecimal() or not int(number):
            raise ValueError(f"{path} 中的限度看不懂：{line} / {path} holds a limit that makes no sense: {line}")
        named[name] = float(number) if name.endswith("seconds") and name != "cpu_seconds" else int(number)
    return Limits(**named)  # type: ignore[arg-type]


class Row(NamedTuple):
    """One row as a person sees it.

    ``number`` is 1-based: the Excel row, or the physical line where a CSV record starts.
    ``types`` holds one letter for each cell: t text, n number, d date, b boolean, e empty, x error.
    ``problem`` is None, or why the row cannot be trusted: ``undecodable`` or ``unterminated_quote``.
    ``lines`` is how many physical lines the row takes (more than 1 only in CSV).
    ``mended`` is None, or how the row was put right (only by ``records``, which county files do not go through).
    """

    number: int
    cells: list[str | None]
    types: str
    problem: str | None = None
    lines: int = 1
    mended: str | None = None


class Sheet(NamedTuple):
    """One sheet; every row from 1 to the last used one is here, blank rows with no cells.

    ``merged`` holds (top, left, bottom, right), 1-based and inclusive; ``hidden_rows`` row numbers.
    """

    name: str
    hidden: bool
    rows: Sequence[Row]
    merged: list[tuple[int, int, int, int]]
    hidden_rows: tuple[int, ...] = ()
    first_row: int = 1


@dataclass(frozen=True)
class FileContent:
    """``format`` is xlsx, xls, xlsb, ods, html, spreadsheet_xml, docx, pdf, csv, tsv, fixed_width or text (lines without
    a delimiter). ``paragraphs`` are the words of a document that stand in no table.
    """

    format: str
    encoding: str | None
    sheets: tuple[Sheet, ...]
    paragraphs: tuple[str, ...] = ()


class ReadError(Exception):
    """A file that cannot be read, said to the person who must act."""

    def __init__(self, code: str, message_zh: str, message_en: str) -> None:
        super().__init__(f"{message_zh} {message_en}")
        self.code = code
        self.message_zh = message_zh
        self.message_en = message_en

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str, str]]:
        return (ReadError, (self.code, self.message_zh, self.message_en))
