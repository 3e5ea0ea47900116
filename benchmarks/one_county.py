"""One county corrects one file: what the next run costs, and whether it equals a full rebuild.

What belongs here: the correction, the two runs, the comparison of two releases. What does not: how the product spares
itself the rest; here it is a program that is started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.known_layout import delivered
from benchmarks.measuring import Cost, measure
from benchmarks.sizes import fresh_home
from benchmarks.tables import table

PROGRAM = [sys.executable, "-m", "dagster_project.cli"]
SAME_BYTES = (".parquet", ".csv", ".html")
CORRECTED = "subsidy_payment"
DAY_NS = 86_400 * 10**9
LINKED = ("inbox", "archive", "raw")
NOT_COPIED = ("releases", "current", "dagster", "dbt", "temp")


@dataclass(frozen=True)
class Difference:
    """Something two releases do not share."""

    what: str
    how: str


def measured(world: Path, memory: str | None) -> tuple[str, bool]:
    """Full run, correction, second run, full rebuild; the text to print, and whether the two releases are equal."""
    home = fresh_home(world, "one-county")
    limit = ["--memory", memory] if memory else []
    full = measure([*PROGRAM, "run", "--home", str(home), *limit], watched=home).total
    file = correct(home)
    again = measure([*PROGRAM, "run", "--home", str(home), *limit], watched=home).total
    second = _second_home(home)
    rebuilt = measure([*PROGRAM, "build", *_full(), "--home", str(second), *limit], watched=second).total
    found = list(differences((home / "current").resolve(), (second / "current").resolve()))
    share = 100 * again.cpu_seconds / full.cpu_seconds
    costs = {"full run": full, "after one county's correction": again, "full rebuild of the same state": rebuilt}
    text = "\n\n".join(
        [
            f"One row fewer in one county's `{CORRECTED}` of {file.parent.name}.",
            table(["run", "wall s", "CPU s", "peak memory MiB"], [_row(name, cost) for name, cost in costs.items()]),
            f"- CPU of the second run: {share:.1f} % of the full run",
            _verdict(found),
        ]
    )
    return text, not found


def correct(home: Path) -> Path:
    """One county sends one file again a day later, under the same name and without its last row.

    The file it replaces may be a link shared with another home, so a new file is put in its place.
    """
    files = [file.path for file in delivered(home) if file.dataset == CORRECTED and file.path.suffix == ".csv"]
    path = files[-1]
    lines = path.read_bytes().splitlines(keepends=True)
    moment = path.stat().st_mtime_ns + DAY_NS
    draft = path.with_suffix(".draft")
    draft.write_bytes(b"".join(lines[:-1]))
    os.utime(draft, ns=(moment, moment))
    draft.replace(path)
    return path


def differences(release: Path, other: Path) -> Iterator[Difference]:
    """Parquet, CSV and HTML byte for byte; databases by content: every table as a multiset of rows."""
    if release.name != other.name:
        yield Difference("release", f"{release.name} ≠ {other.name}")
    ours, theirs = _files(release), _files(other)
    for name in sorted(ours | theirs):
        if name not in ours or name not in theirs:
            yield Difference(name, "on one side only")
        elif name.endswith(SAME_BYTES) and (release / name).read_bytes() != (other / name).read_bytes():
            yield Difference(name, "other bytes")
        elif name.endswith(".duckdb"):
            yield from _database(name, release / name, other / name)


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _database(name: str, database: Path, other: Path) -> Iterator[Difference]:
    ours, theirs = _contents(database), _contents(other)
    for title in sorted(ours.keys() | theirs.keys()):
        if ours.get(title) != theirs.get(title):
            rows = f"{ours.get(title, ('no',))[0]} and {theirs.get(title, ('no',))[0]} rows"
            yield Difference(f"{name}: {title}", f"other content, {rows}")


def _contents(database: Path) -> dict[str, tuple[object, ...]]:
    """For each table: its columns, its number of rows, and sums of the rows' hashes, which no order changes."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as held (read_only)")
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'held'"
        ).fetchall()
        contents = {}
        for schema, name in names:
            place = f'held."{schema}"."{name}"'
            columns = tuple(connection.execute(f"describe {place}").fetchall())
            figures = connection.execute(
                f"select count(*), sum(hash(t)::hugeint), bit_xor(hash(t)) from {place} as t"
            ).fetchone()
            contents[f"{schema}.{name}"] = (*(figures or ()), columns)
    return contents


def _second_home(home: Path) -> Path:
    """The same home without what it has built; what nobody changes is linked."""
    second = home.with_name(f"{home.name}-rebuilt")
    shutil.rmtree(second, ignore_errors=True)
    second.mkdir()
    for path in home.iterdir():
        if path.name in NOT_COPIED:
            continue
        if path.is_dir():
            copy = os.link if path.name in LINKED else shutil.copy2
            shutil.copytree(path, second / path.name, copy_function=copy)
        else:
            shutil.copy2(path, second / path.name)
    return second


def _full() -> list[str]:
    """The switch by which a build ignores earlier releases; a home without releases needs none."""
    told = subprocess.run([*PROGRAM, "build", "--help"], capture_output=True, text=True, check=True).stdout
    return ["--full"] if "--full" in told else []


def _row(name: str, cost: Cost) -> list[str]:
    return [name, f"{cost.wall_seconds:.1f}", f"{cost.cpu_seconds:.1f}", f"{cost.peak_bytes / 2**20:.0f}"]


def _verdict(found: list[Difference]) -> str:
    if not found:
        return (
            "- equal to the full rebuild: Parquet, CSV and HTML byte for byte, every table of every database by content"
        )
    listed = "\n".join(f"  - {item.what}: {item.how}" for item in found[:40])
    return f"- **{len(found)} differences** from the full rebuild\n{listed}"
