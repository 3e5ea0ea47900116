"""Each file of tests/files/layouts/ goes through the intake and comes out as the rows that stand beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dagster_project import intake
from dagster_project.intake import ledger
from dagster_project.settings import Settings
from inbox_files import COUNTY, deliveries, place, raw, settings_at

FILES = Path(__file__).parent / "files" / "layouts"
NAMES = sorted(path.name for path in FILES.iterdir() if not path.name.endswith(".json"))
FOLDERS = {
    "three_levels_term_stage_number.xlsx": "2019-2020学年",
    "numbers_above_seasons_above_stages.xlsx": "2020年",
    "formulas_never_calculated.xlsx": "2020年",
    "a_column_a_month.xlsx": "2020年",
    "months_below_the_allowance.xlsx": "2020年",
    "attendance_by_month.xlsx": "2020年秋季学期",
    "meals_by_month.xlsx": "2020年秋季学期",
}
LINEAGE = ("_county_code", "_delivery_id", "_file_name", "_file_sha256", "_sheet", "_cell_types", "_set_aside")


def outcome(settings: Settings) -> dict[str, Any]:
    """What was loaded, what was left out, and what does not fit, of all deliveries."""
    tables = [
        {key: row[key] for key in ("dataset", "period", "status", "rows_loaded")}
        | {
            "rows": [
                shown(item) for item in raw(settings, row["dataset"]) if item["_delivery_id"] == row["delivery_id"]
            ]
        }
        for row in sorted(deliveries(settings), key=lambda row: row["table_no"])
    ]
    with ledger.reading(settings) as connection:
        aside = connection.execute("select distinct row_no, reason, kind from set_aside_rows order by all").fetchall()
        cells = connection.execute("select row_no, field, shown, reason from set_aside_cells order by all").fetchall()
        wrong = connection.execute(
            "select rule_id, row_no, field, observed, expected from observations where is_wrong order by all"
        ).fetchall()
    return {"tables": tables, "not_loaded": aside, "cells_set_aside": cells, "doubts": wrong}


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and name not in LINEAGE}


@pytest.mark.parametrize("name", NAMES)
def test_file_is_loaded_as_the_rows_beside_it(tmp_path: Path, name: str) -> None:
    settings = settings_at(tmp_path / "home")
    path = place(settings, f"{COUNTY}/{FOLDERS.get(name, '2020年春季学期')}/{name}")
    path.write_bytes((FILES / name).read_bytes())
    intake.take_in(settings)
    expected = json.loads((FILES / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(outcome(settings))) == expected


def test_every_row_of_every_file_is_accounted_for(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    for name in NAMES:
        path = place(settings, f"{COUNTY}/{FOLDERS.get(name, '2020年春季学期')}/{name}")
        path.write_bytes((FILES / name).read_bytes())
    intake.take_in(settings)
    tables, unbalanced = intake.row_accounting(settings)
    assert tables >= len(NAMES) and not unbalanced
