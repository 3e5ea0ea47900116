"""From county files to a release: what a person gets, where it lies, and that every number leads to its cell."""

from __future__ import annotations

import csv
import re
import sqlite3
import stat
from pathlib import Path

import duckdb
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from dagster_project import journey, warehouse
from dagster_project.demo.score import score
from dagster_project.settings import Settings


@pytest.fixture(scope="module")
def database(rehearsal: Settings) -> duckdb.DuckDBPyConnection:
    return warehouse.connect(rehearsal, warehouse.current_database(rehearsal), read_only=True)


def silent(step: str) -> None:
    """No progress in tests."""


def test_every_row_found_is_loaded_set_aside_or_no_data(database: duckdb.DuckDBPyConnection) -> None:
    tables, wrong = database.execute(
        "select count(*), count(*) filter (rows_seen <> rows_loaded + rows_quarantined + rows_not_data) from deliveries"
    ).fetchone()
    assert tables > 100 and wrong == 0


def test_every_manner_of_delivery_shows_its_outcome(database: duckdb.DuckDBPyConnection) -> None:
    seen = {row[0] for row in database.execute("select distinct status from deliveries").fetchall()}
    assert {"accepted", "partial", "duplicate", "superseded", "missing"} <= seen
    assert database.execute("select count(*) from deliveries where is_late").fetchone()[0] > 0


def test_every_rule_has_a_result_for_every_county_and_period(database: duckdb.DuckDBPyConnection) -> None:
    statuses = dict(database.execute("select status, count(*) from rule_results group by 1").fetchall())
    assert set(statuses) <= {"pass", "fail", "no_data", "not_run"} and statuses["pass"] > statuses["fail"]
    lost = database.execute(
        "select count(*) from findings f anti join rule_results r using (rule_id, county_code, period)"
    ).fetchone()
    assert lost == (0,)


def test_every_rule_finds_what_was_planted_and_nothing_else(rehearsal: Settings) -> None:
    weak = {
        row.rule_id: (row.recall, row.precision) for row in score(rehearsal) if min(row.recall, row.precision) < 0.99
    }
    assert weak == {}


def test_documented_counties_have_no_finding(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute(
        "select rule_id, county_code, count(*) from findings where county_code not like '99%' group by all"
    ).fetchall()
    assert rows == []


def test_published_figures_are_recomputed(database: duckdb.DuckDBPyConnection) -> None:
    verdicts = dict(database.execute("select verdict, count(*) from fct_reported_figure group by 1").fetchall())
    assert verdicts.get("agrees", 0) + verdicts.get("rounds", 0) > 50
    total = database.execute(
        "select recomputed_value from fct_reported_figure where county_code = '360922' and unit = 'person_times' "
        "and reported_value = 29294"
    ).fetchone()
    assert total is not None and int(total[0]) == 29294


def test_a_finding_leads_to_its_cell(rehearsal: Settings, database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute(
        """
        select file_name, sheet, cell, any_value(observed) from findings
        where cell is not null and observed is not null and rule_id in
            ('id_checksum_fail', 'name_illegal_chars', 'phone_invalid', 'id_length_invalid', 'xueji_no_mismatch')
        group by all order by file_name, cell
        """
    ).fetchall()
    assert len(rows) > 50
    followed = [cell_text(rehearsal.inbox / name, sheet, cell) for name, sheet, cell, _ in rows]
    wrong = [(row, text) for row, text in zip(rows, followed, strict=True) if squeezed(text) != squeezed(row[3])]
    assert wrong == []


def squeezed(text: str) -> str:
    return re.sub(r"[\s()（）\-+]", "", text).upper().removeprefix("86")


def cell_text(path: Path, sheet: str, cell: str) -> str:
    letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters))) - 1
    if path.suffix == ".csv":
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig") if raw.startswith(b"\xef\xbb\xbf") else _decoded(raw)
        return next(csv.reader([text.splitlines()[int(number) - 1]]))[column]
    grid = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return str(grid[int(number) - 1][column])


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def test_evidence_shows_both_sides_of_a_duplicate(database: duckdb.DuckDBPyConnection) -> None:
    sides = database.execute(
        "select min(n) from (select count(*) as n from findings join finding_evidence using (finding_id) "
        "where rule_id = 'subsidy_duplicate_same_term' group by finding_id)"
    ).fetchone()
    assert sides[0] >= 2


