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
from dagster_project.intake.rows import Sorted, repeated
from dagster_project.settings import Settings

SINGLE_KINDS = frozenset({"person", "cert", "card", "phone", "name"})  # hardly a text of theirs repeats


def raw_folder(settings: Settings, dataset: str, county_code: str, period: str) -> Path:
    """Where the rows of a county's deliveries of one dataset and period lie."""
    return settings.raw / dataset / f"county={county_code}" / f"period={period}"


def raw_path(settings: Settings, delivery: Delivery) -> Path:
    """Where a delivery's rows lie."""
    folder = raw_folder(settings, str(delivery.dataset), str(delivery.county_code), str(delivery.period))
    return folder / f"{delivery.delivery_id}.parquet"


def unfinished(settings: Settings) -> Path:
    """Where raw files lie until the file they come from has been read to its end."""
    return settings.raw / ".unfinished"


def raw_schema(contract: Contract) -> pa.Schema:
    """The columns of a dataset's raw files: texts all, but for the row number."""
    return pa.schema([(name, pa.int32() if name == "_row" else pa.string()) for name in stored_columns(contract)])


def load_rows(folder: Path, contract: Contract, delivery: Delivery, rows: Sorted) -> None:
    """Write the data rows of one delivery; the texts are those of the cells, null where blank or set aside."""
    count = rows.rows_loaded
    arrays = {item.name: rows.columns.get(item.name, pa.nulls(count, pa.string())) for item in contract.fields}
    arrays["_set_aside"], arrays["_cell_types"] = rows.set_aside_fields, rows.types
    lineage = {
        "_county_code": delivery.county_code,
        "_period": delivery.period,
        "_delivery_id": delivery.delivery_id,
        "_file_name": delivery.file_name,
        "_file_sha256": delivery.file_sha256,
        "_sheet": delivery.sheet,
    }
    arrays |= {name: repeated(text, count) for name, text in lineage.items()}
    arrays["_row"] = pa.array(rows.row_numbers, pa.int32())
    names = stored_columns(contract)
    table = pa.table([arrays[name] for name in names], names=names)
    single = {item.name for item in contract.fields if item.kind in SINGLE_KINDS}
    repeating = [name for name in names if pa.types.is_dictionary(table.field(name).type) or name not in single]
    _write(table, folder / f"{delivery.delivery_id}.parquet", repeating)


def write_empty_files(settings: Settings) -> None:
    """For every dataset a typed file without rows, so that reading raw/<dataset> never fails."""
    for contract in load_all().values():
        path = settings.raw / contract.name / "county=none" / "period=none" / "empty.parquet"
        schema = raw_schema(contract)
        if not path.exists() or pq.read_schema(path).names != schema.names:
            _write(schema.empty_table(), path, schema.names)


def _write(table: pa.Table, path: Path, repeating: list[str]) -> None:
    """Columns that share one text are held as a dictionary here and are plain text to whoever reads the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(table, unfinished, compression="zstd", store_schema=False, use_dictionary=repeating)
    unfinished.chmod(0o600)
    unfinished.replace(path)
