"""What the suites came to, and what stays true of it when only some counties are evaluated again.

Belongs here: the result of an expectation as a row, and the counts of a base release without some counties.
Does not belong here: evaluating anything (``suites``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dagster_project.carry_over import CarryOver
from dagster_project.contracts import load_all
from dagster_project.quality.expectations import ROWS, Expectation, expectations_of
from dagster_project.quality.profile import profile_sql
from dagster_project.settings import Settings
from dagster_project.warehouse import DATABASE, connect

FINDINGS, RESULTS = "expectation_findings.parquet", "expectation_results.parquet"
Name = tuple[str, str, str, str]


@dataclass(frozen=True)
class ExpectationResult:
    """What one expectation came to over all of a dataset's rows or deliveries."""

    dataset: str
    level: str
    field: str
    type: str
    title_zh: str
    title_en: str
    success: bool
    element_count: int
    unexpected_count: int

    @property
    def label(self) -> str:
        """The expectation as one line in both languages."""
        return f"{self.title_zh} / {self.title_en}"

    @property
    def name(self) -> Name:
        """What tells an expectation from the others."""
        return self.dataset, self.level, self.field, self.title_en


def write_results(path: Path, results: Sequence[ExpectationResult]) -> None:
    """One row per expectation."""
    names = ("dataset", "level", "field", "type", "title_zh", "title_en")
    schema = pa.schema(
        [*((name, pa.string()) for name in names), ("success", pa.bool_()), ("element_count", pa.int64()),
         ("unexpected_count", pa.int64())]
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    pq.write_table(pa.Table.from_pylist([asdict(result) for result in results], schema=schema), path)


def carried_findings(carried: CarryOver | None) -> pa.Table | None:
    """The base release's findings but for those of the counties and datasets that are evaluated again."""
    if carried is None:
        return None
    rows = pq.read_table(carried.base / "inputs" / FINDINGS)
    again = [
        pc.is_in(rows.column(column), pa.array(sorted(values), pa.string()))
        for column, values in (("county_code", carried.counties), ("dataset", carried.datasets))
    ]
    return rows.filter(pc.invert(pc.and_(*again)))


def carried_results(
    settings: Settings, carried: CarryOver, results: Sequence[ExpectationResult]
) -> list[ExpectationResult]:
    """``results`` of some counties and datasets made those of all: the base release's, less what these had in it."""
    gone, new = _counts(settings, carried), {result.name: result for result in results}
    before = (ExpectationResult(**row) for row in pq.read_table(carried.base / "inputs" / RESULTS).to_pylist())
    return [_added(new[result.name], result, gone[result.name]) if result.name in new else result for result in before]


def _added(new: ExpectationResult, before: ExpectationResult, gone: tuple[int, int]) -> ExpectationResult:
    elements = before.element_count - gone[0] + new.element_count
    unexpected = before.unexpected_count - gone[1] + new.unexpected_count
    return replace(new, element_count=elements, unexpected_count=unexpected, success=unexpected == 0)


def _counts(settings: Settings, carried: CarryOver) -> Mapping[Name, tuple[int, int]]:
    """For each expectation, the elements and the unexpected ones the counties had in the base release."""
    counts: dict[Name, tuple[int, int]] = {}
    with connect(settings, carried.base / DATABASE, read_only=True) as connection:
        for contract in load_all().values():
            if not contract.suite or contract.name not in carried.datasets:
                continue
            rows = f"(select * from warehouse.staging.stg_{contract.name} where _county_code in {carried.listed})"
            profile = f"({profile_sql(contract, rows)})"
            for item in expectations_of(contract):
                name = (item.dataset, item.level, item.field, item.title_en)
                counts[name] = _count(connection, rows if item.level == ROWS else profile, item)
    return counts


def _count(connection: duckdb.DuckDBPyConnection, table: str, expectation: Expectation) -> tuple[int, int]:
    query = f"select count(*), count(*) filter (where {expectation.broken}) from {table}"
    row = connection.execute(query).fetchone()
    return (row[0], row[1]) if row else (0, 0)
