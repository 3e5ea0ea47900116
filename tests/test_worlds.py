"""Other worlds than the first: the rules find what was planted in each, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import run_world
from dagster_project.demo.score import score

# A world without faults is made in test_adding_a_rule.
WORLDS = [
    pytest.param({"seed": 2, "counties": 3, "periods": ("2015-autumn", "2021-autumn")}, id="seed-2-other-periods"),
]


@pytest.mark.parametrize("world", WORLDS)
def test_every_rule_finds_what_was_planted_and_nothing_else(tmp_path: Path, world: dict[str, Any]) -> None:
    rows = score(run_world(tmp_path, **world))
    weak = {row.rule_id: (row.recall, row.precision) for row in rows if min(row.recall, row.precision) < 0.99}
    assert weak == {}
    assert len(rows) > 60
