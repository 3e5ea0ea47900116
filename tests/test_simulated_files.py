"""Every dataset's file, in every county's manner, is taken for what it is, with all its rows."""

from __future__ import annotations

from collections import Counter, defaultdict

import duckdb
import pytest

from dagster_project import demo, intake
from dagster_project.contracts import load_all
from dagster_project.demo.simulation import make_world
from dagster_project.demo.world import County
from dagster_project.settings import Settings

NOT_THERE = {"work_report"}
DELIVERED = """
select file_name, dataset, status, rows_seen, rows_loaded, rows_quarantined, rows_not_data, cells_set_aside
from deliveries where county_code like '99%' and status <> 'missing'
"""


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """Six small counties, each with its own manner, taken in."""
    settings = Settings.load(tmp_path_factory.mktemp("manners"))
    demo.simulate(settings, students=40, counties=12, faults=0)
    intake.take_in(settings)
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        return connection.execute(DELIVERED).to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def county() -> County:
    """A county without any fault."""
    return make_world(1, 1, 300, ("2020-spring", "2020-autumn"), 0)[0].counties[0]


def named(file_name: str) -> str | None:
    """The dataset whose name the file has; the longest, for one name may be part of another."""
    stem = file_name.rsplit("/", 1)[-1]
    found = [contract for contract in load_all().values() if contract.name_zh in stem]
    return max(found, key=lambda contract: len(contract.name_zh)).name if found else None


def test_every_file_is_recognised_as_itself_and_no_other(delivered: list[dict[str, object]]) -> None:
    tables = [row for row in delivered if not str(row["file_name"]).endswith("工作总结.txt")]
    wrong = [(row["file_name"], row["dataset"]) for row in tables if named(str(row["file_name"])) != row["dataset"]]
    assert wrong == []
    assert {row["dataset"] for row in tables} == set(load_all()) - NOT_THERE


def test_every_row_is_accounted_for_and_none_is_quarantined(delivered: list[dict[str, object]]) -> None:
    for row in delivered:
        assert row["rows_seen"] == row["rows_loaded"] + row["rows_quarantined"] + row["rows_not_data"]
        assert row["rows_quarantined"] == 0, row["file_name"]
    odd = {str(row["dataset"]) for row in delivered if row["cells_set_aside"]}
    assert odd <= {"teacher", "loan_contract"}


def test_every_code_of_a_simulated_row_is_in_its_table(county: County) -> None:
    from dagster_project.contracts import code_labels

    unknown = Counter()
    for (dataset, _), rows in county.tables.items():
        for field in load_all()[dataset].fields:
            if field.kind == "code":
                values = {row.get(field.name) for row in rows} - {None}
                unknown.update((dataset, field.name, value) for value in values - set(code_labels()[field.code_table]))
    assert unknown == {}


def test_every_field_of_a_dataset_is_filled_by_somebody_or_is_optional(county: County) -> None:
    missing = []
    for name, contract in load_all().items():
        rows = [row for (dataset, _), part in county.tables.items() if dataset == name for row in part]
        for field in contract.fields:
            if rows and field.required and not any(row.get(field.name) not in (None, "") for row in rows):
                missing.append((name, field.name))
        assert not {key for row in rows for key in row} - {field.name for field in contract.fields}, name
    assert missing == []


def test_children_of_school_age_are_on_the_roll_or_elsewhere(county: County) -> None:
    for term in county.calendar.terms:
        known = {row["id_number"] for row in county.tables["school_roll", term.period]}
        known |= {row["id_number"] for row in county.tables["external_enrolment", term.period]}
        children = county.tables["population_register", term.snapshot]
        of_age = [row for row in children if 6 <= term.school_year - row["birth_on"].year <= 14]
        absent = [row for row in of_age if row["id_number"] not in known and row["hukou_status"] == "normal"]
        assert len(of_age) > 100 and absent == []


def test_payments_books_and_bank_agree(county: County) -> None:
    sums: dict[str, Counter] = defaultdict(Counter)
    for (dataset, _), rows in county.tables.items():
        for row in rows:
            if dataset in ("subsidy_payment", "finance_ledger", "payment_signature") or row.get("result") == "success":
                sums[dataset][row["id_number"].replace(" ", "")] += row["amount"]
    assert sums["subsidy_payment"] == sums["finance_ledger"] == sums["bank_return"] == sums["payment_signature"]
    granted = sum(row["amount"] for row in county.tables["fund_receipt", "2020"])
    assert granted == sum(sums["subsidy_payment"].values())


def test_applications_notices_and_payments_come_in_their_order(county: County) -> None:
    for term in county.calendar.terms:
        paid = min(row["paid_on"] for row in county.tables["subsidy_payment", term.period])
        notices = county.tables["public_notice", term.period]
        first, last = (f(row[k] for row in notices) for f, k in ((min, "starts_on"), (max, "withdrawn_on")))
        approved = [
            row["approved_on"] for row in county.tables["aid_application", term.period] if row["result"] == "approved"
        ]
        assert max(approved) < first < last < paid


def test_nobody_dead_or_waived_or_well_off_is_in_the_other_lists(county: County) -> None:
    paid = {row["id_number"] for (name, _), rows in county.tables.items() if name == "subsidy_payment" for row in rows}
    parents = {
        row["head_id_number"]
        for (name, _), rows in county.tables.items()
        if name == "poverty_household"
        for row in rows
    }
    for dataset in ("death_register", "asset_lookup"):
        listed = {row["id_number"] for row in county.tables[dataset, "2020"]}
        assert listed and not listed & (paid | parents)
    charged = [row for (name, _), rows in county.tables.items() if name == "fee_receipt" for row in rows]
    assert charged and not {row["id_number"] for row in charged} & paid
