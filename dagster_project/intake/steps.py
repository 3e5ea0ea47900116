"""What each step did to one file: pulled, archived, read, and for each of its tables recognised, mapped, loaded.

What belongs here: the outcome of every step, also of those a file never came to. What does not: their history over
all files (``step_history``).
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.intake.ledger import Outcome
from dagster_project.intake.sources import SourceFile
from dagster_project.intake.tables import Received

OK, PARTIAL, FAILED, NOT_RUN = "ok", "partial", "failed", "not_run"
OF_A_TABLE = ("recognised", "mapped", "loaded")


def outcomes_of(source: SourceFile, sha256: str, received: Sequence[Received]) -> list[Outcome]:
    """The outcomes of one file, in order of the steps. A step that failed says why; those after it were not run."""
    unread = next((item for item in received if _is_unread(source, item)), None)
    said = [Outcome("pulled", OK, source.name, sha256)]
    if not sha256:
        return [*said, _about("archived", FAILED, source, sha256, unread), *_not_run(source, sha256, "read")]
    said.append(Outcome("archived", OK, source.name, sha256))
    if source.problem_zh:
        return [*said, *_not_run(source, sha256, "read"), *_tables(source, sha256, received)]
    if received and all(item.delivery.status == "duplicate" for item in received):
        same = [_about("loaded", "duplicate", source, sha256, item) for item in received]
        return [*said, *_not_run(source, sha256, "read")[:-1], *same]
    if unread:
        return [*said, _about("read", FAILED, source, sha256, unread), *_not_run(source, sha256)]
    said.append(Outcome("read", OK, source.name, sha256))
    return [*said, *(_tables(source, sha256, received) or _not_run(source, sha256))]


def _is_unread(source: SourceFile, item: Received) -> bool:
    return item.delivery.status == "rejected" and item.delivery.dataset is None and not source.problem_zh


def _about(step: str, status: str, source: SourceFile, sha256: str, item: Received | None) -> Outcome:
    if item is None:
        return Outcome(step, status, source.name, sha256)
    one = item.delivery
    return Outcome(
        step, status, source.name, sha256, one.delivery_id, message_zh=one.message_zh, message_en=one.message_en
    )


def _not_run(source: SourceFile, sha256: str, *before: str) -> list[Outcome]:
    return [Outcome(step, NOT_RUN, source.name, sha256) for step in (*before, *OF_A_TABLE)]


def _tables(source: SourceFile, sha256: str, received: Sequence[Received]) -> list[Outcome]:
    said = []
    for item in received:
        one = item.delivery
        if one.dataset is None:
            said.append(_about("recognised", FAILED, source, sha256, item))
            said += [Outcome(step, NOT_RUN, source.name, sha256, one.delivery_id) for step in OF_A_TABLE[1:]]
            continue
        said.append(Outcome("recognised", OK, source.name, sha256, one.delivery_id))
        mapped = _about("mapped", PARTIAL, source, sha256, item)
        said.append(mapped if item.absent else Outcome("mapped", OK, source.name, sha256, one.delivery_id))
        said.append(_about("loaded", one.status, source, sha256, item))
    return said
