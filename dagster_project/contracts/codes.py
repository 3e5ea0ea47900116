"""The code tables of ``seeds/codes.csv``: which words mean which code. Parsing cells is ``readers.values``."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache

from dagster_project.settings import SEEDS


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (SEEDS / "codes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def code_tables() -> dict[str, dict[str, str]]:
    """For each code table: every word that means a code, and that code."""
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows():
        words = [row["code"], row["label_zh"], *row["synonyms"].split(";")]
        for word in filter(None, (word.strip() for word in words)):
            tables[row["code_table"]].setdefault(word, row["code"])
    return dict(tables)


@cache
def code_labels(language: str = "zh") -> dict[str, dict[str, str]]:
    """For each code table: the label of every code in ``language`` (zh or en)."""
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows():
        tables[row["code_table"]][row["code"]] = row[f"label_{language}"]
    return dict(tables)
