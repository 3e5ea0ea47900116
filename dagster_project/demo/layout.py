"""Rows into files: one table in one CSV, xlsx or xls file, and the row numbers a person sees.

What belongs here: headers, titles, units, totals, how a value is written in a cell.
What does not: which county writes in which way (``manners``), what the rows say (``world``, ``faults``).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from dagster_project.contracts import Contract, Field, code_labels, code_tables

Value = str | int | bool | Decimal | dt.date | None
Cell = str | int | float | dt.date | None
CREATED = dt.datetime(2020, 1, 1)
TERM_ZH = {"spring": "春季学期", "autumn": "秋季学期"}


@dataclass(frozen=True)
class Style:
    """How a table is written.

    kind            csv, xlsx or xls
    encoding        of a csv file
    title           text of a first row above the header, None for none
    notes           texts of further rows above the header (填报单位, 单位 …)
    money_divisor   10000 writes money in 万元; say so in ``notes``
    header_choice   0 takes each field's first header, n the n-th other name a county may use
    synonyms        write codes with another word than their label where there is one
    dates           strftime format of dates; None writes date cells (xlsx, xls)
    merged_header   a header of two rows: the first ``grouped`` columns under one merged cell
    totals          a 合计 row after the data
    footer          text of a last row, None for none
    numeric         fields whose digits are written as numbers (that is how Excel damages ids)
    sheet           name of the sheet
    """

    kind: str = "xlsx"
    encoding: str = "utf-8-sig"
    title: str | None = None
    notes: tuple[str, ...] = ()
    money_divisor: int = 1
    header_choice: int = 0
    synonyms: bool = False
    dates: str | None = "%Y-%m-%d"
    merged_header: bool = False
    grouped: int = 3
    totals: bool = False
    footer: str | None = None
    numeric: frozenset[str] = frozenset()
    sheet: str = "Sheet1"


@dataclass(frozen=True)
class Written:
    """Where the rows went: the sheet ('' in a csv file) and each row's number, in the order given."""

    sheet: str
    rows: tuple[int, ...]


def write_table(
    path: Path,
    contract: Contract,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str] | None = None,
    style: Style | None = None,
) -> Written:
    """Write ``rows`` (values by field name, codes in English) as one table of ``contract``.

    ``columns`` are the fields to write, in order; all fields of the contract when None. Makes the folder.
    Returns the sheet and the 1-based row number of each row; for csv the physical line.
    """
    style = style or Style()
    fields = [contract.field(name) for name in columns] if columns else list(contract.fields)
    headers = [choose_header(contract, field, style.header_choice) for field in fields]
    above: list[list[Cell]] = [[text] for text in (style.title, *style.notes) if text]
    header_rows: list[list[Cell]] = [list(headers)]
    if style.merged_header:
        header_rows = [["基本信息" if i < style.grouped else h for i, h in enumerate(headers)], list(headers)]
    body = [[cell_value(field, row.get(field.name), style) for field in fields] for row in rows]
    below: list[list[Cell]] = []
    if style.totals:
        below.append(_totals(fields, body, rows))
    if style.footer:
        below.append([style.footer])
    first = len(above) + len(header_rows) + 1
    write_grid(path, [*above, *header_rows, *body, *below], style, merged_at=len(above))
    sheet = "" if style.kind == "csv" else style.sheet
    return Written(sheet, tuple(range(first, first + len(body))))


def write_grid(path: Path, grid: Sequence[Sequence[Cell]], style: Style, merged_at: int = 0) -> None:
    """Write a grid of cells as it is; ``merged_at`` is the first header row when the style merges headers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if style.kind == "csv":
        _write_csv(path, grid, style)
    elif style.kind == "xls":
        _write_xls(path, grid, style)
    else:
        _write_xlsx(path, grid, style, merged_at)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a document of plain text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def choose_header(contract: Contract, field: Field, choice: int) -> str:
    """The field's header number ``choice`` among those that no other field of the contract claims."""
    others = {header for other in contract.fields if other.name != field.name for header in other.headers}
    own = [header for header in field.headers if header not in others] or [field.name_zh]
    return own[choice % len(own)]


def cell_value(field: Field, value: Value, style: Style) -> Cell:
    """What stands in the cell: text, number or date."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.kind == "code" and field.code_table:
        return _code_word(field.code_table, str(value), style.synonyms)
    if isinstance(value, dt.date):
        return value if style.dates is None else value.strftime(style.dates)
    if field.kind == "term" and isinstance(value, str):
        return _term_text(value)
    if isinstance(value, int | Decimal):
        return _number(field, value, style)
    if field.name in style.numeric and value.isdigit():
        return float(value[:15] + "0" * (len(value) - 15))
    return value


def _number(field: Field, value: int | Decimal, style: Style) -> Cell:
    if field.kind == "money":
        value = Decimal(value) / style.money_divisor
    if style.kind == "csv":
        return format(Decimal(value).normalize(), "f")
    return int(value) if value == int(value) else float(value)


def _term_text(value: str) -> str:
    year, _, term = value.partition("-")
    return f"{year}年{TERM_ZH[term]}" if term in TERM_ZH else value


@cache
def _code_word(table: str, code: str, synonyms: bool) -> str:
    label = code_labels().get(table, {}).get(code)
    if label is None:
        return code
    if not synonyms:
        return label
    words = [w for w, c in code_tables()[table].items() if c == code and w not in (code, label) and len(w) > 1]
    return words[0] if words and not words[0].isascii() else label


def _totals(fields: Sequence[Field], body: Sequence[Sequence[Cell]], rows: Sequence[Mapping[str, Any]]) -> list[Cell]:
    total: list[Cell] = ["合计"]
    for index, field in enumerate(fields[1:], start=1):
        if field.kind == "money":
            cells = [Decimal(str(row[index])) for row in body if isinstance(row[index], int | float)]
            total.append(float(sum(cells, Decimal(0))))
        else:
            total.append(None)
    if len(total) > 1 and all(cell is None for cell in total[1:]):
        total[1] = f"{len(rows)}条"
    return total


def _write_csv(path: Path, grid: Sequence[Sequence[Cell]], style: Style) -> None:
    with path.open("w", encoding=style.encoding, newline="") as file:
        csv.writer(file).writerows([["" if cell is None else cell for cell in row] for row in grid])


def _write_xlsx(path: Path, grid: Sequence[Sequence[Cell]], style: Style, merged_at: int) -> None:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet(style.sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    digits = book.add_format({"num_format": "0"})
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(r, c, cell)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(r, c, dt.datetime.combine(cell, dt.time()), day)
            elif isinstance(cell, float) and cell > 1e12:
                sheet.write_number(r, c, cell, digits)
            elif cell is not None:
                sheet.write_number(r, c, cell)
    if style.merged_header:
        centre = book.add_format({"align": "center", "valign": "vcenter"})
        sheet.merge_range(merged_at, 0, merged_at, style.grouped - 1, "基本信息", centre)
        for c in range(style.grouped, len(grid[merged_at])):
            sheet.merge_range(merged_at, c, merged_at + 1, c, str(grid[merged_at][c]), centre)
    book.close()


def _write_xls(path: Path, grid: Sequence[Sequence[Cell]], style: Style) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(style.sheet)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write(r, c, cell, day)
            elif cell is not None:
                sheet.write(r, c, cell)
    book.save(str(path))
