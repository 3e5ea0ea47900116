"""The Great Expectations suites of the contracts, run on small staging tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from dagster_project import quality
from dagster_project.contracts import Contract, Field, load, load_all
from dagster_project.contracts.dbt_files import staging_columns
from dagster_project.quality.expectations import expectations_of
from dagster_project.settings import Settings

TYPES = {
    "money": "decimal(18,4)",
    "decimal": "decimal(18,4)",
    "integer": "bigint",
    "date": "date",
    "boolean": "boolean",
}
LINEAGE = {
    "_county_code": "990101",
    "_period": "2020-autumn",
    "_delivery_id": "d1",
    "_file_name": "青禾县/2020秋/花名册.xlsx",
    "_file_sha256": "ab",
    "_sheet": "Sheet1",
}


def _column_type(field: Field, name: str) -> str:
    return "date" if name.endswith("id_birth_on") else TYPES.get(field.kind, "varchar")


def _stage(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: list[dict[str, Any]]) -> None:
    columns = {name: _column_type(field, name) for field in contract.fields for name, *_ in staging_columns(field)}
    columns |= dict.fromkeys(["_set_aside", *LINEAGE], "varchar") | {"_row": "integer"}
    body = ", ".join(f'"{name}" {form}' for name, form in columns.items())
    connection.execute(f"create schema if not exists staging; create table staging.stg_{contract.name} ({body})")
    for number, row in enumerate(rows, start=2):
        full = LINEAGE | {"_row": number} | row
        names = ", ".join(f'"{name}"' for name in full)
        marks = ", ".join("?" * len(full))
        connection.execute(f"insert into staging.stg_{contract.name} ({names}) values ({marks})", list(full.values()))


def _run(home: Path, **staged: list[dict[str, Any]]) -> tuple[list[quality.ExpectationResult], list[dict[str, Any]]]:
    settings = Settings(home=home).prepare()
    release = home / "release"
    release.mkdir()
    with duckdb.connect(str(release / "warehouse.duckdb")) as connection:
        for name, rows in staged.items():
            _stage(connection, load(name), rows)
    results = quality.run_suites(settings, release)
    rows = pq.read_table(release / "inputs" / "expectation_findings.parquet").to_pylist()
    return results, [row for row in rows if row["row_kind"] == "finding"]


def test_an_ordinary_payment_raises_nothing(tmp_path: Path) -> None:
    rows = [{"person_token": f"t{i}", "name": "某", "amount_yuan": 625, "paid_on": "2020-11-01"} for i in range(12)]
    results, findings = _run(tmp_path, subsidy_payment=rows)
    assert findings == []
    assert all(result.success for result in results)


def test_a_negative_and_a_huge_payment_are_found_at_their_rows(tmp_path: Path) -> None:
    rows = [
        {"person_token": f"t{i}", "aid_item": "boarding_living", "amount_yuan": a} for i, a in enumerate((625, -5, 1e6))
    ]
    _, findings = _run(tmp_path, subsidy_payment=rows)
    assert {(f["rule_id"], f["field"], f["row_no"], f["observed"]) for f in findings} == {
        ("value_implausible", "amount", 3, "-5"),
        ("value_implausible", "amount", 4, "1000000"),
    }
    assert {f["entity_key"] for f in findings} == {"t1|boarding_living", "t2|boarding_living"}


def test_a_date_of_another_century_is_found(tmp_path: Path) -> None:
    _, findings = _run(tmp_path, subsidy_payment=[{"person_token": "t", "paid_on": "1920-09-01", "amount_yuan": 1}])
    assert [(f["field"], f["observed"], f["expected"]) for f in findings] == [
        ("paid_on", "1920-09-01", "1990-01-01 – 2035-12-31")
    ]


def test_a_quantity_of_zero_is_found(tmp_path: Path) -> None:
    _, findings = _run(tmp_path, equipment=[{"asset_no": "A1", "item_name": "电脑", "quantity": 0}])
    assert [(f["entity_kind"], f["entity_key"], f["field"]) for f in findings] == [("asset", "A1", "quantity")]


def test_a_delivery_without_amounts_is_implausible_as_a_whole(tmp_path: Path) -> None:
    rows = [{"person_token": f"t{i}", "name": "某"} for i in range(20)]
    _, findings = _run(tmp_path, subsidy_payment=rows)
    assert [(f["rule_id"], f["entity_kind"], f["entity_key"], f["field"]) for f in findings] == [
        ("delivery_implausible", "delivery", "subsidy_payment", "amount")
    ]
    assert findings[0]["row_no"] is None and findings[0]["file_name"] == LINEAGE["_file_name"]


def test_ids_that_were_set_aside_are_not_blank(tmp_path: Path) -> None:
    rows = [{"id_number_status": "set_aside", "name": "某", "gender": "male"} for _ in range(20)]
    _, findings = _run(tmp_path, school_roll=rows)
    assert findings == []


def test_the_same_trouble_on_two_rows_is_one_finding_with_two_pieces_of_evidence(tmp_path: Path) -> None:
    _run(tmp_path, equipment=[{"asset_no": "A1", "item_name": "电脑", "quantity": 0}] * 2)
    rows = pq.read_table(tmp_path / "release" / "inputs" / "expectation_findings.parquet").to_pylist()
    assert [row["row_kind"] for row in rows] == ["finding", "evidence", "evidence"]


def test_a_dataset_without_rows_passes_without_a_query(tmp_path: Path) -> None:
    results, findings = _run(tmp_path, teacher=[])
    assert findings == []
    assert {result.element_count for result in results} == {0}


def test_no_findings_is_a_typed_empty_file(tmp_path: Path) -> None:
    quality.write_no_findings(tmp_path)
    table = pq.read_table(tmp_path / "expectation_findings.parquet")
    assert table.num_rows == 0 and table.column_names[:2] == ["row_kind", "rule_id"]


@pytest.mark.parametrize("contract", [c for c in load_all().values() if c.natural_key], ids=lambda c: c.name)
def test_every_expectation_is_a_sentence_in_both_languages(contract: Contract) -> None:
    expectations = expectations_of(contract)
    assert 3 <= len(expectations) <= 7
    for expectation in expectations:
        assert contract.name_zh in expectation.title_zh and contract.name_en in expectation.title_en
