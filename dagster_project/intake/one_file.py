"""Everything about one file, in a confined child: read, recognised, sorted, its raw Parquet written.

What belongs here: the job a worker does for one file, and its answer as plain values and back.
What does not: other files, the ledger (``taking_in``), the steps themselves (``tables``).

The Parquet files are written into a folder of the file's own and put in place by whoever receives the answer: a child
that dies half way leaves nothing that could be taken for a delivery.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import astuple, replace
from decimal import Decimal
from functools import cache, lru_cache
from importlib.abc import MetaPathFinder
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from dagster_project import readers
from dagster_project.contracts import code_tables, load_all
from dagster_project.intake import landing, tables, work_reports
from dagster_project.intake.header_decisions import NOTHING_DECIDED, Decided
from dagster_project.intake.headers import HeaderIndex
from dagster_project.intake.ledger import Delivery
from dagster_project.intake.loading import raw_path
from dagster_project.intake.observations import Observation
from dagster_project.intake.recognition import Column
from dagster_project.intake.rows import SetAsideCell, SetAsideRow
from dagster_project.intake.sources import SourceFile, counties
from dagster_project.intake.tables import Received
from dagster_project.intake.three_ways import Counties
from dagster_project.readers import Limits, Question, ReadError, locks, sniff
from dagster_project.readers.content import paragraphs_here, read_here
from dagster_project.readers.documents import text_here
from dagster_project.readers.pdf_text import read_pdf
from dagster_project.settings import Settings

PROVINCE_DIGITS = 2
JOB = f"{__name__}:take"
PDF_TABLE = ReadError(
    "unsupported_format",
    "这是 PDF 文件，其中的表格不读取。数据请报送原始的 .xlsx 或 .csv；如是文字材料，请在文件名或首行写明“总结”“报告”等。",
    "This is a PDF, whose tables are not read. Send data as the original .xlsx or .csv; a written report says so in its "
    "name or first line.",
)
NO_TABLE = ReadError(
    "no_table",
    "文档里没有表格。数据请报送 .xlsx 或 .csv；如是文字材料，请在文件名或首行写明“总结”“报告”等。",
    "The document holds no table. Send data as .xlsx or .csv; a written report says so in its name or first line.",
)


def warm_up() -> None:
    """What every file needs; Arrow keeps to the ordinary heap, of which a child takes no more than it uses."""
    _let_arrow_go_without_pandas()
    pa.set_memory_pool(pa.system_memory_pool())
    pa.set_cpu_count(1)
    code_tables()
    _rehearse()


def _rehearse() -> None:
    """Take in two rows of one dataset, so that what is prepared at the first use is there before the fork."""
    contract = load_all()["subsidy_payment"]
    text = ",".join(item.name_zh for item in contract.fields) + "\n" + ",".join("1" for _ in contract.fields) + "\n"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rehearsal.csv"
        path.write_text(text * 2, encoding="utf-8")
        source = SourceFile(path, "990101/2020-spring/rehearsal.csv", "990101", "2020-spring", len(text), 0)
        _received(path, Limits(), source, "", Path(folder))


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        if fullname == "pandas":
            raise ImportError(fullname)


def _let_arrow_go_without_pandas() -> None:
    """Arrow looks for pandas once, at the first array, which would be in every child: a second for each file."""
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([""])
    finally:
        sys.meta_path.remove(finder)


@cache
def header_index() -> HeaderIndex:
    """All headers of all contracts."""
    return HeaderIndex(load_all())


@lru_cache(maxsize=64)
def _neighbours(settings: Settings, changed_ns: int, province: str) -> dict[str, tuple[str, str]]:
    """The deployment's counties of one province: another county's file is hardly ever from further away.

    ``changed_ns`` is when the list of counties was changed last.
    """
    return {
        row["county_code"]: (row["name_zh"], row.get("name_en") or f"county {row['county_code']}")
        for row in counties(settings)
        if row["county_code"].startswith(province)
    }


def question(
    settings: Settings, source: SourceFile, sha256: str, folder: Path, decided: Decided = NOTHING_DECIDED
) -> Question:
    """What a worker is asked about one file; its Parquet files go to ``folder``.

    ``decided`` are the county's accepted and rejected headers.
    """
    said = (source.name, source.county_code, source.period, source.size, source.mtime_ns)
    passwords = list(readers.passwords_in(settings.passwords))
    task: dict[str, Any] = {
        "source": said,
        "again": source.again,
        "sha256": sha256,
        "folder": str(folder),
        "passwords": passwords,
    }
    listed = settings.reference("counties.csv")
    changed_ns = listed.stat().st_mtime_ns if listed.exists() else 0
    task["counties"] = _neighbours(settings, changed_ns, (source.county_code or "")[:PROVINCE_DIGITS])
    task |= {"accepted": decided.accepted, "rejected": decided.rejected}
    return Question(landing.archived(settings, sha256), JOB, task)


def take(path: Path, limits: Limits, task: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The job: what the file at ``path`` came to."""
    source, folder = replace(SourceFile(path, *task["source"]), again=task["again"]), Path(task["folder"])
    shutil.rmtree(folder, ignore_errors=True)
    index = header_index().as_decided(task["accepted"], task["rejected"])
    known = {"passwords": task["passwords"], "counties": task["counties"], "index": index}
    return [_plain(item) for item in _received(path, limits, source, task["sha256"], folder, **known)]


