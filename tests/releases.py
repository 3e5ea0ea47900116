"""Two releases compared: files by their bytes, databases by their content."""

from __future__ import annotations

from pathlib import Path

import duckdb

BY_BYTES = {".parquet", ".csv", ".html", ".json"}
DATABASES = ("warehouse.duckdb", "analysis/marts.duckdb")


def differences(one: Path, other: Path) -> list[str]:
    """What is not the same in two releases: names of files, then tables with the number of rows that differ."""
    files = [{path.relative_to(release) for path in release.rglob("*") if path.is_file()} for release in (one, other)]
    differing = sorted(str(name) for name in files[0] ^ files[1])
    for name in sorted(files[0] & files[1]):
        if name.suffix in BY_BYTES and (one / name).read_bytes() != (other / name).read_bytes():
            differing.append(str(name))
    return [*differing, *(entry for name in DATABASES for entry in _tables(one / name, other / name))]


def _tables(one: Path, other: Path) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        listed = "select schema_name || '.' || table_name from duckdb_tables() where database_name = ? order by all"
        tables = [[name for (name,) in connection.execute(listed, [alias]).fetchall()] for alias in ("one", "other")]
        found = [f"{name} stands in one only" for name in sorted(set(tables[0]) ^ set(tables[1]))]
        for name in sorted(set(tables[0]) & set(tables[1])):
            row = connection.execute(
                f"select count(*) from ((from one.{name} except all from other.{name})"
                f" union all (from other.{name} except all from one.{name}))"
            ).fetchone()
            if row and row[0]:
                found.append(f"{name}: {row[0]} rows")
        return found
