"""Delivered files mapped anew after somebody has decided about a header: the archived bytes are read again.

What belongs here: which files a decision concerns, and what the new reading does to the old one.
What does not: the decisions (``header_decisions``), new files (``taking_in``).

Nothing in the ledger is rewritten: where a sheet's columns are other ones now, its tables are new deliveries of the
same file, received when the file was, and the old ones are superseded by them. Where nothing changes, the old stay.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from dagster_project import readers
from dagster_project.intake import header_decisions, landing, ledger, one_file
from dagster_project.intake.arrivals import chosen
from dagster_project.intake.batch import Batch, applied, write
from dagster_project.intake.header_decisions import REJECTED, HeaderDecision
from dagster_project.intake.headers import lookup_keys, normal
from dagster_project.intake.ledger import ACTIVE, Delivery, KnownFile, Outcome
from dagster_project.intake.loading import unfinished
from dagster_project.intake.recognition import column_letter
from dagster_project.intake.replacement import Standing, place
from dagster_project.intake.row_keys import key_reader
from dagster_project.intake.sources import SourceFile
from dagster_project.intake.tables import Received
from dagster_project.intake.unknown_headers import STANDING, Placed, columns
from dagster_project.readers import ReadError
from dagster_project.settings import Settings

SUPERSEDED = ("表头经确认后，本文件已重新识别。", "A header was decided about; the file has been mapped anew.")
EVERY_FILE = ""
Signature = list[tuple[str | None, int, tuple[tuple[str, str], ...]]]


@dataclass
class Concerned:
    """A file that decisions concern, and its deliveries as they stand."""

    source: SourceFile
    sha256: str
    folder: Path
    deliveries: list[Delivery] = field(default_factory=list)


def remap(settings: Settings, counties: Collection[str] | None = None, periods: Collection[str] | None = None) -> int:
    """Map delivered files anew where a header has been decided about since; how many tables that changed."""
    with ledger.reading(settings) as connection:
        decisions = header_decisions.recorded(connection)
        if not decisions or _all_mapped(connection) >= decisions[-1].seq:
            return 0
        placed = columns(connection)
        standing = ledger.standing_deliveries(connection)
        concerned = _concerned(settings, connection, decisions, placed, standing)
        decided = _decided_by_hand(connection)
    everything = [EVERY_FILE] if counties is None and periods is None else []
    wanted = set(chosen(settings, [item.source for item in concerned], counties, periods))
    concerned = [item for item in concerned if item.source in wanted]
    up_to = decisions[-1].seq
    batch = Batch(known={}, headers_up_to=up_to)
    for item, answer in zip(concerned, _answers(settings, concerned, decisions, up_to), strict=True):
        _settle(settings, batch, item, answer, placed, standing, decided)
    shutil.rmtree(unfinished(settings) / "again", ignore_errors=True)
    with ledger.writing(settings) as connection:
        at = ledger.now()
        write(connection, batch, at)
        looked_at = [old.delivery_id for item in concerned for old in item.deliveries]
        applied(connection, [*everything, *looked_at], up_to, at)
    return len(batch.received)


def _all_mapped(connection: duckdb.DuckDBPyConnection) -> int:
    """Up to which decision every file has been looked at, so that a run need not look again."""
    query = "select coalesce(max(up_to_seq), 0) from headers_applied where delivery_id = ?"
    row = connection.execute(query, [EVERY_FILE]).fetchone()
    return int(row[0]) if row else 0


def _concerned(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    decisions: list[HeaderDecision],
    placed: list[Placed],
    standing: list[Delivery],
) -> list[Concerned]:
    """The files with a column whose header was decided about after they were mapped."""
    done = dict(connection.execute("select delivery_id, max(up_to_seq) from headers_applied group by all").fetchall())
    by_key: dict[str, list[HeaderDecision]] = defaultdict(list)
    for decision in decisions:
        by_key[normal(decision.header)].append(decision)
    touched = {
        column.delivery_id for column in placed if _is_concerned(column, by_key, done.get(column.delivery_id, 0))
    }
    files = {(file.file_name, file.file_sha256): file for file in ledger.known_files(connection)}
    names = {(old.file_name, old.file_sha256) for old in standing if old.delivery_id in touched}
    folder = unfinished(settings) / "again"
    found = {
        name: Concerned(_source(settings, files[name]), name[1], folder / str(at))
        for at, name in enumerate(sorted(names & files.keys()))
    }
    for old in standing:
        name = (old.file_name, old.file_sha256)
        if name in found and old.status in STANDING:
            found[name].deliveries.append(old)
    return list(found.values())


def _is_concerned(column: Placed, by_key: dict[str, list[HeaderDecision]], done: int) -> bool:
    for key in dict.fromkeys((normal(column.header), *lookup_keys(column.header))):
        for decision in by_key.get(key, ()):
            is_news = decision.seq > done and decision.county_code in (None, column.county_code)
            is_here = column.status == "unrecognised" or decision.dataset == column.dataset
            if is_news and is_here and not (decision.verdict == REJECTED and column.field is None):
                return True
    return False


def _source(settings: Settings, file: KnownFile) -> SourceFile:
    path = landing.archived(settings, file.file_sha256)
    return SourceFile(path, file.file_name, file.county_code, file.period, file.size_bytes, file.mtime_ns)


def _decided_by_hand(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute("select distinct delivery_id from outcomes where step = 'decided'").fetchall()
    return {row[0] for row in rows}


def _answers(
    settings: Settings, concerned: list[Concerned], decisions: list[HeaderDecision], up_to: int
) -> list[list[Received] | ReadError]:
    limits = readers.limits_in(settings.reading_limits)
    sources = [replace(item.source, again=f"headers:{up_to}") for item in concerned]
    questions = [
        one_file.question(
            settings,
            source,
            item.sha256,
            item.folder,
            header_decisions.in_force(decisions, source.county_code),
        )
        for source, item in zip(sources, concerned, strict=True)
    ]
    answers = readers.ask_many(questions, limits, settings.workers, settings.memory_bytes)
    return [
        answer if isinstance(answer, ReadError) else one_file.received_from(answer, source)
        for source, answer in zip(sources, answers, strict=True)
    ]


def _settle(
    settings: Settings,
    batch: Batch,
    item: Concerned,
    answer: list[Received] | ReadError,
    placed: list[Placed],
    standing: list[Delivery],
    decided: set[str],
) -> None:
    """What the new reading of one file changes, sheet by sheet."""
    source = item.source
    if isinstance(answer, ReadError):
        texts = {"message_zh": answer.message_zh, "message_en": answer.message_en}
        batch.outcomes.append(Outcome("mapped", "failed", source.name, item.sha256, **texts))
        return
    changed: list[Received] = []
    superseded: list[Delivery] = []
    for sheet in dict.fromkeys(old.sheet for old in item.deliveries):
        olds = [old for old in item.deliveries if old.sheet == sheet]
        news = [new for new in answer if new.delivery.sheet == sheet and new.delivery.status != "duplicate"]
        if news and _signature_before(olds, placed) != _signature(news):
            changed += news
            superseded += olds
    if not changed:
        return
    one_file.put_in_place(settings, item.folder, changed)
    gone = {old.delivery_id for old in superseded}
    _inherit(settings, batch, changed, superseded, [old for old in standing if old.delivery_id not in gone], decided)
    batch.received += changed
    for old in superseded:
        heir = next((n for n in changed if n.delivery.sheet == old.sheet), changed[0]).delivery.delivery_id
        said = dict(zip(("message_zh", "message_en"), SUPERSEDED, strict=True))
        batch.outcomes.append(
            Outcome("replaced", "superseded", source.name, item.sha256, old.delivery_id, heir, **said)
        )
    for new in changed:
        told = new.delivery
        said = {"message_zh": told.message_zh, "message_en": told.message_en}
        batch.outcomes.append(Outcome("mapped", "ok", source.name, item.sha256, told.delivery_id))
        batch.outcomes.append(Outcome("loaded", told.status, source.name, item.sha256, told.delivery_id, **said))


def _signature_before(olds: list[Delivery], placed: list[Placed]) -> Signature:
    fields = defaultdict(list)
    for column in placed:
        if column.field:
            fields[column.delivery_id].append((column.column_letter, column.field))
    return sorted(
        ((old.dataset, old.table_no, tuple(sorted(fields[old.delivery_id]))) for old in olds if old.dataset),
        key=lambda part: part[1],
    )


def _signature(news: list[Received]) -> Signature:
    told = [
        (
            new.delivery.dataset,
            new.delivery.table_no,
            tuple(sorted((column_letter(column.index), column.field) for column in new.columns if column.field)),
        )
        for new in news
        if new.delivery.dataset
    ]
    return sorted(told, key=lambda part: part[1])


def _inherit(
    settings: Settings,
    batch: Batch,
    news: list[Received],
    olds: list[Delivery],
    others: list[Delivery],
    decided: set[str],
) -> None:
    """A table mapped anew stands as it stood; one that was not recognised before counts as of the day it arrived."""
    before = {(old.dataset, old.sheet, old.table_no): old for old in olds}
    fresh = []
    for received in news:
        new = received.delivery
        old = before.get((new.dataset, new.sheet, new.table_no))
        if new.dataset is None:
            continue
        if old is None:
            fresh.append(new)
        elif old.status == "waiting" and new.status in ACTIVE:
            new.status = "waiting"
            new.message_zh, new.message_en = f"{old.message_zh}{new.message_zh}", f"{old.message_en} {new.message_en}"
        elif old.delivery_id in decided and old.status in ACTIVE and new.status == "waiting":
            new.status = old.status
            said = {"message_zh": new.message_zh, "message_en": new.message_en}
            batch.outcomes.append(
                Outcome("decided", old.status, new.file_name, new.file_sha256, new.delivery_id, old.delivery_id, **said)
            )
    for new in fresh:
        later = [
            o for o in others if place(o) == place(new) and o.status in ACTIVE and o.received_at >= new.received_at
        ]
        if new.status in ACTIVE and any(o.file_sha256 != new.file_sha256 for o in later):
            new.status = "waiting"
            new.message_zh = f"无法判断本文件是替换还是补充后来报送的“{later[0].file_name}”，暂不计入，请确认（补充、替换、不采用）。{new.message_zh}"
            new.message_en = (
                f"It cannot be told whether this file replaces or adds to the later “{later[0].file_name}”; it waits, "
                f"uncounted, for a decision (adds / replaces / set aside). {new.message_en}"
            )
    if fresh:
        earlier = [other for other in others if other.file_name != fresh[0].file_name]
        arrived = Standing(earlier, key_reader(settings))
        arrived.receive(fresh)
        batch.outcomes += arrived.outcomes
