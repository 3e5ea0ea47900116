"""One file from a server, whole and unchanged, or a sentence: resumed after a break, tried again with growing pauses.

What belongs here: the partial file and when it counts. What does not: which files (``listing``), where they go
(``placing``).

Beside a partial file stands the version of the remote file that it is the beginning of: another version, and it is
begun again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dagster_project.intake.landing import fingerprint
from dagster_project.intake.pulling.limits import too_much
from dagster_project.intake.pulling.problem import PullProblem, problem_of
from dagster_project.intake.pulling.servers import CHUNK, Entry, Server
from dagster_project.settings import Settings

Answer = TypeVar("Answer")
Wait = Callable[[float], None]


@dataclass(frozen=True)
class Fetched:
    """A whole file, and what the server said about it."""

    path: Path
    entry: Entry
    sha256: str


def tried(server: Server, what: str, attempt: Callable[[], Answer], wait: Wait, progress: Callable[[], int]) -> Answer:
    """The answer of the first attempt that succeeds. Raises PullProblem: at once where trying again cannot help.

    ``progress`` counts what was won so far; a mebibyte more, and the number of tries starts anew.
    """
    waits = server.source.limits.waits()
    left, won = list(waits), progress()
    while True:
        try:
            return attempt()
        except Exception as error:
            server.drop()
            problem = problem_of(error, what, server.secrets, server.source.limits.stall_seconds)
            if progress() >= won + CHUNK:
                left, won = list(waits), progress()
            if not problem.passing or not left:
                raise problem from None
            wait(left.pop(0))


def partial_path(settings: Settings, server: Server, entry: Entry) -> Path:
    """Where the beginning of a file lies until it is whole."""
    return _folder(settings, server) / hashlib.sha256(os.fsencode(entry.path)).hexdigest()[:32]


def _folder(settings: Settings, server: Server) -> Path:
    name = "\x1f".join((server.source.county_code, server.source.name))
    return settings.pulling / hashlib.sha256(name.encode()).hexdigest()[:32]


def clear_partial(settings: Settings, server: Server, entries: Sequence[Entry]) -> None:
    """Remove the beginnings of files that the source no longer has."""
    kept = {partial_path(settings, server, entry).name for entry in entries}
    folder = _folder(settings, server)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.partition(".")[0] not in kept:
            path.unlink()


def fetch(settings: Settings, server: Server, entry: Entry, wait: Wait = time.sleep) -> Fetched:
    """The file as it is on the server now. Raises PullProblem."""
    path = partial_path(settings, server, entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    latest: Entry | None = entry

    def attempt() -> Fetched:
        nonlocal latest
        before, latest = latest or server.look(entry.path), None
        _room(settings, server, before)
        _copy(server, before, path)
        after = server.look(entry.path)
        if after.kind != "file" or after.version != before.version:
            path.unlink(missing_ok=True)
            raise PullProblem(
                f"“{entry.name}”在拉取时被改动，下次再取。",
                f"“{entry.name}” changed while it was fetched; it is fetched again.",
                passing=True,
            )
        size = path.stat().st_size
        if before.size is not None and size != before.size:
            path.unlink() if size > before.size else None
            raise ConnectionError(f"{size} / {before.size} bytes")
        return Fetched(path, before, fingerprint(path))

    return tried(
        server,
        f"{server.source.shown}“{entry.name}”",
        attempt,
        wait,
        lambda: path.stat().st_size if path.exists() else 0,
    )


def forget(fetched: Fetched) -> None:
    """Remove what is left beside a file that has landed."""
    fetched.path.unlink(missing_ok=True)
    _note(fetched.path).unlink(missing_ok=True)


def _room(settings: Settings, server: Server, entry: Entry) -> None:
    """Refuse a file that is too large now, or for which the disk has no room."""
    limits = server.source.limits
    if entry.size is not None and entry.size > limits.file_bytes:
        raise too_much("file_bytes", entry.name, entry.size, limits.file_bytes)
    free = shutil.disk_usage(settings.home).free
    if free - (entry.size or 0) < limits.spare_bytes:
        raise too_much("spare_bytes", entry.name, f"{free} - {entry.size or 0}", limits.spare_bytes)


def _copy(server: Server, entry: Entry, path: Path) -> None:
    """Add to the partial file what is missing of it."""
    limits, note = server.source.limits, _note(path)
    version = entry.version or ""
    is_beginning = bool(version) and path.exists() and note.exists() and note.read_text(encoding="utf-8") == version
    offset = path.stat().st_size if is_beginning else 0
    if is_beginning and entry.size is not None and offset >= entry.size:
        if offset == entry.size:
            return
        offset = 0
    ends = time.monotonic() + limits.file_seconds
    stream, at = server.read_from(entry, offset)
    with stream, os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as target:
        target.truncate(at)
        target.seek(at)
        note.write_text(version, encoding="utf-8")
        while chunk := stream.read(CHUNK):
            target.write(chunk)
            target.flush()
            if target.tell() > limits.file_bytes:
                path.unlink()
                raise too_much("file_bytes", entry.name, target.tell(), limits.file_bytes)
            if time.monotonic() > ends:
                raise too_much("file_seconds", entry.name, f"> {limits.file_seconds:g}", limits.file_seconds)
        os.fsync(target.fileno())


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.version")
