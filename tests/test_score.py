"""The score: findings against the answer key, rule by rule."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.demo.score import score
from dagster_project.settings import Settings

HEAD = "fault_id,rule_id,county_code,period,dataset,file_name,sheet,row,field,observed,kind\n"
ANSWER = """\
a-1,rule_a,990101,2020,school,f.csv,,2,x,,planted
a-1,rule_a,990101,2020,school,f.csv,,3,x,,planted
a-2,rule_a,990101,2020,school,f.csv,,9,x,,planted
b-1,rule_b,990101,2020,school,f.csv,,5,x,,consequence
c-1,delivery_missing,990106,2020,teacher,,,,,,manners
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings.load(tmp_path).prepare()
    settings.answer_key.write_text(HEAD + ANSWER, encoding="utf-8-sig")
    release = settings.releases / "r1"
    release.mkdir(parents=True)
    with duckdb.connect(str(release / "warehouse.duckdb")) as connection:
        connection.execute(
            "create table findings (finding_id varchar, rule_id varchar, county_code varchar, period varchar, "
            'dataset varchar, file_name varchar, sheet varchar, "row" integer)'
        )
        connection.execute(
            'create table finding_evidence (finding_id varchar, file_name varchar, sheet varchar, "row" integer)'
        )
    settings.current.symlink_to(release)
    return settings


def add(settings: Settings, *findings: tuple[object, ...], evidence: tuple[tuple[object, ...], ...] = ()) -> None:
    with duckdb.connect(str(settings.releases / "r1" / "warehouse.duckdb")) as connection:
        for row in findings:
            connection.execute("insert into findings values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for row in evidence:
            connection.execute("insert into finding_evidence values (?, ?, ?, ?)", row)


def result(settings: Settings, rule: str) -> tuple[int, int, int, int]:
    row = next(row for row in score(settings) if row.rule_id == rule)
    return row.faults, row.found, row.findings, row.right


def test_a_finding_at_a_planted_row_is_right(settings: Settings) -> None:
    add(settings, ("1", "rule_a", "990101", "2020", "school", "f.csv", "", 2))
    assert result(settings, "rule_a") == (2, 1, 1, 1)


def test_a_row_of_the_evidence_finds_a_fault_but_makes_no_finding_right(settings: Settings) -> None:
    add(settings, ("1", "rule_a", "990101", "2020", "school", "f.csv", "", 4), evidence=(("1", "f.csv", None, 9),))
    assert result(settings, "rule_a") == (2, 1, 1, 0)


def test_a_consequence_is_right_and_no_fault(settings: Settings) -> None:
    add(settings, ("1", "rule_b", "990101", "2020", "school", "f.csv", None, 5))
    assert result(settings, "rule_b") == (0, 0, 1, 1)


def test_what_has_no_file_is_matched_by_county_period_and_dataset(settings: Settings) -> None:
    add(settings, ("1", "delivery_missing", "990106", "2020", "teacher", None, None, None))
    assert result(settings, "delivery_missing") == (1, 1, 1, 1)


def test_a_late_file_is_matched_although_the_key_names_none(settings: Settings) -> None:
    add(settings, ("1", "delivery_missing", "990106", "2020", "teacher", "f.xlsx", "S", 1))
    assert result(settings, "delivery_missing") == (1, 1, 1, 1)


def test_findings_of_documented_counties_are_not_scored(settings: Settings) -> None:
    add(settings, ("1", "rule_z", "360922", "2020", "school", "f.csv", "", 2))
    assert [row.rule_id for row in score(settings) if row.rule_id == "rule_z"] == []


def test_no_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="simulate"):
        score(Settings.load(tmp_path))
