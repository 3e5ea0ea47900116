"""What a build keeps from the release before: which counties have changed, and whatever is not theirs.

What belongs here: comparing two builds' inputs, and copying or linking what stays true.
What does not: computing anything anew (dbt, ``maps``, ``delivery``), moving ``current`` (``warehouse``).

A build may start from the current release if code, seeds, counties and the key of the tokens are the same. Then only
the counties whose deliveries differ are computed again; a third of them or more, and everything is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from dagster_project import warehouse
from dagster_project.settings import Settings

BASIS = "basis.json"
PLAN = "carry_over.json"
SETS = ("counties", "datasets", "inputs", "homes")
WORTH_CARRYING = 3  # changed counties times this are fewer than all counties


@dataclass(frozen=True)
class CarryOver:
    """The release that a build starts from, and what it computes again.

    ``counties`` have other deliveries than in the base release, of ``datasets``; ``inputs`` are the tables of the
    build's inputs that are not the same; ``homes`` are the counties in which a person is or was of whom something is
    new, known once the marts are made.
    """

    base: Path
    counties: frozenset[str]
    datasets: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()

    @property
    def base_id(self) -> str:
        """The base release's name."""
        return self.base.name

    @property
    def listed(self) -> str:
        """The counties as an SQL list; never empty."""
        return f"({', '.join(map(warehouse.quoted, sorted(self.counties) or ['']))})"


def write_basis(inputs: Path, key_name: str) -> None:
    """Note what a build rests on besides its deliveries: if any of it changes, nothing is carried over."""
    counties = hashlib.sha256((inputs / "counties.parquet").read_bytes()).hexdigest()
    basis = {"code": warehouse.code_id(), "counties": counties, "key": key_name}
    (inputs / BASIS).write_text(json.dumps(basis, sort_keys=True), encoding="utf-8")


def plan(settings: Settings, inputs: Path) -> CarryOver | None:
    """What the build with these ``inputs`` can start from; None: everything is computed."""
    name = warehouse.current_release(settings)
    if name is None:
        return None
    base = settings.releases / name
    earlier = base / "inputs"
    if not (earlier / BASIS).exists() or (earlier / BASIS).read_bytes() != (inputs / BASIS).read_bytes():
        return None
    changed, known = _changes(settings, earlier, inputs)
    counties = frozenset(county for county, _ in changed)
    if len(counties) * WORTH_CARRYING >= known:
        return None
    return CarryOver(base, counties, frozenset(dataset for _, dataset in changed), _changed_files(earlier, inputs))


def _changes(settings: Settings, earlier: Path, inputs: Path) -> tuple[set[tuple[str, str]], int]:
    """(county, dataset) of deliveries, due dates or decided cells that differ, and how many counties have any."""
    changed: set[tuple[str, str]] = set()
    with warehouse.connect(settings) as connection:
        for name in ("deliveries", "delivery_calendar", "decided_cells"):
            old, new = (f"read_parquet({warehouse.quoted(str(at / f'{name}.parquet'))})" for at in (earlier, inputs))
            changed.update(_differing(connection, old, new, "county_code, coalesce(dataset, '')"))
        path = warehouse.quoted(str(inputs / "deliveries.parquet"))
        known = connection.execute(f"select count(distinct county_code) from read_parquet({path})").fetchone()
    return changed, known[0] if known else 0


def _changed_files(earlier: Path, inputs: Path) -> frozenset[str]:
    """The tables of the inputs whose bytes differ."""
    return frozenset(
        path.stem
        for path in inputs.glob("*.parquet")
        if not (earlier / path.name).exists() or (earlier / path.name).read_bytes() != path.read_bytes()
    )


def begin(building: Path, carried: CarryOver | None) -> None:
    """Start from the base release's tables, and keep the plan beside the build for its later steps."""
    if carried is not None:
        carry_database(carried, building)
        _save(building, carried)


def told(carried: CarryOver | None) -> str:
    """Which counties a build computes, for the log."""
    return "all" if carried is None else ", ".join(sorted(carried.counties)) or "none"


def _save(building: Path, carried: CarryOver) -> None:
    plan = {name: sorted(getattr(carried, name)) for name in SETS} | {"base": str(carried.base)}
    (building / PLAN).write_text(json.dumps(plan), encoding="utf-8")


def load(building: Path) -> CarryOver | None:
    """The plan of the build in this folder."""
    if not (building / PLAN).exists():
        return None
    kept = json.loads((building / PLAN).read_text(encoding="utf-8"))
    return CarryOver(Path(kept["base"]), **{name: frozenset(kept[name]) for name in SETS})


def forget(building: Path) -> None:
    """Remove the plan: a finished release does not say how it was made."""
    (building / PLAN).unlink(missing_ok=True)


def carry_tree(carried: CarryOver, building: Path, folder: str, is_kept: Callable[[Path], bool]) -> list[Path]:
    """Link the files of a folder of the base release that stay as they are; ``is_kept`` gets the path inside it."""
    linked = []
    for path in sorted((carried.base / folder).rglob("*")):
        inside = path.relative_to(carried.base / folder)
        if path.is_file() and is_kept(inside):
            target = building / folder / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, target)
            linked.append(target)
    return linked


def carry_database(carried: CarryOver, building: Path, name: str = warehouse.DATABASE) -> None:
    """Copy a database of the base release, to be changed in place."""
    target = building / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(carried.base / name, target)
    target.chmod(0o600)


def spread(settings: Settings, building: Path) -> None:
    """Add to the plan the counties of which a rule that looks across counties now says something else, and the homes.

    The build noted them in its database (``dbt/macros/carry_over.sql``); no release keeps the note.
    """
    with warehouse.connect(settings, building / warehouse.DATABASE) as connection:
        touched = connection.execute("select kind, code from main.touched where kind in ('county', 'home')").fetchall()
        connection.execute("drop table main.touched")
    carried = load(building)
    if carried is not None:
        counties, homes = ({code for kind, code in touched if kind == wanted} for wanted in ("county", "home"))
        _save(building, replace(carried, counties=carried.counties | counties, homes=frozenset(homes)))


def _differing(connection: duckdb.DuckDBPyConnection, old: str, new: str, columns: str) -> list[tuple[Any, ...]]:
    """Some columns of the rows that stand in only one of two tables; rows without a county apart."""
    return connection.execute(
        f"select distinct {columns} from ((from {old} except all from {new})"
        f" union all (from {new} except all from {old})) where county_code is not null"
    ).fetchall()