def test_second_run_without_files_makes_no_release(rehearsal: Settings) -> None:
    before = (warehouse.current_release(rehearsal), sorted(path.name for path in rehearsal.releases.iterdir()))
    outcome = journey.run(rehearsal, silent)
    assert not outcome.is_new
    finished = [path.name for path in rehearsal.releases.iterdir() if path.name != warehouse.BUILDING]
    assert (warehouse.current_release(rehearsal), sorted(finished)) == (
        before[0],
        [n for n in before[1] if n != ".building"],
    )


def test_release_is_complete_and_closed_to_others(rehearsal: Settings) -> None:
    release = rehearsal.current.resolve()
    assert {"inputs", "warehouse.duckdb", "returned", "analysis", "reports", "published"} <= {
        path.name for path in release.iterdir()
    }
    assert stat.S_IMODE(rehearsal.home.stat().st_mode) == 0o700
    for path in [release / "warehouse.duckdb", rehearsal.key, *release.glob("returned/*/*.xlsx")]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert not list(release.rglob("*.wal"))


def test_every_column_of_the_analysts_database_is_commented(rehearsal: Settings) -> None:
    with duckdb.connect(str(rehearsal.current.resolve() / "analysis" / "marts.duckdb"), read_only=True) as connection:
        silent_columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where comment is null and not internal"
        ).fetchall()
    assert silent_columns == []


def test_returned_workbook_says_what_to_do_and_offers_replies(rehearsal: Settings) -> None:
    path = sorted(rehearsal.current.resolve().glob("returned/*/990101.xlsx"))[0]
    book = openpyxl.load_workbook(path)
    assert any(sheet.sheet_state != "visible" for sheet in book.worksheets)
    first = book.worksheets[0]
    assert first.data_validations.dataValidation and first.max_row > 10


def personal_values(rehearsal: Settings, fields: set[str], shortest: int) -> set[str]:
    """What stands in these fields of the rehearsal's raw files, from ``shortest`` characters on."""
    found: set[str] = set()
    with duckdb.connect() as connection:
        for folder in sorted(rehearsal.raw.iterdir()):
            relation = connection.read_parquet(str(folder / "*/*/*.parquet"), union_by_name=True)
            for column in fields & set(relation.columns):
                query = f'select distinct "{column}" from relation where length("{column}") >= {shortest} limit 4000'
                found |= {row[0] for row in connection.sql(query).fetchall()}
    return found


def test_nothing_personal_leaves_the_places_it_may_be_in(rehearsal: Settings) -> None:
    numbers = {"id_number", "card_no", "phone", "coborrower_id_number", "head_id_number", "disability_cert_no"}
    digits = personal_values(rehearsal, numbers, 11)
    names = {name for name in personal_values(rehearsal, {"name", "guardian_name", "payee_name"}, 3) if len(name) == 3}
    addresses = sorted(personal_values(rehearsal, {"address"}, 6))[::20]
    assert len(digits) > 5000 and len(names) > 2000 and addresses
    release = rehearsal.current.resolve()
    outside = [release / name for name in ("reports", "analysis", "published")]
    leaks = []
    for place in [*outside, rehearsal.dagster_home, rehearsal.dbt_target]:
        for path in sorted(path for path in place.rglob("*") if path.is_file()):
            text = _text(path)
            runs = set(re.findall(r"[㐀-鿿·]{3,}", text))
            triples = {run[start : start + 3] for run in runs for start in range(len(run) - 2)}
            leaked = digits & set(re.findall(r"[0-9Xx]{11,22}", text)) | names & triples
            leaked |= {address for address in addresses if address in text}
            leaks += [(str(path), sorted(leaked)[:3])] if leaked else []
    assert leaks == []


def _text(path: Path) -> str:
    if path.suffix == ".duckdb":
        return _database_text(path)
    if path.suffix == ".parquet":
        return str(duckdb.read_parquet(str(path)).fetchall())
    if path.suffix == ".db":
        with sqlite3.connect(path) as connection:
            return "\n".join(connection.iterdump())
    return path.read_bytes().decode("utf-8", "ignore")


def _database_text(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()]
        return "".join(str(connection.table(name).fetchall()) for name in names)


def test_runs_show_up_in_dagster(rehearsal: Settings) -> None:
    import dagster as dg

    rehearsal.apply_environment()
    with dg.DagsterInstance.get() as instance:
        assert {run.job_name for run in instance.get_runs()} >= {"take_in", "build"}
        check = dg.AssetCheckKey(dg.AssetKey("county_files"), "rows_are_accounted_for")
        records = instance.event_log_storage.get_asset_check_execution_history(check, limit=1)
        assert records and records[0].status.value == "SUCCEEDED"
