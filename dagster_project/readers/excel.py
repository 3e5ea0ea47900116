"""Workbooks to grids: every cell with its type, at the place a person sees it.

Belongs here: python-calamine, the text form of typed cells, merged ranges.
Does not belong here: checks of the zip package (``package``), the child process (``worker``).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine as calamine

from dagster_project.readers.failed_formulas import remarks_by_sheet
from dagster_project.readers.grid import FileContent, Limits, ReadError, Row, Sheet
from dagster_project.readers.package import (
    Remarks,
    check_package,
    percent_styles,
    scanned,
    sheet_parts,
)
from dagster_project.readers.uncalculated import what_it_says, with_zeros_told

NOTHING = Remarks({}, ())
MOST_ROWS_OF_ERRORS = 10_000  # below the last row that holds a value
LETTERS = {str: "t", float: "n", int: "n", bool: "b", type(None): "e"}


def read_workbook(path: Path, form: str, limits: Limits) -> FileContent:
    """Every worksheet of a workbook. Raises ReadError for what must not or cannot be opened."""
    if form in ("xlsx", "xlsb", "ods"):
        check_package(path, limits)
    parts = sheet_parts(path) if form == "xlsx" else {}
    percents = percent_styles(path) if form == "xlsx" else frozenset()
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise ReadError(
            "encrypted",
            "文件设有打开密码，请取消密码后重新报送。",
            "The file needs a password to open; remove the password and send it again.",
        ) from error
    told = remarks_by_sheet(path, form)
    told += [NOTHING] * (len(workbook.sheets_metadata) - len(told))
    sheets: list[Sheet] = []
    seen: list[Remarks] = []
    for meta, remarks in zip(workbook.sheets_metadata, told, strict=False):
        if meta.typ == calamine.SheetTypeEnum.WorkSheet:
            if meta.name in parts:
                remarks = scanned(path, parts[meta.name], meta.name, percents, limits)
            sheets.append(_sheet(workbook, meta, limits, remarks))
            seen.append(remarks)
    if any(remarks.zeros for remarks in seen):
        sheets = with_zeros_told(sheets, seen, what_it_says(path, form))
    return FileContent(form, None, tuple(sheets))


def _sheet(
    workbook: calamine.CalamineWorkbook,
    meta: calamine.SheetMetadata,
    limits: Limits,
    remarks: Remarks,
) -> Sheet:
    sheet = workbook.get_sheet_by_name(meta.name)
    if sheet.total_height * sheet.total_width > limits.cells:
        raise ReadError(
            "sheet_too_large",
            f"工作表“{meta.name}”达 {sheet.total_height} 行 × {sheet.total_width} 列，超出限度（cells = {limits.cells}）。",
            f"Sheet “{meta.name}” has {sheet.total_height} rows × {sheet.total_width} columns, more than allowed "
            f"(cells = {limits.cells}).",
        )
    rows = _rows(sheet.to_python(skip_empty_area=False))
    if remarks.errors:
        _mark_errors(rows, remarks.errors)
    for number, column in remarks.percents:
        _mark_percent(rows, number, column)
    merged = [
        (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(meta.name, hidden, rows, merged, remarks.hidden_rows)


def _rows(grid: list[list[Any]]) -> list[Row]:
    """Rows of texts and type letters; what rows of the same kinds of cells share is worked out once."""
    rows: list[Row] = []
    shapes: dict[tuple[type, ...], tuple[str, list[int]]] = {}
    shortened: dict[tuple[str, tuple[int, ...]], str] = {}
    for number, values in enumerate(grid, start=1):
        kinds = tuple(map(type, values))
        shape = shapes.get(kinds)
        if shape is None:
            shape = shapes[kinds] = _shape(kinds)
        letters, not_text = shape
        for at in not_text:
            value = values[at]
            if value.__class__ is float and -1e15 < value < 1e15 and value == (whole := int(value)):
                values[at] = str(whole)
            else:
                values[at] = typed_text(value)[0] or ""
        if any(map(str.isspace, values)):
            values = ["" if value.isspace() else value for value in values]
        if "" in values:
            blanks = tuple([at for at, value in enumerate(values) if not value])
            for at in blanks:
                values[at] = None
            filled = shortened.get((letters, blanks))
            if filled is None:
                filled = shortened[letters, blanks] = _filled(letters, blanks)
            letters = filled
            del values[len(letters) :]
        rows.append(Row(number, values, letters))
    return rows


def _shape(kinds: tuple[type, ...]) -> tuple[str, list[int]]:
    """The letters of a row whose cells are of these kinds, and where something else than text stands."""
    letters = "".join(LETTERS.get(kind, "d") for kind in kinds)
    return letters, [at for at, letter in enumerate(letters) if letter != "t"]


def _filled(letters: str, blanks: tuple[int, ...]) -> str:
    """The letters of a row that ends with its last filled cell."""
    empty = frozenset(blanks)
    return "".join("e" if at in empty else letter for at, letter in enumerate(letters)).rstrip("e")


def typed_text(value: Any) -> tuple[str | None, str]:
    """The text a person would see, plain digits and ISO dates, and the letter of the type."""
    if value.__class__ is float:
        return number_text(value), "n"
    if value is None:
        return None, "e"
    if value.__class__ is bool:
        return ("TRUE" if value else "FALSE"), "b"
    if isinstance(value, int):
        return str(value), "n"
    if isinstance(value, dt.datetime):
        whole_day = value.time() == dt.time()
        return (value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="seconds")), "d"
    if isinstance(value, dt.date):
        return value.isoformat(), "d"
    return str(value), "d"


def number_text(value: float) -> str:
    """Plain decimal digits, never an exponent; 15 significant digits, which is all that Excel keeps.

    >>> number_text(757.74025), number_text(5.10322199901011e17), number_text(0.1 + 0.2)
    ('757.74025', '510322199901011000', '0.3')
    """
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    text = f"{value:.15g}"
    if "e" in text:
        return format(Decimal(text), "f")
    return text


def _mark_errors(rows: list[Row], errors: dict[tuple[int, int], str]) -> None:
    for (number, column), text in sorted(errors.items()):
        if number > len(rows) + MOST_ROWS_OF_ERRORS:
            continue
        rows += [Row(at, [], "") for at in range(len(rows) + 1, number + 1)]
        row = rows[number - 1]
        cells = row.cells + [None] * (column - len(row.cells))
        types = row.types.ljust(column, "e")
        if cells[column - 1] is None:
            cells[column - 1] = text
            rows[number - 1] = row._replace(cells=cells, types=types[: column - 1] + "x" + types[column:])


def _mark_percent(rows: list[Row], number: int, column: int) -> None:
    """What a person sees as 58.5% is stored as 0.585."""
    if number <= len(rows) and rows[number - 1].types[column - 1 : column] == "n":
        cells = rows[number - 1].cells
        cells[column - 1] = number_text(float(Decimal(cells[column - 1] or "0") * 100)) + "%"
