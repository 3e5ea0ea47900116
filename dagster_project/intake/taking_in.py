"""Take in what lies in the inbox: the order of the steps, once through.

What belongs here: which files are new, in which order they count, and one write at the end.
What does not: the steps themselves (``landing``, ``tables``, ``replacement``, ``ledger``).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq

from dagster_project import readers
from dagster_project.contracts import load_all
from dagster_project.intake import landing, ledger, tables, work_reports
from dagster_project.intake.arrivals import chosen, fresh_files
from dagster_project.intake.batch import Batch, IntakeSummary, note, remember, summary, write
from dagster_project.intake.headers import HeaderIndex
from dagster_project.intake.ledger import Delivery
from dagster_project.intake.loading import raw_path, write_empty_files
from dagster_project.intake.replacement import Keys, Standing, key_columns
from dagster_project.intake.sources import SourceFile, list_files
from dagster_project.intake.tables import Received
from dagster_project.readers import FileContent, ReadError
from dagster_project.settings import Settings

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
        write_empty_files(settings)
        sources = chosen(settings, list_files(settings), counties, periods)
        with ledger.reading(settings) as connection:
            known_files = ledger.known_files(connection)
            standing = ledger.standing_deliveries(connection)
        fresh = fresh_files(settings, sources, known_files)
        if not fresh:
            return IntakeSummary(files_seen=len(sources))
        batch = _receive(settings, fresh, standing, progress)
        with ledger.writing(settings) as connection:
            write(connection, batch, ledger.now())
    return summary(len(sources), batch)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One intake at a time; the next one waits."""
    lock = os.open(settings.home / "intake.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _receive(
    settings: Settings, fresh: list[tuple[SourceFile, str]], deliveries: list[Delivery], progress: Progress | None
) -> Batch:
    """Read, recognise and load the new files, and settle what each does to earlier ones."""
    contracts = load_all()
    index = HeaderIndex(contracts)
    standing = Standing(deliveries, _key_reader(settings))
    batch = Batch(known={})
    for delivery in deliveries:
        if delivery.status != "duplicate":
            remember(batch, delivery)
    grids = _read_grids(settings, fresh, batch)
    for done, (source, sha256) in enumerate(fresh, start=1):
        received = _one_file(settings, index, batch, source, sha256, grids)
        standing.receive([item.delivery for item in received])
        note(batch, source, sha256, received)
        if progress:
            progress(done, len(fresh), source.name)
    batch.outcomes += standing.outcomes
    return batch


def _where(source: SourceFile, sha256: str) -> tuple[str, str | None, str | None]:
    return sha256, source.county_code, source.period


def _needs_grid(source: SourceFile) -> bool:
    return not source.problem_zh and work_reports.suffix(source.name) not in (
        work_reports.PLAIN_TEXT | work_reports.DOCUMENTS
    )


def _read_grids(
    settings: Settings, fresh: list[tuple[SourceFile, str]], batch: Batch
) -> Iterator[tuple[Path, FileContent | ReadError]]:
    """The content of each new file that may hold tables, once for each content and folder, in order."""
    seen = set(batch.known)
    paths = []
    for source, sha256 in fresh:
        if sha256 and _where(source, sha256) not in seen:
            seen.add(_where(source, sha256))
            if _needs_grid(source):
                paths.append(landing.archived(settings, sha256))
    return readers.read_many(paths, workers=settings.workers)


def _one_file(
    settings: Settings,
    index: HeaderIndex,
    batch: Batch,
    source: SourceFile,
    sha256: str,
    grids: Iterator[tuple[Path, FileContent | ReadError]],
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
        return [Received(_duplicate(source, delivery)) for delivery in earlier]
    if not _needs_grid(source):
        return _document(settings, index, source, sha256)
    _, content = next(grids)
    if isinstance(content, ReadError):
        return tables.take_refusal(source, sha256, content)
    return tables.take_tables(settings, index, source, sha256, content)


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


def _document(settings: Settings, index: HeaderIndex, source: SourceFile, sha256: str) -> list[Received]:
    """A text or word-processor file: a report, a table saved as text, or nothing we know."""
    path = landing.archived(settings, sha256)
    contract = index.contracts[work_reports.DATASET]
    stem = source.name.rsplit("/", 1)[-1]
    try:
        if work_reports.suffix(source.name) in work_reports.DOCUMENTS:
            if work_reports.says_report(stem):
                return tables.take_report(settings, contract, source, sha256, None)
            zh = "文档格式（Word、PDF 等）不作为表格读取，请改报 Excel 或 CSV。"
            en = "A document is not read as a table; send Excel or CSV."
            return [Received(tables.new_delivery(source, sha256, "unrecognised", zh, en))]
        paragraphs = readers.read_text(path)
        if work_reports.is_report(source.name, paragraphs):
            return tables.take_report(settings, contract, source, sha256, paragraphs)
        return tables.take_tables(settings, index, source, sha256, readers.read_file(path))
    except ReadError as error:
        return tables.take_refusal(source, sha256, error)


def _key_reader(settings: Settings) -> Callable[[Delivery], tuple[Keys, Keys]]:
    """Reads the keys of a delivery's rows from its raw file, and remembers the latest."""

    @lru_cache(maxsize=512)
    def read(path: Path, dataset: str) -> tuple[Keys, Keys]:
        contract = load_all()[dataset]
        found = []
        for names in key_columns(contract):
            columns = pq.read_table(path, columns=names, partitioning=None).to_pydict() if names else {}
            rows = zip(*columns.values(), strict=True)
            found.append(frozenset(row for row in rows if all(row)))
        return found[0], found[1]

    return lambda delivery: read(raw_path(settings, delivery), str(delivery.dataset))
