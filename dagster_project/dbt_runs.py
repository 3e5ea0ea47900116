"""Start dbt: parse the project when its files have changed, so that Dagster knows the models.

What does not belong here: which models exist (``dbt/``) and when they run (``assets``).
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from dagster_project.contracts import dbt_files
from dagster_project.settings import DBT, SEEDS, Settings

DBT_COMMAND = Path(sys.executable).with_name("dbt")


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


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted([*DBT.rglob("*.sql"), *DBT.rglob("*.yml"), *SEEDS.glob("*")]):
        digest.update(f"{path} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()
