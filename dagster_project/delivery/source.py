"""A finished release, opened for reading: its warehouse and its inputs, whatever schema a table lies in.

What belongs here: attaching the warehouse read-only, finding a table, rows as dictionaries.
What does not: what a row means (``facts``), opening databases for writing (``dagster_project.warehouse``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.settings import Settings
from dagster_project.warehouse import connect, quoted, quoted_name

Row = dict[str, Any]
SCHEMAS = ("main", "seeds", "main_seeds", "intermediate", "staging", "quality")


@dataclass
class Source:
    """One release as its readers see it. ``ref`` gives SQL for a table, wherever the build put it."""

    connection: duckdb.DuckDBPyConnection
    inputs: Path
    _tables: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = self.connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'warehouse'"
            " order by schema_name, table_name, column_index"
        ).fetchall()
        columns: dict[tuple[str, str], list[str]] = {}
        for schema, table, column in found:
            columns.setdefault((schema, table), []).append(column)
        for schema in reversed(SCHEMAS):
            for (own, table), names in columns.items():
                if own == schema:
                    self._tables[table] = (f"warehouse.{quoted_name(schema)}.{quoted_name(table)}", names)

    def has(self, name: str) -> bool:
        """Whether the warehouse, else the inputs, have a table of that name."""
        return name in self._tables or self._input(name).exists()

    def ref(self, name: str) -> str:
        """SQL that stands for the table; KeyError when the release has none."""
        if name in self._tables:
            return self._tables[name][0]
        if self._input(name).exists():
            return f"read_parquet({quoted(str(self._input(name)))})"
        raise KeyError(f"发布版本中没有表 {name} / the release has no table {name}")

    def columns(self, name: str) -> list[str]:
        """The table's columns in order; none when the release has no such table."""
        if name in self._tables:
            return self._tables[name][1]
        if not self._input(name).exists():
            return []
        return [row[0] for row in self.connection.execute(f"describe select * from {self.ref(name)}").fetchall()]

    def tables(self) -> list[str]:
        """The names of the tables in the warehouse's main schema."""
        return sorted(name for name, (ref, _) in self._tables.items() if ref.startswith('warehouse."main".'))

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Every row of a query as a dictionary; parameters by place or by name."""
        cursor = self.connection.execute(sql, dict(parameters) if isinstance(parameters, Mapping) else list(parameters))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def all_rows(self, name: str, order_by: str = "all") -> list[Row]:
        """Every row of a table, in a fixed order; none when the release has no such table."""
        return self.rows(f"select * from {self.ref(name)} order by {order_by}") if self.has(name) else []

    def _input(self, name: str) -> Path:
        return self.inputs / f"{name}.parquet"


@contextmanager
def open_source(warehouse: Path, release_dir: Path, settings: Settings) -> Iterator[Source]:
    """Attach a finished ``warehouse.duckdb`` read-only; spill files stay inside the home."""
    connection = connect(settings, warehouse, read_only=True)
    connection.execute(f"set threads = {settings.workers}")
    try:
        yield Source(connection, release_dir / "inputs")
    finally:
        connection.close()


def write_private(path: Path, content: bytes) -> Path:
    """Write a file only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return path


def write_text(path: Path, text: str) -> Path:
    """Write a masked or public text file, with the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path
