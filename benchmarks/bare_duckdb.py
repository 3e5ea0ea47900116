"""The limit: the same files to the same marts and findings, by hand, in DuckDB and nothing else.

What belongs here: opening the files of the known layout. What the rows mean, and the rules, stand in
bare_sql/, in the order of SCRIPTS. What does not: lineage, ledger, tokens, tests, reports; comparing results (``compare``).

The engine reads the CSV files; those in GB18030, which it cannot read, are decoded first. Workbooks come through
calamine and Arrow. Both are done on all cores.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa
from python_calamine import load_workbook

from benchmarks.known_layout import (
    EXACT_DIGITS,
    ID_COLUMNS,
    LAYOUT,
    MONEY,
    SEEDS,
    Delivered,
    delivered,
    encoding_of,
    newest,
    reference,
    table_in,
)

FOLDER = Path(__file__).with_name("bare_sql")
SCRIPTS = ("values", "datasets", "policy", "marts", "rules_identity", "rules_subsidy", "rules_other")
LACKS_MARTS = ("fct_reported_figure",)


def run(home: Path, database: Path, memory: str = "4GB") -> None:
    """Read the inbox of ``home`` and leave marts and findings in ``database``, which is made anew."""
    database.unlink(missing_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=database.parent) as temporary,
        duckdb.connect(str(database), config={"memory_limit": memory, "temp_directory": temporary}) as connection,
    ):
        prepare(connection, home, Path(temporary))
        for script in SCRIPTS:
            connection.execute((FOLDER / f"{script}.sql").read_text(encoding="utf-8"))


def prepare(connection: duckdb.DuckDBPyConnection, home: Path, temporary: Path) -> None:
    """The reference tables, and ``raw_<dataset>`` for every dataset: all its rows as text under our column names."""
    files = delivered(home)
    _reference_tables(connection, home, files)
    current = newest(files)
    # Forking a process in which the engine's threads run may hang.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as workers:
        for dataset, (_, headers) in LAYOUT.items():
            if headers:
                _raw_view(
                    connection, workers, dataset, [file for file in current if file.dataset == dataset], temporary
                )
    connection.execute("""
        create temp table raw_contract as from raw_loan_contract;
        create temp view raw_borrower as select rowid as line, * from raw_contract;
        create temp view raw_coborrower as
        select rowid as line, coborrower_id_number as id_number, coborrower_name as name from raw_contract""")


def _reference_tables(connection: duckdb.DuckDBPyConnection, home: Path, files: list[Delivered]) -> None:
    for name in ("codes", "periods", "counties"):
        connection.execute(
            f"create temp table {name} as from read_csv(?, all_varchar = true)", [str(reference(home, name))]
        )
    connection.execute(
        "create temp table delivery_calendar as"
        " select * replace (due_on::date as due_on) from read_csv(?, all_varchar = true)",
        [str(reference(home, "delivery_calendar"))],
    )
    connection.execute(
        """create temp table policy_standards as
        select * replace (
            amount_yuan::decimal(18, 4) as amount_yuan, min_yuan::decimal(18, 4) as min_yuan,
            max_yuan::decimal(18, 4) as max_yuan, quantity::decimal(18, 4) as quantity, start_known::boolean as start_known,
            effective_from::date as effective_from, effective_to::date as effective_to
        ) from read_csv(?, all_varchar = true)""",
        [str(SEEDS / "policy_standards.csv")],
    )
    listed = pa.table({
        "dataset": [file.dataset for file in files],
        "county_code": [file.county_code for file in files],
        "period": [file.period for file in files],
        "received_on": [file.received_on for file in files],
    })  # fmt: skip
    connection.register("listed", listed)
    connection.execute("create temp table file as from listed")


def _raw_view(
    connection: duckdb.DuckDBPyConnection, workers: Executor, dataset: str, files: list[Delivered], temporary: Path
) -> None:
    columns = list(dict.fromkeys(LAYOUT[dataset][1].values()))
    nothing = ", ".join(f"null::varchar as {name}" for name in (*columns, "file_name"))
    parts = [f"select {nothing} where false"]
    texts = [file for file in files if file.path.suffix == ".csv"]
    readable = dict(zip(workers.map(_in_utf8, [f.path for f in texts], [temporary] * len(texts)), texts, strict=True))
    by_header: dict[str, list[Path]] = defaultdict(list)
    for path in readable:
        by_header[_first_line(path)].append(path)
    parts += [_csv_part(dataset, header, paths) for header, paths in by_header.items()]
    books = [file.path for file in files if file.path.suffix == ".xlsx"]
    if books:
        tables = list(workers.map(_workbook, [dataset] * len(books), books, chunksize=8))
        connection.register(f"books_{dataset}", pa.concat_tables(tables))
        parts.append(f"select * from books_{dataset}")
    places = {**readable, **{file.path: file for file in files if file.path.suffix == ".xlsx"}}
    connection.register(f"place_{dataset}", _places(places.items()))
    connection.execute(f"""
        create temp view raw_{dataset} as
        select p.county_code, p.period, r.* exclude (file_name)
        from ({" union all by name ".join(parts)}) as r left join place_{dataset} as p using (file_name)""")


def _places(files: Iterable[tuple[Path, Delivered]]) -> pa.Table:
    rows = [{"file_name": str(path), "county_code": file.county_code, "period": file.period} for path, file in files]
    return pa.Table.from_pylist(
        rows, pa.schema([(name, pa.string()) for name in ("file_name", "county_code", "period")])
    )


def _in_utf8(path: Path, temporary: Path) -> Path:
    """The file itself, or its copy in UTF-8."""
    encoding = encoding_of(path)
    if encoding == "utf-8-sig":
        return path
    copy = temporary / "-".join(path.parts[-3:])
    copy.write_bytes(path.read_bytes().decode(encoding).encode())
    return copy


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.readline().strip()


def _csv_part(dataset: str, header: str, paths: list[Path]) -> str:
    ours = LAYOUT[dataset][1]
    names = next(csv.reader([header]))
    types = ", ".join(f"'{name}': 'varchar'" for name in names)
    chosen = ", ".join(f'"{name}" as {ours[name]}' for name in names if name in ours)
    listed = ", ".join(f"'{path}'" for path in paths)
    return (
        f"select {chosen}, filename as file_name from read_csv([{listed}], header = true, auto_detect = false,"
        f" delim = ',', quote = '\"', escape = '\"', columns = {{{types}}}, filename = true)"
    )


def _workbook(dataset: str, path: Path) -> pa.Table:
    table = table_in(dataset, load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False))
    columns: dict[str, list[str | None]] = {name: [None] * len(table.rows) for name in LAYOUT[dataset][1].values()}
    for name, cells in zip(table.names, zip(*table.rows, strict=True), strict=False):
        if name:
            columns[name] = [_text(cell, name, table.yuan) for cell in cells]
    columns["file_name"] = [str(path)] * len(table.rows)
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _text(cell: object, column: str, yuan: int) -> str | None:
    if isinstance(cell, float):
        if column in MONEY and yuan != 1:
            return str(Decimal(repr(cell)) * yuan)
        whole = str(int(cell)) if cell.is_integer() else repr(cell)
        return f"#{whole}" if column in ID_COLUMNS and len(whole) > EXACT_DIGITS else whole
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    return str(cell) if cell not in ("", None) else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("database", type=Path)
    parser.add_argument("--memory", default="4GB")
    arguments = parser.parse_args()
    run(arguments.home, arguments.database, arguments.memory)
