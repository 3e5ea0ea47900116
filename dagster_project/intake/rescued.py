"""Candidates for numbers that lost their last digits, and what a person decided about them: the ledger's part.

Candidates are offered anew when the county's registers have changed: the newest offer of a cell counts, the earlier
stay. “None of them” is said of what was offered by then: a later offer is to be decided on.

What belongs here: keeping the evidence, recording a decision, and giving a build both. What does not: making candidates
(``dagster_project.rescue``). Candidates are personal data: they lie in the ledger and in a release's inputs, 0600.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
OFFERED = """
    select * from rescue_candidates
    qualify recorded_at = max(recorded_at) over (partition by delivery_id, row_no, field)
"""
DECIDED = f"""
    select
        split_part(subject_id, '/', 1) as delivery_id,
        cast(split_part(subject_id, '/', 2) as integer) as row_no,
        split_part(subject_id, '/', 3) as field,
        verdict as candidate,
        recorded_at as decided_at
    from decisions
    where subject = '{CELL}' and recorded_at <= $as_of
    qualify row_number() over (partition by subject_id order by seq desc) = 1
"""
REVIEWED = f"""
    select
        c.delivery_id || '/' || c.row_no || '/' || c.field as cell,
        d.county_code, d.dataset, d.period, d.file_name, d.sheet,
        max(s.column_letter || c.row_no) as place, c.row_no,
        c.field,
        count(*) filter (where c.candidate <> '') as candidates,
        arg_min(c.evidence_zh, c.rank) as evidence_zh,
        arg_min(c.evidence_en, c.rank) as evidence_en,
        max(case when r.candidate <> '{NONE_OF_THEM}' then 'candidate' when r.decided_at >= c.recorded_at then 'none' end)
            as decision
    from ({OFFERED}) as c
    inner join ({ledger.STANDING}) as d on c.delivery_id = d.delivery_id
    inner join set_aside_cells as s on c.delivery_id = s.delivery_id and c.row_no = s.row_no and c.field = s.field
    left join ({DECIDED}) as r on c.delivery_id = r.delivery_id and c.row_no = r.row_no and c.field = r.field
    where d.status in {ledger.ACTIVE} and ($county is null or d.county_code = $county)
    group by all
    order by d.county_code, d.file_name, d.sheet, c.row_no, c.field
"""


def searched(settings: Settings) -> dict[str, str]:
    """What was searched for each county's candidates last, as ``keep_candidates`` was told."""
    with ledger.reading(settings) as connection:
        query = "select county_code, arg_max(searched, recorded_at) from rescue_searches group by all"
        return dict(connection.execute(query).fetchall())


def offered(settings: Settings, deliveries: Collection[str]) -> dict[tuple[str, int, str], list[dict[str, Any]]]:
    """The newest candidates of these deliveries' cells, by delivery, row and field."""
    found: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    with ledger.reading(settings) as connection:
        connection.register("wanted", pa.table({"delivery_id": pa.array(sorted(deliveries), pa.string())}))
        query = (
            f"select {', '.join(CANDIDATES.names)} from ({OFFERED}) semi join wanted using (delivery_id) order by rank"
        )
        for row in connection.execute(query).to_arrow_table().to_pylist():
            found.setdefault((row["delivery_id"], row["row_no"], row["field"]), []).append(row)
    return found


def keep_candidates(settings: Settings, rows: Sequence[dict[str, Any]], searches: Mapping[str, str]) -> None:
    """Append candidates with their evidence, and for each county what was searched for them."""
    if not searches:
        return
    table = pa.Table.from_pylist(list(rows), schema=CANDIDATES)
    with ledger.writing(settings) as connection:
        now = ledger.now()
        columns = {name: table.column(name) for name in table.column_names}
        at = pa.array([now] * table.num_rows, pa.timestamp("us"))
        ledger.append(connection, "rescue_candidates", {**columns, "recorded_at": at})
        ledger.append(
            connection, "rescue_searches",
            {"recorded_at": [now] * len(searches), "county_code": list(searches), "searched": list(searches.values())},
        )  # fmt: skip


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


def decide_by_rank(settings: Settings, cell: str, rank: int | None, decided_by: str, note: str = "") -> dict[str, Any]:
    """Decide about a cell by its name in ``cells_to_review``: it was the candidate of ``rank``, or none of them (None).

    Returns that candidate's row, or the first if it was none. Raises LookupError if there is no such cell or rank.
    """
    offered = candidates_of(settings, cell)
    chosen = [row for row in offered if rank is None or (row["rank"] == rank and row["candidate"])]
    if not chosen:
        ranks = [row["rank"] for row in offered if row["candidate"]]
        told = f"1–{max(ranks)}" if ranks else "无 / none"
        raise LookupError(
            f"{cell} 没有第 {rank} 个候选（可选：{told}）。/ There is no candidate {rank}; choose {told}."
        )
    row = chosen[0]
    verdict = NONE_OF_THEM if rank is None else row["candidate"]
    decide_cell(settings, row["delivery_id"], row["row_no"], row["field"], verdict, decided_by, note)
    return row


def cells_to_review(settings: Settings, county: str | None = None) -> list[dict[str, Any]]:
    """The damaged cells of deliveries that count, with what was offered and decided; numbers are not among it.

    ``cell`` is the name by which to decide, ``decision`` none, candidate or null, ``candidates`` how many there are.
    """
    with ledger.reading(settings) as connection:
        found = connection.execute(REVIEWED, {"county": county, "as_of": ledger.END_OF_TIME})
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def candidates_of(settings: Settings, cell: str) -> list[dict[str, Any]]:
    """The candidates of one cell by rank, in full: personal data. Raises LookupError if there is no such cell."""
    with ledger.reading(settings) as connection:
        found = connection.execute(
            f"select * exclude (recorded_at) from ({OFFERED})"
            " where delivery_id || '/' || row_no || '/' || field = ? order by rank",
            [cell],
        ).to_arrow_table()
    if not found.num_rows:
        raise LookupError(
            f"没有待核的单元格“{cell}”，请照 review 列出的名称填写。/ No cell “{cell}” waits; use a name that review lists."
        )
    return found.to_pylist()


def decided_cells(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> pa.Table:
    """The cells whose number a person decided, with that number, the county and the dataset."""
    query = f"""
        select c.* exclude (decided_at), d.county_code, d.dataset
        from ({DECIDED}) as c inner join deliveries as d on c.delivery_id = d.delivery_id
        where c.candidate <> '{NONE_OF_THEM}'
        order by all
    """
    return connection.execute(query, {"as_of": as_of}).to_arrow_table()


def export_candidates(settings: Settings, inputs: Path) -> None:
    """The candidates of the cells that are set aside in this build, for the counties' workbooks."""
    with ledger.reading(settings) as connection:
        cells = pq.read_table(inputs / "set_aside_cells.parquet", columns=["delivery_id", "row_no", "field"])
        connection.register("cells", cells)
        found = connection.execute(
            f"select c.* exclude (recorded_at) from ({OFFERED}) as c inner join cells using"
            " (delivery_id, row_no, field) order by delivery_id, row_no, field, rank"
        ).to_arrow_table()
    path = inputs / "rescue_candidates.parquet"
    path.touch(mode=0o600)
    pq.write_table(found.select(CANDIDATES.names).cast(CANDIDATES), path, compression="zstd")
