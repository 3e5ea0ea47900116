"""Formulas whose stored result is 0 because nobody calculated them, told apart from those that really are 0.

Belongs here: which zeros cannot be believed, by what the workbook says of itself and by the numbers beside them. Does
not belong here: finding formulas in a format (``package``, ``failed_formulas``), reckoning one (``plain_formulas``).

Programs that write workbooks and do not calculate store 0 as every formula's result (XlsxWriter, Apache POI, EasyExcel).
A plain formula whose own numbers come to something else is proof whatever the workbook says. Where the workbook also
says that it was never calculated, a zero that nobody can reckon is no better: after one proof, or where no formula of
the workbook has any other result. A zero that the numbers come to stays 0.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from dagster_project.readers.grid import Row, Sheet
from dagster_project.readers.package import Remarks
from dagster_project.readers.plain_formulas import Place, reckoned

NEVER_CALCULATED = "0 ="
"""A cell of type x that begins so holds a 0 that was never calculated; the formula follows."""
DEEPEST, MOST_LOOKED_AT = 40, 2_000_000
NEXT_TO_NOTHING = Decimal("1e-9")
_FULL_CALC = re.compile(rb'<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad="(?:1|true)"')
_GENERATOR = re.compile(rb"<meta:generator>[^<]")
_APPLICATION = re.compile(rb"<(?:\w+:)?Application>([^<]*)<")


def says_it_was_not_calculated(path: Path, form: str) -> bool:
    """Whether a workbook says that its formulas wait to be calculated, or was written by what does not calculate."""
    if form == "xls":
        return _says_no_program(path)
    with zipfile.ZipFile(path) as archive:
        names = {name.lower(): name for name in archive.namelist()}

        def read(name: str) -> bytes:
            return archive.read(names[name]) if name in names else b""

        if form == "ods":
            return _GENERATOR.search(read("meta.xml")) is None
        if _FULL_CALC.search(read("xl/workbook.xml")):
            return True
        application = _APPLICATION.search(read("docprops/app.xml"))
        if application is None or b"POI" in application[1]:
            return True
        is_excel = application[1].strip() == b"Microsoft Excel"
        return is_excel and not {"xl/calcchain.xml", "xl/calcchain.bin"} & names.keys()


def _says_no_program(path: Path) -> bool:
    """Whether an .xls does not name the program that wrote it, as those do that a person works with."""
    import olefile

    if not olefile.isOleFile(path):
        return True
    with olefile.OleFileIO(path) as package:
        return not package.get_metadata().creating_application


def with_zeros_told(sheets: Sequence[Sheet], remarks: Sequence[Remarks], *, is_said: bool) -> list[Sheet]:
    """The sheets with every zero that was never calculated marked as what it is.

    ``is_said`` is whether the workbook says of itself that it was not calculated.
    """
    results = [_results(sheet, told.zeros) for sheet, told in zip(sheets, remarks, strict=True)]
    is_proved = any(value is not None and _is_something(value) for found in results for value in found.values())
    is_doubtful = is_said and (is_proved or not any(told.answered for told in remarks))
    return [
        _marked(sheet, {at: told.zeros[at] for at, value in found.items() if _is_false(value, is_doubtful)})
        for sheet, told, found in zip(sheets, remarks, results, strict=True)
    ]


def _is_something(value: Decimal) -> bool:
    return abs(value) > NEXT_TO_NOTHING


def _is_false(value: Decimal | None, is_doubtful: bool) -> bool:
    return is_doubtful if value is None else _is_something(value)


def _results(sheet: Sheet, zeros: Mapping[Place, str]) -> dict[Place, Decimal | None]:
    """What each formula that shows 0 comes to; None where nobody can say."""
    results: dict[Place, Decimal | None] = {}
    under_way: list[Place] = []
    looked_at = 0

    def value_at(place: Place) -> Decimal | str | None:
        nonlocal looked_at
        looked_at += 1
        return result(place) if place in zeros else _stored(sheet.rows, place)

    def result(place: Place) -> Decimal | None:
        if place not in results:
            if place in under_way or len(under_way) >= DEEPEST or looked_at > MOST_LOOKED_AT:
                return None
            under_way.append(place)
            found = reckoned(zeros[place], value_at)
            under_way.pop()
            results[place] = found
        return results[place]

    for place in sorted(zeros):
        result(place)
    return {place: results.get(place) for place in zeros}


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
