"""ledger.duckdb: what happened, append-only.

What belongs here: the tables, their migrations, one short-lived writer at a time, and reading where things stand.
What does not: deciding anything (``replacement``), files (``landing``), the build's view of it (``export``).

A delivery's row never changes. When a later file replaces it, or a person decides about it, an outcome is
appended; its status is the last one said.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dagster_project import warehouse
from dagster_project.intake.sources import CHINA
from dagster_project.settings import Settings

ACTIVE = ("accepted", "partial")

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """create table files (
            file_name varchar not null, file_sha256 varchar not null, size_bytes bigint not null,
            mtime_ns bigint not null, county_code varchar, period varchar, received_at timestamp not null,
            recorded_at timestamp not null)""",
        """create table deliveries (
            delivery_id varchar primary key, county_code varchar, period varchar, dataset varchar,
            reporting_unit varchar, file_name varchar not null, file_sha256 varchar not null, sheet varchar not null,
            table_no integer not null, received_at timestamp not null, status varchar not null,
            rows_seen integer not null, rows_loaded integer not null, rows_quarantined integer not null,
            rows_not_data integer not null, cells_set_aside integer not null,
            message_zh varchar not null, message_en varchar not null, recorded_at timestamp not null,
            check (rows_seen = rows_loaded + rows_quarantined + rows_not_data))""",
        """create table outcomes (
            recorded_at timestamp not null, seq bigint not null, step varchar not null, status varchar not null,
            file_name varchar not null, file_sha256 varchar not null, delivery_id varchar, by_delivery_id varchar,
            message_zh varchar not null, message_en varchar not null)""",
        """create table column_map (
            delivery_id varchar not null, dataset varchar not null, field varchar, header varchar not null,
            column_letter varchar not null, unit varchar, unit_factor decimal(18, 6) not null)""",
        """create table set_aside_rows (
            delivery_id varchar not null, row_no integer not null, kind varchar not null, reason varchar not null,
            shown varchar not null)""",
        """create table set_aside_cells (
            delivery_id varchar not null, row_no integer not null, field varchar not null,
            column_letter varchar not null, cell_type varchar not null, shown varchar not null,
            reason varchar not null)""",
        """create table decisions (
            recorded_at timestamp not null, seq bigint not null, subject varchar not null, subject_id varchar not null,
            verdict varchar not null, decided_by varchar not null, note varchar not null)""",
        "create sequence outcome_seq",
    ),
    (
        """create table header_decisions (
            recorded_at timestamp not null, seq bigint not null, county_code varchar, dataset varchar not null,
            header varchar not null, verdict varchar not null, field varchar, decided_by varchar not null,
            note varchar not null)""",
        """create table headers_applied (
            delivery_id varchar not null, up_to_seq bigint not null, recorded_at timestamp not null)""",
        "alter table column_map add column profile varchar",
    ),
    (
        """create table pulls (
            recorded_at timestamp not null, seq bigint not null, county_code varchar not null, source varchar not null,
            dataset varchar, remote_path varchar, file_name varchar, file_sha256 varchar, size_bytes bigint,
            version varchar, status varchar not null, message_zh varchar not null, message_en varchar not null)""",
    ),
    (
        """create table observations (
            delivery_id varchar not null, rule_id varchar not null, is_wrong boolean not null, row_no integer,
            field varchar, subject varchar not null, observed varchar not null, expected varchar not null,
            difference_yuan varchar)""",
        """create table rescue_candidates (
            recorded_at timestamp not null, delivery_id varchar not null, row_no integer not null,
            field varchar not null, rank integer not null, candidate varchar not null,
            evidence_zh varchar not null, evidence_en varchar not null)""",
    ),
    (
        """create table rescue_searches (
            recorded_at timestamp not null, county_code varchar not null, searched varchar not null)""",
    ),
)


@dataclass
class Delivery:
    """One table found in a file, and what became of it."""

    delivery_id: str
    county_code: str | None
    period: str | None
    dataset: str | None
    reporting_unit: str | None
    file_name: str
    file_sha256: str
    sheet: str
    table_no: int
    received_at: datetime
    status: str
    rows_seen: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    rows_not_data: int = 0
    cells_set_aside: int = 0
    message_zh: str = ""
    message_en: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one step did to a file or a delivery."""

    step: str  # pulled | archived | read | recognised | mapped | loaded | replaced | decided
    status: str  # ok | partial | failed | not_run; of the last three steps a delivery's own
    file_name: str
    file_sha256: str
    delivery_id: str | None = None
    by_delivery_id: str | None = None
    message_zh: str = ""
    message_en: str = ""


