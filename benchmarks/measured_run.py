"""The pipeline as ``county-warehouse run`` does it, saying when each step starts.

What belongs here: calling the journey. What does not: measuring it (``measuring``).
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from benchmarks.measuring import stage
from dagster_project import journey
from dagster_project.settings import Settings

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--memory", default=None)
    arguments = parser.parse_args()
    settings = Settings.load(arguments.home)
    if arguments.memory:
        settings = dataclasses.replace(settings, memory_limit=arguments.memory)
    journey.run(settings, progress=stage)
