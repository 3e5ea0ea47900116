"""The same seven payments in any format and any place on the sheet are taken in as the same seven rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import ugly_files as ugly
from dagster_project import intake
from dagster_project.cli import main
from dagster_project.intake import ledger
from dagster_project.readers.grid import Row, Sheet
from dagster_project.readers.layout import tables_on
from inbox_files import PAYMENT_HEADER, place, settings_at

HEADER = PAYMENT_HEADER
PEOPLE = [
    [
        str(at),
        f"青禾{'二一'[at % 2]}小",
        f"演练{name}",
        f"99010120100101{1000 + at * 7}",
        "小学",
        "建档立卡",
        "寄宿生生活补助",
        625,
    ]
    for at, name in enumerate("甲乙丙丁戊己庚", start=1)
]
TITLE = "青禾县2020年春季学期学生资助发放花名册"
FIRST, LAST = PEOPLE[:3], PEOPLE[3:]
SIGNED = ["制表人：演练丁", "", "", "审核人：演练戊", "", "", "填报日期：2020年5月1日"]
TABLE = [HEADER, *PEOPLE]
SHAPES: dict[str, Callable[[], bytes]] = {
    "further_in.xlsx": lambda: ugly.workbook({"S": [[TITLE], [], *TABLE]}, start="C4"),
    "header_on_every_page.xlsx": lambda: ugly.workbook({"S": [[TITLE], HEADER, *FIRST, [TITLE], HEADER, *LAST]}),
    "sums_and_signatures.xlsx": lambda: ugly.workbook(
        {"S": [[TITLE], HEADER, *FIRST, ["", "小计", *[""] * 5, 1875], *LAST, ["合计", *[""] * 6, 4375], SIGNED]}
    ),
    "two_tables.xlsx": lambda: ugly.workbook({"S": [["一、一小"], HEADER, *FIRST, [], ["二、二小"], HEADER, *LAST]}),
    "web_page.xls": lambda: ugly.page(TABLE, TITLE),
    "spreadsheet_xml.xls": lambda: ugly.spreadsheet_xml([[TITLE], *TABLE]),
    "word.docx": lambda: ugly.word([TITLE, TABLE]),
    "wps.et": lambda: ugly.old_workbook(TABLE),
    "open_document.ods": lambda: ugly.open_document(TABLE),
    "fixed_width.txt": lambda: ugly.fixed_width(TABLE),
    "blanks.csv": lambda: ugly.text(TABLE, " "),
    "carets_in_gb18030.csv": lambda: ugly.text(TABLE, "^", "gb18030"),
    "archive.7z": lambda: ugly.seven_zipped({"发放表.csv": ugly.text(TABLE)}),
    "locked.xlsx": lambda: ugly.locked(ugly.workbook({"S": TABLE})),
}


@pytest.mark.parametrize("name", SHAPES)
def test_seven_payments_are_seven_rows(name: str, tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    settings.passwords.write_text(ugly.PASSWORD, encoding="utf-8")
    settings.passwords.chmod(0o600)
    place(settings, name).write_bytes(SHAPES[name]())
    intake.take_in(settings)
    with ledger.reading(settings) as connection:
        found = connection.execute("select dataset, status, rows_loaded, rows_quarantined from deliveries").fetchall()
    assert found == [("subsidy_payment", "accepted", 7, 0)]


def test_rows_pasted_a_column_off_are_set_aside_and_said(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    rows = [HEADER, *FIRST, *(["", *row] for row in LAST)]
    place(settings, "发放表.xlsx").write_bytes(ugly.workbook({"S": rows}))
    intake.take_in(settings)
    with ledger.reading(settings) as connection:
        found = connection.execute(
            "select status, rows_loaded, rows_quarantined, message_zh from deliveries"
        ).fetchall()
        reasons = connection.execute("select row_no, reason from set_aside_rows where kind = 'quarantined'").fetchall()
    assert found[0][:3] == ("partial", 3, 4) and "错位" in found[0][3]
    assert reasons == [(row, "shifted") for row in (5, 6, 7, 8)]


def test_a_unit_in_the_file_name_counts_where_no_title_states_one(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    header = [*HEADER[:-1], "金额"]
    place(settings, "发放表（单位：万元）.xlsx").write_bytes(ugly.workbook({"S": [header, *PEOPLE]}))
    intake.take_in(settings)
    with ledger.reading(settings) as connection:
        (factor,) = connection.execute("select unit_factor from column_map where field = 'amount'").fetchone() or (0,)
    assert factor == 10_000


def test_a_column_group_for_each_term_becomes_rows_of_each_term(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    groups = [*HEADER[:-1], "2020年春季", "2020年秋季"]
    rows = [groups, [*[""] * 7, "金额", "金额"], *([*row, 500] for row in FIRST), *([*row, ""] for row in LAST)]
    place(settings, "青禾县/2020/发放表.xlsx").write_bytes(ugly.workbook({"S": rows}))
    intake.take_in(settings)
    with ledger.reading(settings) as connection:
        query = "select period, status, rows_loaded, rows_quarantined from deliveries order by table_no"
        found = connection.execute(query).fetchall()
    assert found == [("2020-spring", "accepted", 7, 0), ("2020-autumn", "accepted", 3, 0)]


GROUPS = [["序号", "文件", None, "资金（万元）", None, "其他"], [None, "文号", "日期", "下达金额", "结余", "到账日期"]]


@pytest.mark.parametrize("merged", [False, True])
def test_the_upper_row_of_a_header_is_no_title(merged: bool) -> None:
    """It is filled less than half as widely as the rows below it."""
    lines = [["资金下达情况表"], ["填报单位：教育局", *[None] * 4, "2020年6月1日"], *GROUPS,
             *(["1", f"演财教{n}号", "2020-02-10", "100", "5", "2020-02-20"] for n in range(3))]  # fmt: skip
    rows = [Row(at, cells, "".join("t" if cell else "e" for cell in cells)) for at, cells in enumerate(lines, 1)]
    areas = [(3, 1, 4, 1), (3, 2, 3, 3), (3, 4, 3, 5)] if merged else []
    (table,) = tables_on(Sheet("", False, rows, areas))
    assert (table.header_rows, table.first_row, len(table.rows), len(table.titles)) == (2, 3, 5, 2)


def test_a_blank_first_column_is_no_repair(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([",姓名,金额,学校", *(f",演练{n},5,一小" for n in "甲乙丙")]))
    (line,) = (json.loads(text) for text in CliRunner().invoke(main, ["read", "--json", str(path)]).output.splitlines())
    assert [(table["first_column"], table["repairs"]) for table in line["tables"]] == [(2, [])]
