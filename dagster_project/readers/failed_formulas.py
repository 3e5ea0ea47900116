"""What calamine does not tell of .xls, .xlsb and .ods: error values, formulas without a stored result or with 0.

Belongs here: finding these cells in the records of each format, sheet by sheet. Does not belong here: .xlsx, whose XML
``package`` scans, whether a formula gives a number (``formula_texts``), which zeros are true (``uncalculated``), values (``excel``).

The records of .xls and .xlsb do not say that a result was never stored: an empty text stands there, as it does for
=IF(…,""). Where a formula that can only give a number has one, nothing in the file was calculated, and all have none.

A file is walked through only where a quick look finds reason.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from dagster_project.readers.formula_texts import XLS, XLSB, Layout, gives_a_number, plain_text
from dagster_project.readers.package import MOST_ANSWERS, Remarks

Cells = dict[tuple[int, int], str]
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
NO_RESULT = "="
BOF, EOF, BOUNDSHEET, BOOLERR, FORMULA = 0x0809, 0x000A, 0x0085, 0x0205, (0x0006, 0x0206, 0x0406)
MAY_HOLD_ERRORS = re.compile(
    rb"\x05\x02\x08\x00|\x02.[\x00-\x2b].{3}\xff\xff|\x03.{5}\xff\xff|\x06[\x00\x02\x04].\x00.{6}\x00{8}", re.DOTALL
)
ROW, CELL_ERROR, FORMULA_TEXT, FORMULA_NUMBER, FORMULA_ERROR, SHEET = 0, 3, 8, 9, 11, 156
ERROR_RESULT, EMPTY_RESULT, ZERO = 2, 3, bytes(8)
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CALCULATED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
MOST_REPEATED = 1 << 14
_OWN_SHEET = re.compile(r"\[\.|\]|\.(?=\$?[A-Z])")  # [.A1] and [.A1:.B2]


def remarks_by_sheet(path: Path, form: str) -> list[Remarks]:
    """For each sheet of the workbook, in its order, what is no blank; nothing for sheets it says nothing about."""
    finders = {"xls": _of_xls, "xlsb": _of_xlsb, "ods": _of_ods}
    try:
        return list(finders[form](path)) if form in finders else []
    except (struct.error, IndexError, KeyError, ValueError, OSError, zipfile.BadZipFile, ElementTree.ParseError):
        return []  # calamine says what is wrong with the file


class Found:
    """What one sheet holds."""

    def __init__(self) -> None:
        self.cells: Cells = {}
        self.zeros: Cells = {}
        self.answered = 0
        self.answers: Cells = {}

    def answer(self, place: tuple[int, int], tokens: bytes, layout: Layout) -> None:
        """Count a formula that has a result; the first of these are kept."""
        self.answered += 1
        if self.answered <= MOST_ANSWERS:
            self.answers[place] = plain_text(tokens, layout)


def _of_xls(path: Path) -> Iterator[Remarks]:
    stream = _workbook_stream(path)
    if MAY_HOLD_ERRORS.search(stream) is None:
        return
    starts = []
    for kind, data in _biff(stream, 0):
        if kind == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", data)[0])
        elif kind == EOF:
            break
    yield from _with_missing_results([_found_in_biff(stream, start) for start in starts])


def _with_missing_results(sheets: list[Found]) -> Iterator[Remarks]:
    """Each sheet's cells; formulas with an empty text count only where one of them proves that nothing was calculated."""
    is_uncalculated = any(text == NO_RESULT for sheet in sheets for text in sheet.cells.values())
    for sheet in sheets:
        told = {at: text or NO_RESULT for at, text in sheet.cells.items() if text or is_uncalculated}
        yield Remarks(told, (), zeros=sheet.zeros, answered=sheet.answered, answers=sheet.answers)


def _workbook_stream(path: Path) -> bytes:
    data = path.read_bytes()
    if data[:2] == b"\x09\x08":
        return data
    import olefile

    with olefile.OleFileIO(data) as package:
        name = next(name for name in ("Workbook", "Book") if package.exists(name))
        stream: bytes = package.openstream(name).read()
    return stream


