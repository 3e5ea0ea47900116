"""How long the audit of a long written report takes: a hundred pages are about 80,000 characters.

What belongs here: the clock. What does not: whether the audit is right (``tests/test_narrative.py``).
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from dagster_project import narrative


def main() -> None:
    """Prints CPU and wall seconds, median of several audits of the given report, repeated to the wanted length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, help="a UTF-8 text")
    parser.add_argument("--characters", type=int, default=80_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    text = options.report.read_text(encoding="utf-8")
    text = (text * (options.characters // len(text) + 1))[: options.characters]
    cpu, wall = [], []
    for _ in range(options.runs):
        began = time.process_time(), time.perf_counter()
        found = narrative.audit(text)
        cpu.append(time.process_time() - began[0])
        wall.append(time.perf_counter() - began[1])
    print(f"{len(text)} characters, {len(found.figures)} figures, {len(found.relations)} claims")
    print(f"CPU {statistics.median(cpu):.2f} s, wall {statistics.median(wall):.2f} s, median of {options.runs}")


if __name__ == "__main__":
    main()
