"""Delimited files of any origin: one table, written in every way a csv goes wrong, is still read as it was."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import polluting
from dagster_project.readers import Limits, ReadError, Row, refitting
from dagster_project.readers.content import read_here
from dagster_project.readers.delimited import read_delimited
from dagster_project.readers.layout import header_texts, tables_on, texts_of
from dagster_project.readers.records import read_records
from dagster_project.readers.seen import REPAIRS
from dagster_project.readers.sniff import format_of
from polluting import Rows


def _loaded(data: bytes) -> Rows:
    """The first table, its header joined to one row."""
    tables = tables_on(read_records(data).sheets[0])
    if not tables:
        return []
    rows = list(texts_of(tables[0].rows, tables[0].first_column, tables[0].width))
    count = tables[0].header_rows
    return [header_texts(tables[0]), *rows[count:]] if count else rows


@pytest.mark.parametrize("kind", ["of whole files", "of single rows"])
def test_pollution_costs_next_to_nothing(kind: str) -> None:
    cases = polluting.polluted(polluting.source(83), every=21)
    chosen = [case for case in cases if (" in row " in case.name) == (kind == "of single rows")]
    scores = {case.name: polluting.score(case.clean, _loaded(case.data)) for case in chosen}
    assert {name: score for name, score in scores.items() if score < 9.9} == {}
    assert sum(scores.values()) / len(scores) >= 9.99


@pytest.mark.parametrize(
    ("text", "cells", "how"),
    [
        ('"a""b","c"', ["a", "b", "c"], "missing_delimiter"),
        ('"a",,"b","c"', ["a", "b", "c"], "extra_delimiter"),
        ('""a","b","c"', ['"a', "b", "c"], "stray_quote"),
        ('"a" "b" "c"', ["a", "b", "c"], "another_delimiter"),
        ('"a\\"x","b","c"', ['a"x', "b", "c"], "backslash_quote"),
    ],
)
def test_a_mended_row_says_how(text: str, cells: list[str], how: str) -> None:
    lines = ['"x","y","z"', *['"1","2","3"'] * 5, text, '"4","5","6"']
    row = read_records("\n".join(lines).encode()).sheets[0].rows[6]
    assert (row.cells, row.mended) == (cells, how)


def test_a_row_that_no_mend_fits_is_shown_as_it_is() -> None:
    lines = ["x,y,z", *["1,2,3"] * 5, "a,b", "a,b,c,d"]
    rows = read_records("\n".join(lines).encode()).sheets[0].rows
    assert [row.cells for row in rows[6:]] == [["a", "b"], ["a", "b", "c", "d"]]
    assert [row.mended for row in rows[6:]] == [None, None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", "||", "::", "^", "~", "\x01", "，"])
def test_any_delimiter_is_recognised(delimiter: str) -> None:
    rows = [["姓名", "金额", "日期"], *[[f"演练{at}", str(625 + at), f"2020-03-0{at}"] for at in range(1, 6)]]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert _loaded(text.encode("gb18030")) == rows


def test_sentences_are_no_table() -> None:
    text = "今年以来，我县资助学生100人次，发放资金6.25万元。\n下一步，将继续做好工作，确保应助尽助。\n完。\n"
    rows = read_records(text.encode()).sheets[0].rows
    assert [len(row.cells) for row in rows] == [1, 1, 1]


def test_blanks_part_cells_even_where_some_cells_hold_blanks() -> None:
    articles = ["Globe", "Desk lamp", "Board, white", "Chairs", "Rack, tall", "Map", "Chalk box", "Stool, high"]
    rows = [["Day", "Code", "Article", "Remark", "Page"]]
    for at in range(32):
        remark, page = f"Sturdy and light, number {at}", f"https://school.example/{at}"
        rows.append([f"2020-03-{at % 28 + 1:02d}", f"Q-{at + 100}", articles[at % 8], remark, page])
    text = "\n".join(
        " ".join(polluting.quoted(cell) if set(cell) & set(",:") else cell for cell in row) for row in rows
    )
    assert _loaded(text.encode()) == rows
    mended = {row.mended for row in read_records(text.encode()).sheets[0].rows[2::8]}
    assert mended == {"unquoted_delimiter"}


def test_times_and_addresses_are_not_cut_at_their_colons() -> None:
    lines = [f"家访记录 2020-03-{at + 10} 1{at}:30 见 https://school.example/{at}" for at in range(6)]
    assert [row.cells for row in read_records("\n".join(lines).encode()).sheets[0].rows] != []
    assert not any(cell == "30 见 https" for row in _loaded("\n".join(lines).encode()) for cell in row)
    assert _loaded(b"a:b:c\n0:1:2\n0:3:4\n5:0:6") == [
        ["a", "b", "c"],
        ["0", "1", "2"],
        ["0", "3", "4"],
        ["5", "0", "6"],
    ]


def test_columns_of_fixed_width_count_a_chinese_character_twice() -> None:
    lines = ["姓名      金额  学校", "演练甲     625  青禾一小", "演练乙丙   500  青禾二小", "丁         750  一中"]
    assert _loaded("\n".join(lines).encode("gb18030")) == [line.split() for line in lines]


def _payments(count: int = 14) -> list[list[str]]:
    """A header and rows of which no two columns look alike."""
    rows = [["发放日期", "姓名", "学校地址", "金额", "学期", "已签收"]]
    for at in range(count):
        name = "演练" + "甲乙丙丁"[at % 4] + "一二三"[at % 3] * (at % 2)
        address = f"青禾县{'东西'[at % 2]}街{at + 3}号"
        rows.append([f"2020-03-{at + 10}", name, address, f"{at * 37 + 600}.00", "2020-spring", "是否"[at % 2]])
    return rows


def _with(line: str, at: int) -> list[Row]:
    lines = [",".join(row) for row in _payments()]
    lines[at] = line
    return list(read_records("\n".join(lines).encode()).sheets[0].rows)


@pytest.mark.parametrize(
    ("line", "cells", "how"),
    [
        ("2020-03-15演练丙,青禾县西街8号,785.00,2020-spring,否", None, "missing_delimiter"),
        ("2020-03-15,演练丙,青禾县西街8号785.00,2020-spring,否", None, "missing_delimiter"),
        ("2020-03-15,演练丙,青禾县西街8号,785.002020-spring,否", None, "missing_delimiter"),
        ("2020-03-15,演练丙,,青禾县西街8号,785.00,2020-spring,否", None, "extra_delimiter"),
        (",2020-03-15,演练丙,青禾县西街8号,,785.00,2020-spring,否", None, "extra_delimiter"),
        ("2020-03-15,演练丙,青禾县,西街8号,785.00,2020-spring,否", {2: "青禾县,西街8号"}, "unquoted_delimiter"),
        ("2020-03-15 演练丙 青禾县西街8号 785.00 2020-spring 否", None, "another_delimiter"),
        ("2020-03-15;演练丙;青禾县 西街8号;785.00;2020-spring;否", {2: "青禾县 西街8号"}, "another_delimiter"),
        ('2020-03-15,"演练丙,青禾县西街8号,785.00,2020-spring,否', {1: '"演练丙'}, "stray_quote"),
        ('2020-03-15,演练丙"青禾县西街8号",785.00,2020-spring,否', None, "missing_delimiter"),
        ('2020-03-15,"演练丙"青禾县西街8号,785.00,2020-spring,否', None, "missing_delimiter"),
        ('2020-03-15,演练丙"青禾县,西街8号",785.00,2020-spring,否', {2: "青禾县,西街8号"}, "missing_delimiter"),
    ],
)
def test_the_looks_of_columns_say_where_a_bare_line_is_to_be_cut(
    line: str, cells: dict[int, str] | None, how: str
) -> None:
    right = ["2020-03-15", "演练丙", "青禾县西街8号", "785.00", "2020-spring", "否"]
    for column, cell in (cells or {}).items():
        right[column] = cell
    row = _with(line, 6)[6]
    assert (row.cells, row.mended) == (right, how)
    assert REPAIRS[how][0] and REPAIRS[how][1]


@pytest.mark.parametrize(
    "line",
    [
        "2020-03-15,演练丙,青禾县西街8号,785.00,2020-spring",
        "2020-03-15,演练丙,青禾县西街8号,785.00,2020-spring,否,补发",
        "合计,,,785.00,2020-spring",
        "合计,14人,,12357.00,2020-spring,,经办人签字",
        "制表人：演练甲,审核：演练乙,,,2020-04-01",
        "制表人：演练甲 审核：演练乙 负责人：演练丙 日期：2020-04-01 2020-spring 是",
        "注：青禾县西街8号,785.00,均已发放",
    ],
)
def test_a_line_that_is_no_row_cut_wrongly_is_shown_as_it_is(line: str) -> None:
    row = _with(line, 14)[14]
    assert (",".join(cell or "" for cell in row.cells), row.mended) == (line, None)


def test_two_ways_to_cut_are_no_way() -> None:
    names = ["东西", "东西南", "东西南北", "南北"]
    lines = ["甲方,乙方,人数", *[f"{names[at % 4]}校,{names[at % 3]}校,{at + 40}" for at in range(14)]]
    lines[9] = "北东东西南西,61"
    row = read_records("\n".join(lines).encode()).sheets[0].rows[9]
    assert (row.cells, row.mended) == (["北东东西南西", "61"], None)


def test_few_rows_say_nothing_of_their_columns() -> None:
    lines = [",".join(row) for row in _payments(6)]
    rows = (
        read_records("\n".join([*lines, "2020-03-15演练丙,青禾县西街8号,785.00,2020-spring,否"]).encode())
        .sheets[0]
        .rows
    )
    assert len(rows[-1].cells) == 5 and rows[-1].mended is None


@pytest.mark.parametrize(
    "line",
    ["2020-03-15^演练丙^^青禾县西街8号^785.00^2020-spring^否", "2020-03-15演练丙^青禾县西街8号^785.00^2020-spring^否"],
)
def test_of_county_files_no_line_is_cut_again(line: str, tmp_path: Path) -> None:
    lines = ["^".join(row) for row in _payments()]
    lines[6] = line
    file = tmp_path / "发放表.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    row = read_here(file, Limits()).sheets[0].rows[6]
    assert ("^".join(cell or "" for cell in row.cells), row.mended, row.problem) == (line, None, None)


def test_titles_are_not_cut_into_cells() -> None:
    lines = ["2020年春季 资助 发放 花名册 金额 元", "单位：元", *[",".join(row) for row in _payments()]]
    rows = read_records("\n".join(lines).encode()).sheets[0].rows
    assert [row.cells for row in rows[:2]] == [[lines[0]], [lines[1]]]


@pytest.mark.parametrize(
    ("header", "how"),
    [
        ("发放日期,姓名,,学校地址,金额,学期,已签收", "extra_delimiter"),
        ('发放日期 姓名 学校地址 "金额" 学期 "已签收"', "another_delimiter"),
        ('发放日期,"姓名,学校地址,金额,学期,已签收', "stray_quote"),
        ('发放日期,姓名,"学校地址""金额",学期,已签收', "missing_delimiter"),
        ('发放日期,姓名,"学校地址"金额,学期,已签收', "missing_delimiter"),
    ],
)
def test_a_header_cut_wrongly_is_mended_where_marks_or_its_width_tell(header: str, how: str) -> None:
    row = _with(header, 0)[0]
    assert ([(cell or "").strip('"') for cell in row.cells], row.mended) == (_payments()[0], how)


def test_marks_within_cells_stay_text() -> None:
    lines = ["品名,规格,数量", *[f'屏幕,24" 宽 {at}" 高,{at}' for at in range(14)]]
    rows = read_records("\n".join(lines).encode()).sheets[0].rows
    assert [row.mended for row in rows] == [None] * 15
    assert rows[3].cells == ["屏幕", '24" 宽 2" 高', "2"]


def test_the_work_on_lines_cut_wrongly_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refitting, "MOST_ASKED", -1)
    line = "2020-03-15,演练丙,,青禾县西街8号,785.00,2020-spring,否"
    row = _with(line, 6)[6]
    assert ([cell or "" for cell in row.cells], row.mended) == (line.split(","), None)


def _fixed(rows: list[list[str]], widths: list[int], title: str = "") -> bytes:
    lines = ["".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*([title] if title else []), *lines]).encode()


def test_columns_of_fixed_width_may_count_a_chinese_character_once() -> None:
    rows = [["序号", "姓名", "学校名称", "金额（元）", "日期"]]
    rows += [[f"{n}", f"演练{name}", "云岭县第二初级中学", "625", "2020-05-01"] for n, name in enumerate("甲乙丙", 1)]
    (sheet,) = read_records(_fixed(rows, [6, 8, 14, 8, 12])).sheets
    assert [list(row.cells) for row in sheet.rows] == rows


def test_a_title_above_columns_of_fixed_width_is_not_cut_into_them() -> None:
    rows = [["No", "Name", "Amount", "Paid"], *([f"{n}", "somebody", "625.00", "2020-05-01"] for n in range(4))]
    title = "Payments of the spring term of 2020 in one county"
    (sheet,) = read_records(_fixed(rows, [6, 10, 10, 12], title)).sheets
    assert list(sheet.rows[0].cells) == [title] and list(sheet.rows[1].cells) == rows[0]


@pytest.mark.parametrize("sign", "@!$*")
def test_any_sign_that_every_line_has_as_often_parts_cells(sign: str) -> None:
    lines = [sign.join(["姓名", "学校", "金额"]), *(sign.join([f"演练{n}", "一小", "625"]) for n in "甲乙丙")]
    (sheet,) = read_records("\n".join(lines).encode()).sheets
    assert [len(row.cells) for row in sheet.rows] == [3] * 4


def test_a_column_of_addresses_stays_one_column() -> None:
    (sheet,) = read_records(b"mail\na@example.cn\nb@example.cn\nc@example.cn\n").sheets
    assert [len(row.cells) for row in sheet.rows] == [1] * 4


def test_utf_32_with_its_mark() -> None:
    (sheet,) = read_records("姓名,金额\n演练甲,625\n".encode("utf-32")).sheets
    assert list(sheet.rows[1].cells) == ["演练甲", "625"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"a"\r\nE\r\n', "SYLK"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,2\r\n""\r\n', "DIF"),
        ('[{"姓名": "演练甲", "金额": 625}]'.encode(), "JSON"),
        (b'<?xml version="1.0"?>\n<office:document xmlns:office="x"><table:table/></office:document>', "fods"),
        (b"From: a@example.cn\r\nTo: b@example.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nhello\r\n", "电子邮件"),
    ],
)
def test_texts_that_are_no_tables_are_refused_by_name(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=what):
        format_of(path)


def test_quotes_that_never_close_cost_no_more_than_their_own_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0

    def counting(lines: Iterable[str], **written: Any) -> Any:
        def told() -> Iterator[str]:
            nonlocal taken
            for line in lines:
                taken += 1
                yield line

        return reader(told(), **written)

    reader = csv.reader
    monkeypatch.setattr(csv, "reader", counting)
    sheet = read_delimited(b"a,b\n" + b'"x,1\n' * 3000).sheets[0]
    assert [row.problem for row in sheet.rows[1:]] == ["unterminated_quote"] * 3000
    assert taken < 4 * 3000
