"""Is a delivery plausible as a whole? The contracts' Great Expectations suites, once per dataset and build.

Belongs here: running the suites on DuckDB and turning what fails into findings.
Does not belong here: the expectations themselves (``expectations/*.yaml``), verdicts on single rows that need
other tables (``dbt/models/quality``).

GX counts; the rows are fetched by a query of our own, because GX cuts its list and prints cells. Data Docs are
never made: they load scripts from a CDN and write cells unescaped.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.carry_over import CarryOver
from dagster_project.contracts import Contract, load_all
from dagster_project.quality.duckdb_dialect import served
from dagster_project.quality.expectations import DELIVERIES, ROWS, Expectation, expectations_of
from dagster_project.quality.finding import Finding, write_findings
from dagster_project.quality.profile import profile_sql, typed_column
from dagster_project.quality.results import (
    FINDINGS,
    RESULTS,
    ExpectationResult,
    carried_findings,
    carried_results,
    write_results,
)
from dagster_project.readers.values.numbers import plain_digits
from dagster_project.settings import Settings
from dagster_project.warehouse import DATABASE, connect, quoted_name

RULE = {ROWS: "value_implausible", DELIVERIES: "delivery_implausible"}
ENTITY_KIND = {
    "equipment": "asset",
    "infrastructure_project": "project",
    "loan_contract": "contract",
    "poverty_household": "household",
    "project_payment": "voucher",
    "remote_letter": "letter",
    "school": "school",
    "subsidy_summary": "category",
    "canteen_inspection": "school",
    "loan_repayment": "contract",
    "meal_day": "school",
    "meal_expense": "voucher",
    "meal_month": "school",
    "rectification_item": "problem",
    "school_building": "building",
    "school_pairing": "school",
}
RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}


class SuiteError(Exception):
    """An expectation could not be evaluated: our fault, never a county's."""


def run_suites(settings: Settings, release: Path, carried: CarryOver | None = None) -> list[ExpectationResult]:
    """Evaluate every contract's suite on the release's staging tables.

    Writes ``inputs/expectation_findings.parquet`` (columns of a rule's table) and
    ``inputs/expectation_results.parquet`` (one row per expectation). With ``carried`` only the rows of its counties
    and datasets are evaluated; of the others the base release's findings and counts stay. Raises SuiteError.
    """
    results: list[ExpectationResult] = []
    findings: list[Finding] = []
    with connect(settings, release / DATABASE, read_only=True) as connection, served(connection) as address:
        source = _datasource(address)
        for contract in load_all().values():
            if carried is not None and contract.name not in carried.datasets:
                continue
            tables = _tables(connection, contract, carried)
            for level, table in tables.items():
                wanted = [item for item in expectations_of(contract) if item.level == level]
                for expectation, result in _evaluated(source, connection, table, wanted):
                    results.append(result)
                    if not result.success:
                        findings.extend(_findings(connection, contract, table, expectation, result))
    if carried is not None:
        results = carried_results(settings, carried, results)
    write_findings(release / "inputs" / FINDINGS, findings, carried_findings(carried))
    write_results(release / "inputs" / RESULTS, results)
    return results


def write_no_findings(inputs: Path) -> None:
    """Empty, typed files, so that a build can read them before the suites have run."""
    write_findings(inputs / FINDINGS, [])
    write_results(inputs / RESULTS, [])


