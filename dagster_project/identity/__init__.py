"""Who is meant: identity numbers and names in one form, judged, and the tokens that stand for persons.

Belongs here: ``write_id_map`` and ``write_name_map``, one row for each distinct text, which dbt joins to every row.
Does not belong here: comparing records of one person (``dbt/models/quality/identity``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.identity.names import NameReading, read_name, read_names
from dagster_project.identity.numbers import IdReading, read_id, read_ids
from dagster_project.identity.tokens import KeyFileError, key_name, load_key, token, tokens

__all__ = [
    "IdReading",
    "KeyFileError",
    "NameReading",
    "key_name",
    "load_key",
    "read_id",
    "read_name",
    "token",
    "write_id_map",
    "write_name_map",
]

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


def write_id_map(texts: Iterable[str], key: bytes, path: Path) -> None:
    """Write what each distinct text of an identity number is, sorted by text: same texts, same bytes."""
    ids = read_ids(sorted({text for text in texts if text is not None}))
    _write(path, ID_MAP, ids, tokens(key, "person", (row.id_number for row in ids)))


def write_name_map(texts: Iterable[str], key: bytes, path: Path) -> None:
    """Write what each distinct text of a name is, sorted by text: same texts, same bytes."""
    names = read_names(sorted({text for text in texts if text is not None}))
    _write(path, NAME_MAP, names, tokens(key, "name", (row.name for row in names)))


def _write(path: Path, schema: pa.Schema, rows: list[IdReading] | list[NameReading], tokens: list[str | None]) -> None:
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(schema) - 1)
    arrays = [pa.array(column, field.type) for column, field in zip([*columns, tokens], schema, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