@dataclass(frozen=True)
class KnownFile:
    """A file as it was taken in."""

    file_name: str
    file_sha256: str
    size_bytes: int
    mtime_ns: int
    county_code: str | None
    period: str | None
    received_at: datetime


def now() -> datetime:
    """This moment in China's time, without a zone."""
    return datetime.now(CHINA).replace(tzinfo=None)


@contextmanager
def _locked(settings: Settings, kind: int) -> Iterator[None]:
    lock = os.open(settings.ledger.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, kind)
        yield
    finally:
        os.close(lock)


@contextmanager
def writing(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The ledger open for writing in one transaction; other writers wait at a lock of our own."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with _locked(settings, fcntl.LOCK_EX), warehouse.connect(settings, settings.ledger) as connection:
        settings.ledger.chmod(0o600)
        _migrate(connection)
        connection.execute("begin")
        try:
            yield connection
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("commit")
        connection.execute("checkpoint")


@contextmanager
def reading(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The ledger open for reading; writers are kept out meanwhile, so keep it short."""
    if not settings.ledger.exists() or _is_old(settings):
        with writing(settings):
            pass
    with (
        _locked(settings, fcntl.LOCK_SH),
        warehouse.connect(settings, settings.ledger, read_only=True) as connection,
    ):
        yield connection


@contextmanager
def at_rest(settings: Settings) -> Iterator[Path]:
    """The ledger's file, whole and with nobody at it, to be copied: what a killed writer left in its log is in it."""
    with _locked(settings, fcntl.LOCK_EX):
        with warehouse.connect(settings, settings.ledger) as connection:
            connection.execute("checkpoint")
        yield settings.ledger


def _is_old(settings: Settings) -> bool:
    """Whether the ledger was last written by a program that knew fewer tables."""
    with (
        _locked(settings, fcntl.LOCK_SH),
        warehouse.connect(settings, settings.ledger, read_only=True) as connection,
    ):
        row = connection.execute("select max(version) from migrations").fetchone()
    return not row or row[0] < len(MIGRATIONS)


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the schema to the newest version, a step at a time."""
    connection.execute(
        "create table if not exists migrations (version integer primary key, applied_at timestamp not null)"
    )
    row = connection.execute("select coalesce(max(version), 0) from migrations").fetchone()
    for version in range((row[0] if row else 0) + 1, len(MIGRATIONS) + 1):
        connection.execute("begin")
        for statement in MIGRATIONS[version - 1]:
            connection.execute(statement)
        connection.execute("insert into migrations values (?, ?)", [version, now()])
        connection.execute("commit")


def append(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, pa.Array | Sequence[Any]]) -> None:
    """Append rows, given as columns, to one of the ledger's tables."""
    if table not in {
        "files",
        "deliveries",
        "column_map",
        "headers_applied",
        "set_aside_rows",
        "set_aside_cells",
        "observations",
        "rescue_candidates",
        "rescue_searches",
    }:
        raise ValueError(f"no ledger table {table}")
    rows = pa.table({name: _array(name, values) for name, values in columns.items()})
    if not rows.num_rows:
        return
    connection.register("incoming", rows)
    names = ", ".join(columns)
    connection.execute(f"insert into {table} ({names}) select {names} from incoming")
    connection.unregister("incoming")


def _array(name: str, values: pa.Array | Sequence[Any]) -> pa.Array:
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values
    if name == "unit_factor":
        return pa.array(values, pa.decimal128(18, 6))
    if name == "row_no":
        return pa.array(values, pa.int32())
    if any(isinstance(value, (int, datetime, Decimal)) for value in values[:1]):
        return pa.array(values)
    return pa.array(values, pa.string())


def append_deliveries(connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery], at: datetime) -> None:
    """Append deliveries, as they stood when they were taken in."""
    columns: dict[str, Any] = {
        item.name: [getattr(delivery, item.name) for delivery in deliveries] for item in fields(Delivery)
    }
    append(connection, "deliveries", {**columns, "recorded_at": [at] * len(deliveries)})


def append_files(connection: duckdb.DuckDBPyConnection, files: Sequence[KnownFile], at: datetime) -> None:
    """Append the files that were taken in."""
    columns: dict[str, Any] = {item.name: [getattr(file, item.name) for file in files] for item in fields(KnownFile)}
    append(connection, "files", {**columns, "recorded_at": [at] * len(files)})


def append_outcomes(connection: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome], at: datetime) -> None:
    """Append what happened, in this order."""
    if not outcomes:
        return
    names = [item.name for item in fields(Outcome)]
    rows = pa.table(
        {name: pa.array([getattr(outcome, name) for outcome in outcomes], pa.string()) for name in names}
        | {"position": pa.array(range(len(outcomes)), pa.int64())}
    )
    start = connection.execute("select coalesce(max(seq), 0) + 1 from outcomes").fetchone()
    connection.register("incoming", rows)
    columns = ", ".join(names)
    query = f"insert into outcomes (recorded_at, seq, {columns}) select ?, ? + position, {columns} from incoming"
    connection.execute(query, [at, start[0] if start else 1])
    connection.unregister("incoming")


