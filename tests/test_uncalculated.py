"""A formula's 0 that nobody calculated is no 0: told by the workbook and by the numbers beside it, in every format."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

import ugly_files
from dagster_project import intake, readers
from dagster_project.readers.failed_formulas import _found_in_biff, _found_in_wide_records
from dagster_project.readers.formula_texts import XLS, plain_text
from dagster_project.readers.plain_formulas import gives_text, reckoned
from inbox_files import deliveries, person, place, raw, settings_at, table

HEADER = ["姓名", "标准", "月数", "金额"]
NUMBERS = {(1, 1): Decimal(300), (1, 2): Decimal("1.5"), (1, 3): "", (1, 4): "元", (1, 5): None}


def _workbook(formulas: Mapping[str, str], results: Mapping[str, float] | None = None, **instead: bytes) -> bytes:
    """Three people with 300, 5 months and a formula each; parts of the package are replaced or, with b"", left out."""
    out, packed = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("发放表")
    for at, row in enumerate([HEADER, *([f"演练{name}", 300, 5] for name in "甲乙丙")]):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    for cell, formula in formulas.items():
        sheet.write_formula(cell, formula, None, (results or {}).get(cell, 0))
    book.close()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b' fullCalcOnLoad="1"', instead.get("full", b' fullCalcOnLoad="1"'))
            if name == "docProps/app.xml":
                data = data.replace(b"Microsoft Excel", instead.get("program", b"Microsoft Excel"))
            target.writestr(name, data)
    return packed.getvalue()


def _column_d(path: Path, data: bytes) -> list[tuple[str | None, str]]:
    path.write_bytes(data)
    return [(row.cells[3], row.types[3]) for row in readers.read_file(path).sheets[0].rows[1:] if len(row.cells) > 3]


def test_a_zero_that_its_own_numbers_contradict(tmp_path: Path) -> None:
    data = _workbook({"D2": "=B2*C2", "D3": "=ROUND(B3*C9,2)", "D4": "=VLOOKUP(A4,A1:B3,2,0)", "D5": "=SUM(D2:D4)"})
    assert _column_d(tmp_path / "a", data) == [
        ("0 =B2*C2", "x"), ("0", "n"), ("0 =VLOOKUP(A4,A1:B3,2,0)", "x"), ("0 =SUM(D2:D4)", "x"),
    ]  # fmt: skip


@pytest.mark.parametrize("program", [b"Apache POI", b"Microsoft Excel"])
def test_a_workbook_that_says_nothing_but_was_written_by_what_does_not_calculate(
    tmp_path: Path, program: bytes
) -> None:
    data = _workbook({"D2": "=IF(C2>0,B2*C2,0)"}, full=b"", program=program)
    assert _column_d(tmp_path / "a", data) == [("0 =IF(C2>0,B2*C2,0)", "x")]


def test_a_calculated_workbook_keeps_its_zeros(tmp_path: Path) -> None:
    """LibreOffice has no calcChain and calculates; one formula with a result shows that somebody did."""
    formulas = {"D2": "=IF(C2>9,B2,0)", "D3": "=B3*C9", "D4": "=B4*C4"}
    assert _column_d(tmp_path / "a", _workbook(formulas, {"D4": 1500})) == [("0", "n"), ("0", "n"), ("1500", "n")]
    quiet = _workbook({"D2": "=IF(C2>9,B2,0)"}, full=b"", program=b"LibreOffice/7.6")
    assert _column_d(tmp_path / "b", quiet) == [("0", "n")]


@pytest.mark.parametrize(
    "formula", ['=IF(MOD(B2,2)=1,"男","女")', "=MID(A2,1,1)", '=A2&"县"', '=IFERROR(TEXT(B2,"0"),"")']
)
def test_a_zero_where_only_a_text_can_stand_is_proof_by_itself(tmp_path: Path, formula: str) -> None:
    formulas = {"D2": formula, "D3": "=IF(C3>9,B3,0)", "D4": "=B4*C4"}
    quiet = _workbook(formulas, {"D4": 1500}, full=b"", program=b"WPS")
    assert _column_d(tmp_path / "a", quiet) == [(f"0 {formula}", "x"), ("0", "n"), ("1500", "n")]
    told = _column_d(tmp_path / "b", _workbook(formulas, {"D4": 1500}))
    assert told == [(f"0 {formula}", "x"), ("0 =IF(C3>9,B3,0)", "x"), ("1500", "n")]


@pytest.mark.parametrize(("full", "is_set_aside"), [({}, True), ({"full": b"", "program": b"Apache POI"}, False)])
def test_results_nobody_can_check_in_a_workbook_that_asks_to_be_calculated(
    tmp_path: Path, full: dict[str, bytes], is_set_aside: bool
) -> None:
    """Something else than 0 elsewhere may be left over from a template; who only wrote it may have calculated."""
    data = _workbook({"D2": "=SUMIF(A2:A4,A2,C2:C4)", "D4": "=VLOOKUP(A4,A1:B4,2,0)"}, {"D4": 300}, **full)
    zero = ("0 =SUMIF(A2:A4,A2,C2:C4)", "x") if is_set_aside else ("0", "n")
    assert _column_d(tmp_path / "a", data) == [zero, ("300", "n")]


@pytest.mark.parametrize(("result", "is_set_aside"), [(1200, True), (1500, False), (1500.0000001, False)])
def test_a_stored_result_that_its_numbers_contradict(tmp_path: Path, result: float, is_set_aside: bool) -> None:
    formulas = {"D2": "=IF(C2>9,B2,0)", "D4": "=B4*C4"}
    data = _workbook(formulas, {"D4": result}, full=b"", program=b"Apache POI")
    assert _column_d(tmp_path / "a", data)[0] == (("0 =IF(C2>9,B2,0)", "x") if is_set_aside else ("0", "n"))
    said_nothing = _workbook(formulas, {"D4": result}, full=b"", program=b"WPS")
    assert _column_d(tmp_path / "b", said_nothing)[0] == ("0", "n")


@pytest.mark.parametrize(
    ("formula", "is_text"),
    [
        ('A1&"&"&B1', True), ('("是")', True), ('IF(A1>0,IF(B1,"一","二"),TEXT(B1,"0"))', True), ('"="', True),
        ('_xlfn.CONCAT(A1:B1)', True), ('IF([.A1]>0;"是";"否")', True), ('IF(A1>0,"是")', False), ("LEFT(A1,1)*1", False),
        ('IF(A1="","",A1*2)', False), ('A1&B1="是"', False), ("VALUE(A1)", False), ('LEN("男")', False), ("A1", False),
        ('IF(A1,"(","男")', True), ('"没有引号', False), ("LEFT(A1", False), ("", False), ("(" * 90 + '"a"' + ")" * 90, False),
    ],
)  # fmt: skip
def test_what_only_a_text_can_come_of(formula: str, is_text: bool) -> None:
    assert gives_text(formula) == is_text


def test_a_stale_zero_is_told_whatever_the_workbook_says(tmp_path: Path) -> None:
    """Calculation set to manual: one formula was never done, the others were."""
    data = _workbook({"D2": "=B2*C2", "D3": "=IF(C3>9,B3,0)", "D4": "=B4*C4"}, {"D4": 1500}, full=b"", program=b"WPS")
    assert _column_d(tmp_path / "a", data) == [("0 =B2*C2", "x"), ("0", "n"), ("1500", "n")]


def test_the_zeros_of_an_ods(tmp_path: Path) -> None:
    data = ugly_files.open_document([HEADER, *([f"演练{name}", "标", "月", f"额{name}"] for name in "甲乙")])
    value = '<table:table-cell office:value-type="float" office:value="{0}"{1}><text:p>{0}</text:p></table:table-cell>'
    instead = {
        "标": value.format(300, ""),
        "月": value.format(5, ""),
        "额甲": value.format(0, ' table:formula="of:=[.B2]*[.C2]"'),
        "额乙": value.format(0, ' table:formula="of:=SUM([.E2:.E9])"'),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            for old, new in instead.items() if name == "content.xml" else ():
                while f">{old}<" in text:
                    start = text.rindex("<table:table-cell", 0, text.index(f">{old}<"))
                    end = text.index("</table:table-cell>", start) + len("</table:table-cell>")
                    text = text[:start] + new + text[end:]
            target.writestr(name, text)
    assert _column_d(tmp_path / "a", out.getvalue()) == [("0 =B2*C2", "x"), ("0", "n")]


TIMES = b"\x44\x01\x00\x01\xc0" + b"\x44\x01\x00\x02\xc0" + b"\x05"  # =B2*C2 in an .xls


def test_the_records_of_xls_and_xlsb_tell_zeros() -> None:
    assert plain_text(TIMES, XLS) == "(B2*C2)"
    assert plain_text(b"\x25\x01\x00\x03\x00\x01\xc0\x01\xc0" + b"\x19\x10\x00\x00", XLS) == "SUM(B2:B4)"
    assert plain_text(TIMES[:-1], XLS) == plain_text(b"\x05", XLS) == "?"
    words = b"\x17\x01\x00\x61" + b"\x17\x01\x00\x62"
    chosen = TIMES[:5] + b"\x1e\x00\x00\x0d" + b"\x19\x02\x07\x00" + words + b"\x42\x03\x01\x00"
    assert plain_text(chosen, XLS) == 'IF((B2>0),"?","?")' and plain_text(words + b"\x08", XLS) == '("?"&"?")'
    body = struct.pack("<3H", 1, 3, 0) + bytes(8) + bytes(6) + struct.pack("<H", len(TIMES)) + TIMES
    record = struct.pack("<2H", 6, len(body)) + body
    found = _found_in_biff(struct.pack("<2H", 0x0809, 0) + record + struct.pack("<2H", 0x000A, 0), 0)
    assert (found.zeros, found.cells, found.answered) == ({(2, 4): "(B2*C2)"}, {}, 0)
    wide = b"\x44\x01\x00\x00\x00\x01\xc0" + b"\x44\x01\x00\x00\x00\x02\xc0" + b"\x05"
    cell = (3).to_bytes(4, "little") + bytes(4) + bytes(8) + bytes(2) + len(wide).to_bytes(4, "little") + wide
    row = b"\x00\x04" + (1).to_bytes(4, "little")
    assert _found_in_wide_records(row + bytes([9, len(cell)]) + cell).zeros == {(2, 4): "(B2*C2)"}


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("A1*B1", "450"), ("$A$1*(2+B1)/3-1", "349"), ("-A1+10%", "-299.9"), ("SUM(A1:D1;2)", "303.5"),
        ("PRODUCT(A1,B1)", "450"), ("ROUND(B1,0)", "2"), ("A1*C1", "0"), ("a1", "300"),
        ("A1*D1", None), ("A1*E1", None), ("SUM(A1:E1)", None), ("IF(A1>0,1,0)", None), ("Sheet2!A1*2", None),
        ("A1&B1", None), ("A1*", None), ("(" * 40 + "A1" + ")" * 40, None), ("A1/C1", None), ("合计*2", None),
        ("SUM(A1:A99999)", None), ("LOG10(2)", None), ("", None),
    ],
)  # fmt: skip
def test_a_plain_formula_is_reckoned_and_nothing_else(formula: str, result: str | None) -> None:
    found = reckoned(formula, lambda at: NUMBERS.get(at, ""))
    assert found == (None if result is None else Decimal(result))


def test_two_columns_of_formulas_nobody_calculated_are_not_pasted_a_column_off(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    book = xlsxwriter.Workbook(str(place(settings, "青禾县/2020年秋季学期/营养餐供餐月报.xlsx")))
    sheet = book.add_worksheet("月报")
    sheet.write_row(0, 0, ["学校名称", "月份", "享受营养餐学生数", "供餐天数", "就餐人次", "供餐标准", "金额（元）"])
    for at, month in enumerate(["9月", "10月", "11月"], start=1):
        sheet.write_row(at, 0, ["青禾一小", month, 100, 20, None, 4])
        sheet.write_formula(at, 4, f"=C{at + 1}*D{at + 1}")
        sheet.write_formula(at, 6, f"=IF(E{at + 1}>0,E{at + 1}*F{at + 1},0)")
    book.close()
    intake.take_in(settings)
    (delivery,) = deliveries(settings)
    assert (delivery["dataset"], delivery["status"], delivery["rows_loaded"]) == ("meal_month", "partial", 3)
    assert "错位" not in delivery["message"] and "没有计算过" in delivery["message"]
    loaded = {(row["students"], row["meals"], row["unit_price"], row["amount"]) for row in raw(settings, "meal_month")}
    assert loaded == {("100", None, "4", None)}


def test_the_clerk_is_told_sheet_and_cell_and_no_zero_is_loaded(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    book = xlsxwriter.Workbook(str(place(settings, "乡村教师生活补助发放表.xlsx")))
    sheet = book.add_worksheet("发放表")
    rows = [[*person(at), "青禾县第一小学", "乡村教师生活补助", 300, 12] for at in range(1, 6)]
    for at, row in enumerate([["姓名", "身份证号", "学校名称", "补助项目", "月标准", "月数", "发放金额（元）"], *rows]):
        sheet.write_row(at, 0, row)
        if at:
            sheet.write_formula(at, 6, f"=E{at + 1}*F{at + 1}")
    book.close()
    intake.take_in(settings)
    (delivery,) = deliveries(settings)
    assert (delivery["dataset"], delivery["status"], delivery["rows_loaded"]) == ("teacher_allowance", "partial", 5)
    assert "工作表“发放表”G2、G3、G4 等 5 格的公式存的是 0，但没有计算过" in delivery["message"]
    assert {row["amount"] for row in raw(settings, "teacher_allowance")} == {None}
    cells = table(settings, "set_aside_cells")
    assert {cell["reason"] for cell in cells} == {"formula_never_calculated"} and len(cells) == 5
