"""A table's data rows as one Parquet file under raw/, column by column.

What belongs here: the columns every raw file has, and the empty typed file of a dataset nobody has delivered.
What does not: which rows are data (``rows``), which deliveries count (``replacement``).
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.contracts import Contract, load_all, stored_columns
from dagster_project.intake.ledger import Delivery
from dagster_project.intake.rows import Sorted
from dagster_project.settings import Settings


def raw_folder(settings: Settings, dataset: str, county_code: str, period: str) -> Path:
    """Where the rows of a county's deliveries of one dataset and period lie."""
    return settings.raw / dataset / f"county={county_code}" / f"period={period}"


def raw_path(settings: Settings, delivery: Delivery) -> Path:
    """Where a delivery's rows lie."""
    folder = raw_folder(settings, str(delivery.dataset), str(delivery.county_code), str(delivery.period))
    return folder / f"{delivery.delivery_id}.parquet"


def raw_schema(contract: Contract) -> pa.Schema:
    """The columns of a dataset's raw files: texts all, but for the row number."""
    return pa.schema([(name, pa.int32() if name == "_row" else pa.string()) for name in stored_columns(contract)])


def load_rows(settings: Settings, contract: Contract, delivery: Delivery, rows: Sorted) -> None:
    """Write the data rows of one delivery; the texts are those of the cells, null where blank or set aside."""
    count = rows.rows_loaded
    empty = pa.nulls(count, pa.string())
    arrays: dict[str, pa.Array] = {
        field.name: pa.array(rows.columns[field.name], pa.string()) if field.name in rows.columns else empty
        for field in contract.fields
    }
    arrays["_set_aside"] = pa.array(rows.set_aside_fields, pa.string())
    arrays["_cell_types"] = pa.array(rows.types, pa.string())
    lineage = {
        "_county_code": delivery.county_code,
        "_period": delivery.period,
        "_delivery_id": delivery.delivery_id,
        "_file_name": delivery.file_name,
        "_file_sha256": delivery.file_sha256,
        "_sheet": delivery.sheet,
    }
    arrays |= {name: pa.repeat(pa.scalar(text, pa.string()), count) for name, text in lineage.items()}
    arrays["_row"] = pa.array(rows.row_numbers, pa.int32())
    schema = raw_schema(contract)
    _write(pa.table([arrays[name] for name in schema.names], schema=schema), raw_path(settings, delivery))


def write_empty_files(settings: Settings) -> None:
    """For every dataset a typed file without rows, so that reading raw/<dataset> never fails."""
    for contract in load_all().values():
        path = settings.raw / contract.name / "county=none" / "period=none" / "empty.parquet"
        schema = raw_schema(contract)
        if not path.exists() or pq.read_schema(path).names != schema.names:
            _write(schema.empty_table(), path)


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(table, unfinished, compression="zstd")
    unfinished.chmod(0o600)
    unfinished.replace(path)
