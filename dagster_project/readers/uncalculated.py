"""Formulas whose stored result is 0 because nobody calculated them, told apart from those that really are 0.

Belongs here: which zeros cannot be believed, by what the workbook says of itself and by the numbers beside them. Does
not belong here: finding formulas in a format (``package``, ``failed_formulas``), reckoning one (``plain_formulas``).

Programs that write workbooks and do not calculate store 0 as every formula's result (XlsxWriter, Apache POI, EasyExcel).
Proof, whatever the workbook says, is a plain formula whose own numbers come to something else, and a formula that can
only give a text. Where the workbook also says that it was never calculated, a zero that nobody can reckon (IF, SUMIF, a
look-up) is no better: after one proof, where some other stored result is not what its numbers come to, or where no
formula of the workbook has any other result. Where the workbook itself asks to be calculated when it is opened, also if
no stored result can be shown to be right. A zero that the numbers come to stays 0.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from pathlib import Path

from dagster_project.readers.grid import Row, Sheet
from dagster_project.readers.package import Remarks
from dagster_project.readers.plain_formulas import Place, gives_text, reckoned

NEVER_CALCULATED = "0 ="
"""A cell of type x that begins so holds a 0 that was never calculated; the formula follows."""
DEEPEST, MOST_LOOKED_AT = 40, 2_000_000
NEXT_TO_NOTHING, NEARLY = Decimal("1e-9"), Decimal("1e-6")
A_TEXT = "text"
_FULL_CALC = re.compile(rb'<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad="(?:1|true)"')
_GENERATOR = re.compile(rb"<meta:generator>[^<]")
_APPLICATION = re.compile(rb"<(?:\w+:)?Application>([^<]*)<")


class Says(IntEnum):
    """What a workbook says of itself: it was written by what does not calculate, it asks to be calculated."""

    NOTHING = 0
    BY_ITS_WRITER = 1
    ITSELF = 2


def what_it_says(path: Path, form: str) -> Says:
    """Whether a workbook asks for its formulas to be calculated, or was written by what does not calculate."""
    if form == "xls":
        return Says(_says_no_program(path))
    with zipfile.ZipFile(path) as archive:
        names = {name.lower(): name for name in archive.namelist()}

        def read(name: str) -> bytes:
            return archive.read(names[name]) if name in names else b""

        if form == "ods":
            return Says(_GENERATOR.search(read("meta.xml")) is None)
        if _FULL_CALC.search(read("xl/workbook.xml")):
            return Says.ITSELF
        application = _APPLICATION.search(read("docprops/app.xml"))
        if application is None or b"POI" in application[1]:
            return Says.BY_ITS_WRITER
        is_excel = application[1].strip() == b"Microsoft Excel"
        return Says(is_excel and not {"xl/calcchain.xml", "xl/calcchain.bin"} & names.keys())


def _says_no_program(path: Path) -> bool:
    """Whether an .xls does not name the program that wrote it, as those do that a person works with."""
    import olefile

    if not olefile.isOleFile(path):
        return True
    with olefile.OleFileIO(path) as package:
        return not package.get_metadata().creating_application


def with_zeros_told(sheets: Sequence[Sheet], remarks: Sequence[Remarks], says: Says) -> list[Sheet]:
    """The sheets with every zero that was never calculated marked as what it is; ``says`` is the workbook's own word."""
    results = [_results(sheet, told.zeros) for sheet, told in zip(sheets, remarks, strict=True)]
    is_right = [right for sheet, told in zip(sheets, remarks, strict=True) for right in _are_right(sheet, told) if says]
    is_proved = not all(is_right) or any(_is_false(value, False) for found in results for value in found.values())
    is_unanswered = not any(told.answered for told in remarks)
    is_doubtful = bool(says) and (is_proved or is_unanswered or (says is Says.ITSELF and not is_right))
    return [
        _marked(sheet, {at: told.zeros[at] for at, value in found.items() if _is_false(value, is_doubtful)})
        for sheet, told, found in zip(sheets, remarks, results, strict=True)
    ]


def _is_false(value: Decimal | str | None, is_doubtful: bool) -> bool:
    if value is None:
        return is_doubtful
    return value == A_TEXT if isinstance(value, str) else abs(value) > NEXT_TO_NOTHING


def _results(sheet: Sheet, zeros: Mapping[Place, str]) -> dict[Place, Decimal | str | None]:
    """What each formula that shows 0 comes to, or that it is a text; None where nobody can say."""
    results: dict[Place, Decimal | str | None] = {}
    under_way: list[Place] = []
    looked_at = 0

    def value_at(place: Place) -> Decimal | str | None:
        nonlocal looked_at
        looked_at += 1
        return result(place) if place in zeros else _stored(sheet.rows, place)

    def result(place: Place) -> Decimal | str | None:
        if place not in results:
            if place in under_way or len(under_way) >= DEEPEST or looked_at > MOST_LOOKED_AT:
                return None
            under_way.append(place)
            found = A_TEXT if gives_text(zeros[place]) else reckoned(zeros[place], value_at)
            under_way.pop()
            results[place] = found
        return results[place]

    for place in sorted(zeros):
        result(place)
    return {place: results.get(place) for place in zeros}


def _are_right(sheet: Sheet, told: Remarks) -> Iterator[bool]:
    """Whether stored results other than 0 are what the stored numbers beside them come to, where that can be said."""
    looked_at = 0

    def value_at(place: Place) -> Decimal | str | None:
        nonlocal looked_at
        looked_at += 1
        return None if place in told.zeros else _stored(sheet.rows, place)

    for place, formula in told.answers.items():
        stored, found = _stored(sheet.rows, place), reckoned(formula, value_at)
        if found is not None and isinstance(stored, Decimal):
            yield abs(found - stored) <= NEARLY * max(abs(found), Decimal(1))
        if looked_at > MOST_LOOKED_AT:
            return


def _stored(rows: Sequence[Row], place: Place) -> Decimal | str | None:
    row, column = place
    if row > len(rows) or column > len(rows[row - 1].cells) or not (text := rows[row - 1].cells[column - 1]):
        return ""
    letter = rows[row - 1].types[column - 1]
    if letter != "n":
        return text if letter == "t" else None
    try:
        return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    except InvalidOperation:
        return None


def _marked(sheet: Sheet, false: Mapping[Place, str]) -> Sheet:
    if not false:
        return sheet
    rows = list(sheet.rows)
    for (number, column), formula in false.items():
        row = rows[number - 1] if number <= len(rows) else None
        if row is None or row.types[column - 1 : column] != "n":
            continue
        cells = list(row.cells)
        cells[column - 1] = NEVER_CALCULATED + formula
        rows[number - 1] = row._replace(cells=cells, types=row.types[: column - 1] + "x" + row.types[column:])
    return sheet._replace(rows=rows)
