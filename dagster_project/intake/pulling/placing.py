"""A fetched file into the archive and, in one step, to its place in the inbox.

What belongs here: its name and time there, and never writing over what did not come from the same place.
What does not: fetching (``fetching``), understanding it (``taking_in``).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from dagster_project.intake import landing
from dagster_project.intake.pulling.configured import Source
from dagster_project.intake.pulling.fetching import Fetched
from dagster_project.intake.pulling.listing import inbox_name
from dagster_project.intake.pulling.problem import PullProblem
from dagster_project.settings import Settings


def place(settings: Settings, source: Source, fetched: Fetched, earlier: str | None) -> str:
    """Archive the file and put it into the inbox; its name there. ``earlier`` is the name this remote file had there.

    A file of that name that came from elsewhere stays as it is; then the source's name is added to ours.
    """
    landing.archive(settings, fetched.path)
    plain = inbox_name(source, fetched.entry.name)
    for name in dict.fromkeys((plain, _with_source(plain, source))):
        target = settings.inbox / name
        _make_folder(settings, target.parent)
        if target.is_symlink() or (target.exists() and name != earlier and not _is_same(target, fetched)):
            continue
        if not (target.exists() and _is_same(target, fetched)):
            _put(fetched, target)
        return name
    raise PullProblem(
        f"“{plain}”：收件箱里已有同名而不同的文件，未覆盖。",
        f"“{plain}”: the inbox holds another file of that name, which was not overwritten.",
    )


def _with_source(name: str, source: Source) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem} ({source.name.replace('/', '_')}){path.suffix}"))


def _make_folder(settings: Settings, folder: Path) -> None:
    """The folders down to ``folder``, none of which may be a link out of the inbox."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != settings.inbox.resolve() / folder.relative_to(settings.inbox):
        raise PullProblem(
            f"收件箱文件夹 {folder.relative_to(settings.inbox)} 是链接，未写入。",
            f"The inbox's folder {folder.relative_to(settings.inbox)} is a link; nothing was written there.",
        )


def _is_same(target: Path, fetched: Fetched) -> bool:
    if not target.is_file() or target.stat().st_size != fetched.path.stat().st_size:
        return False
    return landing.fingerprint(target) == fetched.sha256


def _put(fetched: Fetched, target: Path) -> None:
    """Move it there, with the time the server gives it: when the county put it there is when it was delivered."""
    now = datetime.now(UTC)
    arrived = int(min(fetched.entry.modified or now, now).timestamp()) * 1_000_000_000
    if target.exists() and target.stat().st_mtime_ns == arrived:
        arrived += 1_000_000_000  # other bytes, same second: told apart by size and time
    os.utime(fetched.path, ns=(arrived, arrived))
    fetched.path.replace(target)
