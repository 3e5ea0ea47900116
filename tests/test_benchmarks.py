"""The scripts the pipeline is measured against do the same work; the measuring and its tables say what was measured."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from benchmarks import bare_duckdb, compare, fuzz_narrative, gx_pandas, measuring, one_county, pandas_openpyxl, tables
from benchmarks.known_layout import delivered, newest, period_of
from benchmarks.measuring import Cost, Measured, measure
from dagster_project.settings import Settings


def test_the_bare_script_finds_and_computes_what_the_pipeline_does(copied_counties: Settings, tmp_path: Path) -> None:
    bare_duckdb.run(copied_counties.home, tmp_path / "bare.duckdb")
    rules = compare.findings(copied_counties.current, tmp_path / "bare.duckdb")
    marts = compare.marts(copied_counties.current, tmp_path / "bare.duckdb")
    assert [item for item in [*rules, *marts] if not item.is_equal] == []
    assert len(rules) > 60 and all(item.bare_rows for item in rules)
    assert len(marts) > 20 and all(item.bare_rows for item in marts)


def test_a_finding_too_many_is_a_difference(copied_counties: Settings, tmp_path: Path) -> None:
    bare_duckdb.run(copied_counties.home, tmp_path / "bare.duckdb")
    with duckdb.connect(str(tmp_path / "bare.duckdb")) as connection:
        connection.execute("insert into finding from finding where rule_id = 'loan_over_ceiling' limit 1")
    wrong = [item for item in compare.findings(copied_counties.current, tmp_path / "bare.duckdb") if not item.is_equal]
    assert [(item.name, item.only_pipeline, item.only_bare) for item in wrong] == [("loan_over_ceiling", 0, 1)]


def test_gx_on_pandas_judges_as_the_pipelines_gx_step_does(copied_counties: Settings) -> None:
    results = copied_counties.current / "inputs" / "expectation_results.parquet"
    failed = duckdb.execute("select count(*) from read_parquet(?) where not success", [str(results)]).fetchone()
    assert failed is not None and gx_pandas.run(copied_counties.current) == failed[0]


def test_the_pandas_script_sums_the_payments_as_the_mart_does(copied_counties: Settings, tmp_path: Path) -> None:
    pandas_openpyxl.run(copied_counties.home, tmp_path)
    theirs = pd.read_csv(tmp_path / "county_subsidy.csv", dtype={"county_code": str})
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copied_counties.current / 'warehouse.duckdb'}' as held (read_only)")
        ours = connection.execute("""
            select county_code, period, aid_person_times, paid_yuan::double
            from held.county_subsidy order by all""").fetchall()
    named = theirs[["county_code", "period", "aid_person_times", "paid_yuan"]].sort_values(["county_code", "period"])
    assert [tuple(row) for row in named.itertuples(index=False)] == ours
    assert set(pd.read_csv(tmp_path / "findings.csv")["rule_id"]) == set(pandas_openpyxl.RULES)


def test_files_of_the_known_layout_are_placed_and_a_correction_replaces(copied_counties: Settings) -> None:
    files = delivered(copied_counties.home)
    assert {period_of(file.path.parent.name) for file in files} == {file.period for file in files}
    replaced = {file.path for file in files} - {file.path for file in newest(files)}
    assert {path.name for path in replaced} == {"教师培训台账.xlsx", "教师培训台账（副本）.xlsx"}


def test_a_release_equals_itself_and_no_changed_copy(copied_counties: Settings, tmp_path: Path) -> None:
    release = copied_counties.current.resolve()
    assert list(one_county.differences(release, release)) == []
    copy = tmp_path / release.name
    for path in release.rglob("*"):
        target = copy / path.relative_to(release)
        target.mkdir(parents=True) if path.is_dir() else target.parent.mkdir(exist_ok=True, parents=True)
        if path.is_file():
            target.write_bytes(path.read_bytes())
    with duckdb.connect(str(copy / "warehouse.duckdb")) as connection:
        connection.execute("delete from dim_school where rowid = 0")
    found = list(one_county.differences(release, copy))
    assert [item.what for item in found] == ["warehouse.duckdb: main.dim_school"]


BUSY = """
import os, subprocess, sys, time
from benchmarks.measuring import stage
stage('alone')
held = bytearray(60 << 20)
stage('with a child')
subprocess.run([sys.executable, '-c', 'import time; end = time.process_time() + 1\\nwhile time.process_time() < end: pass'])
"""


def test_a_childs_cpu_counts_in_the_stage_it_ran_in() -> None:
    found = measure([sys.executable, "-c", BUSY])
    assert list(found.stages) == ["start", "alone", "with a child"]
    assert 0.9 < found.stages["with a child"].cpu_seconds <= found.total.cpu_seconds < 3
    assert found.total.peak_bytes > 60 << 20


def test_a_failing_command_says_what_it_wrote() -> None:
    with pytest.raises(measuring.CommandFailed, match="no such county"):
        measure([sys.executable, "-c", "raise SystemExit('no such county')"])


def test_a_section_of_the_results_replaces_its_forerunner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "RESULTS", tmp_path / "RESULTS.md")
    for name, text in (("1m", "first"), ("5m", "kept"), ("1m", "second")):
        tables.write_section(name, text)
    written = tables.RESULTS.read_text(encoding="utf-8")
    assert "first" not in written and written.index("second") < written.index("kept")


def test_ratios_are_taken_run_by_run_with_their_spread() -> None:
    ours = [Measured(Cost(wall, wall, 100), {"start": Cost(wall, wall, 100)}) for wall in (10.0, 12.0, 20.0)]
    bare = [Measured(Cost(10.0, 5.0, 50)) for _ in ours]
    assert "| pipeline ÷ bare script, everything | 1.20 (1.00–2.00) | 2.40 (2.00–4.00) | 2.00 (2.00–2.00) |" in (
        tables.ratios({"pipeline": ours, "bare": bare})
    )


def test_hostile_texts_neither_stop_nor_mislead_the_auditor() -> None:
    assert set(fuzz_narrative.run(300, 30, 11, None)) == {"texts", "characters"}
