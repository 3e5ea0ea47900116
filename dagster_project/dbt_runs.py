"""Start dbt: parse the project when its files have changed, so that Dagster knows the models; which need not run.

Every command leaves some 5 MB in a folder of its own, which goes with its run.

What does not belong here: which models exist (``dbt/``) and when they run (``assets``).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dagster_dbt import DbtCliResource
from packaging.version import Version

from dagster_project.carry_over import CarryOver
from dagster_project.contracts import dbt_files
from dagster_project.settings import DBT, SEEDS, Settings

FOUND = frozenset({"expectation_findings", "narrative_findings"})  # written during the build
PARSED = "partial_parse.msgpack"
RUN_DIGITS = 7
TARGET = re.compile(r".+-([0-9a-f]{7})-[0-9a-f]{7}")  # <step>-<run>-<command>, as dagster-dbt names them
DBT_COMMAND = Path(sys.executable).with_name("dbt")


class InstalledDbt(DbtCliResource):
    """The dbt of this environment, whose version is known without starting it (some 7 CPU seconds in every run)."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        """None: an adapter in this process would only read tables' columns and counts, which nobody asks it for."""


class DbtError(Exception):
    """dbt could not read the project; the message is dbt's own."""


def manifest(settings: Settings) -> Path:
    """The parsed project; parsed again only if a file of dbt/ or seeds/ has changed since."""
    settings.apply_environment()
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    dbt_files.refresh_union()
    path, stamp = settings.dbt_target / "manifest.json", settings.dbt_target / "parsed"
    fingerprint = _fingerprint()
    if not path.exists() or not stamp.exists() or stamp.read_text() != fingerprint:
        result = subprocess.run(
            [str(DBT_COMMAND), "--quiet", "parse", "--project-dir", str(DBT)],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise DbtError(result.stdout + result.stderr)
        stamp.write_text(fingerprint)
    return path


def keep_parsed(settings: Settings, target: Path) -> None:
    """Let the next command start from what dbt has parsed in this one's ``target``.

    dbt parses everything anew once the home lies at another place, and every command has a target of its own.
    """
    parsed = target / PARSED
    if parsed.exists():
        shutil.copyfile(parsed, settings.dbt_target / PARSED)


def clear_targets(settings: Settings, runs: Collection[str]) -> list[str]:
    """Remove the folders of commands that belong to none of these runs; a folder's name ends in its run's first digits.

    What the next command starts from lies beside them.
    """
    kept = {run[:RUN_DIGITS] for run in runs}
    named = {path: TARGET.fullmatch(path.name) for path in sorted(settings.dbt_target.glob("*")) if path.is_dir()}
    old = [path for path, match in named.items() if match and match[1] not in kept]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return [path.name for path in old]


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


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted([*DBT.rglob("*.sql"), *DBT.rglob("*.yml"), *SEEDS.glob("*")]):
        digest.update(f"{path} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()
