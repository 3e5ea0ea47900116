"""What a file's own name or title says against its folder and its rows is a finding with both sides' evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project import intake
from inbox_files import PAYMENT_HEADER, person, place, settings_at, table, write_xlsx

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
