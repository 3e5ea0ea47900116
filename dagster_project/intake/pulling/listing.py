"""Which files of a source are wanted, and where each belongs in the inbox.

What belongs here: walking through folders, and refusing what must not be fetched. What does not: fetching.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field

from dagster_project.intake.pulling.configured import Source
from dagster_project.intake.pulling.limits import not_of_type, too_much
from dagster_project.intake.pulling.problem import PullProblem
from dagster_project.intake.pulling.servers import Entry, Server
from dagster_project.intake.sources import is_ignored

LONGEST_NAME = 240  # bytes of one part of a path; file systems end at 255
FORBIDDEN = ("", ".", "..")


@dataclass
class Listing:
    """What a source has: the files to look at, and for each of the others why it is refused."""

    files: list[Entry] = field(default_factory=list)
    refused: list[tuple[Entry, PullProblem]] = field(default_factory=list)


def listed(server: Server) -> Listing:
    """Every file below the source's path, in order of name. Raises what the server raises."""
    limits, listing = server.source.limits, Listing()
    folders, known = [(server.root, 1)], {server.root.rstrip("/")}
    seen = 0
    while folders:
        folder, depth = folders.pop()
        for entry in sorted(server.entries(folder), key=lambda one: one.name):
            if is_ignored(entry.name.rsplit("/", 1)[-1]) or entry.path.rstrip("/") in known:
                continue
            known.add(entry.path.rstrip("/"))
            seen += 1
            if seen > limits.files:
                raise too_much("files", server.source.shown, seen, limits.files)
            problem = _problem(entry, server.source)
            if problem is None and entry.kind == "directory" and depth >= limits.depth:
                problem = too_much("depth", entry.name, depth + 1, limits.depth)
            if problem:
                listing.refused.append((entry, problem))
            elif entry.kind == "directory":
                folders.append((entry.path, depth + 1))
            else:
                listing.files.append(entry)
    listing.files.sort(key=lambda one: one.name)
    return listing


def _problem(entry: Entry, source: Source) -> PullProblem | None:
    """Why an entry must not be fetched; None if it may."""
    if entry.kind == "other":
        return PullProblem(
            f"未取“{entry.name}”：是链接或特殊文件，不是普通文件。",
            f"“{entry.name}” was not fetched: it is a link or a special file, not a regular one.",
            is_refusal=True,
        )
    if not is_safe(entry.name):
        return PullProblem(
            f"未取“{shown(entry.name)}”：文件名会指向文件夹之外，或含控制字符，或过长；请改名。",
            f"“{shown(entry.name)}” was not fetched: its name leads out of its folder, holds control characters or is "
            "too long; rename it.",
            is_refusal=True,
        )
    if entry.kind == "directory":
        return None
    base = entry.name.rsplit("/", 1)[-1]
    suffix = base.rsplit(".", 1)[-1].lower() if "." in base else ""
    if suffix not in source.limits.types:
        return not_of_type(entry.name, suffix)
    if entry.size is not None and entry.size > source.limits.file_bytes:
        return too_much("file_bytes", entry.name, entry.size, source.limits.file_bytes)
    return None


def is_safe(name: str) -> bool:
    """Whether a name stays below the folder it is put into, whatever reads it."""
    parts = name.split("/")
    return (
        not any(part in FORBIDDEN or part != part.strip() or len(os.fsencode(part)) > LONGEST_NAME for part in parts)
        and "\\" not in name
        and not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in name)
    )


def shown(name: str) -> str:
    """A name that can be printed whatever is in it."""
    return "".join(char if char.isprintable() else "�" for char in name)[:120]


def inbox_name(source: Source, name: str) -> str:
    """Where a file belongs, below the inbox: <county>/<period>/…; the period is the server's own first folder, or as
    configured.
    """
    return "/".join(part for part in (source.county_code, source.period, name) if part)
