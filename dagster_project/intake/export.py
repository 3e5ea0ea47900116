"""The build's view of the ledger, as Parquet: the same ledger always gives the same bytes.

What belongs here: the tables of a release's inputs that follow from ledger, calendar and seeds.
What does not: the maps of texts (``maps``), findings.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.contracts import load_all
from dagster_project.intake import due_dates, ledger
from dagster_project.intake.ledger import ACTIVE, Delivery
from dagster_project.intake.loading import raw_folder, raw_path, write_empty_files
from dagster_project.intake.periods import first_and_last_day, period_kind, period_names, terms_touched
from dagster_project.intake.rescued import decided_cells
from dagster_project.intake.sources import counties
from dagster_project.intake.step_history import step_history
from dagster_project.settings import SEEDS, Settings

TEXT, INT, DAY, FLAG = pa.string(), pa.int32(), pa.date32(), pa.bool_()

DELIVERIES = pa.schema(
    [
        ("delivery_id", TEXT), ("county_code", TEXT), ("period", TEXT), ("dataset", TEXT), ("reporting_unit", TEXT),
        ("file_name", TEXT), ("file_sha256", TEXT), ("sheet", TEXT), ("table_no", INT),
        ("received_at", pa.timestamp("us")), ("due_on", DAY), ("is_late", FLAG), ("status", TEXT),
        ("rows_seen", INT), ("rows_loaded", INT), ("rows_quarantined", INT), ("rows_not_data", INT),
        ("cells_set_aside", INT), ("message", TEXT), ("message_zh", TEXT), ("message_en", TEXT), ("is_active", FLAG),
    ]
)  # fmt: skip
COUNTIES = ("county_code", "name_zh", "name_en", "province_zh", "prefecture_zh", "province_code", "prefecture_code")

COLUMN_MAP = """
    select m.delivery_id, m.dataset, m.field, m.header, m.column_letter, m.unit, m.unit_factor
    from column_map as m inner join counted as d on m.delivery_id = d.delivery_id
    where d.dataset is not null
    order by m.delivery_id, length(m.column_letter), m.column_letter
"""
SET_ASIDE_CELLS = """
    select c.delivery_id, d.dataset, d.county_code, d.period, d.file_name, d.file_sha256, d.sheet, c.row_no,
        c.field, c.column_letter, c.cell_type, c.shown, c.reason
    from set_aside_cells as c inner join counted as d on c.delivery_id = d.delivery_id
    left join decided as r on c.delivery_id = r.delivery_id and c.row_no = r.row_no and c.field = r.field
    where d.is_active and r.candidate is null
    order by c.delivery_id, c.row_no, c.field
"""
SET_ASIDE_ROWS = """
    select r.delivery_id, d.dataset, d.county_code, d.period, d.file_name, d.file_sha256, d.sheet, r.row_no,
        r.kind, r.reason, r.shown
    from set_aside_rows as r inner join counted as d on r.delivery_id = d.delivery_id
    order by r.delivery_id, r.row_no
"""

OBSERVATIONS = """
    select o.delivery_id, d.dataset, d.county_code, d.period, d.file_name, d.file_sha256, d.sheet, o.rule_id,
        o.is_wrong, o.row_no, o.field, o.subject, o.observed, o.expected,
        cast(o.difference_yuan as decimal(18, 4)) as difference_yuan
    from observations as o inner join counted as d on o.delivery_id = d.delivery_id
    where d.is_active
    order by o.delivery_id, o.rule_id, o.row_no, o.subject, o.field