def _received(
    path: Path,
    limits: Limits,
    source: SourceFile,
    sha256: str,
    folder: Path,
    passwords: Sequence[str] = (),
    index: HeaderIndex | None = None,
    counties: Counties = MappingProxyType({}),
) -> list[Received]:
    index = index or header_index()
    name = source.name.rsplit("/", 1)[-1]
    try:
        path, form = _opened(path, limits, passwords)
    except ReadError as error:
        if work_reports.says_report(name) and sniff.is_page(path):
            return _report(folder, index, source, sha256, text_here(path, limits).splitlines())
        if work_reports.suffix(name) in work_reports.DOCUMENTS:
            return _unread(folder, index, source, sha256, error)
        raise
    if form == "pdf":
        return _take_pdf(folder, index, source, sha256, path)
    if form == "docx" and work_reports.says_report(name):
        return _take_document(folder, index, source, sha256, path, limits)
    paragraphs = paragraphs_here(path, limits) if form == "delimited" else []
    if paragraphs and work_reports.suffix(name) in work_reports.PLAIN_TEXT and work_reports.is_report(name, paragraphs):
        return _report(folder, index, source, sha256, paragraphs)
    content = read_here(path, limits, passwords)
    received = tables.take_tables(folder, index, source, sha256, content, counties)
    words = paragraphs or content.paragraphs
    if any(item.delivery.dataset for item in received) or not words:
        return received
    if work_reports.is_report(name, list(words)):
        return _report(folder, index, source, sha256, paragraphs or text_here(path, limits).splitlines())
    return received if content.sheets else _unread(folder, index, source, sha256, NO_TABLE)


def _opened(path: Path, limits: Limits, passwords: Sequence[str]) -> tuple[Path, str]:
    """Where the file can be read, which is elsewhere for a locked one, and its format."""
    form = sniff.format_of(path)
    if form != "locked":
        return path, form
    unlocked = locks.unlocked(path, passwords, limits)
    return unlocked, sniff.format_of(unlocked)


def _report(folder: Path, index: HeaderIndex, source: SourceFile, sha256: str, lines: Sequence[str]) -> list[Received]:
    kept = [line for line in lines if line.strip()]
    return tables.take_report(folder, index.contracts[work_reports.DATASET], source, sha256, kept)


def _unread(folder: Path, index: HeaderIndex, source: SourceFile, sha256: str, error: ReadError) -> list[Received]:
    """A document whose words cannot be read: a report is kept and says why, anything else is set aside."""
    if work_reports.says_report(source.name.rsplit("/", 1)[-1]):
        return tables.take_report(folder, index.contracts[work_reports.DATASET], source, sha256, [], error)
    zh, en = error.message_zh, error.message_en
    return [Received(tables.new_delivery(source, sha256, "unrecognised", zh, en))]


def _take_document(
    folder: Path, index: HeaderIndex, source: SourceFile, sha256: str, path: Path, limits: Limits
) -> list[Received]:
    """A report in a word processor's format; where its words cannot be read it is kept, and says why."""
    try:
        return _report(folder, index, source, sha256, text_here(path, limits).splitlines())
    except ReadError as error:
        return _unread(folder, index, source, sha256, error)


def _take_pdf(folder: Path, index: HeaderIndex, source: SourceFile, sha256: str, path: Path) -> list[Received]:
    """The words of a report; tables in a PDF are not read."""
    try:
        lines = list(read_pdf(path).paragraphs)
    except ReadError as error:
        return _unread(folder, index, source, sha256, error)
    if work_reports.is_report(source.name.rsplit("/", 1)[-1], lines):
        return _report(folder, index, source, sha256, lines)
    return _unread(folder, index, source, sha256, PDF_TABLE)


def _plain(received: Received) -> tuple[Any, ...]:
    """Without the time of arrival, which whoever asked knows."""
    delivery = astuple(replace(received.delivery, received_at=None))  # type: ignore[arg-type]
    columns = [(c.index, c.header, c.field, c.unit, str(c.unit_factor), c.profile) for c in received.columns]
    told = ([tuple(item) for item in items] for items in (received.rows, received.cells, received.observations))
    return delivery, columns, *told, received.closest, received.absent


def received_from(answer: list[tuple[Any, ...]], source: SourceFile) -> list[Received]:
    """A worker's answer as the objects it stands for."""
    return [
        Received(
            replace(Delivery(*delivery), received_at=source.received_at),
            tuple(Column(at, header, name, unit, Decimal(factor), p) for at, header, name, unit, factor, p in columns),
            [SetAsideRow(*row) for row in rows],
            [SetAsideCell(*cell) for cell in cells],
            [Observation(*item) for item in observations],
            closest,
            tuple(absent),
        )
        for delivery, columns, rows, cells, observations, closest, absent in answer
    ]


def put_in_place(settings: Settings, folder: Path, received: list[Received]) -> None:
    """Move the raw files of a file's deliveries to where they are read."""
    for item in received:
        written = folder / f"{item.delivery.delivery_id}.parquet"
        if item.delivery.dataset and written.exists():
            target = raw_path(settings, item.delivery)
            target.parent.mkdir(parents=True, exist_ok=True)
            written.replace(target)
