"""dbt's own tests: every rule on a violation and on a look-alike, hard models on small ones, and keys that can fail."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project import dbt_runs, warehouse
from dagster_project.settings import GIB, Settings


def came_of(settings: Settings, *words: str) -> dict[str, list[str]]:
    """The names of the tests that were run, by what came of them."""
    outcome = dbt_runs.invoke(settings, ["test", *words], parsed=dbt_runs.project(settings))
    statuses: dict[str, list[str]] = {}
    for result in outcome.results:
        if result.node.resource_type in ("test", "unit_test"):
            statuses.setdefault(str(result.status), []).append(result.node.name)
    return statuses


def test_dbt_tests_pass_and_can_fail(rehearsal: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also: the run has another amount of memory, which must reach the engine and parse nothing anew."""
    settings = Settings(home=tmp_path / "home", memory_bytes=3 * GIB).prepare()
    shutil.copytree(rehearsal.current.resolve(), warehouse.building(settings))
    said = came_of(settings, "--select", "test_type:unit")
    assert set(said) == {"pass"} and len(said["pass"]) >= 68

    with duckdb.connect(str(warehouse.building(settings) / warehouse.DATABASE)) as connection:
        connection.execute("update main.dim_person set county_code = null where rowid = 0")
        connection.execute("insert into main.county_loan from main.county_loan limit 1")
    monkeypatch.setenv("DBT_LOG_LEVEL_FILE", "debug")
    said = came_of(settings, "--select", "dim_person", "county_loan", "--exclude", "test_type:unit")
    assert sorted(said["fail"]) == ["filled_dim_person_county_code", "unique_key_county_loan_county_code__period"]
    log = (settings.dbt_target / "logs" / "dbt.log").read_text(encoding="utf-8")
    assert f"set memory_limit = '{settings.memory_limit}'" in log and "Unable to do partial parsing" not in log


def test_a_failing_model_is_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home").prepare()
    dbt_runs.manifest(settings)
    warehouse.start_release(settings)
    assert dbt_runs.build(settings, set()) == []  # where every model of a step is carried over
    with pytest.raises(dbt_runs.DbtError, match=r"^dim_county: [\s\S]+"):
        dbt_runs.build(settings, {"dim_county"})


def test_what_is_parsed_belongs_to_one_installation(
    rehearsal: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project that lies elsewhere reads its own files, whatever the one before left in the home."""
    elsewhere = tmp_path / "installation"
    shutil.copytree(dbt_runs.DBT, elsewhere / "dbt", ignore=shutil.ignore_patterns("target"))
    shutil.copytree(dbt_runs.SEEDS, elsewhere / "seeds")
    shutil.copytree(dbt_runs.DBT / "target", elsewhere / "dbt" / "target")
    monkeypatch.setattr(dbt_runs, "DBT", elsewhere / "dbt")
    monkeypatch.setattr(dbt_runs, "SEEDS", elsewhere / "seeds")
    parsed: dict[str, Any] = dbt_runs.manifest(Settings(home=tmp_path / "home").prepare())
    assert {node["root_path"] for node in parsed["nodes"].values() if node["resource_type"] == "seed"} == {
        str(elsewhere / "dbt")
    }
