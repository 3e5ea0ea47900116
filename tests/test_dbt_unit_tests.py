"""dbt's own unit tests: every rule on a violation and on a look-alike, and the models that are hard to read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from dagster_project.dbt_runs import DBT_COMMAND
from dagster_project.settings import DBT, Settings


def test_dbt_unit_tests_pass(rehearsal: Settings, tmp_path: Path) -> None:
    shutil.copytree(rehearsal.current.resolve(), tmp_path / "release")
    environment = {
        **os.environ,
        **rehearsal.environment(),
        "COUNTY_WAREHOUSE_RELEASE": str(tmp_path / "release"),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
    }
    command = [str(DBT_COMMAND), "test", "--select", "test_type:unit", "--project-dir", str(DBT)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-4000:]
    passed = re.search(r"PASS=(\d+)", result.stdout)
    assert passed and int(passed[1]) >= 68
