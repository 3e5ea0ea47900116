"""From county files to a release: what a person gets, where it lies, and that every number leads to its cell."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import stat
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from dagster_project import journey, warehouse
from dagster_project.cli import main
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


POINTED = """
    select 'finding' as kind, rule_id, file_name, sheet, cell, observed as said from findings
    union all
    select 'evidence', rule_id, e.file_name, e.sheet, e.cell, e.value
    from finding_evidence as e inner join findings using (finding_id)
"""


def test_a_run_says_where_a_report_is_not_what_the_rows_give(database: duckdb.DuckDBPyConnection) -> None:
    asked = database.execute(
        "select county_code, rows_checked > 8, rows_failed from rule_results"
        " where rule_id = 'work_report_vs_ledger' and rows_checked > 0 order by all"
    ).fetchall()
    assert len(asked) == 6 and [row for row in asked if row[2]] == [("990103", True, 1)]
    ((observed, expected, quote),) = database.execute(
        "select observed, expected, quote from findings where rule_id = 'work_report_vs_ledger'"
    ).fetchall()
    contracts = database.execute("select count(*) from fct_loan_contract where county_code = '990103'").fetchone()[0]
    assert (observed, expected) == (f"{contracts + 3}份", f"{contracts}份（自然年、笔数）") and quote.endswith(observed)


@pytest.fixture(scope="module")
def followed(rehearsal: Settings, database: duckdb.DuckDBPyConnection) -> list[tuple[tuple[str | None, ...], str]]:
    """Everything that points at a cell, and what its source file has there."""
    rows = database.execute(
        f"select distinct * from ({POINTED}) where regexp_matches(cell, '^[A-Z]+[0-9]+$') order by all"
    ).fetchall()
    grids = {name: grids_of(rehearsal.inbox / name) for name in {row[2] for row in rows}}
    return [(row, cell_text(grids[row[2]], row[3], row[4])) for row in rows]


def test_a_finding_leads_to_its_cell(followed: list[tuple[tuple[str | None, ...], str]]) -> None:
    written = [(row, text) for row, text in followed if row[5] is not None]
    assert len({row[1] for row, _ in written}) > 40 and len(written) > 2000
    assert [(row, text) for row, text in written if plain(row[5]) != plain(text)] == []


def test_a_finding_about_nothing_leads_to_a_blank_cell(followed: list[tuple[tuple[str | None, ...], str]]) -> None:
    blank = [(row, text) for row, text in followed if row[5] is None]
    assert len(blank) > 50
    assert [(row, text) for row, text in blank if text.strip()] == []


def test_a_finding_with_a_field_has_a_cell(database: duckdb.DuckDBPyConnection) -> None:
    lost = database.execute(
        "select rule_id, field, count(*) from findings where row is not null and field is not null "
        "and not regexp_matches(coalesce(cell, ''), '^[A-Z]+[0-9]+$') group by all"
    ).fetchall()
    assert lost == []


def plain(text: str) -> str:
    """Without what is only form: spaces around, 5000.0 for 5000, a midnight behind a date."""
    text = text.strip().removesuffix(" 00:00:00")
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return text


def grids_of(path: Path) -> dict[str, list[list[object]]]:
    """Every sheet of a file as a person sees it, the only grid of a text file under the empty name."""
    if path.suffix == ".csv":
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig") if raw.startswith(b"\xef\xbb\xbf") else _decoded(raw)
        return {"": [next(csv.reader([line]), []) for line in text.splitlines()]}
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def cell_text(grids: dict[str, list[list[object]]], sheet: str, cell: str) -> str:
    letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters))) - 1
    row = grids[sheet or ""][int(number) - 1]
    return str(row[column]) if column < len(row) else ""


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


def test_second_run_without_files_computes_nothing_and_makes_no_release(rehearsal: Settings) -> None:
    before = (warehouse.current_release(rehearsal), sorted(path.name for path in rehearsal.releases.iterdir()))
    steps: list[str] = []
    outcome = journey.run(rehearsal, steps.append)
    assert not outcome.is_new
    assert steps[-1] == "release_inputs"
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


def test_a_report_is_laid_beside_its_county_s_rows(
    rehearsal: Settings, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    ((times,),) = database.execute(
        "select count(*) from fct_subsidy_payment where county_code = '990101' and period like '2020-%'"
    ).fetchall()
    ((due,),) = database.execute(
        "select sum(standard_yuan) from fct_subsidy_entitlement where county_code = '990101' and period = '2020-spring'"
    ).fetchall()
    text = f"2020年资助学生{times}人次。春季学期发放资助金{due:.2f}元。全年资助学生{times + 90001}人次。"
    (report := tmp_path / "report.txt").write_text(text, encoding="utf-8")
    options = ["--home", str(rehearsal.home), "--county", "990101", "--year", "2020", "--json", str(report)]
    said = json.loads(CliRunner().invoke(main, ["audit-text", *options]).output)["warehouse"]
    assert [one["verdict"] for one in said] == ["agrees", "agrees_as", "differs"]
    assert said[1]["reading_zh"] == "春季学期、应发金额"