def _biff(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _found_in_biff(stream: bytes, start: int) -> Found:
    depth, found = 0, Found()
    for kind, data in _biff(stream, start):
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            break
        if kind == BOOLERR and len(data) >= 8 and data[7]:
            row, column = struct.unpack_from("<2H", data)
            found.cells[row + 1, column + 1] = ERRORS.get(data[6], "#ERROR")
        elif kind in FORMULA and len(data) >= 16:
            (row, column), result = struct.unpack_from("<2H", data), data[6:14]
            place = row + 1, column + 1
            if result[6:] == b"\xff\xff" and result[0] == ERROR_RESULT:
                found.cells[place] = ERRORS.get(result[2], "#ERROR")
            elif result[6:] == b"\xff\xff" and result[0] == EMPTY_RESULT:
                found.cells[place] = _of_nothing(_tokens(data), XLS)
            elif result == ZERO:
                found.zeros[place] = plain_text(_tokens(data), XLS)
            else:
                found.answer(place, _tokens(data), XLS)
    return found


def _tokens(data: bytes) -> bytes:
    (size,) = struct.unpack_from("<H", data, 20)
    return data[22 : 22 + size]


def _of_nothing(tokens: bytes, layout: Layout) -> str:
    """Why a formula shows nothing: it was not calculated, or an empty text, which may be its result."""
    return NO_RESULT if gives_a_number(tokens, layout) else ""


def _of_xlsb(path: Path) -> Iterator[Remarks]:
    with zipfile.ZipFile(path) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        relations = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.bin.rels"]))
        targets = {node.get("Id"): node.get("Target", "") for node in relations}
        sheets = []
        for kind, data in _wide_records(archive.read(names["xl/workbook.bin"])):
            if kind == SHEET:
                size = struct.unpack_from("<I", data, 8)[0]
                target = targets.get(data[12 : 12 + 2 * size].decode("utf-16-le"), "")
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                sheets.append(_found_in_wide_records(archive.read(names[part.lower()])))
    yield from _with_missing_results(sheets)


def _wide_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Numbers and lengths of seven bits a byte, as [MS-XLSB] has them."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        yield kind, data[at : at + size]
        at += size


def _found_in_wide_records(data: bytes) -> Found:
    row, found = 0, Found()
    for kind, record in _wide_records(data):
        if kind == ROW:
            row = struct.unpack_from("<I", record)[0]
        elif kind in (CELL_ERROR, FORMULA_ERROR):
            found.cells[row + 1, struct.unpack_from("<I", record)[0] + 1] = ERRORS.get(record[8], "#ERROR")
        elif kind == FORMULA_TEXT and not any(record[8:12]):
            column, size = struct.unpack_from("<I", record)[0], struct.unpack_from("<I", record, 14)[0]
            found.cells[row + 1, column + 1] = _of_nothing(record[18 : 18 + size], XLSB)
        elif kind == FORMULA_NUMBER:
            column, size = struct.unpack_from("<I", record)[0], struct.unpack_from("<I", record, 18)[0]
            place, tokens = (row + 1, column + 1), record[22 : 22 + size]
            if record[8:16] == ZERO:
                found.zeros[place] = plain_text(tokens, XLSB)
            else:
                found.answer(place, tokens, XLSB)
        elif kind == FORMULA_TEXT:
            found.answered += 1
    return found


def _of_ods(path: Path) -> Iterator[Remarks]:
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("content.xml")
    if b'"error"' not in xml and b"formula=" not in xml and b"visibility=" not in xml:
        return
    for table in ElementTree.fromstring(xml).iter(f"{TABLE}table"):
        found = Found()
        hidden: list[int] = []
        number = 1
        for row in table.iter(f"{TABLE}table-row"):
            times = _repeated(row, "rows")
            if row.get(f"{TABLE}visibility") in ("collapse", "filter"):
                hidden += range(number, number + min(times, MOST_REPEATED))
            for column, text in _errors_in_row(row, number, found):
                found.cells |= {(number + step, column): text for step in range(min(times, MOST_REPEATED))}
            number += times
        yield Remarks(found.cells, tuple(hidden), zeros=found.zeros, answered=found.answered, answers=found.answers)


def _errors_in_row(row: ElementTree.Element, number: int, found: Found) -> Iterator[tuple[int, str]]:
    column = 1
    for cell in row:
        times = _repeated(cell, "columns")
        text = "".join(cell.itertext()).strip()
        formula = cell.get(f"{TABLE}formula")
        if cell.get(f"{CALCULATED}value-type") == "error":
            yield from ((column + step, text or "#ERROR") for step in range(min(times, MOST_REPEATED)))
        elif formula and not text and cell.get(f"{OFFICE}value-type") is None:
            yield column, NO_RESULT + formula.partition("=")[2]
        elif formula and cell.get(f"{OFFICE}value") in ("0", "0.0"):
            found.zeros[number, column] = _OWN_SHEET.sub("", formula.partition("=")[2])
        elif formula:
            found.answered += 1
            if found.answered <= MOST_ANSWERS:
                found.answers[number, column] = _OWN_SHEET.sub("", formula.partition("=")[2])
        column += times


def _repeated(element: ElementTree.Element, what: str) -> int:
    text = element.get(f"{TABLE}number-{what}-repeated", "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1
