"""What each column means, in both languages, and how small cells are suppressed.

What belongs here: finding a column's text (dbt's descriptions, else the contracts), the rules of suppression in words.
What does not: writing them into a file (``analysis``, ``published``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from dagster_project.contracts import Contract
from dagster_project.delivery.suppression import SMALLEST
from dagster_project.settings import DBT

Descriptions = Mapping[str, Mapping[str, str]]
Words = tuple[str, str]
STATUS: Words = (
    "published 为公布；counts_only 为只公布人数和人次，因同一合计中另有不公布的分组，由金额可以推算；"
    "total_only 为只公布合计，各分组不列出；suppressed 为不公布",
    "published; counts_only: amounts are left out because a suppressed group of the same total could be worked out "
    "from them; total_only: the total is published and its groups are not listed; suppressed: left out",
)
RULES: tuple[tuple[str, Words], ...] = (
    (
        "small",
        (
            f"人数或人次为 1 至 {SMALLEST - 1} 的分组不公布，其金额也不公布。合计本身不足 {SMALLEST} 的，"
            "合计和各分组都不公布。项目数不是人数，照常公布。",
            f"A group of 1 to {SMALLEST - 1} persons or person-times is left out, and its amounts with it. A total of "
            f"fewer than {SMALLEST} is left out with all its groups. Projects are not persons and are all published.",
        ),
    ),
    (
        "complement",
        (
            "不公布的分组可由合计减去其余分组推算时，再隐去次小的分组，使每个不公布的分组从公布的数字看，"
            f"可以是 1 至 {SMALLEST} 中的任何一个数。做不到的，只公布合计。",
            "Where a group left out would follow from the total, the next smallest is left out too, until each might, "
            f"for all that is published, be any number from 1 to {SMALLEST}. Where that cannot be, only the total is "
            "published.",
        ),
    ),
    (
        "together",
        (
            "同一批数据按不同口径分组的各表（如资助发放按项目、按学段、按困难类型）一并保护：同一个县、同一所属期，"
            f"只要任一口径的分组、或两种口径交叉的分组不足 {SMALLEST}，就只有一张表列出分组（依次取能列出的第一张，"
            "先按项目），其余各表只公布合计（total_only）。",
            "Tables that break down the same data (aid by programme, by stage and by hardship) are protected together: "
            f"where any group of any of them, or where two of them cross, is of fewer than {SMALLEST} in a county and "
            "period, one table only lists its groups (the first that can, by programme first) and the others publish "
            "the total alone (total_only).",
        ),
    ),
    (
        "amounts",
        (
            "资助标准是公开的，由剩余人数和剩余金额可以推算各分组。因此有分组不公布时，其余分组只公布人数和人次"
            "（counts_only），金额只公布合计。平均数不公布。",
            "Standards of aid are public, so that the rest of the persons and the rest of the money would give the "
            "groups. Where a group is left out the others therefore show counts only (counts_only), and amounts are "
            "published for the total alone. Averages are not published.",
        ),
    ),
    (
        "sums",
        (
            "不公布跨县合计和跨期合计，因此不能用它们减去各县、各期推算。同一人可在几个分组中，人数不可相加。",
            "No sums over counties or periods are published, so none can be subtracted from. One person may be in "
            "several groups: persons must not be added.",
        ),
    ),
)


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
