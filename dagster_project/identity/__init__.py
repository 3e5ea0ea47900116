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
from dagster_project.readers.values.shape import compact, plain

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
        ("how", pa.string()),
        ("person_token", pa.string()),
    ]
)
NAME_MAP = pa.schema(
    [
        ("name_text", pa.string()),
        ("name", pa.string()),
        ("status", pa.string()),
        ("how", pa.string()),
        ("name_token", pa.string()),
    ]
)


def write_id_map(texts: Iterable[str], key: bytes, path: Path) -> None:
    """Write what each distinct text of an identity number is, sorted by text: same texts, same bytes."""
    ids = read_ids(sorted({text for text in texts if text is not None}))
    _write(path, ID_MAP, ids, tokens(key, "person", (row.id_number for row in ids)))


def write_name_map(texts: Iterable[str], key: bytes, path: Path) -> None:
    """Write what each distinct text of a name is, sorted by text: same texts, same bytes."""
    names = read_names(sorted({text for text in texts if text is not None}))
    _write(path, NAME_MAP, names, tokens(key, "name", (row.name for row in names)))


def how_read(text: str, value: str | None) -> str | None:
    """How a text became the number or name it stands for; None where it stands for none.

    >>> how_read("演 练", "演练"), how_read("99010120100101002x", "99010120100101002X"), how_read("演练", "演练")
    ('blanks_dropped', 'capital_x', 'as_is')
    """
    if value is None or text == value:
        return value and "as_is"
    if text.strip() == value:
        return "trimmed"
    half = plain(text)
    if half == value:
        return "fullwidth"
    if half.upper() == value:
        return "capital_x"
    bare = compact(text).upper() if value.isascii() else compact(text)
    if bare == value:
        return "blanks_dropped"
    if value.isascii() and value[:17].isdigit():
        digits = "".join(filter(str.isalnum, bare))
        return {15: "old_number_expanded", 20: "of_a_certificate", 22: "of_a_certificate"}.get(
            len(digits), "decoration_dropped"
        )
    return "one_form_of_characters" if len(bare) == len(value) else "without_notes"


def _write(path: Path, schema: pa.Schema, rows: list[IdReading] | list[NameReading], tokens: list[str | None]) -> None:
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(schema) - 2)
    hows = [how_read(text, value) for text, value in zip(columns[0], columns[1], strict=True)]
    arrays = [pa.array(column, field.type) for column, field in zip([*columns, hows, tokens], schema, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
