"""What the ledger remembers of every source: what was fetched, refused and failed, attempt by attempt.

What belongs here: the rows of ``pulls``. What does not: files that were taken in (``ledger``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import pyarrow as pa

from dagster_project.intake import ledger
from dagster_project.settings import Settings

LANDED, REFUSED, FAILED, ANSWERED, UNREACHABLE = "landed", "refused", "failed", "answered", "unreachable"


@dataclass(frozen=True)
class Pulled:
    """One attempt: at a file, or (``remote_path`` None) at a source as a whole."""

    county_code: str
    source: str
    status: str
    dataset: str | None = None
    remote_path: str | None = None
    file_name: str | None = None
    file_sha256: str | None = None
    size_bytes: int | None = None
    version: str | None = None
    message_zh: str = ""
    message_en: str = ""


def remembered(settings: Settings) -> dict[tuple[str, str, str], dict[str, Pulled]]:
    """By county, source and remote path: the last row of each status, the last of all under the empty one."""
    names = ", ".join(item.name for item in fields(Pulled))
    with ledger.reading(settings) as connection:
        rows = connection.execute(
            f"select {names} from pulls where remote_path is not null"
            " qualify row_number() over (partition by county_code, source, remote_path, status order by seq desc) = 1"
            " order by seq"
        ).fetchall()
    known: dict[tuple[str, str, str], dict[str, Pulled]] = {}
    for row in rows:
        pulled = Pulled(*row)
        of_file = known.setdefault((pulled.county_code, pulled.source, str(pulled.remote_path)), {})
        of_file[pulled.status] = of_file[""] = pulled
    return known


def remember(settings: Settings, rows: Sequence[Pulled]) -> None:
    """Append rows, in this order."""
    if not rows:
        return
    schema = pa.schema(
        [(item.name, pa.int64() if item.name == "size_bytes" else pa.string()) for item in fields(Pulled)]
    )
    columns = ", ".join(schema.names)
    table = pa.Table.from_pylist([vars(row) for row in rows], schema=schema)
    table = table.append_column("position", pa.array(range(len(rows)), pa.int64()))
    with ledger.writing(settings) as connection:
        start = connection.execute("select coalesce(max(seq), 0) + 1 from pulls").fetchone()
        connection.register("incoming", table)
        connection.execute(
            f"insert into pulls (recorded_at, seq, {columns}) select ?, ? + position, {columns} from incoming",
            [ledger.now(), start[0] if start else 1],
        )
        connection.unregister("incoming")
