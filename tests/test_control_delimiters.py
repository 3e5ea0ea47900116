"""Cells parted by a control character, as Hive and older systems export them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project import intake, readers
from dagster_project.readers import Limits, ReadError
from dagster_project.readers.content import read_here, whole_content
from inbox_files import PAYMENT_HEADER, deliveries, person, place, raw, settings_at, table

ROWS = [["姓名", "身份证号", "学校", "金额"], *([*person(n), "青禾县,一小", "500"] for n in range(1, 4))]


@pytest.mark.parametrize("mark", ["\x01", "\x02", "\x07", "\x1e", "\x1f"])
@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_control_character_parts_cells(tmp_path: Path, mark: str, count: int, encoding: str) -> None:
    path = tmp_path / "export.txt"
    path.write_bytes("".join(f"{mark.join(row)}\n" for row in ROWS[:count]).encode(encoding))
    for read in (read_here, whole_content):
        (sheet,) = read(path, Limits()).sheets
        assert [list(row.cells) for row in sheet.rows] == ROWS[:count]


def test_hives_export_is_loaded_and_its_word_for_nothing_is_a_blank(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    rows = [
        [str(n), "青禾县第一小学", *person(n), "小学", "建档立卡", "寄宿生生活补助", amount]
        for n, amount in ((1, "500"), (2, "\\N"))
    ]
    text = "".join("\x01".join(row) + "\n" for row in [PAYMENT_HEADER, *rows])
    place(settings, "000000_0").write_text(text, encoding="utf-8")
    intake.take_in(settings)
    assert [item["status"] for item in deliveries(settings)] == ["accepted"]
    assert [row["amount"] for row in raw(settings, "subsidy_payment")] == ["500", "\\N"]
    assert table(settings, "set_aside_cells") == []


def test_control_characters_without_order_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "some.dat"
    path.write_bytes(bytes(range(1, 256)) * 40)
    with pytest.raises(ReadError):
        readers.read_file(path)
