"""The named sizes, and a home for each: a world written once, and fresh homes that share its files.

What belongs here: what is generated and where. What does not: running anything over it (``contenders``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

EVERYBODY = ("pipeline", "bare", "pandas", "gx", "spark")


@dataclass(frozen=True)
class Size:
    """A world of about so many payments, and who is measured on it unless somebody asks for others."""

    name: str
    scale: str
    payments: int | None
    contenders: tuple[str, ...]


SIZES = {
    size.name: size
    for size in (
        Size("smoke", "province", 4_000, EVERYBODY),
        Size("1m", "province", 1_000_000, EVERYBODY),
        Size("5m", "province", 5_000_000, ("pipeline", "bare")),
        Size("20m", "province", 20_000_000, ("pipeline", "bare", "spark")),
        Size("province", "province", None, ("pipeline", "bare")),
        Size("nation", "nation", None, ("pipeline",)),
    )
}


def world(size: Size, home: Path) -> Path:
    """The home the size's world lies in; written by the product's generator if it is not there yet."""
    place = home / size.name / "world"
    if not (place / "answer_key.csv").exists():
        place.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "dagster_project.cli", "simulate", "--home", str(place), "--scale", size.scale]
        if size.payments:
            command += ["--payments", str(size.payments)]
        subprocess.run(command, check=True)
    return place


def fresh_home(written: Path, name: str) -> Path:
    """An empty home beside the world, with the same inbox (links to the same files) and configuration."""
    place = written.parent / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copytree(written / "inbox", place / "inbox", copy_function=os.link)
    shutil.copytree(written / "config", place / "config")
    return place
