"""Readers: formats, encodings, hostile files, and that every line and cell is where it stands in the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project import readers
from dagster_project.readers import ReadError, Row, delimited
from dagster_project.readers.encoding import Decoded, decode_lines
from dagster_project.readers.excel import number_text

FILES = Path(__file__).parent / "files"


def _rows(name: str) -> list[Row]:
    return readers.read_file(FILES / name).sheets[0].rows


def _refusal(path: Path, **limits: float) -> ReadError:
    with pytest.raises(ReadError) as caught:
        readers.read_file(path, readers.Limits(**limits))  # type: ignore[arg-type]
    assert caught.value.message_zh and caught.value.message_en
    return caught.value


def test_xlsx_cells_keep_their_types_and_places() -> None:
    rows = _rows("payment_two_row_header.xlsx")
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[3].cells == []
    assert rows[4].cells == ["演练甲", "990101201001011000", "757.74025", "2020-11-01", "TRUE", "#DIV/0!"]
    assert rows[4].types == "tnndbx"


def test_merged_header_cells_are_reported() -> None:
    sheet = readers.read_file(FILES / "payment_two_row_header.xlsx").sheets[0]
    assert (2, 3, 2, 4) in sheet.merged and (2, 1, 3, 1) in sheet.merged
    assert readers.read_file(FILES / "old_format.xls").sheets[0].merged == [(1, 2, 1, 4)]


def test_hidden_sheets_and_rows_are_said() -> None:
    sheets = readers.read_file(FILES / "payment_two_row_header.xlsx").sheets
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("发放表", False), ("隐藏", True)]
    assert sheets[0].hidden_rows == (6,)


def test_a_leading_blank_column_keeps_its_place() -> None:
    assert _rows("old_format.xls")[2].cells == [None, "演练甲", "990101201001011000"]
    assert _rows("old_format.xls")[3].cells == [None, "2020-09-01"]


def test_a_formula_without_a_stored_result_is_an_error_not_a_blank() -> None:
    row = _rows("formula_without_result.xlsx")[5]
    assert (row.cells[2], row.types[2]) == ("=C5*2", "x")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5000.0, "5000"),
        (757.74025, "757.74025"),
        (0.1 + 0.2, "0.3"),
        (5.10322199901011e17, "510322199901011000"),
        (1e-7, "0.0000001"),
        (-2.5, "-2.5"),
    ],
)
def test_numbers_are_plain_digits(value: float, text: str) -> None:
    assert number_text(value) == text


def test_gb18030_csv_keeps_rare_surnames() -> None:
    assert [row.cells[0] for row in _rows("rare_surnames_gb18030.csv")] == ["姓名", "\u9fb4演练", "䶮演练"]


@pytest.mark.parametrize(
    ("name", "form", "encoding"),
    [
        ("utf8_bom.csv", "csv", "utf-8"),
        ("utf16.csv", "tsv", "utf-16-le"),
        ("big5.csv", "csv", "big5"),
        ("rare_surnames_gb18030.csv", "csv", "gb18030"),
        ("tab_separated_gbk.xls", "tsv", "gb18030"),
        ("old_format.xls", "xls", None),
        ("report.txt", "text", "gb18030"),
    ],
)
def test_content_tells_format_and_encoding(name: str, form: str, encoding: str | None) -> None:
    content = readers.read_file(FILES / name)
    assert (content.format, content.encoding) == (form, encoding)


def test_traditional_text_is_read_as_big5() -> None:
    assert _rows("big5.csv")[1].cells == ["演練甲", "625", "縣立實驗中學"]


def test_one_undecodable_byte_costs_one_row() -> None:
    rows = _rows("one_bad_byte.csv")
    assert [row.number for row in rows if row.problem] == [9]
    assert len(rows) == 41 and rows[9].cells == ["演练8", "8"]


def test_an_unterminated_quote_costs_one_row() -> None:
    rows = _rows("unterminated_quote.csv")
    assert [(row.number, row.problem) for row in rows if row.problem] == [(5, "unterminated_quote")]
    assert len(rows) == 41 and rows[5].cells == ["演练4", "无", "4"]


def test_a_record_over_two_lines_starts_where_a_person_sees_it() -> None:
    rows = _rows("record_over_two_lines.csv")
    assert [(row.number, row.lines) for row in rows] == [(1, 1), (2, 2), (4, 1)]
    assert rows[1].cells == ["演练甲", "青禾县\n一组", "625"]
    assert rows[2].cells[0] == "演练乙"


@pytest.mark.parametrize("text", ['a,"b\nc,d\ne,"f\n"', '"', '""",\n"a"b,c\n', "a;b\n\n\nc;d", '"a","b\n","c"\n"d,e'])
def test_every_physical_line_is_accounted_for(text: str) -> None:
    decoded = decode_lines(text.encode())
    rows = delimited.rows_of(decoded, delimited.choose_delimiter(decoded.lines))
    assert sum(row.lines for row in rows) == len(decoded.lines)


