"""The school, class or township that a row above its pupils names is theirs; where it is not plain, it is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dagster_project import intake
from inbox_files import deliveries, person, place, raw, settings_at, table, write_csv, write_xlsx

HEADER = ["序号", "姓名", "身份证号", "学段", "困难类型", "资助项目", "金额（元）"]
ONE, OTHER = "青禾县第一小学", "青禾县柳树镇中心小学"


def _row(number: int) -> list[Any]:
    return [number, *person(number), "小学", "建档立卡", "寄宿生生活补助", 500]


def _taken_in(tmp_path: Path, rows: list[list[Any]], is_text: bool = False) -> tuple[dict, list[dict], list[dict]]:
    settings = settings_at(tmp_path / "home")
    if is_text:
        write_csv(place(settings, "花名册.csv"), [[*row, *[""] * (len(HEADER) - len(row))] for row in rows])
    else:
        write_xlsx(place(settings, "花名册.xlsx"), rows)
    intake.take_in(settings)
    (delivery,) = deliveries(settings)
    return delivery, raw(settings, delivery["dataset"]), table(settings, "set_aside_rows")


@pytest.mark.parametrize("is_text", [False, True])
@pytest.mark.parametrize("form", ["{}", "一、{}", "学校：{}", "{}（2人）", "{}：", "（一）{}共2人"])
def test_a_school_above_its_pupils_is_theirs(tmp_path: Path, form: str, is_text: bool) -> None:
    rows = [
        HEADER,
        [form.format(ONE)],
        _row(1),
        _row(2),
        [form.format(OTHER)],
        _row(3),
        ["合计", "", "", "", "", "", 1500],
    ]
    delivery, loaded, aside = _taken_in(tmp_path, rows, is_text)
    assert [row["school_name"] for row in loaded] == [ONE, ONE, OTHER]
    assert {row["row_no"] for row in aside if row["reason"] == "heading"} == {2, 5}
    assert delivery["status"] == "accepted" and "学校名称取自各组上方的标题行" in delivery["message_zh"]
    assert delivery["reporting_unit"] == "bureau"


def test_classes_within_schools_do_not_reach_over_to_the_next_school(tmp_path: Path) -> None:
    rows = [HEADER, [ONE], ["三年级（1）班"], _row(1), ["三年级（2）班"], _row(2), [OTHER], ["四年级1班"], _row(3)]
    _, loaded, _ = _taken_in(tmp_path, rows)
    assert [(row["school_name"], row["class_name"]) for row in loaded] == [
        (ONE, "三年级（1）班"), (ONE, "三年级（2）班"), (OTHER, "四年级1班"),
    ]  # fmt: skip
    (tmp_path / "again").mkdir()
    delivery, loaded, _ = _taken_in(tmp_path / "again", [*rows[:7], _row(4)])
    assert [row["school_name"] for row in loaded] == [ONE, ONE, OTHER]
    assert {row["class_name"] for row in loaded} == {None} and "三年级（1）班" in delivery["message_zh"]


@pytest.mark.parametrize(
    "rows",
    [
        [_row(1), [ONE], _row(2), [OTHER], _row(3)],  # perhaps it stands below its pupils
        [[ONE], _row(1), _row(2), [OTHER]],
    ],
)
def test_where_it_is_not_plain_whose_school_it_is_nothing_is_filled(tmp_path: Path, rows: list[list[Any]]) -> None:
    delivery, loaded, _ = _taken_in(tmp_path, [HEADER, *rows])
    assert {row["school_name"] for row in loaded} == {None}
    assert f"“{ONE}”" in delivery["message_zh"] and "请加一列" in delivery["message_zh"]
