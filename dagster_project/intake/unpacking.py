"""Archives among the new files, opened before anything is read: each member becomes a file of its own.

What belongs here: which files are archives, what their members are called, where their bytes are kept.
What does not: unpacking (``readers.archives``, in a confined child), reading a member (``one_file``).

A member is archived under its own fingerprint and called <archive>/<member>, in the county and period of the archive.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dagster_project import readers
from dagster_project.intake import landing
from dagster_project.intake.loading import unfinished
from dagster_project.intake.sources import SourceFile
from dagster_project.readers import Limits, Question, ReadError
from dagster_project.settings import Settings

JOB = "dagster_project.readers.content:members"
OFFICE_PACKAGE = re.compile(rb"\[Content_Types\]|_rels/|xl/|word/|docProps/|mimetype|META-INF/")
Files = list[tuple[SourceFile, str]]


@dataclass
class Unpacked:
    """``files`` are the new files and their archives' members; ``archives`` says what became of an archive or a member
    that is not there: None where it was opened.
    """

    files: Files = field(default_factory=list)
    archives: dict[str, ReadError | None] = field(default_factory=dict)


def unpacked(settings: Settings, fresh: Files, limits: Limits) -> Unpacked:
    """The new files with the members of archives in their place, archives in archives too."""
    result = Unpacked()
    passwords = readers.passwords_in(settings.passwords)
    folder = unfinished(settings) / "archives"
    files, depth = fresh, 0
    while files:
        result.files += files
        candidates = [(source, sha256) for source, sha256 in files if sha256 and _may_be_archive(settings, sha256)]
        files = _members(settings, candidates, limits, passwords, folder / str(depth), depth, result.archives)
        depth += 1
    shutil.rmtree(folder, ignore_errors=True)
    return result


def _may_be_archive(settings: Settings, sha256: str) -> bool:
    """A look at the first bytes: a workbook is a zip too, but its first member is called as only Office calls it."""
    with landing.archived(settings, sha256).open("rb") as file:
        head = file.read(64)
    return head.startswith(b"7z\xbc\xaf") or (head.startswith(b"PK") and OFFICE_PACKAGE.match(head, 30) is None)


def _members(
    settings: Settings,
    candidates: Files,
    limits: Limits,
    passwords: Sequence[str],
    folder: Path,
    depth: int,
    archives: dict[str, ReadError | None],
) -> Files:
    questions = [
        Question(
            landing.archived(settings, sha256), JOB, {"folder": str(folder / str(at)), "passwords": list(passwords)}
        )
        for at, (_, sha256) in enumerate(candidates)
    ]
    found: Files = []
    for at, answer in enumerate(readers.ask_many(questions, limits, settings.workers)):
        source = candidates[at][0]
        if isinstance(answer, ReadError):
            archives[source.name] = answer
        elif answer is not None and depth >= limits.archive_depth:
            archives[source.name] = readers.too_deep(limits.archive_depth)
        elif answer is not None:
            archives[source.name] = None
            for name, path, refusal in answer:
                found.append(_member(settings, source, name, path))
                if refusal:
                    archives[found[-1][0].name] = ReadError(*refusal)
        shutil.rmtree(folder / str(at), ignore_errors=True)
    return found


def _member(settings: Settings, source: SourceFile, name: str, path: str | None) -> tuple[SourceFile, str]:
    called = f"{source.name}/{name}"
    if path is None:
        return replace(source, name=called, size=0), ""
    sha256 = landing.archive(settings, Path(path))
    kept = landing.archived(settings, sha256)
    return replace(source, path=kept, name=called, size=kept.stat().st_size), sha256
