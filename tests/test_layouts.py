"""The same seven payments in any format and any place on the sheet are taken in as the same seven rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import ugly_files as ugly
from dagster_project import intake
from dagster_project.intake import ledger
from inbox_files import PAYMENT_HEADER, place, settings_at

HEADER = PAYMENT_HEADER
PEOPLE: list[list[str | int]] = [
    [str(at), "青禾一小" if at % 2 else "青禾二小", f"演练{'甲乙丙丁戊己庚'[at - 1]}", f"99010120100101{1000 + at * 7}"]
    + ["小学", "建档立卡", "生活补助", 625]  # type: ignore[operator]
    for at in range(1, 8)
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
