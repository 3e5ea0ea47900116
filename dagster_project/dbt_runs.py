"""dbt in this process: read the project once, choose which of its nodes run, run them, say what came of them.

dbt's own command is a Python of its own that imports dbt and reads the project, for seconds, each time it is started;
dbt's documented entry for programs does both once. Every path that dbt sees here is relative to the home, so that what
it has parsed serves every home of this installation.

What does not belong here: which models exist (``dbt/``), when they run and what Dagster hears of it (``assets``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.carry_over import CarryOver
from dagster_project.contracts import dbt_files
from dagster_project.settings import DBT, SEEDS, Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

FOUND = frozenset({"expectation_findings", "narrative_findings"})  # written during the build
PARSED, MANIFEST, STAMP = "partial_parse.msgpack", "manifest.json", "parsed"
TO_RUN = "to_run"
GOOD = ("success", "pass", "warn", "skipped")
FOLDERS = ("macros", "models", "tests")
_READ: dict[tuple[str, str], Manifest] = {}


class DbtError(Exception):
    """dbt could not read the project, or a model or a test of it failed; the message is dbt's own."""


def manifest(settings: Settings) -> dict[str, Any]:
    """The parsed project; parsed again only if a file of dbt/ or seeds/ has changed since."""
    settings.apply_environment()
    dbt_files.refresh_union()
    place, fingerprint = _parsed_at(settings), _fingerprint()
    stamp = place / STAMP
    before = stamp.read_text() if stamp.exists() else ""
    if before != fingerprint:
        _parse(settings, place, fingerprint, knows_these_files=before.partition("\n")[0] == str(DBT))
    parsed: dict[str, Any] = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    return parsed


def build(
    settings: Settings, names: Collection[str], counties: Collection[str] = (), kept: Collection[str] = ()
) -> list[Any]:
    """dbt's result for each of the models, seeds and tests called ``names``, in the order in which they ended.

    ``counties`` are those whose rows are computed, none meaning all; the rows of the models ``kept`` are as in the
    release before. DbtError if one failed: nothing else is done.
    """
    if not names:
        return []
    from dbt.contracts.graph.nodes import ModelNode

    parsed = project(settings)
    for node in parsed.nodes.values():
        node.tags = [*(tag for tag in node.tags if tag != TO_RUN), *([TO_RUN] if node.name in names else [])]
        if isinstance(node, ModelNode) and "judges" in node.config.meta:
            looked_up = {parsed.nodes[name].name for name in node.depends_on.nodes} - {node.config.meta["judges"]}
            node.config.meta["scope"] = "partition" if looked_up <= set(kept) else "region"
    chosen = ["--select", f"tag:{TO_RUN}", "--indirect-selection", "empty"]
    outcome = invoke(settings, ["build", "--no-write-json", *chosen], counties, parsed)
    results = list(outcome.results)
    failed = [f"{result.node.name}: {result.message}" for result in results if result.status not in GOOD]
    if failed:
        raise DbtError("\n".join(failed))
    return results


def unaffected(parsed: Mapping[str, Any], carried: CarryOver) -> list[str]:
    """The models and seeds whose rows nothing that has changed can touch, parents first.

    They stand in the base release's tables; none of them reads a model that is not among them.
    """
    nodes = {name: node for name, node in parsed["nodes"].items() if node["resource_type"] in ("model", "seed")}
    affected: set[str] = set()
    waiting = [name for name, node in nodes.items() if _reads_a_change(node, carried)]
    while waiting:
        name = waiting.pop()
        if name in nodes and name not in affected:
            affected.add(name)
            waiting += parsed["child_map"].get(name, [])
    kept = {name: node["depends_on"].get("nodes", []) for name, node in nodes.items() if name not in affected}
    ordered = TopologicalSorter({name: sorted(kept.keys() & set(parents)) for name, parents in sorted(kept.items())})
    return [nodes[name]["name"] for name in ordered.static_order()]


def _reads_a_change(node: Mapping[str, Any], carried: CarryOver) -> bool:
    """Whether a model reads a changed dataset's files, or (staging apart, which reads by county) a changed input."""
    sources = [name.split(".")[-2:] for name in node["depends_on"].get("nodes", []) if name.startswith("source.")]
    is_staging = node["fqn"][1] == "staging"
    return any(
        name in carried.datasets if source == "raw" else name in (carried.inputs | FOUND) and not is_staging
        for source, name in sources
    )


def _parsed_at(settings: Settings) -> Path:
    """Beside the project; in the home where the installation may not be written to."""
    return DBT / "target" if os.access(DBT, os.W_OK) else settings.dbt_target


def _parse(settings: Settings, place: Path, fingerprint: str, *, knows_these_files: bool) -> None:
    """Parse in a folder of its own and put the files in place one by one, the stamp last: others may be reading."""
    draft = place.with_name(f"{place.name}-{os.getpid()}")
    draft.mkdir(parents=True)
    place.mkdir(parents=True, exist_ok=True)
    try:
        if knows_these_files and (place / PARSED).exists():  # what a project at another place left behind holds paths
            shutil.copyfile(place / PARSED, draft / PARSED)
        invoke(settings, ["parse", "--target-path", str(draft)])
        (draft / STAMP).write_text(fingerprint)
        for name in (MANIFEST, PARSED, STAMP):
            (draft / name).replace(place / name)
    finally:
        shutil.rmtree(draft)


def project(settings: Settings) -> Manifest:
    """The project as dbt's own objects."""
    key = (str(_parsed_at(settings)), _fingerprint())
    if key not in _READ:
        _READ.clear()
        words = ["parse", "--no-write-json", "--partial-parse-file-path", f"{key[0]}/{PARSED}"]
        _READ[key] = invoke(settings, words)
    return _READ[key]


def invoke(
    settings: Settings, words: Sequence[str], counties: Collection[str] = (), parsed: Manifest | None = None
) -> Any:
    """What a dbt command returns, run in the home's folder; DbtError if it could not be run at all."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    places = ["--project-dir", str(DBT), "--profiles-dir", str(DBT), "--log-level", "warn"]
    settings.apply_environment(counties, from_home=True)
    try:
        with contextlib.chdir(settings.home):
            outcome = dbtRunner(manifest=parsed).invoke([*words, *places])
    finally:
        settings.apply_environment()
        if DuckDBConnectionManager._ENV:  # dbt-duckdb keeps the database open while the process lives
            DuckDBConnectionManager.env().close()
            DuckDBConnectionManager.close_all_connections()
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    if outcome.exception or outcome.result is None:
        raise DbtError(str(outcome.exception or words[0])) from outcome.exception
    return outcome.result


def _fingerprint() -> str:
    """Where the project lies, then what its files are."""
    digest = hashlib.sha256()
    files = [path for folder in FOLDERS for path in (DBT / folder).rglob("*.*")]
    for path in sorted([*DBT.glob("*.yml"), *files, *SEEDS.glob("*")]):
        digest.update(f"{path} {path.stat().st_mtime_ns}".encode())
    return f"{DBT}\n{digest.hexdigest()}"