def _datasource(address: str) -> Any:
    """GX is slow to import and this is its only user, so it is imported here."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(
        store_backend_defaults=stores, analytics_enabled=False, progress_bars=ProgressBarsConfig(globally=False)
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    return context.data_sources.add_sql("warehouse", connection_string=address)


def _tables(connection: duckdb.DuckDBPyConnection, contract: Contract, carried: CarryOver | None) -> dict[str, str]:
    """The two tables of a dataset that has rows, as views of the in-memory database; none for an empty one."""
    staged = f"stg_{contract.name}"
    known = connection.execute(
        "select count(*) from duckdb_tables() where schema_name = 'staging' and table_name = ?", [staged]
    ).fetchone()
    if not contract.suite or not known or not known[0]:
        return {}
    rows, deliveries = f"rows_{contract.name}", f"profile_{contract.name}"
    kept = "" if carried is None else f" where _county_code in {carried.listed}"
    connection.execute(f"create view memory.main.{rows} as select * from warehouse.staging.{staged}{kept}")
    connection.execute(f"create table memory.main.{deliveries} as {profile_sql(contract, f'memory.main.{rows}')}")
    return {ROWS: rows, DELIVERIES: deliveries}


def _evaluated(
    source: Any, connection: duckdb.DuckDBPyConnection, table: str, wanted: list[Expectation]
) -> Iterator[tuple[Expectation, ExpectationResult]]:
    counted = connection.execute(f"select count(*) from memory.main.{table}").fetchone()
    if not wanted or not counted or not counted[0]:
        yield from ((expectation, _result(expectation, True, 0, 0)) for expectation in wanted)
        return
    import great_expectations as gx
    import great_expectations.expectations as gxe

    batch = source.add_table_asset(table, table_name=table).add_batch_definition_whole_table(table).get_batch()
    suite = gx.ExpectationSuite(name=table)
    for number, item in enumerate(wanted):
        kind = getattr(gxe, "".join(part.capitalize() for part in item.type.split("_")))
        suite.add_expectation(kind(column=item.column, meta={"number": number}, **item.kwargs))
    outcome = batch.validate(suite, result_format=RESULT_FORMAT)
    verdicts = {verdict.expectation_config.meta["number"]: verdict for verdict in outcome.results}
    for number, expectation in enumerate(wanted):
        verdict = verdicts[number]
        if verdict.exception_info and _raised(verdict.exception_info):
            raise SuiteError(f"{expectation.title_en}: {_raised(verdict.exception_info)}")
        figures = verdict.result
        yield (
            expectation,
            _result(
                expectation, bool(verdict.success), figures.get("element_count", 0), figures.get("unexpected_count", 0)
            ),
        )


def _raised(info: dict[str, Any]) -> str | None:
    if info.get("raised_exception"):
        return str(info.get("exception_message"))
    nested = [entry for entry in info.values() if isinstance(entry, dict) and entry.get("raised_exception")]
    return str(nested[0].get("exception_message")) if nested else None


def _result(expectation: Expectation, success: bool, elements: int, unexpected: int) -> ExpectationResult:
    return ExpectationResult(
        expectation.dataset,
        expectation.level,
        expectation.field,
        expectation.type,
        expectation.title_zh,
        expectation.title_en,
        success,
        elements,
        unexpected,
    )


def _findings(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    table: str,
    expectation: Expectation,
    result: ExpectationResult,
) -> Iterator[Finding]:
    by_row = expectation.level == ROWS
    entity_kind, entity_key = _entity(contract) if by_row else ("delivery", f"'{contract.name}'")
    rows = connection.execute(
        f"select _county_code, _period, {entity_key}, {quoted_name(expectation.column)}, _delivery_id, _file_name,"
        f" _file_sha256, _sheet, {'_row' if by_row else 'null'} from memory.main.{table} where {expectation.broken}"
    ).fetchall()
    if len(rows) != result.unexpected_count:
        raise SuiteError(f"{expectation.title_en}: GX counted {result.unexpected_count} rows, we found {len(rows)}")
    for county, period, key, value, delivery, file_name, sha256, sheet, row in rows:
        yield Finding(
            RULE[expectation.level], county, period, contract.name, entity_kind, key, expectation.field,
            _shown(value), expectation.expected, delivery, file_name, sha256, sheet, row,
        )  # fmt: skip


def _entity(contract: Contract) -> tuple[str, str]:
    """What a row is about, and the SQL of its lasting name: tokens and key fields, never a number of a person."""
    fields = [contract.field(name) for name in contract.natural_key]
    parts = [
        f"cast({quoted_name(typed_column(field))} as varchar)"
        for field in fields
        if field.kind not in ("person", "name") and field.classification != "personal"
    ]
    is_person = contract.name not in ENTITY_KIND and any(field.name == "id_number" for field in contract.fields)
    if is_person:
        parts.insert(0, "coalesce(person_token, name_token)")
    kind = ENTITY_KIND.get(contract.name, "person" if is_person else "record")
    return kind, f"coalesce(nullif(concat_ws('|', {', '.join(parts)}), ''), '?')"


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    return plain_digits(value) if isinstance(value, Decimal) else str(value)
