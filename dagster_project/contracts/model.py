"""One contract file as one object. Reading ODCS belongs here; judging data does not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaProperty,
)

from dagster_project.settings import EXPECTATIONS

LINEAGE = ("_county_code", "_period", "_delivery_id", "_file_name", "_file_sha256", "_sheet")


@dataclass(frozen=True)
class Field:
    """One column of a dataset, as counties know it and as we call it."""

    name: str
    name_zh: str
    description_zh: str
    description_en: str
    kind: str
    code_table: str | None
    unit: str | None
    required: bool
    classification: str
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Contract:
    """One dataset: its fields, the period it is for, its key, and what a plausible delivery is.

    ``title_words`` are whom or what a title may call it a list of: 教师, 学生, 贷款.
    """

    name: str
    name_zh: str
    name_en: str
    domain: str
    period_kind: str
    natural_key: tuple[str, ...]
    delivered_by: str
    version: str
    fields: tuple[Field, ...]
    suite: tuple[dict[str, Any], ...]
    title_words: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """The field called ``name``; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no field {name}")


def _custom(properties: list[CustomProperty] | None) -> dict[str, Any]:
    return {item.property: item.value for item in properties or [] if item.property}


def _field(entry: SchemaProperty) -> Field:
    custom = _custom(entry.customProperties)
    return Field(
        name=entry.name or "",
        name_zh=entry.businessName or "",
        description_zh=entry.description or "",
        description_en=custom.get("descriptionEn", ""),
        kind=custom["kind"],
        code_table=custom.get("codeTable"),
        unit=custom.get("unit"),
        required=bool(entry.required),
        classification=entry.classification or "internal",
        headers=tuple(custom.get("headers", ())),
    )


def _suite(entries: list[DataQuality] | None, column: str | None) -> list[dict[str, Any]]:
    suite = []
    for entry in entries or []:
        if entry.engine == "greatExpectations" and isinstance(entry.implementation, dict):
            suite.append({"column": column, "kwargs": {}, **entry.implementation})
    return suite


def _contract(document: OpenDataContractStandard) -> Contract:
    custom = _custom(document.customProperties)
    table = (document.schema_ or [])[0]
    properties = table.properties or []
    suite = _suite(table.quality, None)
    for entry in properties:
        suite.extend(_suite(entry.quality, entry.name))
    return Contract(
        name=document.name or "",
        name_zh=custom["nameZh"],
        name_en=custom["nameEn"],
        domain=document.domain or "",
        period_kind=custom["periodKind"],
        natural_key=tuple(custom.get("naturalKey", ())),
        delivered_by=custom.get("deliveredBy", "bureau"),
        version=document.version or "",
        fields=tuple(_field(entry) for entry in properties),
        suite=tuple(suite),
        title_words=tuple(custom.get("titleWords", ())),
    )


@cache
def load_all() -> dict[str, Contract]:
    """Every contract of ``expectations/``, by dataset name."""
    documents = (_document(path) for path in sorted(EXPECTATIONS.glob("*.yaml")))
    return {contract.name: contract for contract in map(_contract, documents)}


def _document(path: Path) -> OpenDataContractStandard:
    """The standard's own object; read by libyaml, ten times as fast as the package's loader, once in every process."""
    return OpenDataContractStandard(**yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def load(name: str) -> Contract:
    """The contract of one dataset; KeyError if nobody wrote it."""
    return load_all()[name]


def stored_columns(contract: Contract) -> list[str]:
    """The columns of the dataset's raw Parquet files, in order."""
    return [*(field.name for field in contract.fields), "_set_aside", "_cell_types", *LINEAGE, "_row"]
