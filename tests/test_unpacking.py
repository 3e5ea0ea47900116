"""Archives in the inbox: each member is a file of its own, read once, and counted to its county and period."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ugly_files
from dagster_project import intake
from dagster_project.intake import ledger
from dagster_project.settings import Settings
from inbox_files import PAYMENT_HEADER, place, settings_at

PEOPLE = [
    ["1", "青禾一小", "演练甲", "990101201001011234", "小学", "建档立卡", "寄宿生生活补助", "625"],
    ["2", "青禾二小", "演练乙", "990101201001025678", "小学", "低保", "寄宿生生活补助", "500"],
]


def _deliveries(settings: Settings) -> list[tuple[Any, ...]]:
    with ledger.reading(settings) as connection:
        return connection.execute(
            "select file_name.regexp_extract('[^/]+/[^/]+$'), dataset, status, rows_loaded from deliveries order by all"
        ).fetchall()


def _payments(first: int, last: int) -> bytes:
    return ugly_files.text([PAYMENT_HEADER, *PEOPLE[first:last]])


def test_members_are_taken_in_under_the_archives_name(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    members = {"一小/发放表.csv": _payments(0, 1), "内.zip": ugly_files.zipped({"二小发放表.csv": _payments(1, 2)})}
    place(settings, "报送.zip").write_bytes(ugly_files.zipped(members, gbk=True))
    intake.take_in(settings)
    assert [(name, dataset, rows) for name, dataset, _, rows in _deliveries(settings)] == [
        ("一小/发放表.csv", "subsidy_payment", 1),
        ("内.zip/二小发放表.csv", "subsidy_payment", 1),
    ]


def test_the_same_archive_again_changes_nothing(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    place(settings, "报送.zip").write_bytes(ugly_files.zipped({"发放表.csv": _payments(0, 2)}))
    intake.take_in(settings)
    assert intake.take_in(settings).files_new == 0
    place(settings, "再报.zip").write_bytes(ugly_files.zipped({"发放表.csv": _payments(0, 2)}))
    intake.take_in(settings)
    assert sorted(status for _, _, status, _ in _deliveries(settings)) == ["accepted", "duplicate"]


def test_a_locked_member_opens_with_the_password_file(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    place(settings, "报送.zip").write_bytes(ugly_files.zipped({"发放表.csv": _payments(0, 2)}, password="演练2020"))
    intake.take_in(settings)
    assert [(dataset, status) for _, dataset, status, _ in _deliveries(settings)] == [(None, "rejected")]
    settings.passwords.write_text("演练2020\n", encoding="utf-8")
    settings.passwords.chmod(0o600)
    place(settings, "再报.zip").write_bytes(ugly_files.zipped({"发放表.csv": _payments(0, 2)}, password="演练2020"))
    intake.take_in(settings)
    assert ("再报.zip/发放表.csv", "subsidy_payment", "accepted", 2) in _deliveries(settings)


def test_a_table_in_a_word_document_is_taken_in(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    place(settings, "发放花名册.docx").write_bytes(ugly_files.word(["发放花名册", [PAYMENT_HEADER, *PEOPLE]]))
    intake.take_in(settings)
    assert [row[1:] for row in _deliveries(settings)] == [("subsidy_payment", "accepted", 2)]
