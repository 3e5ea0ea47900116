"""Other worlds than the first: the rules find what was planted in each, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import run_world
from dagster_project.demo.score import score

WORLDS = [
    pytest.param({"seed": 2, "counties": 3}, id="seed-2"),
    pytest.param(
        {"seed": 3, "counties": 1, "faults": 3, "periods": ("2015-autumn", "2021-autumn")}, id="other-periods"
    ),
    pytest.param({"seed": 4, "counties": 1, "faults": 0}, id="no-faults"),
]


@pytest.mark.parametrize("world", WORLDS)
def test_every_rule_finds_what_was_planted_and_nothing_else(tmp_path: Path, world: dict[str, Any]) -> None:
    rows = score(run_world(tmp_path, **{"students": 150, **world}))
    weak = {row.rule_id: (row.recall, row.precision) for row in rows if min(row.recall, row.precision) < 0.99}
    assert weak == {}
    if world.get("faults") != 0:
        assert len(rows) > 60
    else:
        assert {row.rule_id for row in rows} <= {"id_truncated_by_excel", "delivery_missing", "delivery_late"}
