"""Files and what is inside them, seen one by one: archives are unpacked by a child, their members asked like files.

Belongs here: archives in archives, what they may cost together, and the folder they are unpacked into.
Does not belong here: unpacking (``archives``), what is seen in a file (``seen``).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dagster_project.readers.grid import Limits, ReadError
from dagster_project.readers.sandbox import Question, ask_many

LINE, SHORT = "dagster_project.readers.seen:as_json", "dagster_project.readers.seen:in_short"
Seen = tuple[str, dict[str, Any] | ReadError]


def see_many(
    paths: Iterable[Path],
    workers: int,
    limits: Limits,
    in_short: bool = False,
    passwords: Sequence[str] = (),
) -> Iterator[Seen]:
    """Each file's name with what the reader sees in it, or its refusal, in the order given.

    An archive gives one answer for each member, called <archive>/<member>.
    """
    with TemporaryDirectory(prefix="county-warehouse-") as folder:
        unfolding = _Unfolding(Path(folder), workers, limits, SHORT if in_short else LINE, list(passwords))
        yield from unfolding.seen([(str(path), path) for path in paths], 0)


class _Unfolding:
    def __init__(self, folder: Path, workers: int, limits: Limits, job: str, passwords: list[str]) -> None:
        self.folder, self.workers, self.limits, self.job, self.passwords = folder, workers, limits, job, passwords
        self.count = 0

    def seen(self, files: Sequence[tuple[str, Path]], depth: int) -> Iterator[Seen]:
        questions = [self._question(name, path) for name, path in files]
        answers = ask_many(questions, self.limits, self.workers)
        for (name, _), question, answer in zip(files, questions, answers, strict=True):
            if isinstance(answer, ReadError) or "members" not in answer:
                yield name, answer
            elif depth >= self.limits.archive_depth:
                yield name, too_deep(self.limits.archive_depth)
            else:
                yield from self._members(name, answer["members"], depth + 1)
            shutil.rmtree(question.task["folder"], ignore_errors=True)

    def _question(self, name: str, path: Path) -> Question:
        self.count += 1
        task = {"name": name, "folder": str(self.folder / str(self.count)), "passwords": self.passwords}
        return Question(path, self.job, task)

    def _members(self, archive: str, members: list[tuple[Any, ...]], depth: int) -> Iterator[Seen]:
        names = [f"{archive}/{name}" for name, _, _ in members]
        files = [(name, Path(path)) for name, (_, path, _) in zip(names, members, strict=True) if path]
        yield from (
            (name, ReadError(*refusal)) for name, (_, _, refusal) in zip(names, members, strict=True) if refusal
        )
        yield from self.seen(files, depth)


def too_deep(most: int) -> ReadError:
    """The refusal of an archive inside too many others."""
    return ReadError(
        "archive_too_deep",
        f"压缩包嵌套超过 {most} 层（限度 archive_depth = {most}），未予读取。请直接压缩文件本身。",
        f"Archives are nested more than {most} deep (limit archive_depth = {most}). Pack the files themselves.",
    )
