"""What a file's own name or title says against its folder and its rows is a finding with both sides' evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project import intake
from dagster_project.contracts import load_all
from dagster_project.intake.titles import short_names
from inbox_files import PAYMENT_HEADER, person, place, settings_at, table, write_xlsx

ROLL = [
    ["姓名", "身份证号", "性别", "学校名称", "学籍号", "学段", "年级", "班级"],
    *([*person(n), "男", "青禾县第一小学", f"G{person(n)[1]}", "小学", "三年级", "1班"] for n in range(1, 4)),
]
TEACHERS = [
    ["姓名", "身份证号", "性别", "学校标识码", "学校名称", "在岗状态", "参加工作时间"],
    *([*person(n), "女", "2199010001", "青禾县第一小学", "在岗", "2001-09-01"] for n in range(1, 4)),
]
ROWS = [
    PAYMENT_HEADER,
    *([n, "青禾县第一小学", *person(n), "小学", "低保", "寄宿生生活补助", 500] for n in range(1, 7)),
]


def _seen(tmp_path: Path, name: str, title: str = "") -> dict[str, tuple[bool, str]]:
    settings = settings_at(tmp_path / "home")
    write_xlsx(place(settings, name), [[title], *ROWS] if title else ROWS)
    intake.take_in(settings)
    return {row["rule_id"]: (row["is_wrong"], row["observed"]) for row in table(settings, "observations")}


@pytest.mark.parametrize(
    ("name", "title", "is_wrong"),
    [
        ("云岭县资助花名册.xlsx", "", True),
        ("花名册.xlsx", "1. 云岭县2020年春季学期资助花名册", True),
        ("云岭县籍学生资助花名册.xlsx", "", False),
        ("花名册.xlsx", "青禾县资助花名册（含云岭县就读）", False),
        ("云岭县第一中学资助花名册.xlsx", "青禾县资助花名册", False),
    ],
)
def test_a_name_that_begins_with_another_county(tmp_path: Path, name: str, title: str, is_wrong: bool) -> None:
    said, observed = _seen(tmp_path, name, title)["file_is_of_another_county"]
    assert said == is_wrong
    assert not is_wrong or ("云岭县" in observed and "青禾县 (证件号地区码 6∶6)" in observed)


def test_a_file_called_by_another_dataset(tmp_path: Path) -> None:
    assert _seen(tmp_path, "乡村教师生活补助发放表.xlsx")["file_is_another_dataset"][0]


@pytest.mark.parametrize(
    ("name", "title", "rows", "is_wrong"),
    [
        ("教师花名册.xlsx", "", ROWS, True),
        ("2020年春季教职工信息表（最终版）.xlsx", "", ROWS, True),
        ("青禾县助学贷款台账.xlsx", "", ROWS, True),
        ("贷款台账.xlsx", "", TEACHERS, True),
        ("青禾县学生名册.xlsx", "", TEACHERS, True),
        ("表.xlsx", "青禾县2020年春季学期学生花名册", TEACHERS, True),
        ("学校设备台账2020.xlsx", "", ROLL, True),
        ("教师花名册.xlsx", "", TEACHERS, False),
        ("教师花名册.xlsx", "青禾县学生资助发放花名册", ROWS, False),
        ("学生花名册.xlsx", "", ROWS, False),
        ("学生名册.xlsx", "", ROLL, False),
        ("学籍信息表.xlsx", "", ROLL, False),
        ("家访教师名单.xlsx", "", TEACHERS, False),
        ("营养餐学生名单.xlsx", "", ROWS, False),
        ("贫困户学生资助花名册.xlsx", "", ROWS, False),
    ],
)
def test_short_names_of_tables(tmp_path: Path, name: str, title: str, rows: list[list[object]], is_wrong: bool) -> None:
    settings = settings_at(tmp_path / "home")
    write_xlsx(place(settings, name), [[title], *rows] if title else rows)
    intake.take_in(settings)
    seen = {row["rule_id"]: (row["is_wrong"], row["observed"]) for row in table(settings, "observations")}
    said, observed = seen["file_is_another_dataset"]
    assert said == is_wrong
    assert not is_wrong or "“" in observed


@pytest.mark.parametrize("name", ["教师子女花名册.xlsx", "学生家长名单.xlsx", "教师进修学校名册.xlsx", "花名册.xlsx"])
def test_a_name_that_says_nothing_of_the_kind(tmp_path: Path, name: str) -> None:
    assert "file_is_another_dataset" not in _seen(tmp_path, name)


def test_words_of_titles_are_words_of_lists() -> None:
    contracts = load_all().values()
    for contract in contracts:
        for word in contract.title_words:
            assert contract.name in short_names(f"青禾县{word}台账", contracts)[f"{word}台账"]
    assert not short_names("教师花名册为准", contracts) and not short_names("请核对学生名单内容", contracts)
