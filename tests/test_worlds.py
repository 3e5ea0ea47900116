"""Other worlds than the first: the rules find what was planted in each, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.demo.score import score
from conftest import run_world

WORLDS = [
    pytest.param({"seed": 2, "counties": 6}, id="seed-2"),
    pytest.param({"seed": 3, "counties": 3, "students": 300}, id="seed-3"),
    pytest.param({"seed": 4, "counties": 4, "faults": 0, "students": 300}, id="no-faults"),
]


@pytest.mark.parametrize("world", WORLDS)
def test_every_rule_finds_what_was_planted_and_nothing_else(tmp_path: Path, world: dict[str, int]) -> None:
    rows = score(run_world(tmp_path, **world))
    weak = {row.rule_id: (row.recall, row.precision) for row in rows if min(row.recall, row.precision) < 0.99}
    assert rows and weak == {}
    if world.get("faults") == 0:
        assert {row.rule_id for row in rows} <= {"id_truncated_by_excel", "delivery_missing", "delivery_late"}
