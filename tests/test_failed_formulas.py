"""A failed formula and one without a result are no blanks, in formats where calamine shows them as such."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import xlwt

import ugly_files
from binary_workbooks import _records
from dagster_project import readers
from dagster_project.readers.failed_formulas import _found_in_wide_records, _with_missing_results

HEADER = ["姓名", "学校名称", "金额"]


def _last_column(path: Path, data: bytes) -> list[tuple[str | None, str]]:
    path.write_bytes(data)
    (sheet,) = readers.read_file(path).sheets
    return [(row.cells[2], row.types[2]) if len(row.cells) > 2 else (None, "e") for row in sheet.rows[1:]]


def test_an_xls_tells_errors_zeros_and_blanks_apart(tmp_path: Path) -> None:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("表")
    for row, name in enumerate(["", "甲", "乙", "丙", "丁", "戊"]):
        for column, text in enumerate(HEADER if row == 0 else [f"演练{name}", "青禾一小"]):
            sheet.write(row, column, text)
    sheet.row(1).set_cell_error(2, 0x2A)
    sheet.write(2, 2, 500)
    sheet.write(3, 2, 0)
    sheet.row(5).set_cell_error(2, 0x07)
    book.save(out)
    assert _last_column(tmp_path / "a", out.getvalue()) == [
        ("#N/A", "x"), ("500", "n"), ("0", "n"), (None, "e"), ("#DIV/0!", "x"),
    ]  # fmt: skip


def test_an_ods_tells_errors_results_that_are_missing_and_blanks_apart(tmp_path: Path) -> None:
    data = ugly_files.open_document([HEADER, *([f"演练{name}", "青禾一小", f"额{name}"] for name in "甲乙丙丁")])
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    instead = {
        "额甲": f'<table:table-cell {calc} table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
        "额乙": '<table:table-cell table:formula="of:=250*2"/>',
        "额丙": "<table:table-cell/>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == "content.xml":
                for old, new in instead.items():
                    start = text.rindex("<table:table-cell", 0, text.index(old))
                    end = text.index("</table:table-cell>", start) + len("</table:table-cell>")
                    text = text[:start] + new + text[end:]
            target.writestr(name, text)
    assert _last_column(tmp_path / "a", out.getvalue()) == [
        ("#DIV/0!", "x"), ("=250*2", "x"), (None, "e"), ("额丁", "t"),
    ]  # fmt: skip


def test_the_records_of_an_xlsb_tell_errors() -> None:
    cell, other = ((at).to_bytes(4, "little") + bytes(4) for at in (2, 3))
    data = _records((0, (4).to_bytes(4, "little") + bytes(13)), (3, cell + b"\x2a"), (11, other + b"\x17" + bytes(6)))
    assert _found_in_wide_records(data).cells == {(5, 3): "#N/A", (5, 4): "#REF!"}


def _with_formulas(*formulas: str) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("表")
    for row, formula in enumerate(["", *formulas]):
        for column, text in enumerate(HEADER if row == 0 else [f"演练{row}", "青禾一小"]):
            sheet.write(row, column, text)
        if formula:
            sheet.write(row, 2, xlwt.Formula(formula))
    book.save(out)
    return out.getvalue()


def test_an_xls_nobody_calculated_has_no_results(tmp_path: Path) -> None:
    data = _with_formulas("ROUND(E1*1.5;2)", 'IF(E2="";"";E2*2)', "SUM(E1:E9)", "E4")
    assert _last_column(tmp_path / "a", data) == [("=", "x")] * 4


def test_an_xls_where_excel_calculated_nothing_to_show_has_blanks(tmp_path: Path) -> None:
    assert _last_column(tmp_path / "a", _with_formulas('IF(E2="";"";E2*2)', "VLOOKUP(E1;F1:G9;2;0)", "E4")) == [
        (None, "e")
    ] * 3  # fmt: skip


def test_the_records_of_an_xlsb_tell_results_that_are_missing() -> None:
    one, other = b"\x44" + bytes(6), b"\x44" + bytes(6)
    times = one + other + b"\x05"  # =A1*A1
    joined = one + other + b"\x08"  # =A1&A1
    named = b"\x17\x01\x00\x05\x00"  # ="\x05", whose last byte but one is no multiplication
    cells = [
        (8, at.to_bytes(4, "little") + bytes(10) + len(tokens).to_bytes(4, "little") + tokens + bytes(4))
        for at, tokens in enumerate((times, joined, named))
    ]
    data = _records((0, bytes(17)), *cells)
    found = _found_in_wide_records(data)
    assert found.cells == {(1, 1): "=", (1, 2): "", (1, 3): ""}
    assert [told.errors for told in _with_missing_results([found])] == [{(1, at): "=" for at in (1, 2, 3)}]
