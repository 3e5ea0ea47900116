"""What each column means, in both languages: from dbt's descriptions, else from the contracts.

What belongs here: finding a column's text. What does not: writing it into a file (``analysis``, ``published``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from dagster_project.contracts import Contract
from dagster_project.settings import DBT

Descriptions = Mapping[str, Mapping[str, str]]


@cache
def descriptions_of_dbt(folder: Path = DBT) -> dict[str, dict[str, str]]:
    """For each model and seed: its columns' descriptions, its own under the empty name, read from the yml files."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted((folder / "models").rglob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for model in document.get("models") or []:
            own = texts.setdefault(model["name"], {"": model.get("description", "")})
            own.update({column["name"]: column.get("description", "") for column in model.get("columns") or []})
    return texts


def _contract_text(contracts: Mapping[str, Contract], column: str) -> str:
    name = re.sub(r"_(yuan|m2|pct)$", "", column.lstrip("_"))
    for contract in contracts.values():
        for field in contract.fields:
            if field.name == name:
                return f"{field.description_zh}。/ {field.description_en.rstrip('.')}."
    return ""


def column_text(descriptions: Descriptions, contracts: Mapping[str, Contract], table: str, column: str) -> str:
    """A column's description, never blank: its model's, else any model's, else a contract's, else its name."""
    own = descriptions.get(table, {}).get(column)
    if own:
        return own
    elsewhere = (columns[column] for columns in descriptions.values() if columns.get(column))
    return next(elsewhere, "") or _contract_text(contracts, column) or column.strip("_").replace("_", " ")


def table_text(descriptions: Descriptions, table: str) -> str:
    """A table's description, never blank."""
    return descriptions.get(table, {}).get("") or table.replace("_", " ")
