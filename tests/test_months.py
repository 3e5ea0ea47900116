"""A column for each month becomes rows of that month, where it is plain whose months they are and when."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import pytest

from dagster_project import intake
from dagster_project.contracts import load_all
from dagster_project.intake import months
from dagster_project.readers.values import parse
from inbox_files import COUNTY, deliveries, person, place, raw, settings_at, table, write_xlsx

PEOPLE = [[*person(number), "青禾县第一小学"] for number in range(1, 4)]
WHO = ["姓名", "身份证号", "任教学校"]
YEAR = [f"{month}月" for month in range(1, 13)]
ALLOWANCE = f"{COUNTY}/2020年/乡村教师生活补助发放表.xlsx"


def _taken_in(tmp_path: Path, name: str, rows: list[list[Any]]) -> tuple[Any, list[dict[str, Any]]]:
    settings = settings_at(tmp_path / "home")
    write_xlsx(place(settings, name), rows)
    intake.take_in(settings)
    return settings, deliveries(settings)


def test_examples_in_the_words_of_the_module() -> None:
    assert doctest.testmod(months).failed == 0
    told = {name: fields for name, item in load_all().items() if (fields := months.month_fields(item))}
    assert told.keys() == {"attendance", "meal_month", "teacher_allowance"}


def test_a_year_of_months_by_the_files_name(tmp_path: Path) -> None:
    """What is yet to come is no delivery, a month nobody was paid in is no row, and the year's sum is checked."""
    rows = [[*who, *[300] * 9, "", None, "-", 2700 + 10 * at] for at, who in enumerate(PEOPLE)]
    rows[2][3 + 4] = 0
    settings, found = _taken_in(tmp_path, ALLOWANCE, [[*WHO, *YEAR, "合计"], *rows])
    assert {(row["dataset"], row["status"], row["period"]) for row in found} == {
        ("teacher_allowance", "accepted", "2020")
    }
    assert sorted(row["rows_loaded"] for row in found) == [2, *[3] * 8]
    assert not any("不认识的表头" in row["message_zh"] for row in found)
    paid = raw(settings, "teacher_allowance")
    assert {(row["months"], row["monthly_standard"], row["amount"]) for row in paid} == {("1", "300", "300")}
    assert {row["from_month"] for row in paid} == {f"2020年{month}月" for month in range(1, 10)}
    assert all(row["from_month"] == row["to_month"] for row in paid)
    wrong = [row["observed"] for row in table(settings, "observations") if row["is_wrong"]]
    assert wrong == ["P3：2710", "P4：2720"]
    tables, unbalanced = intake.row_accounting(settings)
    assert tables == 9 and not unbalanced


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        (["1月补助", "2月补助", "3月补助"], [300, 300, 300]),
        (["2020年1月", "2020年2月", "2020年3月"], [300, 300, 300]),
        (["1月份金额（元）", "2月份金额（元）", "3月份金额（元）"], [300, 300, 300]),
        (["补助标准", "一月", "二月", "三月", "月数", "合计金额"], [300, 300, 300, 300, 3, 900]),
        (["起始月份", "截止月份", "1月", "2月", "3月"], ["2020年1月", "2020年3月", 300, 300, 300]),
    ],
)
def test_ways_to_write_months(tmp_path: Path, columns: list[str], cells: list[Any]) -> None:
    settings, found = _taken_in(tmp_path, ALLOWANCE, [[*WHO, *columns], *([*who, *cells] for who in PEOPLE)])
    assert [(row["status"], row["rows_loaded"]) for row in found] == [("accepted", 3)] * 3
    paid = {(row["from_month"], row["to_month"], row["months"], row["amount"], row["monthly_standard"])
            for row in raw(settings, "teacher_allowance")}  # fmt: skip
    assert paid == {(f"2020年{month}月", f"2020年{month}月", "1", "300", "300") for month in (1, 2, 3)}
    assert not [row for row in table(settings, "observations") if row["is_wrong"]]


SCHOOLS = ["青禾县第一小学", "青禾县第二小学", "青禾县第三小学"]
TERM = f"{COUNTY}/2020年秋季学期"


