"""The dbt files that follow from something else: sources, staging and cells from contracts, the union from the rules.

Run ``python -m dagster_project.contracts.dbt_files`` after changing a contract; a build refreshes the union of
rules by itself, before dbt parses, because a model that loops over dbt's graph cannot infer its dependencies.
What does not belong here: any SQL a person writes.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import yaml

from dagster_project.contracts.model import Contract, Field, load_all
from dagster_project.settings import DBT

HEADER = "# Written by dagster_project.contracts.dbt_files; change the contract, not this file.\n"
UNION_HEADER = """-- Written by dagster_project.contracts.dbt_files; every rule has the columns that macros/rule_rows.sql gives it.
-- noqa: disable=AM04
"""
CELLS_HEADER = """{{ config(schema='quality') }}

-- Written by dagster_project.contracts.dbt_files; a cell that was set aside is blank in raw.
"""
INDENTED: dict[str, Any] = {"initial_indent": "    ", "subsequent_indent": "    "}
LINEAGE_TEXTS = {
    "_set_aside": ("被搁置单元格的字段名", "Fields whose cell was set aside, comma-wrapped"),
    "_county_code": ("报送县代码", "Code of the county that delivered the row"),
    "_period": ("所属期", "Period of the delivery"),
    "_delivery_id": ("报送批次", "Delivery the row came with"),
    "_file_name": ("文件名", "File, relative to the inbox"),
    "_file_sha256": ("文件指纹", "SHA-256 of the file"),
    "_sheet": ("工作表", "Sheet"),
    "_row": ("行号", "Row number as a person sees it"),
}
INPUTS = {
    "deliveries": "every table found in every file, with its outcome",
    "step_outcomes": "what every step did to every file",
    "column_map": "which column of a delivery is which field",
    "set_aside_cells": "cells that were set aside, with the reason",
    "set_aside_rows": "rows that were set aside or are no data, with the reason",
    "decided_cells": "numbers that lost digits and were decided about by a person",
    "observations": "what the intake saw that a person must judge, and what it looked at in vain",
    "value_map": "what each distinct text means",
    "id_map": "what each distinct identity number of a county is",
    "name_map": "what each distinct name of a county is",
    "counties": "counties of this warehouse",
    "periods": "periods of this warehouse",
    "period_terms": "terms each period touches",
    "datasets": "datasets and the kind of period each is for",
    "delivery_calendar": "what each county owes by when",
    "expectation_findings": "what the Great Expectations suites found",
    "narrative_findings": "what the figures in work reports do not bear out",
}
INPUTS_BY_COUNTY = ("id_map", "name_map")
BY_COUNTY = "hive_partitioning = true, hive_types_autocast = false, union_by_name = true"
UNIT_SUFFIX = {"m2": "m2", "percent": "pct"}


def tabular(contracts: dict[str, Contract]) -> list[Contract]:
    """The contracts whose deliveries are tables of rows; work reports are not."""
    return [contract for contract in contracts.values() if contract.natural_key]


def sources_yml(contracts: dict[str, Contract]) -> str:
    """dbt's view of raw/ and inputs/: Parquet files, found through the two folders a build names."""
    raw = (
        f"read_parquet('{{{{ env_var(\"COUNTY_WAREHOUSE_HOME\") }}}}/raw/%s/county=*/period=*/*.parquet', {BY_COUNTY})"
    )
    inputs = "{{ env_var('COUNTY_WAREHOUSE_RELEASE') }}/inputs/{name}.parquet"
    folders = (
        f"read_parquet('{{{{ env_var(\"COUNTY_WAREHOUSE_RELEASE\") }}}}/inputs/%s/county=*/*.parquet', {BY_COUNTY})"
    )
    document = {
        "version": 2,
        "sources": [
            {
                "name": "raw",
                "description": "One row per loaded row of a delivery. 每行对应一条入库记录。",
                "tables": [
                    {
                        "name": contract.name,
                        "description": f"{contract.name_zh}。/ {contract.name_en}.",
                        "meta": {"external_location": raw % contract.name},
                    }
                    for contract in tabular(contracts)
                ],
            },
            {
                "name": "inputs",
                "description": "The build's view of the ledger. 本次构建所见的台账。",
                "meta": {"external_location": inputs},
                "tables": [
                    {"name": name, "description": text.capitalize() + "."}
                    | ({"meta": {"external_location": folders % name}} if name in INPUTS_BY_COUNTY else {})
                    for name, text in INPUTS.items()
                ],
            },
        ],
    }
    return HEADER + _dump(document)


def staging_sql(contract: Contract) -> str:
    """The staging model of one dataset."""
    lines = [f"    {_entry(field)}" for field in contract.fields]
    body = ",\n".join(lines)
    return f"{{{{ config(meta={{'scope': 'partition'}}) }}}}\n\n{{{{ staged('{contract.name}', [\n{body}\n]) }}}}\n"


