"""What one intake will write, gathered file by file, and the one write at its end.

What belongs here: the ledger's rows of one intake. What does not: how they come about (``taking_in``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from dagster_project.intake import ledger
from dagster_project.intake.ledger import Delivery, KnownFile, Outcome
from dagster_project.intake.observations import Observation
from dagster_project.intake.periods import parse_period
from dagster_project.intake.recognition import column_letter
from dagster_project.intake.rows import SetAsideCell, SetAsideRow
from dagster_project.intake.sources import SourceFile
from dagster_project.intake.steps import outcomes_of
from dagster_project.intake.tables import Received


@dataclass(frozen=True)
class IntakeSummary:
    """What one intake came to."""

    files_seen: int = 0
    files_new: int = 0
    duplicates: int = 0
    tables: int = 0
    rows: int = 0
    remapped: int = 0
    problems: tuple[str, ...] = ()

    def metadata(self) -> dict[str, int]:
        """Counts only, for the orchestrator's log."""
        return {
            "files_seen": self.files_seen,
            "files_new": self.files_new,
            "duplicates": self.duplicates,
            "tables": self.tables,
            "rows": self.rows,
            "remapped": self.remapped,
            "problems": len(self.problems),
        }


@dataclass
class Batch:
    """What this intake will write."""

    known: dict[tuple[str, str | None, str | None], list[Delivery]]
    files: list[KnownFile] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    duplicates: int = 0
    headers_up_to: int = 0  # the last decision about headers that was known when the files were read


def remember(batch: Batch, delivery: Delivery) -> None:
    """Keep a delivery in mind, so that the same bytes for the same county and period are told."""
    parts = delivery.file_name.split("/")
    folder_period = parse_period(parts[1]) if len(parts) > 2 else None
    batch.known.setdefault((delivery.file_sha256, delivery.county_code, folder_period), []).append(delivery)


def note(batch: Batch, source: SourceFile, sha256: str, received: list[Received]) -> None:
    """Keep what the ledger will say about one file."""
    batch.files.append(
        KnownFile(
            source.name, sha256, source.size, source.mtime_ns, source.county_code, source.period, source.received_at
        )
    )
    batch.received += received
    batch.outcomes += outcomes_of(source, sha256, received)
    for item in received:
        if item.delivery.status != "duplicate":
            remember(batch, item.delivery)


def write(connection: duckdb.DuckDBPyConnection, batch: Batch, at: datetime) -> None:
    """Everything of this intake, in one transaction."""
    ledger.append_files(connection, batch.files, at)
    ledger.append_deliveries(connection, [item.delivery for item in batch.received], at)
    columns = [(item.delivery, column) for item in batch.received for column in item.columns]
    closest = {item.delivery.delivery_id: item.closest for item in batch.received}
    ledger.append(
        connection,
        "column_map",
        {
            "delivery_id": [delivery.delivery_id for delivery, _ in columns],
            "dataset": [delivery.dataset or closest[delivery.delivery_id] for delivery, _ in columns],
            "field": [column.field for _, column in columns],
            "header": [column.header for _, column in columns],
            "column_letter": [column_letter(column.index) for _, column in columns],
            "unit": [column.unit for _, column in columns],
            "unit_factor": [column.unit_factor for _, column in columns],
            "profile": [column.profile for _, column in columns],
        },
    )
    rows = [(item.delivery, row) for item in batch.received for row in item.rows]
    cells = [(item.delivery, cell) for item in batch.received for cell in item.cells]
    seen = [(item.delivery, observation) for item in batch.received for observation in item.observations]
    for table, entries, names in (
        ("set_aside_rows", rows, SetAsideRow._fields),
        ("set_aside_cells", cells, SetAsideCell._fields),
        ("observations", seen, Observation._fields),
    ):
        columns_of = (
            dict(zip(names, zip(*(entry for _, entry in entries), strict=True), strict=True)) if entries else {}
        )
        if entries:
            ledger.append(connection, table, {"delivery_id": [owner.delivery_id for owner, _ in entries], **columns_of})
    ledger.append_outcomes(connection, batch.outcomes, at)
    if batch.headers_up_to:
        applied(connection, [item.delivery.delivery_id for item in batch.received], batch.headers_up_to, at)


def applied(connection: duckdb.DuckDBPyConnection, delivery_ids: list[str], up_to: int, at: datetime) -> None:
    """Note up to which decision about headers these deliveries have been mapped."""
    count = len(delivery_ids)
    columns = {"delivery_id": delivery_ids, "up_to_seq": [up_to] * count, "recorded_at": [at] * count}
    ledger.append(connection, "headers_applied", columns)


def summary(files_seen: int, batch: Batch) -> IntakeSummary:
    """What the intake came to, for whoever started it."""
    deliveries = [item.delivery for item in batch.received]
    problems = tuple(
        f"{delivery.file_name}{' [' + delivery.sheet + ']' if delivery.sheet else ''}: "
        f"{delivery.message_zh} / {delivery.message_en}"
        for delivery in deliveries
        if delivery.status in ("rejected", "waiting", "unrecognised")
    )
    return IntakeSummary(
        files_seen=files_seen,
        files_new=len(batch.files),
        duplicates=batch.duplicates,
        tables=sum(1 for delivery in deliveries if delivery.dataset and delivery.status != "duplicate"),
        rows=sum(delivery.rows_loaded for delivery in deliveries),
        problems=problems,
    )
