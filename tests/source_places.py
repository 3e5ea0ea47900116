"""A folder of a test's own on a server of each kind, and how a source names it.

What belongs here: putting files there and taking them away, and pulling from them. What does not: the servers
(``servers``), what a pull should do (``test_pulling``, ``test_pulling_trust``).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.intake import pulling
from dagster_project.intake.pulling import SourceResult
from dagster_project.settings import Settings
from servers import HERE, WEBDAV, Bucket, Sftp, Web, user

HOUR = 3600
FOLDER = "2020年春季学期"
NAME = f"{FOLDER}/资助 发放&表#1%.csv"


@dataclass
class Place:
    """A folder of one server, and how a source names it; ``port`` may be that of a path to the server."""

    kind: str
    put: Callable[[str, bytes], object]
    delete: Callable[[str], object]
    port: int
    entry: Callable[[int], dict[str, Any]]


def place_of(kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Place:
    """A folder of the test's own on the server of this kind."""
    own = tmp_path.name
    if kind == "webdav":
        needs_webdav()
    if kind == "s3":
        bucket: Bucket = request.getfixturevalue("bucket")
        return Place(
            kind,
            lambda name, data: bucket.put(f"{own}/{name}", data),
            lambda name: bucket.delete(f"{own}/{name}"),
            bucket.port,
            lambda port: {
                "url": f"s3://{bucket.name}/{own}", "endpoint": f"http://{HERE}:{port}", "plain": True,
                "access_key": {"env": "AID_KEY"}, "secret_key": {"env": "AID_SECRET"},
            },
        )  # fmt: skip
    server: Sftp | Web | None = None
    if kind == "sftp":
        server = request.getfixturevalue("sftp_server")
    elif kind != "folder":
        server = request.getfixturevalue("web_server")
    files = (server.files if server else tmp_path / "files") / own
    files.mkdir(parents=True)

    def put(name: str, data: bytes) -> None:
        path = files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        seconds = path.stat().st_mtime + HOUR if path.exists() else 1_600_000_000
        path.write_bytes(data)
        os.utime(path, (seconds, seconds))

    def entry(port: int) -> dict[str, Any]:
        if isinstance(server, Sftp):
            known = f"[{HERE}]:{port} {server.known}\n"
            with (settings.config / "known_hosts").open("a") as file:
                file.write(known)
            shutil.copy(server.key, settings.config / "user")
            (settings.config / "user").chmod(0o600)
            return {"url": f"sftp://{user()}@{HERE}:{port}{files}", "key_file": "user"}
        return {"url": {"http": f"http://{HERE}:{port}/{own}", "webdav": f"webdav://{HERE}:{port}/dav/{own}"}.get(
            kind, str(files)
        )}  # fmt: skip

    return Place(kind, put, lambda name: (files / name).unlink(), server.port if server else 0, entry)


def needs_webdav() -> None:
    if not WEBDAV.exists():
        (pytest.fail if os.environ.get("REQUIRE_PROGRAMS") else pytest.skip)(f"{WEBDAV} is not installed")


def pull(settings: Settings, waits: list[float] | None = None, **sources: Any) -> SourceResult:
    """Pull; by default 990101's one source. ``waits`` takes what would have been waited for."""
    if sources:
        limits = sources.pop("limits", None)
        written = {"990101": [{"name": name} | entry for name, entry in sources.items()]}
        text = yaml.safe_dump(written | ({"limits": limits} if limits else {}), allow_unicode=True)
        settings.sources.write_text(text, encoding="utf-8")
    return pulling.pull(settings, wait=(waits if waits is not None else []).append).results[0]


def inbox(settings: Settings) -> dict[str, bytes]:
    return {str(path.relative_to(settings.inbox)): path.read_bytes() for path in settings.inbox.rglob("*.*")}
