"""``python -m benchmarks SIZE``: write the world, run everybody over it, print the tables.

What belongs here: the order of these steps. What does not: any of them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks import bare_duckdb, compare, machine, one_county, tables
from benchmarks.contenders import CONTENDERS, missing
from benchmarks.measuring import Measured
from benchmarks.sizes import EVERYBODY, SIZES, Size, world

DEFAULT_HOME = Path("county-warehouse-benchmarks")


def main(arguments: Sequence[str]) -> int:
    """Measure one size, or what one county's correction costs there; 1 if results that must be equal are not."""
    chosen = _parsed(arguments)
    size = SIZES[chosen.size]
    command = f"python -m benchmarks {shlex.join(_without_home(arguments))}"
    place = world(size, chosen.home.resolve())
    if chosen.one_county:
        name = f"{size.name} one county"
        text, is_right = one_county.measured(place, chosen.memory)
    else:
        name = size.name
        wanted = ["pipeline", *(chosen.only.split(",") if chosen.only else size.contenders)]
        text, is_right = _size(size, place, wanted, chosen.runs, chosen.memory, chosen.write)
    text = f"## {name}\n\n`{command}`, {dt.date.today().isoformat()}\n\n{text}"
    print(text)
    if chosen.write:
        tables.write_section(name, text)
        if grown := tables.growth(tables.known()):
            tables.write_section("growth", f"## Growth\n\nFrom the medians in results.json.\n\n{grown}")
    return 0 if is_right else 1


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("size", choices=sorted(SIZES))
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="where worlds and runs lie")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--memory", default=None, help="limit for the pipeline and the bare script, such as 8GB")
    parser.add_argument("--only", default=None, help=f"some of {','.join(EVERYBODY)}; the pipeline always runs")
    parser.add_argument("--one-county", action="store_true", help="what one county's corrected file costs")
    parser.add_argument("--write", action="store_true", help="into RESULTS.md and results.json")
    return parser.parse_args(arguments)


def _without_home(arguments: Sequence[str]) -> list[str]:
    """The command as it can be repeated elsewhere: no path of this machine."""
    kept, skip = [], False
    for argument in arguments:
        if not skip and not argument.startswith("--home"):
            kept.append(argument)
        skip = argument == "--home"
    return kept


def _size(size: Size, place: Path, wanted: list[str], runs: int, memory: str | None, write: bool) -> tuple[str, bool]:
    absent = {name: reason for name in wanted if (reason := missing(name))}
    found: dict[str, list[Measured]] = {name: [] for name in dict.fromkeys(wanted) if name not in absent}
    for number in range(runs):
        for name, runs_of in found.items():
            print(f"· {number + 1}/{runs} {tables.NAMES[name]}", file=sys.stderr)
            runs_of.append(CONTENDERS[name](place, memory))
            print(tables.stages(runs_of[-1:]), file=sys.stderr)
    release = place.parent / "run" / "current"
    rows = _rows(release)
    parts = [tables.facts(machine.machine(), machine.versions(), rows), tables.stages(found["pipeline"])]
    parts += [tables.contenders(found, absent), tables.ratios(found)]
    is_right = True
    if "bare" in found:
        database = place.parent / "bare" / "bare.duckdb"
        compared = [*compare.findings(release, database), *compare.marts(release, database)]
        is_right = all(item.is_equal for item in compared)
        parts.append(tables.equality(compared, compare.LACKS_RULES, bare_duckdb.LACKS_MARTS))
    if write:
        tables.remember(size.name, rows.get("subsidy_payment", 0), sum(rows.values()), found)
    for name in ("bare", "pandas"):
        shutil.rmtree(place.parent / name, ignore_errors=True)
    return "\n\n".join(part for part in parts if part), is_right


def _rows(release: Path) -> dict[str, int]:
    """How many rows of each dataset were loaded."""
    return dict(
        duckdb.execute(
            "select dataset, sum(rows_loaded)::bigint from read_parquet(?) where is_active group by all",
            [str(release / "inputs" / "deliveries.parquet")],
        ).fetchall()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
