"""What every mart promises its readers, read from the yml files: grain, both languages, scope, contract.

Here: the promises themselves. Not here: what the SQL computes (unit tests beside the models) and the rules.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.settings import DBT, SEEDS

MARTS = DBT / "models" / "marts"
INTERMEDIATE = DBT / "models" / "intermediate"
CLASSES = {"public", "internal", "sensitive", "personal"}
LINEAGE = {"_delivery_id", "_file_name", "_file_sha256", "_sheet", "_row"}
NAMED_IN_DESIGN = [
    "dim_county",
    "dim_period",
    "dim_school",
    "dim_person",
    "dim_household",
    "dim_teacher",
    "dim_policy_standard",
    "fct_subsidy_payment",
    "fct_subsidy_entitlement",
    "fct_loan_contract",
    "fct_teacher_allowance",
    "fct_teacher_training",
    "fct_infrastructure_project",
    "fct_project_payment",
    "fct_equipment",
    "fct_enrolment",
    "county_subsidy",
    "county_loan",
    "county_teacher_support",
    "county_infrastructure",
    "county_scorecard",
]
PERSONAL = re.compile(
    r"(^|_)(id_number|name_token|xueji_no|household_no|card_no|phone|address|birth_on)$|^(head_|payee_)?name$"
)
CHINESE = re.compile("[\u4e00-\u9fff]")


def models_in(folder: Path) -> dict[str, dict[str, Any]]:
    """Every model described in the yml files of a folder, by name."""
    found = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yml"))]
    return {model["name"]: model for document in found for model in document.get("models", [])}


MODELS = models_in(MARTS)
each_mart = pytest.mark.parametrize("model", list(MODELS.values()), ids=list(MODELS))


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed file."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_mart_named_in_the_design_exists() -> None:
    assert set(NAMED_IN_DESIGN) <= set(MODELS)
    assert {path.stem for path in MARTS.glob("*.sql")} == set(MODELS)


@each_mart
def test_a_mart_says_its_grain_in_both_languages(model: dict[str, Any]) -> None:
    assert model["description"].startswith("One row per ")
    assert CHINESE.search(model["description"])


@each_mart
def test_a_mart_declares_scope_and_enforces_its_contract(model: dict[str, Any]) -> None:
    config = model["config"]
    assert config["contract"]["enforced"] is True
    assert config["meta"]["scope"] in {"partition", "person", "region", "reference"}


@each_mart
def test_every_column_of_a_mart_is_typed_described_and_classified(model: dict[str, Any]) -> None:
    for column in model["columns"]:
        chinese, _, english = column["description"].partition("。/ ")
        assert CHINESE.search(chinese) and re.search("[A-Za-z]", english), column["name"]
        assert column["data_type"], column["name"]
        assert column["meta"]["classification"] in CLASSES, column["name"]


@each_mart
def test_a_mart_holds_tokens_and_no_personal_data(model: dict[str, Any]) -> None:
    columns = model["columns"]
    assert [column["name"] for column in columns if PERSONAL.search(column["name"])] == []
    assert [column["name"] for column in columns if column["meta"]["classification"] == "personal"] == []


@each_mart
def test_money_is_exact(model: dict[str, Any]) -> None:
    money = [column for column in model["columns"] if column["name"].endswith("_yuan")]
    assert {column["data_type"] for column in money} <= {"decimal(18,4)", "decimal(38,4)"}


@each_mart
def test_a_mart_tests_its_key(model: dict[str, Any]) -> None:
    tests = list(model.get("data_tests", []))
    for column in model["columns"]:
        tests += column.get("data_tests", [])
    names = {test if isinstance(test, str) else next(iter(test)) for test in tests}
    assert {"unique_key", "as_many_rows_as"} & names
    assert {"unique_key", "filled"} & names


@pytest.mark.parametrize("name", [name for name in NAMED_IN_DESIGN if name.startswith("fct_")])
def test_a_fact_leads_back_to_its_cell(name: str) -> None:
    columns = {column["name"] for column in MODELS[name]["columns"]}
    assert columns >= LINEAGE


def test_intermediate_models_say_their_grain() -> None:
    models = models_in(INTERMEDIATE)
    assert {path.stem for path in INTERMEDIATE.glob("*.sql")} == set(models)
    assert [name for name, model in models.items() if "One row per " not in model["description"][:12]] == []


def test_a_word_means_one_code_in_its_table() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for row in seed("codes"):
        for word in {row["label_zh"], *row["synonyms"].split(";")}:
            meanings.setdefault((row["code_table"], word), set()).add(row["code"])
    assert {key: codes for key, codes in meanings.items() if len(codes) > 1} == {}


def test_terms_follow_each_other_without_a_gap() -> None:
    terms = sorted((row["starts_on"], row["ends_on"]) for row in seed("periods") if row["kind"] == "term")
    assert all(end < start for (_, end), (start, _) in pairwise(terms))
    assert {start[5:] for start, _ in terms} == {"03-01", "09-01"}


def test_a_standard_of_unknown_start_says_so() -> None:
    assert {(row["effective_from"] == "", row["start_known"]) for row in seed("policy_standards")} == {
        (True, "false"),
        (False, "true"),
    }


def test_amounts_of_a_standard_lie_within_its_bounds() -> None:
    for row in seed("policy_standards"):
        bounds = [Decimal(row[name]) for name in ("min_yuan", "amount_yuan", "max_yuan") if row[name]]
        assert bounds == sorted(bounds), row["standard_id"]
