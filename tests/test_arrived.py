"""The delivery report: what a county sent, what was understood, what was set aside, before any build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dagster_project import intake
from dagster_project.cli import main
from dagster_project.settings import Settings
from inbox_files import PAYMENT_HEADER, place, settings_at, write_calendar, write_xlsx

ROWS = [
    [*PAYMENT_HEADER, "神秘列"],
    [1, "青禾小学", "张测试", "990101201001011234", "小学", "低保", "寄宿生生活补助", 500, "甲"],
    [2, "青禾小学", "李测试", 990101201001015678, "小学", "低保", "寄宿生生活补助", 500, "乙"],
    ["合计", None, None, None, None, None, None, 1000, None],
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A county with one payments sheet that has an unknown column and an id stored as a number, and one owed file."""
    settings = settings_at(tmp_path / "home")
    write_calendar(settings, ["990101,loan_contract,2020,2020-06-30"])
    write_xlsx(place(settings, "学生资助发放花名册.xlsx"), ROWS)
    intake.take_in(settings)
    return settings


def run(settings: Settings, *options: str) -> Result:
    return CliRunner().invoke(main, ["deliveries", "--home", str(settings.home), *options])


def report(settings: Settings, *options: str) -> dict[str, Any]:
    return dict(json.loads(run(settings, "--json", *options).output)[0])


def test_every_row_of_a_delivery_is_told_with_the_headers_nobody_knows(settings: Settings) -> None:
    paid, missing = report(settings)["deliveries"]
    assert (paid["dataset"], paid["unknown_headers"]) == ("subsidy_payment", ["神秘列"])
    assert paid["rows_seen"] == paid["rows_loaded"] + paid["rows_quarantined"] + paid["rows_not_data"] == 4
    assert (missing["dataset"], missing["status"]) == ("loan_contract", "missing")


def test_what_was_set_aside_is_counted_and_never_shown(settings: Settings) -> None:
    (lost,) = report(settings)["set_aside"]
    assert (lost["field"], lost["number"]) == ("id_number", 1)
    for output in (run(settings).output, run(settings, "--json").output):
        assert "990101201001015" not in output and "张测试" not in output


def test_one_county_by_name_and_one_period(settings: Settings) -> None:
    assert [one["period"] for one in report(settings, "--county", "青禾县", "--period", "2020")["deliveries"]] == [
        "2020"
    ]
    assert run(settings, "--county", "云岭县").exit_code != 0


def test_the_page_is_offline_and_says_the_same(settings: Settings, tmp_path: Path) -> None:
    assert run(settings, "--page", str(tmp_path / "page.html")).exit_code == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "神秘列" in page and "缺报 1 项" in page and "default-src &#39;none&#39;" in page and "http://" not in page
