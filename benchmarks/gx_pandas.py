"""Great Expectations as most people run it: the same suites, on pandas data frames.

What belongs here: the contracts' expectations on frames of the staged rows and of the delivery profiles. What does
not: the expectations (``expectations/*.yaml``), running them in the database (``dagster_project.quality.suites``).
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

from benchmarks.measuring import stage
from dagster_project.contracts import Contract, load_all
from dagster_project.quality.expectations import DELIVERIES, ROWS, Expectation, expectations_of
from dagster_project.quality.profile import profile_sql


def run(release: Path) -> int:
    """Evaluate every suite on the staging tables of ``release``; returns how many expectations failed."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("frames")
    failed = 0
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        for contract in load_all().values():
            for level in (ROWS, DELIVERIES):
                wanted = [item for item in expectations_of(contract) if item.level == level]
                if wanted:
                    stage("frames")
                    frame = _frame(connection, contract, level, wanted)
                    stage("expectations")
                    failed += _failed(source, f"{contract.name}_{level}", frame, wanted)
    return failed


def _frame(
    connection: duckdb.DuckDBPyConnection, contract: Contract, level: str, wanted: list[Expectation]
) -> pd.DataFrame:
    staged = f"staging.stg_{contract.name}"
    columns = ", ".join(dict.fromkeys(f'"{item.column}"' for item in wanted))
    source = staged if level == ROWS else f"({profile_sql(contract, staged)})"
    return connection.execute(f"select {columns} from {source}").df()


def _failed(source: object, name: str, frame: pd.DataFrame, wanted: list[Expectation]) -> int:
    asset = source.add_dataframe_asset(name)  # type: ignore[attr-defined]
    batch = asset.add_batch_definition_whole_dataframe(name).get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name=name)
    for item in wanted:
        kind = getattr(gxe, "".join(part.capitalize() for part in item.type.split("_")))
        suite.add_expectation(kind(column=item.column, **_bounds(item, frame)))
    outcome = batch.validate(suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0})
    raised = [verdict for verdict in outcome.results if verdict.exception_info.get("raised_exception")]
    if raised:
        raise RuntimeError(f"{name}: {raised[0].exception_info}")
    return sum(not verdict.success for verdict in outcome.results)


def _bounds(item: Expectation, frame: pd.DataFrame) -> dict[str, object]:
    """The expectation's arguments; days, which the contract writes as texts, as pandas compares them."""
    if not pd.api.types.is_datetime64_any_dtype(frame[item.column]):
        return item.kwargs
    return {key: pd.Timestamp(value) if isinstance(value, str) else value for key, value in item.kwargs.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path)
    print(run(parser.parse_args().release))