def _entry(field: Field) -> str:
    kind = f"code:{field.code_table}" if field.kind == "code" else field.kind
    parts = [field.name, kind]
    if field.unit in UNIT_SUFFIX:
        parts.append(UNIT_SUFFIX[field.unit])
    return "[" + ", ".join(f"'{part}'" for part in parts) + "]"


def staging_columns(field: Field) -> list[tuple[str, str, str, str]]:
    """The staged columns of a field: name, Chinese text, English text, classification."""
    zh, en, level = field.description_zh, field.description_en.rstrip("."), field.classification
    if field.kind == "person":
        prefix = field.name.replace("id_number", "")
        return [
            (field.name, zh, en, level),
            (f"{field.name}_status", f"{zh}的校验结论", f"{en}: verdict of the check", "internal"),
            (f"{prefix}person_token", f"{zh}对应的人员代号", f"{en}: token of the person", "internal"),
            (f"{prefix}id_birth_on", f"{zh}中的出生日期", f"{en}: date of birth in it", "personal"),
            (f"{prefix}id_gender", f"{zh}中的性别", f"{en}: sex in it", "internal"),
            (f"{prefix}id_region", f"{zh}中的地区代码", f"{en}: region in it", "internal"),
        ]
    if field.kind == "name":
        prefix = field.name[:-4]
        return [
            (field.name, zh, en, level),
            (f"{field.name}_status", f"{zh}的校验结论", f"{en}: verdict of the check", "internal"),
            (f"{prefix}name_token", f"{zh}的代号", f"{en}: token", "internal"),
        ]
    if field.kind in ("cert", "phone", "card"):
        status = (f"{field.name}_status", f"{zh}的校验结论", f"{en}: verdict of the check", "internal")
        return [(field.name, zh, en, level), status]
    suffix = "yuan" if field.kind == "money" else UNIT_SUFFIX.get(field.unit or "")
    unit_zh = "（元）" if field.kind == "money" else ""
    return [(f"{field.name}_{suffix}" if suffix else field.name, zh + unit_zh, en, level)]


def staging_yml(contract: Contract) -> str:
    """Descriptions of the staging model's columns, in both languages."""
    columns = [
        {"name": name, "description": f"{zh}。/ {en}.", "meta": {"classification": level}}
        for field in contract.fields
        for name, zh, en, level in staging_columns(field)
    ]
    columns += [{"name": name, "description": f"{zh}。/ {en}."} for name, (zh, en) in LINEAGE_TEXTS.items()]
    text = f"One row per loaded row of {contract.name}. {contract.name_zh}：每行对应一条入库记录。"
    counted = {"every_row_delivered": {"arguments": {"dataset": contract.name}}}
    model = {"name": f"stg_{contract.name}", "description": text, "data_tests": [counted], "columns": columns}
    return HEADER + _dump({"version": 2, "models": [model]})


def union_sql(dbt: Path) -> str:
    """One model that unites the rows of every rule in ``models/quality/<domain>/``."""
    rules = sorted(path.stem for path in (dbt / "models" / "quality").glob("*/*.sql"))
    selects = [f"select * from {{{{ ref('{rule}') }}}}" for rule in rules]
    return UNION_HEADER + "\nunion all\n".join(selects) + "\n"


def cells_sql(contracts: dict[str, Contract]) -> str:
    """One model with the text of every cell that a finding or its evidence points at, whatever dataset it is in."""
    return CELLS_HEADER + "\nunion all\n".join(_cells_of(contract) for contract in tabular(contracts)) + "\n"


def _cells_of(contract: Contract) -> str:
    fields = textwrap.fill(", ".join(f"'{field.name}'" for field in contract.fields), 116, **INDENTED)
    return f"{{{{ cell_text_of('{contract.name}', [\n{fields}\n]) }}}}"


def refresh_union(dbt: Path = DBT) -> None:
    """Write the union of the rules if the folder of rules has changed."""
    _write(dbt / "models" / "quality" / "rule_rows.sql", union_sql(dbt))


def files(contracts: dict[str, Contract], dbt: Path = DBT) -> dict[Path, str]:
    """Every generated file and its text."""
    staging = dbt / "models" / "staging"
    texts = {staging / "_sources.yml": sources_yml(contracts)}
    for contract in tabular(contracts):
        texts[staging / f"stg_{contract.name}.sql"] = staging_sql(contract)
        texts[staging / f"stg_{contract.name}.yml"] = staging_yml(contract)
    texts[dbt / "models" / "quality" / "rule_rows.sql"] = union_sql(dbt)
    texts[dbt / "models" / "findings" / "cell_text.sql"] = cells_sql(contracts)
    return texts


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _dump(document: object) -> str:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def main() -> None:
    """Write all generated files."""
    for path, text in files(load_all()).items():
        _write(path, text)


if __name__ == "__main__":
    main()
