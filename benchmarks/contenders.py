"""Who is measured: the pipeline, and what it is compared with, each as a command of its own.

What belongs here: one run of each over the same files. What does not: how often and in which order (``__main__``).
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from benchmarks.measuring import Cost, Measured, measure
from benchmarks.sizes import fresh_home
from dagster_project.settings import DBT, Settings

STAGES = {
    "county_files": "read + load",
    "county_files_rows_are_accounted_for": "read + load",
    "release_inputs": "inputs",
    "staging": "staging",
    "expectation_findings": "GX",
    "marts": "marts + rules",
    "narrative_findings": "narrative",
    "rules": "marts + rules",
    "reports": "report",
    "returned_workbooks": "workbooks",
    "analysis": "analysis",
    "published": "publish",
    "release": "release",
}
"""Dagster's steps as stages; a step that is not named here is a stage under its own name."""
UP_TO_RULES = ("start", "read + load", "inputs", "staging", "GX", "narrative", "marts + rules")
MODULE = [sys.executable, "-m"]


def pipeline(world: Path, memory: str | None) -> Measured:
    """``county-warehouse run`` in a fresh home beside the world."""
    home = fresh_home(world, "run")
    limit = ["--memory", memory] if memory else []
    found = measure([*MODULE, "benchmarks.measured_run", str(home), *limit], watched=home)
    stages: dict[str, Cost] = {}
    for step, cost in found.stages.items():
        name = _stage(step)
        stages[name] = stages.get(name, Cost()) + cost
    return Measured(found.total, stages)


def _stage(step: str) -> str:
    """``rules_2`` counts as ``rules``: several runs of dbt are one stage."""
    if step.startswith("freshness_check"):
        return "release"
    return STAGES.get(step) or STAGES.get(step.rstrip("_0123456789"), step)


def bare(world: Path, memory: str | None) -> Measured:
    """The hand-written DuckDB script."""
    limit = memory or Settings.load(world).memory_limit
    place = _place(world, "bare")
    command = [*MODULE, "benchmarks.bare_duckdb", str(world), str(place / "bare.duckdb"), "--memory", limit]
    return measure(command, watched=place)


def pandas(world: Path, memory: str | None) -> Measured:
    """The pandas + openpyxl script."""
    place = _place(world, "pandas")
    return measure([*MODULE, "benchmarks.pandas_openpyxl", str(world), str(place)], watched=place)


def gx(world: Path, memory: str | None) -> Measured:
    """Great Expectations on pandas, on the rows the pipeline has staged."""
    return measure([*MODULE, "benchmarks.gx_pandas", str(world.parent / "run" / "current")])


def spark(world: Path, memory: str | None) -> Measured:
    """The same dbt models on Spark in local mode, over the raw files and inputs of the pipeline's run; no tests."""
    home = world.parent / "run"
    settings = Settings.load(home)
    environment = {
        **settings.environment(),
        "COUNTY_WAREHOUSE_RELEASE": str((home / "current").resolve()),
        "DBT_TARGET_PATH": str(home / "spark" / "dbt"),
        "DBT_LOG_PATH": str(home / "spark" / "dbt" / "logs"),
        **({"COUNTY_WAREHOUSE_MEMORY": memory} if memory else {}),
    }
    dbt = str(Path(sys.executable).with_name("dbt"))
    command = [dbt, "--quiet", "build", "--project-dir", str(DBT), "--target", "spark", "--exclude-resource-type"]
    return measure([*command, "unit_test", "test"], watched=home, environment=environment)


def missing(name: str) -> str | None:
    """Why somebody cannot be measured here; None if nothing is missing."""
    if name == "spark" and importlib.util.find_spec("pyspark") is None:
        return "not installed (the extra `spark`)"
    if name == "spark" and "spark:" not in (DBT / "profiles.yml").read_text(encoding="utf-8"):
        return "dbt has no target `spark`"
    return None


def _place(world: Path, name: str) -> Path:
    place = world.parent / name
    place.mkdir(exist_ok=True)
    return place


CONTENDERS = {"pipeline": pipeline, "bare": bare, "pandas": pandas, "gx": gx, "spark": spark}
