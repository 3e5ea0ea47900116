"""dbt's own tests: every rule on a violation and on a look-alike, hard models on small ones, and keys that can fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb

from dagster_project.dbt_runs import DBT_COMMAND
from dagster_project.settings import DBT, Settings


def dbt(settings: Settings, folder: Path, *words: str, **environment: str) -> str:
    """Run dbt over the release copied to ``folder``; what it printed, whether or not tests failed."""
    environment = {
        **os.environ,
        **settings.environment(),
        "COUNTY_WAREHOUSE_RELEASE": str(folder / "release"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        **environment,
    }
    command = [str(DBT_COMMAND), *words, "--project-dir", str(DBT)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


def test_dbt_tests_pass_and_can_fail(rehearsal: Settings, tmp_path: Path) -> None:
    shutil.copytree(rehearsal.current.resolve(), tmp_path / "release")
    said = dbt(rehearsal, tmp_path, "test", "--select", "test_type:unit")
    passed = re.search(r"PASS=(\d+) .*ERROR=0", said)
    assert passed and int(passed[1]) >= 68, said[-4000:]

    # A blank, and a row twice. The run has another amount of memory, which must reach the engine and parse nothing anew.
    with duckdb.connect(str(tmp_path / "release" / "warehouse.duckdb")) as connection:
        connection.execute("update main.dim_person set county_code = null where rowid = 0")
        connection.execute("insert into main.county_loan from main.county_loan limit 1")
    keys = ["--select", "dim_person", "county_loan", "--exclude", "test_type:unit"]
    memory = {"COUNTY_WAREHOUSE_ENGINE_MEMORY": "1234MiB", "DBT_LOG_LEVEL_FILE": "debug"}
    said = dbt(rehearsal, tmp_path, "test", *keys, **memory)
    failed = re.findall(r"Failure in test (\w+)", said)
    assert sorted(failed) == ["filled_dim_person_county_code", "unique_key_county_loan_county_code__period"]
    log = (tmp_path / "logs" / "dbt.log").read_text(encoding="utf-8")
    assert "set memory_limit = '1234MiB'" in log and "Unable to do partial parsing" not in log
