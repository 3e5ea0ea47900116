"""The analysts' marts as rows: pseudonymous tokens, nothing that points at a person.

What belongs here: leaving out personal columns, masking what findings quote. What does not: the files they are
written to (``analysis_files``), aggregates that may leave the bureau (``published``).
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from dagster_project.contracts import Contract, Field
from dagster_project.delivery import masking
from dagster_project.delivery.source import Row, Source
from dagster_project.warehouse import quoted, quoted_name

KEPT_AS_IS = ("_token", "_sha256", "_id", "_link")
LONG_NUMBER = r"\d{11,}[XxＸｘ]?|0\d{2,3}-\d{7,8}|\d\.\d{4,}[Ee]\+?\d+"
MASK = "***"


def personal_columns(contracts: Mapping[str, Contract]) -> set[str]:
    """Every column name that some contract calls personal, and the dates of birth read from ids."""
    names = {
        field.name for contract in contracts.values() for field in contract.fields if field.classification == "personal"
    }
    ids = {name.replace("id_number", "id_birth_on") for name in names if name.endswith("id_number")}
    return names | ids


def _expression(column: str, kind: str) -> str:
    name = quoted_name(column)
    if kind != "VARCHAR" or column.endswith(KEPT_AS_IS):
        return name
    pattern = masking.ID_SHAPE if column.endswith(("_no", "_code")) else f"{masking.ID_SHAPE}|{LONG_NUMBER}"
    return f"regexp_replace({name}, {quoted(pattern)}, '{MASK}', 'g') as {name}"


def clean_select(source: Source, table: str, personal: set[str]) -> str:
    """A table without personal columns; numbers of persons that stand in other texts are masked."""
    columns = source.connection.execute(f"describe select * from {source.ref(table)}").fetchall()
    kept = [_expression(name, kind) for name, kind, *_ in columns if name not in personal]
    return f"select {', '.join(kept)} from {source.ref(table)}"


def masked_findings(source: Source, contracts: Mapping[str, Contract], county: str) -> pa.Table:
    """A county's findings, what they quote masked."""
    names = source.columns("findings")
    rows = source.rows(f"select * from {source.ref('findings')} where county_code = ?", [county])
    return _arrow(source, "findings", names, [_masked_finding(row, contracts) for row in rows])


def _masked_finding(row: Row, contracts: Mapping[str, Contract]) -> Row:
    known = masking.field_of(contracts, row["dataset"], row["field"])
    observed = masking.mask_cell(row["observed"], known, is_of_a_field=row["field"] is not None)
    expected = masking.mask_expected(row["expected"], known)
    hidden = {} if row["observed"] is None else {row["observed"]: observed}
    messages = {name: masking.mask_said(row[name], known, hidden) for name in ("message_zh", "message_en")}
    swept = {name: masking.sweep(row[name]) for name in ("file_name", "sheet", "quote") if row.get(name) is not None}
    quoted_values = {"observed": observed, "expected": expected}
    shown = {name: None if row[name] is None else value for name, value in quoted_values.items()}
    return {**row, **messages, **swept, **shown, "entity_key": _entity_key(row)}


def _entity_key(row: Row) -> str | None:
    key = row["entity_key"]
    if key is None:
        return None
    if masking.is_token(key):
        return str(key)
    return masking.short_key(key, row["entity_kind"] or "")


def masked_evidence(source: Source, contracts: Mapping[str, Contract], county: str) -> pa.Table:
    """The cells that show a county's findings, masked."""
    rows = source.rows(
        f"select e.*, f.dataset as _dataset, f.field as _field from {source.ref('finding_evidence')} as e"
        f" left join (select distinct finding_id, dataset, field from {source.ref('findings')}) as f"
        f" on e.finding_id = f.finding_id where e.county_code = ?",
        [county],
    )
    columns = _fields_of_columns(source, contracts, county)
    for row in rows:
        if row["value"] is not None and row["role"] == "observed":
            known = masking.field_of(contracts, row["_dataset"], row["_field"])
            row["value"] = masking.mask_cell(row["value"], known, is_of_a_field=row["_field"] is not None)
        elif row["value"] is not None:
            letter = (row["cell"] or "").rstrip("0123456789")
            row["value"] = masking.mask_cell(row["value"], columns.get((row["file_sha256"], row["sheet"], letter)))
        row["file_name"], row["sheet"] = masking.sweep(row["file_name"]), masking.sweep(row["sheet"])
    return _arrow(source, "finding_evidence", source.columns("finding_evidence"), rows)


def _fields_of_columns(
    source: Source, contracts: Mapping[str, Contract], county: str
) -> dict[tuple[str | None, str | None, str | None], Field]:
    """Which field stands in a column of a sheet; the personal one where its tables differ."""
    fields: dict[tuple[str | None, str | None, str | None], Field] = {}
    if not source.has("column_map"):
        return fields
    rows = source.rows(
        f"select distinct d.file_sha256, d.sheet, m.column_letter, m.dataset, m.field"
        f" from {source.ref('deliveries')} as d inner join {source.ref('column_map')} as m"
        f" on d.delivery_id = m.delivery_id where m.field is not null and d.county_code = ? order by all",
        [county],
    )
    for row in rows:
        place = (row["file_sha256"], row["sheet"], row["column_letter"])
        known = masking.field_of(contracts, row["dataset"], row["field"])
        if known is not None and (place not in fields or known.classification == "personal"):
            fields[place] = known
    return fields


def _arrow(source: Source, table: str, names: list[str], rows: list[Row]) -> pa.Table:
    schema = source.connection.execute(f"select * from {source.ref(table)} limit 0").to_arrow_table().schema
    return pa.table(
        {name: pa.array([row[name] for row in rows], schema.field(name).type) for name in names}, schema=schema
    )
