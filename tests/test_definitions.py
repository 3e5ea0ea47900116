"""What Dagster shows and runs: partitions, the inbox sensor, the calendar's schedule, checks."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.partitions.context import partition_loading_context

from dagster_project import journey
from dagster_project.definitions import build_definitions
from dagster_project.intake import ledger
from dagster_project.settings import Settings

FILE = "990101/2020-spring/特殊群体.csv"
TABLE = "对象类别,身份证号,姓名\n农村低保,990101201001010015,甲\n"


@pytest.fixture
def settings(tmp_path: Path, rehearsal: Settings) -> Settings:
    chosen = Settings.load(tmp_path / "home").prepare()
    shutil.copytree(rehearsal.config, chosen.config)
    shutil.copytree(rehearsal.dbt_target, chosen.dbt_target)
    path = chosen.inbox / FILE
    path.parent.mkdir(parents=True)
    path.write_text(TABLE, encoding="utf-8-sig")
    return chosen


def test_inbox_sensor_asks_for_the_county_and_period_that_has_a_file(settings: Settings) -> None:
    definitions = build_definitions(settings)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, definitions=definitions)
        with partition_loading_context(dynamic_partitions_store=instance):
            requests = list(definitions.resolve_sensor_def("inbox").evaluate_tick(context).run_requests or [])
    assert [str(request.partition_key) for request in requests] == ["990101|2020-spring"]


def test_one_partition_can_be_taken_in_by_itself(settings: Settings) -> None:
    definitions = build_definitions(settings)
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("period", ["2020-spring"])
        job = definitions.resolve_job_def("take_in")
        result = job.execute_in_process(instance=instance, partition_key="990101|2020-spring")
    events = result.asset_materializations_for_node("county_files")
    assert events[0].metadata["files_new"].value == 1


def test_files_are_pulled_before_they_are_taken_in(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "server" / "2020-autumn"
    folder.mkdir(parents=True)
    (folder / "特殊群体.csv").write_text(TABLE, encoding="utf-8-sig")
    written = f'"990102":\n- {{url: {tmp_path}/server}}\n- {{url: {tmp_path}/none, name: down}}\n'
    settings.sources.write_text(written, encoding="utf-8")
    said: list[str] = []
    outcome = journey.run(settings, said.append, build=False, counties=["990102"])
    assert said[:2] == ["pulled_files", "county_files"] and len(outcome.problems) == 1
    assert (settings.inbox / "990102" / "2020-autumn" / "特殊群体.csv").exists()
    with ledger.reading(settings) as connection:
        assert [item.county_code for item in ledger.standing_deliveries(connection)] == ["990102"]


def test_pulling_is_scheduled_where_sources_are_configured(settings: Settings) -> None:
    schedule = build_definitions(settings).resolve_schedule_def("every_hour")
    asked = []
    for _ in range(2):
        context = dg.build_schedule_context(scheduled_execution_time=datetime(2020, 5, 1, 6))
        asked.append(len(schedule.evaluate_tick(context).run_requests or []))
        settings.sources.write_text("{}", encoding="utf-8")
    assert asked == [0, 1]


def test_schedule_builds_on_the_morning_after_a_due_date(settings: Settings) -> None:
    schedule = build_definitions(settings).resolve_schedule_def("day_after_due")
    calendar = (settings.config / "delivery_calendar.csv").read_text(encoding="utf-8").splitlines()
    due = datetime.fromisoformat(calendar[1].split(",")[3])

    def tick(moment: datetime) -> int:
        context = dg.build_schedule_context(scheduled_execution_time=moment)
        return len(schedule.evaluate_tick(context).run_requests or [])

    assert tick(due.replace(hour=6) + timedelta(days=1)) == 1
    assert tick(datetime(1999, 1, 2, 6)) == 0


def test_every_asset_has_an_owner_a_group_and_a_description(settings: Settings) -> None:
    graph = build_definitions(settings).resolve_asset_graph()
    bare = [
        key.to_user_string()
        for key in graph.materializable_asset_keys
        if not (graph.get(key).owners and graph.get(key).description and graph.get(key).group_name != "default")
    ]
    assert bare == []


def test_checks_cover_dbt_tests_suites_accounting_and_freshness(settings: Settings) -> None:
    names = {key.name for key in build_definitions(settings).resolve_asset_graph().asset_check_keys}
    assert {"rows_are_accounted_for", "subsidy_payment_is_plausible", "freshness_check"} <= names
    assert any(name.startswith("unique_") for name in names)
