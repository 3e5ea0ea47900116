"""What nobody can read is set aside cell by cell, with the reason, and told to the clerk; nothing of it is guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dagster_project import intake
from inbox_files import PAYMENT_HEADER, deliveries, person, place, raw, settings_at, table, write_csv, write_xlsx

HEADER = [*PAYMENT_HEADER, "发放日期", "是否寄宿"]


def _row(number: int, *last: Any, difficulty: str = "建档立卡", amount: Any = 500, name: str = "") -> list[Any]:
    own, id_number = person(number)
    return [number, "青禾县第一小学", name or own, id_number, "小学", difficulty, "寄宿生生活补助", amount, *last]


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (_row(1, "2020-05-01", "是", amount="约500"), "amount", "not_understood"),
        (_row(1, "2020-05-01", "是", amount="500 500"), "amount", "several_values"),
        (_row(1, "2020年5月上旬", "是"), "paid_on", "not_understood"),
        (_row(1, "3/4/2020", "是"), "paid_on", "not_understood"),
        (_row(1, "2020-05-01", "○"), "boarding", "not_understood"),
        (_row(1, "2020-05-01", "是", difficulty="奇怪类型"), "difficulty_kind", "not_understood"),
        (_row(1, "2020-05-01", "是", difficulty="低保、残疾"), "difficulty_kind", "several_values"),
        (_row(1, "2020-05-01", "是", name="演**"), "name", "masked_name"),
        (_row(1, "2020-05-01", "是", name="演某"), "name", "masked_name"),
        (_row(1, "2020-05-01", "是", name="演练甲、演练乙"), "name", "several_values"),
    ],
)
def test_a_text_nobody_can_read_costs_its_cell_and_is_told(
    tmp_path: Path, row: list[Any], field: str, reason: str
) -> None:
    settings = settings_at(tmp_path / "home")
    write_xlsx(place(settings, "花名册.xlsx"), [HEADER, row, _row(2, "2020-05-01", "否")])
    intake.take_in(settings)
    (delivery,) = deliveries(settings)
    (cell,) = table(settings, "set_aside_cells")
    assert (cell["row_no"], cell["field"], cell["reason"], cell["shown"]) == (2, field, reason, row[_at(field)])
    assert (delivery["status"], delivery["rows_loaded"], delivery["cells_set_aside"]) == ("partial", 2, 1)
    assert "暂按空白处理" in delivery["message"] and "第 2 行" in delivery["message"]
    assert raw(settings, "subsidy_payment")[0][field] == row[_at(field)]


def _at(field: str) -> int:
    return {"name": 2, "amount": 7, "paid_on": 8, "boarding": 9, "difficulty_kind": 5}[field]


def test_two_teachers_may_visit_together(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    name, id_number = person(1)
    header = ["姓名", "身份证号", "学校名称", "家访教师", "家访日期", "家访内容", "监护人姓名"]
    row = [
        name,
        id_number,
        "青禾县第一小学",
        "演练甲、演练乙",
        "2020-05-01",
        "了解家庭情况",
        "演练丙（父）演练丁（母）",
    ]
    write_xlsx(place(settings, "家访记录.xlsx"), [header, row])
    intake.take_in(settings)
    (delivery,) = deliveries(settings)
    assert (delivery["dataset"], delivery["status"], delivery["rows_loaded"]) == ("home_visit", "accepted", 1)
    assert table(settings, "set_aside_cells") == []


def test_blanks_and_words_for_nothing_are_no_trouble(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    rows = [_row(1, "", "", amount="-"), _row(2, "不详", "/", amount=""), _row(3, "2020年5月", "√", amount="500元")]
    write_xlsx(place(settings, "花名册.xlsx"), [HEADER, *rows])
    intake.take_in(settings)
    assert table(settings, "set_aside_cells") == [] and deliveries(settings)[0]["status"] == "accepted"


@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#REF!", "Err:502"])
def test_a_failed_formula_in_a_text_file_is_no_blank(tmp_path: Path, text: str) -> None:
    settings = settings_at(tmp_path / "home")
    write_csv(place(settings, "花名册.csv"), [HEADER, _row(1, "", "", amount=text), _row(2, "", "")])
    intake.take_in(settings)
    (cell,) = table(settings, "set_aside_cells")
    assert (cell["field"], cell["reason"], cell["shown"]) == ("amount", "error_cell", text)


def test_half_a_person_is_neither_none_nor_one(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    rows = [["困难类型", "学段", "资助项目", "资助人次", "金额（元）"], ["低保", "小学", "营养餐", 3.5, 500]]
    write_xlsx(place(settings, "汇总.xlsx"), [*rows, ["低保", "初中", "营养餐", "4.0", 500]])
    intake.take_in(settings)
    (cell,) = table(settings, "set_aside_cells")
    assert (cell["field"], cell["reason"], cell["shown"]) == ("person_times", "not_whole", "3.5")


def test_identity_numbers_that_lost_their_digits_before_they_were_saved_as_text(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    rows = [[*row[:3], f"{row[3][:15]}000", *row[4:]] for row in (_row(number) for number in range(1, 40))]
    write_csv(place(settings, "花名册.csv"), [PAYMENT_HEADER, *rows, _row(50)])
    intake.take_in(settings)
    assert [row["id_number"] for row in raw(settings, "subsidy_payment") if row["id_number"]] == [person(50)[1]]
    assert {cell["reason"] for cell in table(settings, "set_aside_cells")} == {"numeric_id"}


def test_one_number_that_ends_in_zeros_is_somebodys(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    rows = [_row(number) for number in range(1, 5)]
    rows[0][3] = "990101201001010000"
    write_csv(place(settings, "花名册.csv"), [PAYMENT_HEADER, *rows])
    intake.take_in(settings)
    assert table(settings, "set_aside_cells") == []
