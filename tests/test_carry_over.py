"""When a build may start from the release before, what has changed since, and what is run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project import carry_over, warehouse
from dagster_project.carry_over import CarryOver
from dagster_project.dbt_runs import unaffected
from dagster_project.quality import Finding, write_findings
from dagster_project.settings import Settings
from inbox_files import settings_at

COUNTIES = [f"99010{number}" for number in range(1, 6)]


def write_inputs(folder: Path, deliveries: dict[str, str], key: str = "k", names: str = "县") -> Path:
    """The inputs of a build: one delivery a county, with its name."""
    folder.mkdir(parents=True)
    tables = {
        "deliveries": {"county_code": list(deliveries), "dataset": ["school"] * 5, "id": list(deliveries.values())},
        "delivery_calendar": {"county_code": COUNTIES, "dataset": ["school"] * 5},
        "decided_cells": {"county_code": COUNTIES[:1], "dataset": ["school"], "candidate": ["a number"]},
        "counties": {"name": [names]},
    }
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    carry_over.write_basis(folder, key)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home whose current release was built from one delivery of each county."""
    settings = settings_at(tmp_path / "home")
    write_inputs(settings.releases / "before" / "inputs", dict.fromkeys(COUNTIES, "first"))
    settings.current.symlink_to(Path("releases") / "before")
    return settings


def test_the_counties_and_datasets_that_differ_are_computed_again(settings: Settings, tmp_path: Path) -> None:
    inputs = write_inputs(tmp_path / "inputs", dict.fromkeys(COUNTIES, "first") | {"990103": "second"})
    plan = carry_over.plan(settings, inputs)
    assert plan is not None and plan.base == settings.releases / "before"
    assert (plan.counties, plan.datasets, plan.inputs) == ({"990103"}, {"school"}, {"deliveries"})


@pytest.mark.parametrize("change", [{"key": "another"}, {"names": "改名县"}])
def test_another_key_or_another_list_of_counties_carries_nothing_over(
    settings: Settings, tmp_path: Path, change: dict[str, str]
) -> None:
    assert carry_over.plan(settings, write_inputs(tmp_path / "a", dict.fromkeys(COUNTIES, "first"))) is not None
    assert carry_over.plan(settings, write_inputs(tmp_path / "b", dict.fromkeys(COUNTIES, "first"), **change)) is None


def test_changed_code_carries_nothing_over(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse, "code_id", lambda: "other code")
    assert carry_over.plan(settings, write_inputs(tmp_path / "a", dict.fromkeys(COUNTIES, "first"))) is None


def test_many_changed_counties_are_worth_a_full_build(settings: Settings, tmp_path: Path) -> None:
    changed = dict.fromkeys(COUNTIES, "first") | {"990101": "second", "990102": "second"}
    assert carry_over.plan(settings, write_inputs(tmp_path / "inputs", changed)) is None


def test_the_first_build_has_nothing_to_start_from(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    assert carry_over.plan(settings, write_inputs(tmp_path / "inputs", dict.fromkeys(COUNTIES, "first"))) is None


def node(name: str, folder: str, *reads: str) -> tuple[str, dict[str, Any]]:
    """A model as dbt's manifest has it."""
    own = {"resource_type": "model", "name": name, "fqn": ["county_warehouse", folder, name]}
    return f"model.county_warehouse.{name}", own | {"depends_on": {"nodes": list(reads)}}


def test_only_models_that_a_change_can_touch_are_run() -> None:
    source = "source.county_warehouse"
    models = dict(
        [
            node("stg_school", "staging", f"{source}.raw.school", f"{source}.inputs.deliveries"),
            node("stg_teacher", "staging", f"{source}.raw.teacher", f"{source}.inputs.deliveries"),
            node("dim_school", "marts", "model.county_warehouse.stg_school"),
            node("dim_teacher", "marts", "model.county_warehouse.stg_teacher"),
            node("county_period", "intermediate", f"{source}.inputs.deliveries"),
            node("dim_period", "marts", f"{source}.inputs.periods"),
        ]
    )
    children = {
        parent: [name for name, model in models.items() if parent in model["depends_on"]["nodes"]] for parent in models
    }
    carried = CarryOver(Path("base"), frozenset({"990101"}), frozenset({"school"}), frozenset({"deliveries"}))
    skipped = unaffected({"nodes": models, "child_map": children}, carried)
    assert set(skipped) == {"dim_period", "dim_teacher", "stg_teacher"}
    assert skipped.index("stg_teacher") < skipped.index("dim_teacher")


def finding(county: str, row: int) -> Finding:
    """A finding of a suite."""
    return Finding("value_implausible", county, "2020", "school", "school", "s", "grade", "1", "2", row_no=row)


def test_carried_findings_and_new_ones_are_written_as_if_found_together(tmp_path: Path) -> None:
    everyone = [finding("990102", 5), finding("990101", 7), finding("990101", 6)]
    write_findings(tmp_path / "together.parquet", everyone)
    write_findings(tmp_path / "earlier.parquet", [finding("990102", 5)])
    earlier = pq.read_table(tmp_path / "earlier.parquet")
    assert write_findings(tmp_path / "added.parquet", everyone[1:], earlier) == 1
    assert (tmp_path / "added.parquet").read_bytes() == (tmp_path / "together.parquet").read_bytes()