@given(st.text(alphabet='ab,;"\t\r\n=', max_size=60))
@settings(max_examples=300)
def test_no_text_loses_a_line(text: str) -> None:
    decoded = decode_lines(text.encode())
    rows = delimited.rows_of(decoded, delimited.choose_delimiter(decoded.lines))
    assert sum(row.lines for row in rows) == len(decoded.lines)
    assert [row.number for row in rows] == [1 + sum(row.lines for row in rows[:index]) for index in range(len(rows))]


def test_a_quote_in_the_middle_of_a_cell_is_a_character() -> None:
    rows = delimited.rows_of(Decoded("utf-8", ["a,b", '5" 屏,2'], frozenset()), ",")
    assert rows[1].cells == ['5" 屏', "2"] and rows[1].problem is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xml_entities.xlsx", "xml_entities"),
        ("broken_sheet.xlsx", "damaged_file"),
        ("one_cell_at_the_far_corner.xlsx", "sheet_too_large"),
        ("no_such_file.csv", "unreadable"),
    ],
)
def test_bad_files_are_refused_with_a_reason(name: str, code: str) -> None:
    assert _refusal(FILES / name).code == code


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"%PDF-1.7\n", "unsupported_format"),
        (b"Rar!\x1a", "unsupported_format"),
        (b"<html><body><p>404 Not Found</p></body></html>", "unsupported_format"),
        (b"PK\x03\x04broken", "damaged_file"),
        (b"  \n", "empty_file"),
        (bytes(range(256)) * 9, "unsupported_format"),
    ],
)
def test_the_name_of_a_file_proves_nothing(tmp_path: Path, start: bytes, code: str) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(start)
    assert _refusal(path).code == code


def test_a_workbook_that_wants_all_memory_ends_its_child_only() -> None:
    assert _refusal(FILES / "far_corner_hidden_from_the_scan.xlsx").code == "out_of_memory"
    assert readers.read_file(FILES / "utf8_bom.csv").sheets[0].rows[0].cells == ["姓名", "金额"]


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "never_written.csv"
    os.mkfifo(path)
    assert _refusal(path, wall_seconds=0.3).code == "timeout"


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    assert _refusal(FILES / "payment_two_row_header.xlsx", unpacked_bytes=1000).code == "zip_bomb"


def test_many_files_come_back_in_order() -> None:
    paths = [FILES / name for name in ("utf8_bom.csv", "broken_sheet.xlsx", "old_format.xls")] * 3
    answers = list(readers.read_many(paths, workers=2))
    assert [path for path, _ in answers] == paths
    assert [isinstance(content, ReadError) for _, content in answers] == [False, True, False] * 3


def test_a_report_in_gb18030_becomes_paragraphs() -> None:
    assert readers.read_text(FILES / "report.txt") == ["一、总体情况", "全县资助学生100人次，发放资金6.25万元。"]


def test_a_cell_shown_as_a_percentage_is_read_as_one() -> None:
    rows = _rows("percent_format.xlsx")
    assert [row.cells[1] for row in rows] == ["拨付率", "58.5%", "100"]
    assert rows[1].types == "tn"