def append_decision(
    connection: duckdb.DuckDBPyConnection,
    subject_id: str,
    verdict: str,
    decided_by: str,
    note: str,
    at: datetime,
    subject: str = "delivery",
) -> None:
    """Append what a person decided about a delivery, or about one of its cells."""
    connection.execute(
        """insert into decisions select ?, (select coalesce(max(seq), 0) + 1 from decisions),
           ?, ?, ?, ?, ?""",
        [at, subject, subject_id, verdict, decided_by, note],
    )


STANDING = """
    select d.* replace (coalesce(o.status, d.status) as status,
                        coalesce(o.message_zh, d.message_zh) as message_zh,
                        coalesce(o.message_en, d.message_en) as message_en)
    from deliveries as d
    left join (
        select delivery_id, status, message_zh, message_en
        from outcomes
        where step in ('replaced', 'decided') and recorded_at <= $as_of
        qualify row_number() over (partition by delivery_id order by seq desc) = 1
    ) as o on d.delivery_id = o.delivery_id
    where d.recorded_at <= $as_of
"""
END_OF_TIME = datetime(9999, 1, 1)


def standing_deliveries(connection: duckdb.DuckDBPyConnection, as_of: datetime | None = None) -> list[Delivery]:
    """Every delivery with the status it has now (or had at ``as_of``), in order of arrival."""
    names = [item.name for item in fields(Delivery)]
    order = "received_at, file_name, sheet, table_no, delivery_id"
    query = f"select {', '.join(names)} from ({STANDING}) order by {order}"
    return [Delivery(*row) for row in connection.execute(query, {"as_of": as_of or END_OF_TIME}).fetchall()]


def known_files(connection: duckdb.DuckDBPyConnection) -> list[KnownFile]:
    """Every file taken in so far, in order of arrival."""
    names = ", ".join(item.name for item in fields(KnownFile))
    rows = connection.execute(f"select {names} from files order by recorded_at").fetchall()
    return [KnownFile(*row) for row in rows]
