"""Files as county offices write them, not as anybody would have designed them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dagster_project import intake
from dagster_project.contracts import code_tables
from dagster_project.readers.values import parse
from dagster_project.settings import Settings
from inbox_files import PAYMENT_HEADER, deliveries, payments, person, place, raw, settings_at, write_csv, write_xlsx

LIST_HEADER = ["序号", "姓名", "身份证号", "年级", "补助金额（元）"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home", ("990101,青禾县", "990102,云岭县"))


def pupils(first: int, count: int) -> list[list[Any]]:
    """Rows for LIST_HEADER."""
    return [[at + 1, *person(first + at), "四年级", 500] for at in range(count)]


def take(settings: Settings, *files: tuple[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()) -> dict[str, str]:
    """Take in workbooks, one a day; file name to status."""
    for day, (name, rows) in enumerate(files, start=1):
        write_xlsx(place(settings, name), rows, merged=merged, day=f"2020-05-{day:02d}")
    intake.take_in(settings)
    return {row["file_name"].split("/")[-1]: row["status"] for row in deliveries(settings)}


@pytest.mark.parametrize(
    "total",
    [
        ["合计", None, "2人", None, 1000],
        [None, "合计", "2人", None, 1000],
        ["合计：", "2", None, None, 1000],
        ["全县合计", "2人", None, None, 1000],
        [None, "其中：女", None, None, 500],
        ["一", None, None, "小学部", 1000],
        ["校长：", None, "分管领导：", None, "经办人：张三"],
    ],
)
def test_totals_headings_and_signatures_are_no_pupils(settings: Settings, total: list[Any]) -> None:
    take(settings, ("城关镇第一小学.xlsx", [LIST_HEADER, *pupils(1, 2), total]))
    assert [row["rows_loaded"] for row in deliveries(settings)] == [2]


def test_rows_numbered_in_words_are_data_where_no_row_is_numbered_in_digits(settings: Settings) -> None:
    rows = [["一", *person(1), "四年级", 500], ["二", *person(2), "四年级", 500]]
    take(settings, ("城关镇第一小学.xlsx", [LIST_HEADER, *rows]))
    assert [row["rows_loaded"] for row in deliveries(settings)] == [2]


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("发放表.xlsx", [["城关镇第一小学2020年春季学期寄宿生生活补助发放花名册"]]),
        ("发放表.xlsx", [["城关镇第一小学"], ["2020年春季学期寄宿生生活补助发放花名册"]]),
        ("寄宿生补助.xlsx", [["填报单位：城关镇第一小学（盖章）"]]),
        ("城关镇第一小学寄宿生补助.xlsx", []),
    ],
)
def test_school_and_aid_said_once_are_every_rows(settings: Settings, name: str, titles: list[list[str]]) -> None:
    take(settings, (name, [*titles, LIST_HEADER, *pupils(1, 2)]))
    (delivery,) = deliveries(settings)
    assert (delivery["status"], delivery["reporting_unit"]) == ("accepted", "城关镇第一小学")
    assert "资助项目取自标题或名称" in delivery["message_zh"]
    rows = raw(settings, "subsidy_payment")
    assert {row["school_name"] for row in rows} == {"城关镇第一小学"}
    assert {parse("code:aid_item", row["aid_item"], code_tables())[0] for row in rows} == {"boarding_living"}


@pytest.mark.parametrize(
    "title",
    ["寄宿生、非寄宿生生活补助花名册", "家庭经济困难学生资助花名册", "全县小学资助花名册", "中职国家助学金及免学费"],
)
def test_title_that_names_two_kinds_or_no_school_fills_nothing(settings: Settings, title: str) -> None:
    take(settings, ("花名册.xlsx", [[title], LIST_HEADER, *pupils(1, 2)]))
    (delivery,) = deliveries(settings)
    assert (delivery["status"], delivery["reporting_unit"]) == ("partial", "bureau")
    assert {(row["school_name"], row["aid_item"]) for row in raw(settings, "subsidy_payment")} == {(None, None)}


def test_lists_of_different_kinds_or_schools_add_up(settings: Settings) -> None:
    boarders = payments(1, 3) + payments(10, 3, "青禾县第二小学")
    day_pupils = [[*row[:6], "非寄宿生生活补助", 250] for row in payments(1, 2) + payments(20, 4, "青禾县第二小学")]
    elsewhere = payments(40, 2, "青禾县第三小学") + payments(50, 2, "青禾县第四小学")
    files = [("甲.xlsx", boarders), ("乙.xlsx", day_pupils), ("丙.xlsx", elsewhere)]
    found = take(settings, *((name, [PAYMENT_HEADER, *rows]) for name, rows in files))
    assert set(found.values()) == {"accepted"}


def test_list_of_another_kind_that_says_it_corrects_waits(settings: Settings) -> None:
    boarders = payments(1, 9) + payments(10, 9, "青禾县第二小学")
    other = [[*row[:6], "营养改善计划", 400] for row in payments(50, 1) + payments(60, 1, "青禾县第二小学")]
    found = take(settings, ("资助.xlsx", [PAYMENT_HEADER, *boarders]), ("更正.xlsx", [PAYMENT_HEADER, *other]))
    assert found == {"资助.xlsx": "accepted", "更正.xlsx": "waiting"}


def test_guardians_name_and_number_are_not_the_pupils(settings: Settings) -> None:
    groups = ["学校", "学生情况", None, "监护人情况", None, None, "补助项目", "金额"]
    leaves = [None, "姓名", "身份证号", "姓名", "身份证号", "联系电话", None, None]
    row = ["第一小学", *person(1), *person(2), "13800000001", "营养餐", 400]
    merged = ["A1:A2", "B1:C1", "D1:F1", "G1:G2", "H1:H2"]
    take(settings, ("资助.xlsx", [groups, leaves, row]), merged=merged)
    (loaded,) = raw(settings, "subsidy_payment")
    assert (loaded["name"], loaded["id_number"], loaded["phone"]) == (*person(1), "13800000001")


def test_total_under_a_group_is_the_group(settings: Settings) -> None:
    headers = [
        ["项目编号", "项目名称", "项目类别", "总投资（万元）", None, None, "工程进度"],
        [None, None, None, "合计", "其中", None, None],
        [None, None, None, None, "中央", "县级", None],
    ]
    merged = ["A1:A3", "B1:B3", "C1:C3", "D1:F1", "D2:D3", "E2:F2", "G1:G3"]
    row = ["L1", "食堂", "食堂", 120, 80, 40, "在建"]
    take(settings, ("青禾县/2020年/项目.xlsx", [*headers, row]), merged=merged)
    (loaded,) = raw(settings, "infrastructure_project")
    assert (loaded["total_investment"], loaded["fund_central"], loaded["fund_county"]) == ("120", "80", "40")


def test_sentence_says_what_to_do_about_damaged_numbers(settings: Settings) -> None:
    rows = payments(1, 3)
    rows[1][3] = float(rows[1][3][:17] + "0")
    take(settings, ("资助.xlsx", [PAYMENT_HEADER, *rows]))
    (delivery,) = deliveries(settings)
    assert "第 3 行的长号码被存成数字" in delivery["message_zh"] and "设为文本" in delivery["message_zh"]


def test_web_page_named_xls_is_read(settings: Settings) -> None:
    cells = "".join(f"<th>{text}</th>" for text in PAYMENT_HEADER)
    body = "".join("<tr>" + "".join(f"<td>{cell}&nbsp;" for cell in row) for row in payments(1, 2))
    page = (
        f"<html><head><meta charset=gbk><style>td{{}}</style></head><h3>资助</h3><table><tr>{cells}</tr>{body}</table>"
    )
    place(settings, "导出.xls").write_bytes(page.encode("gb18030"))
    intake.take_in(settings)
    rows = raw(settings, "subsidy_payment")
    assert [(row["_row"], row["id_number"].strip()) for row in rows] == [(3, person(1)[1]), (4, person(2)[1])]


def test_record_over_two_lines_where_every_cell_is_quoted(settings: Settings) -> None:
    text = 'sep=,\r\n"凭证号","项目编号","收款单位","拨付金额","拨付日期"\r\n'
    text += '"1","L1","甲公司（\r\n分公司）","1,234.50元","2020-05-01"\r\n"2","L1","甲公司","8","2020-5-2"\r\n'
    place(settings, "青禾县/2020年/拨款.csv").write_bytes(text.encode("gb18030"))
    intake.take_in(settings)
    assert [row["voucher_no"] for row in raw(settings, "project_payment")] == ["1", "2"]


def test_a_county_folder_by_its_english_name(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home", ())
    with (settings.config / "counties.csv").open("a", encoding="utf-8") as file:
        file.write("990101,青禾县,Qinghe County (rehearsal),演练省,演练市,990000,990100,true\n")
    for folder in ("Qinghe", "qinghe county", "青禾县教育局"):
        write_csv(place(settings, f"{folder}/2020春/{folder}.csv"), [PAYMENT_HEADER, *payments(1, 1)])
    intake.take_in(settings)
    assert {row["county_code"] for row in deliveries(settings)} == {"990101"}


@pytest.mark.parametrize("text", ["长期", "至今", "未回函", "未竣工"])
def test_no_day_yet_is_nothing_not_something_misunderstood(text: str) -> None:
    assert parse("date", text) == (None, "placeholder")


def test_hidden_sheets_empty_templates_and_links(settings: Settings) -> None:
    write_xlsx(place(settings, "模板.xlsx"), [PAYMENT_HEADER])
    book = openpyxl.Workbook()
    book.active.append(["使用说明"])
    page = book.create_sheet("旧数据")
    for row in [PAYMENT_HEADER, *payments(1, 3)]:
        page.append(row)
    page.sheet_state = "hidden"
    book.save(place(settings, "带隐藏.xlsx"))
    place(settings, "链接.xlsx").symlink_to("/etc/hostname")
    intake.take_in(settings)
    found = {(row["file_name"].rsplit("/", 1)[-1], row["sheet"]): row["status"] for row in deliveries(settings)}
    assert found == {
        ("模板.xlsx", "Sheet1"): "rejected",
        ("带隐藏.xlsx", "Sheet"): "unrecognised",
        ("带隐藏.xlsx", "旧数据"): "waiting",
        ("链接.xlsx", ""): "unrecognised",
    }


def test_sheets_of_one_file_add_up(settings: Settings) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for at, name in enumerate(("一班", "二班", "三班")):
        page = book.create_sheet(name)
        for row in [PAYMENT_HEADER, *payments(1 + 10 * at, 3)]:
            page.append(row)
    book.save(place(settings, "资助.xlsx"))
    intake.take_in(settings)
    assert [row["status"] for row in deliveries(settings)] == ["accepted"] * 3


@pytest.mark.parametrize("folder", ["青禾", "990101", "990101青禾县", "演练市青禾县"])
def test_county_folders_as_people_write_them(settings: Settings, folder: str) -> None:
    write_xlsx(place(settings, f"{folder}/2020秋/资助.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])
    intake.take_in(settings)
    assert [(row["county_code"], row["period"]) for row in deliveries(settings)] == [("990101", "2020-autumn")]


def test_file_name_in_gbk_bytes(settings: Settings) -> None:
    made = write_xlsx(place(settings, "a.xlsx"), [PAYMENT_HEADER, *payments(1, 3)])
    made.rename(made.with_name(os.fsdecode("资助.xlsx".encode("gb18030"))))
    intake.take_in(settings)
    assert [row["file_name"].split("/")[-1] for row in deliveries(settings)] == ["资助.xlsx"]
