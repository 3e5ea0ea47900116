"""Whom or what a finding is about: looked up in the county's own staged rows by the cell's file, sheet and row.

What belongs here: name, id and school behind a finding, of that county only. What does not: masking them
(``masking``) or writing them (``returned``): what leaves this module is personal data in clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dagster_project.contracts import Contract
from dagster_project.delivery.source import Source
from dagster_project.warehouse import quoted, quoted_name

SUBJECT = "finding_subject"
NAME_FIELDS = ("name", "head_name", "project_name", "item_name", "school_name")
NUMBER_FIELDS = ("id_number", "head_id_number", "project_no", "asset_no", "letter_no", "school_code", "household_no")
SCHOOL_FIELDS = ("school_name", "to_school_name", "from_school_name", "host_school_name", "college_name")


@dataclass(frozen=True)
class SubjectFields:
    """Which staged columns of a dataset say who, which number, and which school."""

    name: str | None
    number: str | None
    school: str | None


def subject_fields(contract: Contract) -> SubjectFields:
    """The fields of a contract that a person recognises a row by."""
    names = [field.name for field in contract.fields]

    def first(candidates: tuple[str, ...]) -> str | None:
        return next((name for name in candidates if name in names), None)

    return SubjectFields(first(NAME_FIELDS), first(NUMBER_FIELDS), first(SCHOOL_FIELDS))


def _column(column: str | None, columns: list[str]) -> str:
    return f"cast(s.{quoted_name(column)} as varchar)" if column in columns and column else "cast(null as varchar)"


def make_subjects(source: Source, contracts: Mapping[str, Contract]) -> None:
    """Make the temporary table ``finding_subject``: finding, county, name, number and school of its subject."""
    parts = []
    for dataset, contract in contracts.items():
        table = f"stg_{dataset}"
        columns = source.columns(table)
        if not columns:
            continue
        fields = subject_fields(contract)
        parts.append(
            f"""
            select f.finding_id, f.county_code, {_column(fields.name, columns)} as subject_name,
                   {_column(fields.number, columns)} as subject_number, {_column(fields.school, columns)} as school_name
            from {source.ref("findings")} as f inner join {source.ref(table)} as s
              on f.county_code = s._county_code and f.file_sha256 = s._file_sha256
             and coalesce(f.sheet, '') = coalesce(s._sheet, '') and f."row" = s._row
            where f.dataset = {quoted(dataset)}
            """
        )
    names = ("finding_id", "county_code", "subject_name", "subject_number", "school_name")
    empty = "select " + ", ".join(f"'' as {name}" for name in names) + " limit 0"
    source.connection.execute(
        f"create or replace temp table {SUBJECT} as select finding_id, county_code, min(subject_name) as subject_name,"
        f" min(subject_number) as subject_number, min(school_name) as school_name"
        f" from ({' union all '.join([*parts, f'({empty})'])}) group by all"
    )
