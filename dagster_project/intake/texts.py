"""The distinct texts of the deliveries that count, county by county, and what those of the value kinds mean.

What belongs here: which texts are worth reading (``distinct_texts``), and the value map of a build.
What does not: identity numbers and names (``identity`` reads those texts), how a text is read (``readers.values``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from dagster_project.contracts import Contract, code_tables, load_all
from dagster_project.readers.values import parse_distinct, value_kind
from dagster_project.warehouse import quoted, quoted_name

ID, NAME = "id", "name"
ID_KINDS = ("person", "cert")
VALUE_MAP = ("kind", "text", "value", "how")
# Texts of these shapes mean what they say: ``readers.values`` reads them as they are. A test holds the two together.
READ_AS_WRITTEN = {
    "phone": r"regexp_full_match({0}, '1[3-9]\d{{9}}') and translate({0}, '1' || {0}[2], '') <> ''",
    "card": r"regexp_full_match({0}, '\d{{9,25}}') and translate({0}, {0}[1], '') <> ''",
}


def distinct_texts(connection: duckdb.DuckDBPyConnection, paths: Mapping[str, Sequence[str]]) -> pa.Table:
    """Columns county, kind, text, in that order, of raw files given by dataset.

    ``kind`` is id, name, or a kind of the value map. Phone and card numbers written as they should be are left out.
    """
    contracts = load_all()
    selects = [
        select
        for dataset, files in sorted(paths.items())
        if files
        for select in _selects(connection, contracts[dataset], files)
    ]
    if not selects:
        return pa.table({name: pa.array([], pa.string()) for name in ("county", "kind", "text")})
    query = f"select distinct county, kind, text from ({' union all '.join(selects)}) order by all"
    return connection.execute(query).to_arrow_table()


def _selects(connection: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[str]) -> list[str]:
    """For each field worth reading, its distinct texts by county."""
    view = quoted_name(f"raw_{contract.name}")
    listed = ", ".join(quoted(path) for path in files)
    connection.execute(
        f"create or replace temp view {view} as select * from"
        f" read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"
    )
    selects = []
    for field in contract.fields:
        if field.kind == "text":
            continue
        kind = ID if field.kind in ID_KINDS else value_kind(field.kind, field.code_table)
        column = quoted_name(field.name)
        plain = f" and not ({READ_AS_WRITTEN[kind].format(column)})" if kind in READ_AS_WRITTEN else ""
        selects.append(
            f"select distinct _county_code as county, {quoted(kind)} as kind, {column} as text from {view}"
            f" where {column} is not null{plain}"
        )
    return selects


def value_map(connection: duckdb.DuckDBPyConnection, texts: Iterable[Path]) -> pa.Table:
    """What each distinct text means: kind, text, value, how, in order; ``texts`` are files of kind and text."""
    listed = ", ".join(quoted(str(path)) for path in texts)
    rows: list[tuple[str, str, str | None, str]] = []
    if listed:
        query = (
            f"select kind, list(distinct text order by text) from read_parquet([{listed}]) group by kind order by kind"
        )
        for kind, found in connection.execute(query).fetchall():
            rows += parse_distinct(kind, found, code_tables())
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pa.table(dict(zip(VALUE_MAP, (pa.array(column, pa.string()) for column in columns), strict=True)))