"""


def export_inputs(settings: Settings, out_dir: Path, as_of: datetime | None = None) -> None:
    """Write the ledger's share of a release's inputs into ``out_dir``, as known at ``as_of`` (now if None)."""
    out_dir.mkdir(parents=True, exist_ok=True)
    write_empty_files(settings)
    dues = [due for due in due_dates.due_list(settings) if as_of is None or due.due_on <= as_of.date()]
    with ledger.reading(settings) as connection:
        standing = ledger.standing_deliveries(connection, as_of)
        deliveries = _deliveries(standing, dues, (as_of or ledger.now()).date())
        connection.register("counted", deliveries.select([
            "delivery_id", "dataset", "county_code", "period", "file_name", "file_sha256", "sheet", "is_active",
        ]))  # fmt: skip
        decided = decided_cells(connection, as_of or ledger.END_OF_TIME)
        connection.register("decided", decided)
        _write(out_dir, "decided_cells", decided)
        for name, query in (
            ("column_map", COLUMN_MAP),
            ("set_aside_cells", SET_ASIDE_CELLS),
            ("set_aside_rows", SET_ASIDE_ROWS),
            ("observations", OBSERVATIONS),
        ):
            _write(out_dir, name, connection.execute(query).to_arrow_table())
        steps = step_history(connection, deliveries, as_of)
    _write(out_dir, "step_outcomes", steps)
    _write(out_dir, "deliveries", deliveries)
    _write(out_dir, "counties", _counties(settings))
    seen = {delivery.period for delivery in standing if delivery.period} | {due.period for due in dues}
    periods = _periods(seen)
    _write(out_dir, "periods", periods)
    _write(out_dir, "period_terms", _period_terms(periods.column("period").to_pylist()))
    _write(out_dir, "delivery_calendar", _calendar(dues))
    _write(out_dir, "datasets", _datasets())


def _write(out_dir: Path, name: str, rows: pa.Table) -> None:
    path = out_dir / f"{name}.parquet"
    pq.write_table(rows, path, compression="zstd")
    path.chmod(0o600)


def _deliveries(standing: list[Delivery], dues: list[due_dates.Due], today: date) -> pa.Table:
    due_on = due_dates.due_on(dues)
    rows = []
    for delivery in standing:
        due = due_on.get((str(delivery.county_code), str(delivery.dataset), str(delivery.period)))
        rows.append(
            vars(delivery)
            | {"due_on": due, "is_late": due_dates.is_late(delivery, due), "is_active": delivery.status in ACTIVE}
            | {"message": f"{delivery.message_zh} / {delivery.message_en}"}
        )
    rows += [_missing(due) for due in due_dates.missing(dues, standing) if due.due_on < today]
    return pa.Table.from_pylist(rows, schema=DELIVERIES).sort_by(
        [("county_code", "ascending"), ("period", "ascending"), ("dataset", "ascending"), ("delivery_id", "ascending")]
    )


def _missing(due: due_dates.Due) -> dict[str, Any]:
    zh = f"应于 {due.due_on} 前报送，未收到。"
    en = f"Due on {due.due_on}; nothing was received."
    counts = ("table_no", "rows_seen", "rows_loaded", "rows_quarantined", "rows_not_data", "cells_set_aside")
    return dict.fromkeys(counts, 0) | {
        "delivery_id": due_dates.missing_id(due), "county_code": due.county_code, "period": due.period,
        "dataset": due.dataset, "due_on": due.due_on, "is_late": False, "status": "missing", "is_active": False,
        "message": f"{zh} / {en}", "message_zh": zh, "message_en": en,
    }  # fmt: skip


def raw_files(settings: Settings, inputs: Path) -> dict[str, dict[str, list[str]]]:
    """The raw files that count in a build, by county and dataset; ``inputs`` is the folder of its deliveries."""
    files: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    columns = ["county_code", "dataset", "period", "delivery_id", "is_active"]
    for row in pq.read_table(inputs / "deliveries.parquet", columns=columns).to_pylist():
        if row["is_active"]:
            folder = raw_folder(settings, row["dataset"], row["county_code"], row["period"])
            files[row["county_code"]][row["dataset"]].append(str(folder / f"{row['delivery_id']}.parquet"))
    return files


def row_accounting(settings: Settings) -> tuple[int, list[str]]:
    """How many tables there are, and the deliveries whose rows do not add up or whose raw file differs."""
    with ledger.reading(settings) as connection:
        standing = ledger.standing_deliveries(connection)
    wrong = []
    tables = [item for item in standing if item.dataset and item.status != "duplicate"]
    for delivery in tables:
        accounted = delivery.rows_loaded + delivery.rows_quarantined + delivery.rows_not_data
        path = raw_path(settings, delivery)
        loaded = pq.read_metadata(path).num_rows if path.exists() else -1
        if accounted != delivery.rows_seen or loaded != delivery.rows_loaded:
            wrong.append(delivery.delivery_id)
    return len(tables), wrong


def _strings(rows: Iterable[dict[str, Any]], names: tuple[str, ...]) -> pa.Table:
    kept = [{name: row.get(name) for name in names} for row in rows]
    return pa.Table.from_pylist(kept, schema=pa.schema([(name, TEXT) for name in names]))


def _counties(settings: Settings) -> pa.Table:
    rows = sorted(counties(settings), key=lambda row: row["county_code"])
    table = _strings(rows, COUNTIES)
    is_demo = [str(row.get("is_demo", "")).strip().lower() in ("true", "1", "t", "yes") for row in rows]
    return table.append_column("is_demo", pa.array(is_demo, FLAG))


def _periods(seen: set[str]) -> pa.Table:
    """The seeds' periods, and any other that was seen."""
    with (SEEDS / "periods.csv").open(encoding="utf-8-sig", newline="") as file:
        rows: list[dict[str, Any]] = [
            row | {"starts_on": _day(row["starts_on"]), "ends_on": _day(row["ends_on"])} for row in csv.DictReader(file)
        ]
    named = {row["period"] for row in rows}
    for period in sorted(seen - named):
        zh, en = period_names(period)
        first, last = first_and_last_day(period)
        rows.append(
            {"period": period, "kind": period_kind(period), "name_zh": zh, "name_en": en,
             "starts_on": first, "ends_on": last, "school_year": _school_year(period)}
        )  # fmt: skip
    names = ("period", "kind", "name_zh", "name_en", "starts_on", "ends_on", "school_year")
    schema = pa.schema([(name, DAY if name.endswith("_on") else TEXT) for name in names])
    kept = [{name: row[name] or None for name in names} for row in sorted(rows, key=lambda row: row["period"])]
    return pa.Table.from_pylist(kept, schema=schema)


def _day(text: str) -> Any:
    return datetime.fromisoformat(text).date() if text else None


def _school_year(period: str) -> str | None:
    terms = terms_touched(period)
    if period_kind(period) == "year":
        return None
    year = int(terms[0][:4])
    return f"{year}-{year + 1}" if terms[0].endswith("autumn") else f"{year - 1}-{year}"


def _period_terms(periods: list[str]) -> pa.Table:
    pairs = [(period, term) for period in periods for term in terms_touched(period)]
    return pa.table({"period": pa.array([p for p, _ in pairs], TEXT), "term": pa.array([t for _, t in pairs], TEXT)})


def _calendar(dues: list[due_dates.Due]) -> pa.Table:
    schema = pa.schema([("county_code", TEXT), ("dataset", TEXT), ("period", TEXT), ("due_on", DAY)])
    return pa.Table.from_pylist([vars(due) for due in dues], schema=schema)


def _datasets() -> pa.Table:
    contracts = sorted(load_all().values(), key=lambda contract: contract.name)
    rows = [vars(contract) | {"dataset": contract.name} for contract in contracts]
    return _strings(rows, ("dataset", "period_kind", "name_zh", "name_en", "domain", "delivered_by"))
