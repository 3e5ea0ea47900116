"""A table in a shape nobody takes apart says which shape that is and what to do about it, and none of its contents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dagster_project import intake
from inbox_files import deliveries, person, place, settings_at, table, write_xlsx

PEOPLE = [person(number) for number in range(1, 4)]
SCHOOL = "青禾县第一小学"
MONTHS = [f"{month}月" for month in range(1, 13)]
BY_MONTH = [
    ["序号", "姓名", "身份证号", "学校名称", *MONTHS, "合计"],
    *([1, *who, SCHOOL, *[300] * 12, 3600] for who in PEOPLE),
]
TURNED = [
    ["姓名", *(name for name, _ in PEOPLE)],
    ["身份证号", *(number for _, number in PEOPLE)],
    ["学校名称", *[SCHOOL] * 3],
    ["金额（元）", 500, 500, 500],
]
FORM = [
    ["家庭经济困难学生认定申请表"],
    ["姓名", PEOPLE[0][0], "性别", "男"],
    ["身份证号", PEOPLE[0][1], "学校名称", SCHOOL],
    ["联系电话", "13100000001", "困难类型", "低保"],
]
NO_HEADER = [[at, SCHOOL, *who, "小学", "低保", "寄宿生生活补助", 500] for at, who in enumerate(PEOPLE, start=1)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (BY_MONTH, "从 E 列起每个月一列"),
        (TURNED, "表头竖着写在 A 列"),
        (FORM, "一人（一项）一张的表格"),
        (NO_HEADER, "没有表头行，第 1 行就是数据"),
        ([["我县工作情况良好"], ["特此说明"]], "没有找到任何已知的表头"),
    ],
)
def test_the_sentence_says_what_to_do(tmp_path: Path, rows: list[list[Any]], words: str) -> None:
    settings = settings_at(tmp_path / "home")
    write_xlsx(place(settings, "表.xlsx"), rows)
    intake.take_in(settings)
    (delivery,) = deliveries(settings)
    assert delivery["status"] == "unrecognised" and words in delivery["message_zh"]
    assert (
        not any(text in delivery["message_zh"] for who in PEOPLE for text in who)
        and SCHOOL not in delivery["message_zh"]
    )
    assert delivery["rows_seen"] == len(rows) == len(table(settings, "set_aside_rows"))


@pytest.mark.parametrize("title", ["寄宿生生活补助发放表", "2020年1—12月发放明细"])
def test_months_of_money_of_nobody_knows_whom_are_no_teachers(tmp_path: Path, title: str) -> None:
    settings = settings_at(tmp_path / "home")
    header = ["姓名", "身份证号", "学校名称", *["发放金额（元）"] * 3]
    months = [None, None, None, *MONTHS[:3]]
    rows = [[title], header, months, *([*who, SCHOOL, 300, 300, 300] for who in PEOPLE)]
    write_xlsx(place(settings, "表.xlsx"), rows, ["D2:F2"])
    intake.take_in(settings)
    assert {row["dataset"] for row in deliveries(settings)} <= {None, "subsidy_payment"}
