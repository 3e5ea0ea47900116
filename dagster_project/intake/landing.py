"""Every byte received is kept, unchanged, under its own fingerprint.

What belongs here: hashing and copying into the archive. What does not: reading what the bytes mean (``readers``).
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

from dagster_project.settings import Settings

CHUNK = 1 << 20
UNFINISHED = ".unfinished-"


def archive(settings: Settings, path: Path) -> str:
    """Copy ``path`` to archive/<sha256>, readable by the owner only; returns the SHA-256. Safe to repeat."""
    settings.archive.mkdir(parents=True, exist_ok=True)
    unfinished = settings.archive / f"{UNFINISHED}{os.getpid()}-{threading.get_ident()}"
    digest = hashlib.sha256()
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
        target.flush()
    sha256 = digest.hexdigest()
    kept = archived(settings, sha256)
    if kept.exists():
        unfinished.unlink()
    else:
        unfinished.replace(kept)
    return sha256


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def archived(settings: Settings, sha256: str) -> Path:
    """Where the bytes with this fingerprint lie."""
    return settings.archive / sha256


def clear_unfinished(settings: Settings) -> None:
    """Remove what an interrupted copy left; the caller makes sure that no other copy runs."""
    for leftover in settings.archive.glob(f"{UNFINISHED}*"):
        leftover.unlink(missing_ok=True)
