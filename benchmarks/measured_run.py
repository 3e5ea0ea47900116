"""The pipeline as ``county-warehouse run`` does it, saying when each step starts.

What belongs here: calling the journey. What does not: measuring it (``measuring``).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.measuring import stage
from dagster_project import journey
from dagster_project.settings import Settings

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--memory", default=None)
    arguments = parser.parse_args()
    journey.run(Settings.load(arguments.home, arguments.memory), progress=stage)
