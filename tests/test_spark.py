"""Spark gives what DuckDB gives: the same models, over the same files, the same rows."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import spark_parity
from conftest import run_world
from dagster_project.settings import DBT, SEEDS, Settings

CLUSTER = DBT / "spark" / "cluster.sh"
WORLDS = [
    pytest.param({"seed": 11, "counties": 3, "students": 60}, id="seed-11"),
    pytest.param({"seed": 12, "counties": 2, "students": 80, "periods": ("2019-autumn", "2021-spring")}, id="terms"),
]


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


MISSING = [name for name in ("dbt.adapters.spark", "pyspark") if not _is_installed(name)]
MISSING += [] if shutil.which("java") else ["java"]
REQUIRED = bool(os.environ.get("REQUIRE_SPARK"))
# Before any world is made, which a fixture would come too late for.
pytestmark = pytest.mark.skipif(
    bool(MISSING) and not REQUIRED, reason=f"not installed: {', '.join(MISSING)}; `make test-spark` installs them"
)


@pytest.fixture(scope="module", autouse=True)
def spark() -> None:
    """Fails where CI promised dbt-spark, PySpark and Java and one of them is not there."""
    if MISSING:
        pytest.fail(f"not installed: {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master with two workers on loopback."""
    home = tmp_path_factory.mktemp("cluster")
    environment = {**os.environ, "COUNTY_WAREHOUSE_HOME": str(home), "PYTHON": sys.executable}
    started = subprocess.run([str(CLUSTER), "start"], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    yield started.stdout.strip()
    subprocess.run([str(CLUSTER), "stop"], env=environment, check=True)


@pytest.fixture(scope="module")
def built_on_the_cluster(tmp_path_factory: pytest.TempPathFactory, cluster: str) -> Settings:
    """A small world whose tables two workers made."""
    settings = run_world(tmp_path_factory.mktemp("world"), seed=13, counties=1, students=50, faults=3)
    spark_parity.build(settings, master=cluster)
    return settings


def test_a_random_world_is_the_same_on_a_cluster_of_two_workers(built_on_the_cluster: Settings) -> None:
    assert {("main", "findings"), ("main", "rule_results")} <= set(spark_parity.tables(built_on_the_cluster))
    assert spark_parity.differences(built_on_the_cluster) == {}


def test_a_model_changed_on_one_engine_only_is_told(built_on_the_cluster: Settings, tmp_path: Path) -> None:
    shutil.copytree(DBT, tmp_path / "dbt")
    (tmp_path / "seeds").symlink_to(SEEDS)
    rule = tmp_path / "dbt" / "models" / "quality" / "infrastructure" / "unit_cost_outlier.sql"
    sql = rule.read_text(encoding="utf-8")
    rule.write_text(sql.replace("cost_yuan_per_m2 > 6000", "cost_yuan_per_m2 > 600"), encoding="utf-8")
    spark_parity.build(built_on_the_cluster, "run", "--select", "unit_cost_outlier+", project=tmp_path / "dbt")
    told = spark_parity.differences(built_on_the_cluster)
    assert {"quality.unit_cost_outlier", "main.findings", "main.rule_results"} <= told.keys()


@pytest.mark.parametrize("world", WORLDS)
def test_a_random_world_is_the_same_on_spark(tmp_path: Path, world: dict[str, Any]) -> None:
    settings = run_world(tmp_path, **world)
    spark_parity.build(settings)
    assert spark_parity.differences(settings) == {}


def test_the_demo_world_is_the_same_on_spark(rehearsal: Settings) -> None:
    spark_parity.build(rehearsal)
    assert spark_parity.differences(rehearsal) == {}
