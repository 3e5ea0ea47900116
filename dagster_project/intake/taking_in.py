"""Take in what lies in the inbox: the order of the steps, once through.

What belongs here: which files are new, in which order they count, and one write at the end.
What does not: the steps themselves (``landing``, ``tables``, ``replacement``, ``ledger``).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dagster_project import readers, warehouse
from dagster_project.intake import header_decisions, landing, ledger, one_file, tables
from dagster_project.intake.arrivals import chosen, fresh_files, in_order, perhaps_fresh
from dagster_project.intake.batch import Batch, IntakeSummary, note, remember, summary, write
from dagster_project.intake.header_decisions import HeaderDecision
from dagster_project.intake.ledger import Delivery
from dagster_project.intake.loading import unfinished, write_empty_files
from dagster_project.intake.remapping import remap
from dagster_project.intake.replacement import Standing
from dagster_project.intake.row_keys import key_reader
from dagster_project.intake.sources import SourceFile, list_files
from dagster_project.intake.tables import Received
from dagster_project.intake.unpacking import unpacked
from dagster_project.readers import Limits, ReadError
from dagster_project.settings import Settings

LEAST_MEMORY = 512 << 20  # of a child, so that ordinary files are read whatever the budget
Progress = Callable[[int, int, str], None]
UNOPENED = ReadError(
    "unopened",
    "文件无法打开（权限或正在复制），下次再试。",
    "The file cannot be opened (permission, or still being copied); it is tried again.",
)


def take_in(
    settings: Settings,
    counties: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    progress: Progress | None = None,
) -> IntakeSummary:
    """Take in every file of the inbox that is not yet known; a second run changes nothing.

    ``counties`` (codes or names) and ``periods`` limit it to their folders. ``progress`` is told how many of the
    new files are done, how many there are, and the name of the last one.
    """
    settings.prepare()
    with _alone(settings):
        landing.clear_unfinished(settings)
        shutil.rmtree(unfinished(settings), ignore_errors=True)
        write_empty_files(settings)
        remapped = remap(settings, counties, periods)
        sources = chosen(settings, list_files(settings), counties, periods)
        with ledger.reading(settings) as connection:
            known_files = ledger.known_files(connection)
            standing = ledger.standing_deliveries(connection)
            headers = header_decisions.recorded(connection)
        candidates = perhaps_fresh(sources, known_files)
        if candidates:
            readers.crew_of(_workers(settings, len(candidates)), one_file.JOB)
        fresh = fresh_files(settings, candidates, known_files)
        if not fresh:
            return IntakeSummary(files_seen=len(sources), remapped=remapped)
        batch = _receive(settings, fresh, standing, headers, progress)
        shutil.rmtree(unfinished(settings), ignore_errors=True)
        with ledger.writing(settings) as connection:
            write(connection, batch, ledger.now())
    return replace(summary(len(sources), batch), remapped=remapped)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One intake at a time; the next one waits."""
    lock = os.open(settings.home / warehouse.INTAKE_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _receive(
    settings: Settings,
    fresh: list[tuple[SourceFile, str]],
    deliveries: list[Delivery],
    headers: list[HeaderDecision],
    progress: Progress | None,
) -> Batch:
    """Have the new files read, recognised and loaded, and settle what each does to earlier ones."""
    standing = Standing(deliveries, key_reader(settings))
    limits = readers.limits_in(settings.reading_limits)
    opened = unpacked(settings, fresh, limits)
    fresh = sorted(opened.files, key=in_order)
    batch = Batch(known={}, headers_up_to=max((item.seq for item in headers), default=0))
    for delivery in deliveries:
        if delivery.status != "duplicate":
            remember(batch, delivery)
    unopened = [item for item in fresh if item[0].name not in opened.archives]
    answers = _answers(settings, unopened, batch, limits, headers)
    for done, (source, sha256) in enumerate(fresh, start=1):
        if source.name in opened.archives:
            error = opened.archives[source.name]
            received = tables.take_refusal(source, sha256, error) if error else []
        else:
            received = _one_file(settings, batch, source, sha256, answers)
        standing.receive([item.delivery for item in received])
        note(batch, source, sha256, received)
        if progress:
            progress(done, len(fresh), source.name)
    batch.outcomes += standing.outcomes
    return batch


def _workers(settings: Settings, files: int) -> int:
    """As many as there are cores and files for, and as the memory gives each enough."""
    return max(1, min(settings.workers, files, settings.memory_bytes // LEAST_MEMORY))


def _where(source: SourceFile, sha256: str) -> tuple[str, str | None, str | None]:
    return sha256, source.county_code, source.period


def _answers(
    settings: Settings,
    fresh: list[tuple[SourceFile, str]],
    batch: Batch,
    usual: Limits,
    headers: list[HeaderDecision],
) -> Iterator[tuple[Path, list[Received] | ReadError]]:
    """What each new file came to and where its Parquet lies, once for each content and folder, in order."""
    seen = set(batch.known)
    asked: list[tuple[SourceFile, Path]] = []
    questions = []
    for source, sha256 in fresh:
        if sha256 and not source.problem_zh and _where(source, sha256) not in seen:
            seen.add(_where(source, sha256))
            asked.append((source, unfinished(settings) / str(len(asked))))
            decided = header_decisions.in_force(headers, source.county_code)
            questions.append(one_file.question(settings, source, sha256, asked[-1][1], decided))
    workers = _workers(settings, len(questions))
    limits = replace(usual, memory_bytes=settings.memory_bytes // workers)
    answers = readers.ask_many(questions, limits, workers, settings.memory_bytes)
    for (source, folder), answer in zip(asked, answers, strict=True):
        is_refused = isinstance(answer, ReadError)
        yield folder, answer if is_refused else one_file.received_from(answer, source)


def _one_file(
    settings: Settings,
    batch: Batch,
    source: SourceFile,
    sha256: str,
    answers: Iterator[tuple[Path, list[Received] | ReadError]],
) -> list[Received]:
    """What one file came to."""
    if source.problem_zh:
        problem = tables.new_delivery(source, sha256, "unrecognised", source.problem_zh, source.problem_en or "")
        return [Received(problem)]
    if not sha256:
        return tables.take_refusal(source, sha256, UNOPENED)
    earlier = batch.known.get(_where(source, sha256))
    if earlier:
        batch.duplicates += 1
        latest = {(item.dataset, item.sheet, item.table_no): item for item in earlier}  # some were mapped anew since
        return [Received(_duplicate(source, delivery)) for delivery in latest.values()]
    folder, answer = next(answers)
    if isinstance(answer, ReadError):
        answer = tables.take_refusal(source, sha256, answer)
    one_file.put_in_place(settings, folder, answer)
    shutil.rmtree(folder, ignore_errors=True)
    return answer


def _duplicate(source: SourceFile, earlier: Delivery) -> Delivery:
    name = tables.delivery_id(
        source, earlier.file_sha256, earlier.dataset, earlier.sheet, earlier.table_no, source.name, str(source.mtime_ns)
    )
    return Delivery(
        name,
        source.county_code,
        earlier.period,
        earlier.dataset,
        earlier.reporting_unit,
        source.name,
        earlier.file_sha256,
        earlier.sheet,
        earlier.table_no,
        source.received_at,
        "duplicate",
        message_zh=f"与先前报送的“{earlier.file_name}”完全相同，未重复入库。",
        message_en=f"The same bytes as the earlier “{earlier.file_name}”; not loaded again.",
    )
