"""Candidates for numbers that lost their last digits, and what a person decided about them: the ledger's part.

What belongs here: keeping the evidence, recording a decision, and giving a build both. What does not: making candidates
(``dagster_project.rescue``). Candidates are personal data: they lie in the ledger and in a release's inputs, 0600.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.intake import ledger
from dagster_project.settings import Settings

CELL, NONE_OF_THEM = "cell", "none"
CANDIDATES = pa.schema(
    [
        ("delivery_id", pa.string()), ("row_no", pa.int32()), ("field", pa.string()), ("rank", pa.int32()),
        ("candidate", pa.string()), ("evidence_zh", pa.string()), ("evidence_en", pa.string()),
    ]
)  # fmt: skip
DECIDED = f"""
    select
        split_part(subject_id, '/', 1) as delivery_id,
        cast(split_part(subject_id, '/', 2) as integer) as row_no,
        split_part(subject_id, '/', 3) as field,
        verdict as candidate
    from decisions
    where subject = '{CELL}' and recorded_at <= $as_of
    qualify row_number() over (partition by subject_id order by seq desc) = 1
"""


def cells_with_candidates(settings: Settings) -> set[tuple[str, int, str]]:
    """The cells whose candidates were looked for already."""
    with ledger.reading(settings) as connection:
        rows = connection.execute("select distinct delivery_id, row_no, field from rescue_candidates").fetchall()
    return {(delivery, row, field) for delivery, row, field in rows}


def keep_candidates(settings: Settings, rows: Sequence[dict[str, Any]]) -> None:
    """Append candidates with their evidence."""
    if not rows:
        return
    table = pa.Table.from_pylist(list(rows), schema=CANDIDATES)
    with ledger.writing(settings) as connection:
        columns = {name: table.column(name) for name in table.column_names}
        at = pa.array([ledger.now()] * table.num_rows, pa.timestamp("us"))
        ledger.append(connection, "rescue_candidates", {**columns, "recorded_at": at})


def decide_cell(
    settings: Settings, delivery_id: str, row_no: int, field: str, candidate: str, decided_by: str, note: str = ""
) -> None:
    """Record that a damaged number was ``candidate``, or that it was ``none`` of the candidates; the last word counts.

    Raises LookupError if that was never a candidate for the cell.
    """
    with ledger.writing(settings) as connection:
        known = connection.execute(
            "select candidate from rescue_candidates where delivery_id = ? and row_no = ? and field = ?",
            [delivery_id, row_no, field],
        ).fetchall()
        if not known or (candidate != NONE_OF_THEM and (candidate,) not in known) or not candidate:
            raise LookupError(
                f"{delivery_id} 第 {row_no} 行 {field} 没有这个候选。/ That is no candidate for row {row_no}, {field}."
            )
        subject = f"{delivery_id}/{row_no}/{field}"
        ledger.append_decision(connection, subject, candidate, decided_by, note, ledger.now(), CELL)


def decided_cells(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> pa.Table:
    """The cells whose number a person decided, with that number."""
    query = f"select * from ({DECIDED}) where candidate <> '{NONE_OF_THEM}' order by all"
    return connection.execute(query, {"as_of": as_of}).to_arrow_table()


def export_candidates(settings: Settings, inputs: Path) -> None:
    """The candidates of the cells that are set aside in this build, for the counties' workbooks."""
    with ledger.reading(settings) as connection:
        cells = pq.read_table(inputs / "set_aside_cells.parquet", columns=["delivery_id", "row_no", "field"])
        connection.register("cells", cells)
        found = connection.execute(
            "select c.* exclude (recorded_at) from rescue_candidates as c inner join cells using"
            " (delivery_id, row_no, field) order by delivery_id, row_no, field, rank"
        ).to_arrow_table()
    path = inputs / "rescue_candidates.parquet"
    path.touch(mode=0o600)
    pq.write_table(found.select(CANDIDATES.names).cast(CANDIDATES), path, compression="zstd")
