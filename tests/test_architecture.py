"""House rules: where things are, what they are called, and that nobody breaks the order of the rooms."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dagster_project import contracts
from dagster_project.contracts import dbt_files
from dagster_project.settings import DBT, EXPECTATIONS, PROJECT_ROOT, SEEDS

PACKAGE = PROJECT_ROOT / "dagster_project"
MODULES = sorted(PACKAGE.rglob("*.py"))
TABULAR = dbt_files.tabular(contracts.load_all())
SAYS_NOTHING = re.compile(r"^(utils?|helpers?|misc|common|managers?)$")
IN_PYTHON = ("expectation", "narrative")
KINDS = {
    *("text", "person", "cert", "name", "card", "phone", "code", "integer", "decimal", "money"),
    *("date", "month", "term", "school_year", "boolean"),
}


def rules() -> list[dict[str, str]]:
    with (SEEDS / "rules.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def model_documents() -> list[tuple[Path, dict]]:
    found = []
    for path in sorted((DBT / "models").rglob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            found.append((path, model))
    return found


def test_rooms_are_imported_in_one_direction() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([command], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_every_module_says_what_belongs_there() -> None:
    silent = [path.name for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in MODULES if SAYS_NOTHING.match(path.stem)] == []


def test_modules_stay_small_enough_to_hold_in_the_head() -> None:
    long = {path.name: n for path in MODULES if (n := len(path.read_text(encoding="utf-8").splitlines())) > 400}
    assert long == {}


def test_only_settings_reads_the_environment() -> None:
    readers = [path.name for path in MODULES if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))]
    assert readers == ["settings.py"]


@pytest.mark.parametrize("contract", contracts.load_all().values(), ids=lambda c: c.name)
def test_contract_is_complete(contract: contracts.Contract) -> None:
    assert contract.name_zh and contract.name_en and contract.domain
    for field in contract.fields:
        assert field.kind in KINDS
        assert field.name_zh and field.description_zh and field.description_en, field.name
        assert field.classification in ("public", "internal", "sensitive", "personal")
        assert field.kind != "code" or field.code_table in contracts.code_tables(), field.name
    assert set(contract.natural_key) <= {field.name for field in contract.fields}


@pytest.mark.parametrize("contract", TABULAR, ids=lambda c: c.name)
def test_contract_file_model_and_headers_share_one_name(contract: contracts.Contract) -> None:
    assert (EXPECTATIONS / f"{contract.name}.yaml").exists()
    assert (DBT / "models" / "staging" / f"stg_{contract.name}.sql").exists()
    headers = [header for field in contract.fields for header in field.headers]
    assert len(headers) == len(set(headers)), "one header names two fields"


def test_generated_dbt_files_agree_with_contracts_and_rules() -> None:
    stale = [path.name for path, text in dbt_files.files(contracts.load_all()).items() if path.read_text() != text]
    assert stale == [], "run python -m dagster_project.contracts.dbt_files"


def test_every_rule_has_its_sql_its_tests_and_its_words() -> None:
    files = {path.stem for path in (DBT / "models" / "quality").glob("*/*.sql")}
    described = {row["rule_id"] for row in rules() if row["domain"] not in IN_PYTHON}
    assert files == described
    assert len(files) >= 45
    for row in rules():
        assert all(row[column] for column in row if not column.startswith("effective_")), row["rule_id"]


def test_every_rule_is_tested_on_a_violation_and_a_look_alike() -> None:
    for path in sorted((DBT / "models" / "quality").glob("*/*.sql")):
        tests = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8")).get("unit_tests", [])
        rows = [row for test in tests for row in test["expect"]["rows"]]
        assert any(row.get("row_kind") == "finding" for row in rows), f"{path.stem}: no violation"
        given = sum(
            max((len(i["rows"]) for i in test["given"] if isinstance(i["rows"], list)), default=2) for test in tests
        )
        checked = sum(int(row.get("rows_checked") or 0) for row in rows)
        failed = sum(int(row.get("rows_failed") or 0) for row in rows)
        assert max(given, checked) > failed, f"{path.stem}: nothing that must stay silent"


def test_every_model_says_its_grain_its_scope_and_every_column_in_both_languages() -> None:
    for path, model in model_documents():
        assert model["description"].startswith("One row per"), path.name
        for column in model.get("columns", []):
            assert re.search(r"[一-鿿].*/ .*[A-Za-z]", column["description"]), f"{model['name']}.{column['name']}"


def test_every_model_declares_its_scope() -> None:
    for path in sorted((DBT / "models").rglob("*.sql")):
        if path.parent.parent.name == "quality":
            continue
        text = path.read_text(encoding="utf-8") + _yml(path)
        assert re.search(r"scope['\"]?: ['\"]?(partition|person|region|reference)", text), path.name


def _yml(path: Path) -> str:
    yml = path.with_suffix(".yml")
    return yml.read_text(encoding="utf-8") if yml.exists() else ""


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_names_only_commands_that_exist(readme: str) -> None:
    from dagster_project.cli import main

    text = (PROJECT_ROOT / readme).read_text(encoding="utf-8")
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    for command, options in re.findall(r"county-warehouse ([a-z-]+)((?: --[a-z-]+)*)", text):
        assert command in main.commands, command
        known = {option for parameter in main.commands[command].params for option in parameter.opts}
        assert set(options.split()) <= known, (command, options)
    for target in re.findall(r"`make ([a-z-]+)`", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_help_speaks_both_languages() -> None:
    from dagster_project.cli import main

    for name, command in main.commands.items():
        assert re.search(r"[一-鿿].*/ ", command.help or ""), name
        assert all(re.search(r"[一-鿿]", option.help) for option in command.params if getattr(option, "help", None)), (
            name
        )
