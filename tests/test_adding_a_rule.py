"""A rule is one SQL file, its yml and one row of rules.csv; nothing else changes when one is added.

It is added over a world without faults, in which the other rules must keep silent.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dagster_project.settings import PROJECT_ROOT

RULE = "equipment_bought_in_lots_of_one"
SQL = """
with checked as (
    select * from {{ ref('stg_equipment') }}
),

failed as (
    select
        *,
        'equipment' as dataset,
        'asset' as entity_kind,
        asset_no as entity_key,
        'quantity' as field,
        cast(quantity as varchar(255)) as observed,
        '2' as expected,
        amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where quantity >= 1
)

{{ rule_rows() }}
"""
YML = f"version: 2\nmodels:\n  - name: {RULE}\n    description: One row per finding, piece of evidence or count.\n"


def test_a_rule_added_to_a_copy_of_the_project_finds_and_counts(tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    for room in ("dagster_project", "dbt", "seeds", "expectations"):
        shutil.copytree(PROJECT_ROOT / room, project / room, ignore=shutil.ignore_patterns("__pycache__"))
    folder = project / "dbt" / "models" / "quality" / "infrastructure"
    (folder / f"{RULE}.sql").write_text(SQL, encoding="utf-8")
    (folder / f"{RULE}.yml").write_text(YML, encoding="utf-8")
    with (project / "seeds" / "rules.csv").open("a", encoding="utf-8", newline="") as file:
        words = [
            "批量",
            "Lots",
            "{observed} {expected}",
            "{observed} {expected}",
            "因",
            "why",
            "改",
            "fix",
            "测试",
            "",
            "",
        ]
        csv.writer(file, lineterminator="\n").writerow([RULE, "equipment", "infrastructure", "low", *words])

    command(project, "simulate", "--home", str(home), "--counties", "2", "--students", "150", "--faults", "0")
    command(project, "run", "--home", str(home))
    found = json.loads(command(project, "findings", "--home", str(home), "--rule", RULE, "--json"))
    assert found and {row["field"] for row in found} == {"quantity"}
    # Nothing was planted, so no other rule has anything to say but what counties' habits bring about.
    spoken = {row["rule_id"] for row in json.loads(command(project, "score", "--home", str(home), "--json"))}
    assert spoken <= {RULE, "id_truncated_by_excel", "delivery_missing", "delivery_late"}


def command(project: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(project)}
    words = (sys.executable, "-m", "dagster_project.cli", *words)
    result = subprocess.run(words, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout
