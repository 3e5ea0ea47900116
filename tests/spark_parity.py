"""Build a finished release again on Spark and compare it with DuckDB's tables, row for row.

What belongs here: starting dbt on the target ``spark``, and the comparison. What does not: any list of tables, which
is the manifest's, and which worlds are compared (``test_spark.py``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

from dagster_project import warehouse
from dagster_project.settings import DBT, Settings

EVERY_TABLE = ["build", "--exclude-resource-type", "unit_test", "test"]
DBT_COMMAND = Path(sys.executable).with_name("dbt")
# Small worlds spend their time on compiling: most of it is spared by generating and optimising less.
SMALL_WORLD = {"JDK_JAVA_OPTIONS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1", "COUNTY_WAREHOUSE_SPARK_PARTITIONS": "2"}
SPARK_DEFAULTS = "spark.sql.codegen.wholeStage false\n"


def build(settings: Settings, *arguments: str, project: Path = DBT, master: str = "local[2]") -> None:
    """``dbt … --target spark`` over the current release's inputs, every table if nothing else is asked for.

    Data tests are left out: where all rows are the same they have nothing to add.
    """
    target, defaults = settings.home / "dbt-spark", settings.home / "spark" / "conf"
    defaults.mkdir(parents=True, exist_ok=True)
    (defaults / "spark-defaults.conf").write_text(SPARK_DEFAULTS, encoding="utf-8")
    environment = {
        **os.environ,
        **settings.environment(),
        **SMALL_WORLD,
        "SPARK_CONF_DIR": str(defaults),
        "COUNTY_WAREHOUSE_RELEASE": str(settings.current.resolve()),
        "COUNTY_WAREHOUSE_MEMORY": "2GB",
        "COUNTY_WAREHOUSE_SPARK_MASTER": master,
        "DBT_PROFILES_DIR": str(project),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target / "logs"),
    }
    command = [str(DBT_COMMAND), *(arguments or EVERY_TABLE), "--target", "spark", "--project-dir", str(project)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, (result.stdout + result.stderr)[-6000:]


def tables(settings: Settings) -> list[tuple[str, str]]:
    """Schema and name of every table that dbt makes, from the manifest of the build on Spark."""
    manifest = json.loads((settings.home / "dbt-spark" / "manifest.json").read_text(encoding="utf-8"))
    return sorted(
        (node["schema"], node["alias"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "seed"
        or (node["resource_type"] == "model" and node["config"]["materialized"] != "view")
    )


def differences(settings: Settings) -> dict[str, int]:
    """Tables that differ, with the number of rows only one engine has; -1 where the columns differ."""
    counts = {}
    with warehouse.connect(settings, warehouse.current_database(settings), read_only=True) as connection:
        for schema, name in tables(settings):
            folder = settings.home / "spark" / "warehouse" / f"{schema}.db" / name
            counts[f"{schema}.{name}"] = _rows_apart(connection, f"{schema}.{name}", folder)
    return {name: count for name, count in counts.items() if count}


def _rows_apart(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> int:
    if not any(folder.glob("*.parquet")):
        # A seed without rows: Spark knows the table and has written no file for it.
        return _one(connection, f"select count(*) from {table}")
    files = warehouse.quoted(str(folder / "*.parquet"))
    ours, theirs = f"from {table}", f"from read_parquet({files}, hive_partitioning = false)"
    columns = [_columns(connection, source) for source in (ours, theirs)]
    if columns[0] != columns[1]:
        return -1
    names = ", ".join(warehouse.quoted_name(name) for name in columns[0])
    return _one(
        connection,
        f"with ours as (select {names} {ours}), theirs as (select {names} {theirs}), "
        "apart as ((from ours except all from theirs) union all (from theirs except all from ours)) "
        "select count(*) from apart",
    )


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _columns(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe select * {source}").fetchall()]
