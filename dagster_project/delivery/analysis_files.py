"""The analysts' marts as files: Parquet, county by county, and one DuckDB file with every column commented.

What belongs here: which file a table's rows lie in, their order, and what is linked from the release before.
What does not: which columns analysts see (``analysis``).

A table of rows is a folder with a file for each county, parquet/<table>/<county_code>.parquet; a table of a few rows
a county is one file, parquet/<table>.parquet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from dagster_project.carry_over import CarryOver, carry_database, carry_tree
from dagster_project.contracts import Contract
from dagster_project.delivery.analysis import clean_select, masked_evidence, masked_findings, personal_columns
from dagster_project.delivery.dictionary import Descriptions, column_text, descriptions_of_dbt, table_text
from dagster_project.delivery.source import Source
from dagster_project.warehouse import quoted, quoted_name

PREFIXES = ("dim_", "fct_", "county_")
MASKED = {"findings": masked_findings, "finding_evidence": masked_evidence}
SMALL = (
    *("deliveries", "step_outcomes", "rule_results", "dim_county", "dim_period"),
    *("dim_policy_standard", "fct_reported_figure"),
)
MARTS = "analysis/marts.duckdb"


def write_marts(
    source: Source,
    folder: Path,
    contracts: Mapping[str, Contract],
    descriptions: Descriptions | None = None,
    carried: CarryOver | None = None,
) -> list[Path]:
    """Write parquet/, then marts.duckdb with the same tables and their comments; the paths written or linked."""
    texts = descriptions_of_dbt() if descriptions is None else descriptions
    tables = [name for name in source.tables() if name.startswith(PREFIXES) or name in (*SMALL, *MASKED)]
    selects = {
        name: f"select * from {source.ref(name)}"
        if name in MASKED
        else clean_select(source, name, personal_columns(contracts))
        for name in tables
    }
    written: dict[str, list[Path]] = {}
    linked: list[Path] = []
    again: dict[str, Collection[str]] = {}
    for name, select in selects.items():
        if not _is_by_county(source, name):
            written[name] = [_write_parquet(source, select, folder / "parquet" / f"{name}.parquet")]
            continue
        again[name] = _counties_again(source, name, carried)
        linked += _link_others(name, folder, again[name], carried)
        written[name] = [
            _write_county(source, name, select, contracts, county, folder / "parquet" / name)
            for county in _present(source, name, again[name])
        ]
    if carried is None:
        _make_database(source, folder / "marts.duckdb", selects, contracts, texts)
    else:
        carry_database(carried, folder.parent, MARTS)
    _fill_database(source, folder / "marts.duckdb", written, again if carried else {})
    return [*sorted([*linked, *(path for paths in written.values() for path in paths)]), folder / "marts.duckdb"]


def _is_by_county(source: Source, name: str) -> bool:
    """Masked tables always are: they are masked county by county, and no other way leads to a file."""
    if name in MASKED:
        return True
    return name not in SMALL and not name.startswith("county_") and "county_code" in source.columns(name)


def _present(source: Source, name: str, counties: Collection[str] | None) -> list[str]:
    """The counties that have rows in a table, of ``counties`` if given, in order."""
    rows = source.connection.execute(f"select distinct county_code from {source.ref(name)} order by all").fetchall()
    return [county for (county,) in rows if counties is None or county in counties]


def _counties_again(source: Source, name: str, carried: CarryOver | None) -> Collection[str]:
    """The counties whose rows in a table may differ from the base release's."""
    if carried is None:
        return _present(source, name, None)
    return carried.homes if name == "dim_person" else carried.counties


def _link_others(name: str, folder: Path, again: Collection[str], carried: CarryOver | None) -> list[Path]:
    if carried is None:
        return []
    return carry_tree(carried, folder.parent, f"{folder.name}/parquet/{name}", lambda inside: inside.stem not in again)


def _write_county(
    source: Source, name: str, select: str, contracts: Mapping[str, Contract], county: str, folder: Path
) -> Path:
    path = folder / f"{county}.parquet"
    if name not in MASKED:
        return _write_parquet(source, f"{select} where county_code = {quoted(county)}", path)
    source.connection.register("masked_rows", MASKED[name](source, contracts, county))
    _write_parquet(source, "select * from masked_rows", path)
    source.connection.unregister("masked_rows")
    return path


def _write_parquet(source: Source, select: str, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    source.connection.execute(
        f"copy (select * from ({select}) order by all) to {quoted(str(path))}"
        " (format parquet, compression zstd, row_group_size 122880)"
    )
    return path


def _make_database(
    source: Source, path: Path, selects: Mapping[str, str], contracts: Mapping[str, Contract], texts: Descriptions
) -> None:
    """The database with empty tables, every table and column commented."""
    path.unlink(missing_ok=True)
    source.connection.execute(f"attach {quoted(str(path))} as marts")
    for name, select in selects.items():
        table = f"marts.{quoted_name(name)}"
        source.connection.execute(f"create table {table} as {select} limit 0")
        source.connection.execute(f"comment on table {table} is {quoted(table_text(texts, name))}")
        for column, *_ in source.connection.execute(f"describe {table}").fetchall():
            text = column_text(texts, contracts, name, column)
            source.connection.execute(f"comment on column {table}.{quoted_name(column)} is {quoted(text)}")
    source.connection.execute("detach marts")
    path.chmod(0o600)


def _fill_database(
    source: Source, path: Path, written: Mapping[str, Sequence[Path]], again: Mapping[str, Collection[str]]
) -> None:
    """Put what was written into the tables: in the place of some counties' rows where ``again`` names them."""
    source.connection.execute(f"attach {quoted(str(path))} as marts")
    for name, files in written.items():
        table = f"marts.{quoted_name(name)}"
        if name in again:
            listed = ", ".join(map(quoted, sorted(again[name]) or [""]))
            source.connection.execute(f"delete from {table} where county_code in ({listed})")
        else:
            source.connection.execute(f"delete from {table}")
        if files:
            listed = ", ".join(quoted(str(file)) for file in files)
            source.connection.execute(f"insert into {table} from read_parquet([{listed}], hive_partitioning = false)")
    source.connection.execute("checkpoint marts")
    source.connection.execute("detach marts")
