"""Audits of files: each is opened and audited in a confined child, so that no file can hang or crash the rest.

Belongs here: the job a child does, and the answer for a file that cannot be read.
Does not belong here: the audit itself (``auditing``), formats (``readers``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from dagster_project.narrative import against_marts
from dagster_project.narrative.auditing import audit
from dagster_project.narrative.counted_rows import Key
from dagster_project.readers import Limits, Question, ReadError, ask_many
from dagster_project.readers.documents import text_here

JOB = "dagster_project.narrative.files:audited"
USUAL = Limits(cpu_seconds=60, wall_seconds=90)


def audited(path: Path, limits: Limits, task: dict[str, Any]) -> dict[str, Any]:
    """A job: the audit of one file, as the command prints it; beside a county's rows if the task has their counts."""
    report = audit(text_here(path, limits), task["name"])
    known = {tuple(key): Fraction(value) for *key, value in task["known"]}
    compared = against_marts.compare(report, known) if known else []
    return {**report.to_json(), "warehouse": [one.to_json() for one in compared], "told": against_marts.told(compared)}


def audit_files(
    paths: Sequence[Path], workers: int = 2, known: Mapping[Key, Fraction] | None = None
) -> Iterator[dict[str, Any]]:
    """The audit of each file, in order; a file that cannot be read gives ``error`` and empty lists.

    ``known`` is what a county's rows give (``counted_rows.quantities``), for reports of that county and year.
    """
    counts = [(*key, str(value)) for key, value in (known or {}).items()]
    questions = [Question(path, JOB, {"name": str(path), "known": counts}) for path in paths]
    for path, answer in zip(paths, ask_many(questions, USUAL, min(workers, len(questions))), strict=True):
        yield _refused(path, answer) if isinstance(answer, ReadError) else {**answer, "error": None}


def _refused(path: Path, error: ReadError) -> dict[str, Any]:
    return {
        "document": str(path), "text": "", "figures": [], "relations": [], "warehouse": [], "told": [],
        "summary_zh": error.message_zh, "summary_en": error.message_en,
        "error": {"code": error.code, "message_zh": error.message_zh, "message_en": error.message_en},
    }  # fmt: skip
