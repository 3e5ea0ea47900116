"""The blank Excel workbook of a dataset, made from its contract: the same contract always gives the same bytes.

What belongs here: its sheets. What does not: one column (``template_columns``), the words of the guide
(``template_guide``), what the stamp says (``stamps``), reading a filled one (``intake``).

The data sheet has a title, a line for who reports, the header, and one example line that intake knows by its 示例 and
never loads. Only text, numbers and dates are written; nothing is ever a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from dagster_project.contracts import template_guide as guide
from dagster_project.contracts.model import Contract
from dagster_project.contracts.stamps import (
    DATA_SHEET,
    EXAMPLE,
    GUIDE_SHEET,
    OPTIONS_SHEET,
    STAMP_SHEET,
    Stamp,
    fingerprint,
    layout_of,
)
from dagster_project.contracts.template_columns import (
    NUMBER_COLUMN,
    example,
    fits_in_the_cell,
    header_of,
    number_format,
    options,
    validation,
)

CREATED = dt.datetime(2000, 1, 1)
TITLE_ROW, UNIT_ROW, HEADER_ROW, EXAMPLE_ROW = 0, 1, 2, 3
LAST_ROW = 1_048_575
BLANK_LINE = "________________"
FONT: dict[str, Any] = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
BORDER: dict[str, Any] = {"border": 1, "border_color": "#C9D1D6"}
DARK, RED, GREY, PALE = "#1D5A78", "#A33B2A", "#77838B", "#F1F3F4"
NARROW, WIDE, TALL = 11, 24, 15.5
KIND_WIDTHS = {"person": 22, "cert": 24, "card": 24, "phone": 15, "date": 13, "name": 11, "boolean": 10, "text": 16}
A4, A3 = 9, 8


@dataclass(frozen=True)
class Addressed:
    """Whom a template is for; nothing is known of a template for everybody."""

    county_code: str = ""
    county_zh: str = ""
    period: str = ""
    period_zh: str = ""

    @cached_property
    def words(self) -> str:
        """County and period as they stand in the title."""
        said = " ".join(filter(None, (self.county_zh, self.period_zh)))
        return f"（{said}）" if said else ""


def template(contract: Contract, addressed: Addressed | None = None) -> bytes:
    """The workbook. Raises ValueError for a dataset that is no table."""
    if not contract.natural_key:
        raise ValueError(
            f"{contract.name_zh}是文字材料，没有填报模板，请直接报送 Word 文件。/ "
            f"{contract.name} is a written document, not a table; it has no template: send the document itself."
        )
    addressed = addressed or Addressed()
    buffer = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, settings)
    book.set_properties({"title": contract.name_zh, "created": CREATED, "comments": "county-warehouse"})
    lists = _long_lists(contract)
    _data_sheet(book, contract, addressed, lists)
    own = {GUIDE_SHEET: _guide_sheet(book, contract)}
    if lists:
        own[OPTIONS_SHEET] = _options_sheet(book, lists)
    prints = tuple((name, fingerprint(rows)) for name, rows in own.items())
    stamp = Stamp(contract.name, contract.version, layout_of(contract), addressed.county_code, addressed.period, prints)
    _write_rows(book.add_worksheet(STAMP_SHEET), stamp.rows()).very_hidden()
    book.close()
    return buffer.getvalue()


def _long_lists(contract: Contract) -> dict[str, list[str]]:
    """The code tables whose words do not fit into a validation, by table."""
    found = {field.code_table: options(field) for field in contract.fields if field.code_table}
    return {table: words for table, words in sorted(found.items()) if not fits_in_the_cell(words)}


def _data_sheet(
    book: xlsxwriter.Workbook, contract: Contract, addressed: Addressed, lists: dict[str, list[str]]
) -> None:
    sheet = book.add_worksheet(DATA_SHEET)
    last = len(contract.fields)
    title = book.add_format({**FONT, "bold": True, "font_size": 16, "font_color": DARK})
    sheet.write_string(TITLE_ROW, 0, f"{contract.name_zh}{addressed.words}", title)
    sheet.set_row(TITLE_ROW, 30)
    money = "　　金额单位：元" if any(field.kind == "money" for field in contract.fields) else ""
    above = f"填报单位：{BLANK_LINE}　　填报日期：{BLANK_LINE}{money}　　带 * 的列必填，灰色示例行不计入"
    sheet.write_string(UNIT_ROW, 0, above, book.add_format({**FONT, "font_color": GREY}))
    sheet.set_row(UNIT_ROW, 20)
    head = {**FONT, **BORDER, "bold": True, "font_color": "#FFFFFF", "text_wrap": True, "align": "center"}
    plain_head, required_head = (book.add_format({**head, "bg_color": colour}) for colour in (DARK, RED))
    shown = {**FONT, **BORDER, "italic": True, "font_color": GREY, "bg_color": PALE}
    sheet.set_column(0, 0, 6, book.add_format({**FONT, "num_format": "0", "align": "center"}))
    sheet.write_string(HEADER_ROW, 0, NUMBER_COLUMN, plain_head)
    sheet.write_string(EXAMPLE_ROW, 0, EXAMPLE, book.add_format({**shown, "align": "center"}))
    lines = 1
    for at, field in enumerate(contract.fields, start=1):
        header, shape = header_of(contract, field), number_format(field)
        width = _width(header, KIND_WIDTHS.get(field.kind, NARROW), [*options(field), str(example(field))])
        lines = max(lines, math.ceil(_columns(header) / (width - 1)))
        sheet.set_column(at, at, width, book.add_format({**FONT, "num_format": shape}))
        sheet.write_string(HEADER_ROW, at, header, required_head if field.required else plain_head)
        _write_example(sheet, at, example(field), book.add_format({**shown, "num_format": shape}))
        choices = _range(lists, field.code_table) if field.code_table in lists else options(field)
        rule = validation(field, choices or None)
        if rule:
            sheet.data_validation(EXAMPLE_ROW + 1, at, LAST_ROW, at, rule)
    sheet.set_row(HEADER_ROW, 8 + TALL * lines)
    sheet.set_row(EXAMPLE_ROW, 20)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    _paper(sheet, A3 if last > 10 else A4)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_footer("&C第 &P 页，共 &N 页&R含个人信息 注意保密")


def _write_example(sheet: Any, at: int, value: object, shape: Any) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(EXAMPLE_ROW, at, dt.datetime.combine(value, dt.time()), shape)
    elif isinstance(value, int | float):
        sheet.write_number(EXAMPLE_ROW, at, value, shape)
    else:
        sheet.write_string(EXAMPLE_ROW, at, str(value), shape)


def _range(lists: dict[str, list[str]], table: str | None) -> str:
    """Where the words of a long list stand on their hidden sheet."""
    at = list(lists).index(str(table))
    letter = xl_col_to_name(at, col_abs=True)
    return f"='{OPTIONS_SHEET}'!{letter}$2:{letter}${len(lists[str(table)]) + 1}"


def _options_sheet(book: xlsxwriter.Workbook, lists: dict[str, list[str]]) -> list[list[str]]:
    height = max(map(len, lists.values()))
    columns = [[table, *words, *[""] * (height - len(words))] for table, words in lists.items()]
    rows = [list(row) for row in zip(*columns, strict=True)]
    _write_rows(book.add_worksheet(OPTIONS_SHEET), rows).hide()
    return rows


def _write_rows(sheet: Any, rows: Sequence[Sequence[str]]) -> Any:
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(at, column, text)
    return sheet


def _guide_sheet(book: xlsxwriter.Workbook, contract: Contract) -> list[list[str]]:
    sheet = book.add_worksheet(GUIDE_SHEET)
    text = book.add_format({**FONT, **BORDER, "text_wrap": True, "valign": "top"})
    bold = book.add_format({**FONT, **BORDER, "text_wrap": True, "valign": "top", "bold": True})
    head = book.add_format(
        {**FONT, **BORDER, "text_wrap": True, "bold": True, "bg_color": DARK, "font_color": "#FFFFFF"}
    )
    big = book.add_format({**FONT, "bold": True, "font_size": 15, "font_color": DARK})
    for at, width in enumerate(guide.WIDTHS):
        sheet.set_column(at, at, width)
    title = f"{contract.name_zh}填写说明 / How to fill in: {contract.name_en}"
    sheet.write_string(0, 0, title, big)
    sheet.set_row(0, 30)
    rows, merged = [[title]], sum(guide.WIDTHS[2:])
    for heading, zh, en in guide.general(contract):
        sheet.merge_range(len(rows), 0, len(rows), 1, "", bold)
        sheet.write_string(len(rows), 0, heading, bold)
        sheet.merge_range(len(rows), 2, len(rows), len(guide.WIDTHS) - 1, "", text)
        sheet.write_string(len(rows), 2, f"{zh}\n{en}", text)
        sheet.set_row(len(rows), _height([f"{zh}\n{en}"], [merged]))
        rows.append([heading, f"{zh}\n{en}"])
    sheet.set_row(len(rows), 8)
    first = len(rows) + 1
    lines = [guide.HEADINGS, *(guide.line(contract, f, xl_col_to_name(n)) for n, f in enumerate(contract.fields, 1))]
    for at, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(first + at, column, cell, head if at == 0 else bold if column == 1 else text)
        sheet.set_row(first + at, _height(line, guide.WIDTHS))
        rows.append(list(line))
    _paper(sheet, A4)
    sheet.repeat_rows(first)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    return rows


def _paper(sheet: Any, paper: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)


def _columns(text: str) -> int:
    """Columns a text takes: a Chinese character takes two."""
    return len(text) + sum(ord(letter) > 255 for letter in text)


def _width(header: str, least: int, texts: Sequence[str]) -> int:
    longest = max(map(_columns, texts), default=0) + 3
    return min(WIDE, max(least, longest, math.ceil(_columns(header) / 2) + 3))


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Points a row needs for its wrapped texts; not every program works this out when it opens a file."""
    lines = 1
    for text, width in zip(texts, widths, strict=True):
        lines = max(lines, sum(max(1, math.ceil(_columns(part) / width)) for part in text.split("\n")))
    return 6 + TALL * lines
