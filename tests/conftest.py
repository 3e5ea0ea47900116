"""Worlds that tests share: a small rehearsal, run through the whole pipeline once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.settings import Settings


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """The path of an outside program; skips with its name if it is missing, fails where CI promised it."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("REQUIRE_PROGRAMS"):
            pytest.fail(f"{name} is not installed")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return str(path)

    return find


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Twelve counties, taken in, built, checked and reported."""
    return run_world(tmp_path_factory.mktemp("rehearsal"), seed=1)


@pytest.fixture(scope="session")
def copied_counties(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two blocks of small counties as the large worlds have them, run through the whole pipeline."""
    from dagster_project import journey
    from dagster_project.demo import scale

    settings = Settings.load(tmp_path_factory.mktemp("copied")).prepare()
    scale.simulate(settings, scale.Size(counties=8, payments=600), seed=5, faults=2)
    journey.run(settings, progress=lambda step: None)
    return settings


def run_world(home: Path, **world: object) -> Settings:
    """Simulate a world in ``home`` and run the whole pipeline over it, in this process."""
    from dagster_project import demo, journey

    settings = Settings.load(home).prepare()
    demo.simulate(settings, **{"students": 400, **world})  # type: ignore[arg-type]
    journey.run(settings, progress=lambda step: None)
    return settings