def test_a_year_of_meals_goes_to_the_terms_its_months_lie_in(tmp_path: Path) -> None:
    cells = [1000, 0, 2100, 2200, 2100, 2200, 600, "", 2100, 1700, 2100, 2300]
    rows = [["学校", *YEAR, "合计"], *([name, *cells, 18400] for name in SCHOOLS)]
    settings, found = _taken_in(tmp_path, f"{COUNTY}/2020年/营养餐就餐人次统计表.xlsx", rows)
    assert {(row["dataset"], row["rows_loaded"]) for row in found} == {("meal_month", 3)} and len(found) == 10
    told = {row["month"]: (row["_period"], row["meals"]) for row in raw(settings, "meal_month")}
    assert told["2020年1月"] == ("2019-autumn", "1000") and told["2020年7月"] == ("2020-spring", "600")
    assert {told[f"2020年{month}月"][0] for month in (9, 10, 11, 12)} == {"2020-autumn"}
    assert "供餐月份取自表头：2020年1月" in "".join(row["message_zh"] for row in found)
    assert not [row for row in table(settings, "observations") if row["is_wrong"]]


def test_a_months_report_of_meals_has_its_year_from_the_term(tmp_path: Path) -> None:
    head = ["学校名称", "月份", "享受学生数", "供餐天数", "就餐人次", "标准（元/生.天）", "金额（元）"]
    rows = [[name, month, 100, 21, 2100, 4, 8400] for name in SCHOOLS for month in ("9月", 10, "十一月", "1月份")]
    settings, found = _taken_in(tmp_path, f"{TERM}/营养餐供餐月报.xlsx", [head, *rows])
    assert [(row["dataset"], row["status"], row["rows_loaded"]) for row in found] == [("meal_month", "accepted", 12)]
    assert "有 12 个日期、月份或学期没写年份" in found[0]["message_zh"]
    told = {parse("month", row["month"]) for row in raw(settings, "meal_month")}
    assert told == {(f"{month}", "year_supplied") for month in ("2020-09", "2020-10", "2020-11", "2021-01")}


@pytest.mark.parametrize(
    "name",
    ["营养餐统计表.xlsx", "水电费金额统计表.xlsx", "营养餐就餐人次和供餐天数统计表.xlsx", "营养餐补助金额表.xlsx"],
)
def test_months_of_nobody_knows_what_are_told_to_the_clerk(tmp_path: Path, name: str) -> None:
    rows = [["学校", "9月", "10月", "11月", "12月"], *([school, 21, 17, 21, 23] for school in SCHOOLS)]
    _, found = _taken_in(tmp_path, f"{TERM}/{name}", rows)
    assert [row["status"] for row in found] == ["unrecognised"]
    assert "是营养餐的，请在标题里写明供餐天数、就餐人次或就餐人数" in found[0]["message_zh"]


def test_from_one_month_to_another_has_no_year_supplied(tmp_path: Path) -> None:
    """September to June began the year before."""
    rows = [
        [*WHO, "月标准", "起始月份", "截止月份", "月数", "金额"],
        *([*who, 300, "9月", "6月", 10, 3000] for who in PEOPLE),
    ]
    settings, _ = _taken_in(tmp_path, ALLOWANCE, rows)
    assert {row["from_month"] for row in raw(settings, "teacher_allowance")} <= {None, "9月"}


def test_months_outside_the_folders_term_wait(tmp_path: Path) -> None:
    head = [*WHO[:2], "学校名称", *(f"{month}月{what}" for month in (5, 6) for what in ("应出勤天数", "实际出勤天数"))]
    rows = [[*who, 20, 20, 21, 21] for who in PEOPLE]
    settings, found = _taken_in(tmp_path, f"{COUNTY}/2020年秋季学期/学生考勤统计表.xlsx", [head, *rows])
    assert [(row["dataset"], row["status"]) for row in found] == [("attendance", "waiting")]
    settings, found = _taken_in(tmp_path / "b", f"{COUNTY}/2020年春季学期/学生考勤统计表.xlsx", [head, *rows])
    assert {row["month"] for row in raw(settings, "attendance")} == {"2020年5月", "2020年6月"}
