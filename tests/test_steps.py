"""The outcome of every step of every file, and since when something fails: the documented query, run as it stands."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from dagster_project import intake
from dagster_project.contracts import load_all
from dagster_project.intake import ledger, pulling
from dagster_project.intake.pulling.configured import configured
from dagster_project.intake.step_history import dataset_named
from dagster_project.settings import DBT, PROJECT_ROOT, Settings
from inbox_files import PAYMENT_HEADER, arrive, payments, place, settings_at, write_calendar, write_csv

PLACE = "内乡县/2020"
LOANS = f"{PLACE}/生源地助学贷款.csv"
LOAN_HEADER = ["合同编号", "学年", "借款学生姓名", "借款学生身份证号", "贷款金额"]
STEPS = ["pulled", "archived", "read", "recognised", "mapped", "loaded"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home", ["990103,内乡县", "990101,青禾县"])


def write_loans(settings: Settings, day: str, number: int = 1) -> None:
    rows = [[f"HT{number}{at}", "2020-2021", f"测试{at}", f"99010319990101{at:04d}", 8000] for at in range(3)]
    write_csv(place(settings, LOANS), [LOAN_HEADER, *rows], day=day)


def spoil_loans(settings: Settings, day: str) -> None:
    path = place(settings, LOANS)
    path.write_bytes(f"Rar!\x1a\x07\x00{day}".encode())
    arrive(path, day)


def release(settings: Settings) -> duckdb.DuckDBPyConnection:
    """What a build makes of the ledger: the model of the steps, and the counties."""
    out = settings.home / "exported"
    intake.export_inputs(settings, out)
    model = (DBT / "models" / "findings" / "step_outcomes.sql").read_text(encoding="utf-8")
    connection = duckdb.connect()
    query = model.replace("{{ source('inputs', 'step_outcomes') }}", f"read_parquet('{out}/step_outcomes.parquet')")
    connection.execute(f"create table step_outcomes as {query}")
    connection.execute(f"create table dim_county as from read_parquet('{out}/counties.parquet')")
    return connection


def steps_of(settings: Settings, name: str) -> dict[str, str]:
    query = "select step, result from step_outcomes where file_name like ? order by all"
    return dict(release(settings).execute(query, [f"%{name}"]).fetchall())


def documented_query(page: str = "sources.md") -> str:
    text = (PROJECT_ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.search(r"```sql\n(.*?)```", text, re.DOTALL)[1]  # type: ignore[index]


def failing(settings: Settings) -> list[tuple[Any, ...]]:
    return release(settings).execute(documented_query()).fetchall()


def test_a_good_file_passes_every_step(settings: Settings) -> None:
    write_csv(place(settings, "发放.csv"), [PAYMENT_HEADER, *payments(1, 3)])
    intake.take_in(settings)
    assert steps_of(settings, "发放.csv") == dict.fromkeys(STEPS, "ok")


def test_a_step_that_failed_says_why_and_those_after_it_were_not_run(settings: Settings) -> None:
    place(settings, "坏.xlsx").write_bytes(b"Rar!\x1a\x07\x00 no table")
    write_csv(place(settings, "别的.csv"), [["甲", "乙", "丙"], ["1", "2", "3"]])
    intake.take_in(settings)
    unread, unknown = steps_of(settings, "坏.xlsx"), steps_of(settings, "别的.csv")
    assert [unread[step] for step in STEPS] == ["ok", "ok", "failed", "not_run", "not_run", "not_run"]
    assert [unknown[step] for step in STEPS] == ["ok", "ok", "ok", "failed", "not_run", "not_run"]
    said = release(settings).execute("select message from step_outcomes where result = 'failed'").fetchall()
    assert all(re.search(r"[一-鿿].* / .*[a-z]", message) for (message,) in said)


def test_a_missing_required_column_shows_at_mapping(settings: Settings) -> None:
    at = PAYMENT_HEADER.index("资助项目")
    rows = [row[:at] + row[at + 1 :] for row in [PAYMENT_HEADER, *payments(1, 3)]]
    write_csv(place(settings, "发放.csv"), rows)
    intake.take_in(settings)
    statuses = release(settings).execute("select status from step_outcomes where step = 'mapped'").fetchall()
    required = {field.name for field in load_all()["subsidy_payment"].fields if field.required}
    assert statuses == [("partial",)] or "program" not in required


def test_how_long_the_loan_export_has_failed_is_one_query(settings: Settings) -> None:
    write_loans(settings, "2020-09-01")
    intake.take_in(settings)
    assert failing(settings) == []
    for day in ("2020-10-01", "2020-10-05"):
        spoil_loans(settings, day)
        intake.take_in(settings)
    ((since, days, step, said),) = failing(settings)
    assert str(since) == "2020-10-01 10:00:00" and step == "read"
    for page in ("sources.md", "sources.zh-CN.md"):
        assert documented_query(page) == documented_query()
        assert said in (PROJECT_ROOT / "docs" / page).read_text(encoding="utf-8")
    assert days == (ledger.now() - datetime(2020, 10, 1, 10)).days
    write_loans(settings, "2020-10-09", number=2)
    intake.take_in(settings)
    assert failing(settings) == []


def test_the_documented_sources_are_understood(settings: Settings) -> None:
    pages = [(PROJECT_ROOT / "docs" / page).read_text(encoding="utf-8") for page in ("sources.md", "sources.zh-CN.md")]
    for page in pages:
        written = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1].replace("云岭县", "内乡县")  # type: ignore[index]
        settings.sources.write_text(written, encoding="utf-8")
        found = configured(settings)
        assert len(found) == 5 and [one.problem for one in found] == [None] * 5


def test_what_was_owed_and_never_came_fails_from_the_day_after(settings: Settings) -> None:
    write_calendar(settings, ["990103,loan_contract,2020,2020-11-30"])
    ((since, _, step, said),) = failing(settings)
    assert (str(since), step) == ("2020-12-01 00:00:00", "pulled") and "未收到" in said


def test_what_is_not_yet_due_is_not_missing(settings: Settings) -> None:
    today = ledger.now().date()
    write_calendar(settings, [f"990103,loan_contract,2020,{today}", "990103,school_roll,2020,2999-12-31"])
    assert failing(settings) == [] == release(settings).execute("from step_outcomes").fetchall()


def test_a_server_that_does_not_answer_fails_since_its_first_silence(settings: Settings, tmp_path: Path) -> None:
    source = {"url": str(tmp_path / "away"), "dataset": "loan_contract"}
    settings.sources.write_text(yaml.safe_dump({"内乡县": [source]}, allow_unicode=True), encoding="utf-8")
    for _ in range(3):
        pulling.pull(settings)
    with ledger.reading(settings) as connection:
        first = connection.execute("select min(recorded_at) from pulls").fetchall()[0][0]
    ((since, days, step, _),) = failing(settings)
    assert (since, days, step) == (first, 0, "pulled")
    (tmp_path / "away").mkdir()
    pulling.pull(settings)
    assert failing(settings) == []


def test_a_file_pulled_again_after_a_failure_counts_from_when_it_came(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "files" / "2020"
    folder.mkdir(parents=True)
    entry = {"url": str(tmp_path / "files"), "limits": {"file_bytes": 5}}
    write_loans(settings, "2020-09-01")
    place(settings, LOANS).rename(folder / "生源地助学贷款.csv")
    for limits in ({"file_bytes": 5}, {}):
        text = yaml.safe_dump({"内乡县": [entry | {"limits": limits}]}, allow_unicode=True)
        settings.sources.write_text(text, encoding="utf-8")
        pulling.pull(settings)
        intake.take_in(settings)
        assert len(failing(settings)) == bool(limits)


def test_repeated_failures_make_no_other_release(settings: Settings, tmp_path: Path) -> None:
    text = yaml.safe_dump({"内乡县": [{"url": str(tmp_path / "away")}]}, allow_unicode=True)
    settings.sources.write_text(text, encoding="utf-8")
    exported = []
    for _ in range(2):
        pulling.pull(settings)
        intake.export_inputs(settings, settings.home / "exported")
        exported.append((settings.home / "exported" / "step_outcomes.parquet").read_bytes())
    assert exported[0] == exported[1]


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("内乡县2020年生源地助学贷款.rar", "loan_contract"),
        ("loan_contract-2020.xls", "loan_contract"),
        ("学生资助发放表.xlsx", "subsidy_payment"),
        ("教师花名册(终).et", "teacher"),
        ("新建 XLS 工作表.xls", None),
        ("通知.doc", None),
    ],
)
def test_a_file_name_says_which_dataset_was_meant(name: str, dataset: str | None) -> None:
    assert dataset_named(f"990103/2020/{name}", load_all()) == dataset


def test_what_was_known_on_a_day_knows_no_later_step(settings: Settings) -> None:
    write_loans(settings, "2020-09-01")
    intake.take_in(settings)
    intake.export_inputs(settings, settings.home / "exported", as_of=ledger.now() - timedelta(days=1))
    path = settings.home / "exported" / "step_outcomes.parquet"
    assert duckdb.sql(f"select count(*) from read_parquet('{path}')").fetchone() == (0,)
