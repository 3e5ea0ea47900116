"""Bytes to grids of typed cells, or paragraphs; every file is opened in a child process with limits.

Belongs here: formats, encodings, hostile files, and (in ``values``) what a text can mean.
Does not belong here: counties, headers, datasets: that is ``intake``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dagster_project.readers.grid import FileContent, Limits, ReadError, Row, Sheet, limits_in
from dagster_project.readers.locks import passwords_in
from dagster_project.readers.sandbox import Question, ask_many, ask_once, content_of, crew_of
from dagster_project.readers.seen import refusal
from dagster_project.readers.unfolding import see_many, too_deep

__all__ = [
    "GRID",
    "TEXT",
    "USUAL",
    "FileContent",
    "Limits",
    "Question",
    "ReadError",
    "Row",
    "Sheet",
    "ask_many",
    "crew_of",
    "limits_in",
    "passwords_in",
    "read_file",
    "read_many",
    "read_text",
    "refusal",
    "see_many",
    "too_deep",
]

USUAL = Limits()
GRID, TEXT = "dagster_project.readers.content:grid", "dagster_project.readers.content:text"


def read_file(path: Path | str, limits: Limits = USUAL) -> FileContent:
    """The sheets of one spreadsheet or delimited file. Raises ReadError."""
    return content_of(ask_once(Path(path), limits, GRID))


def read_many(
    paths: Iterable[Path], workers: int = 2, limits: Limits = USUAL
) -> Iterator[tuple[Path, FileContent | ReadError]]:
    """Each path with its content or its refusal, in the order given, read by ``workers`` processes."""
    paths = list(paths)
    answers = ask_many([Question(path, GRID) for path in paths], limits, workers)
    for path, answer in zip(paths, answers, strict=True):
        yield path, answer if isinstance(answer, ReadError) else content_of(answer)


def read_text(path: Path | str, limits: Limits = USUAL) -> list[str]:
    """The paragraphs of a plain-text report. Raises ReadError."""
    answer: list[str] = ask_once(Path(path), limits, TEXT)
    return answer
