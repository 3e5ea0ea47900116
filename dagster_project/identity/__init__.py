"""Who is meant: identity numbers and names in one form, judged, and the tokens that stand for persons.

Belongs here: ``write_maps``, one row for each distinct text, which dbt joins to every row.
Does not belong here: comparing records of one person (``dbt/models/quality/identity``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.identity.names import NameReading, read_name, read_names
from dagster_project.identity.numbers import IdReading, read_id, read_ids
from dagster_project.identity.tokens import KeyFileError, load_key, token

__all__ = ["IdReading", "KeyFileError", "NameReading", "load_key", "read_id", "read_name", "token", "write_maps"]

ID_MAP = pa.schema(
    [
        ("id_text", pa.string()),
        ("id_number", pa.string()),
        ("status", pa.string()),
        ("birth_on", pa.date32()),
        ("gender", pa.string()),
        ("region_code", pa.string()),
        ("person_token", pa.string()),
    ]
)
NAME_MAP = pa.schema(
    [("name_text", pa.string()), ("name", pa.string()), ("status", pa.string()), ("name_token", pa.string())]
)


def write_maps(id_texts: Iterable[str], name_texts: Iterable[str], key: bytes, out_dir: Path) -> None:
    """Write id_map.parquet and name_map.parquet to ``out_dir``, sorted by text: same texts, same bytes."""
    out_dir.mkdir(parents=True, exist_ok=True)
    ids = read_ids(sorted({text for text in id_texts if text is not None}))
    id_tokens = [token(key, "person", row.id_number) if row.id_number else None for row in ids]
    _write(out_dir / "id_map.parquet", ID_MAP, ids, id_tokens)
    names = read_names(sorted({text for text in name_texts if text is not None}))
    name_tokens = [token(key, "name", row.name) if row.name else None for row in names]
    _write(out_dir / "name_map.parquet", NAME_MAP, names, name_tokens)


def _write(path: Path, schema: pa.Schema, rows: list[IdReading] | list[NameReading], tokens: list[str | None]) -> None:
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(schema) - 1)
    arrays = [pa.array(column, field.type) for column, field in zip([*columns, tokens], schema, strict=True)]
    path.touch(mode=0o600)
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
