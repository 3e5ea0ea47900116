"""Whether the bare script says what the pipeline says: the same finding rows, the same mart rows.

What belongs here: the comparison, outside any timing. What does not: either of the two (``bare_duckdb``,
``measured_run``). The pipeline names persons by token, the bare script by number: tokens are translated through the
release's id_map and name_map.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks import bare_duckdb
from dagster_project.narrative import RULES

FINDING = ("rule_id", "county_code", "period", "entity_key", "field", "amount_yuan")
OBSERVED_WHILE_READING = (
    "total_is_not_sum_of_its_parts",
    "amount_is_not_price_times_count",
    "file_is_of_another_county",
    "file_is_of_another_period",
    "file_is_another_dataset",
)
LACKS_RULES = (
    "value_implausible",
    "delivery_implausible",
    "schools_of_another_county",
    *OBSERVED_WHILE_READING,
    *RULES,
)
"""What Great Expectations, the audit of reports, the reading of headers and titles and the registers of other counties
find; the bare script does none."""
TOKEN_DIGITS = 32
LEDGER_COLUMNS = {
    "county_scorecard": (
        "deliveries_due", "deliveries_received", "deliveries_late", "deliveries_missing", "tables_stuck",
        "rows_loaded", "rows_quarantined", "cells_set_aside",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One rule's findings or one mart's rows: how many here and there, and how many only on one side."""

    name: str
    pipeline_rows: int
    bare_rows: int
    only_pipeline: int
    only_bare: int

    @property
    def is_equal(self) -> bool:
        """No row on one side only."""
        return not self.only_pipeline and not self.only_bare


def findings(release: Path, bare: Path) -> list[Compared]:
    """Each rule's findings, compared as (rule, county, period, entity, field, amount at stake)."""
    with _both(release, bare) as connection:
        connection.execute(f"""
            create temp table ours as
            select f.rule_id, f.county_code, f.period, {_plain("f.entity_key")} as entity_key, f.field, f.amount_yuan
            from pipeline.main.findings as f
            left join token as t on t.token = left(f.entity_key, {TOKEN_DIGITS})
            where f.rule_id not in {LACKS_RULES}""")
        connection.execute(f"create temp view theirs({', '.join(FINDING)}) as from bare.finding")
        rules = connection.execute("""
            select rule_id from ours union select rule_id from theirs order by rule_id""").fetchall()
        return [_compared(connection, rule, f"where rule_id = '{rule}'") for (rule,) in rules]


def marts(release: Path, bare: Path) -> list[Compared]:
    """Each mart's business columns, compared by position; what only a ledger knows is left out."""
    with _both(release, bare) as connection:
        names = connection.execute("""
            select table_name from information_schema.tables
            where table_catalog = 'pipeline' and table_schema = 'main' and regexp_matches(table_name, '^(dim|fct|county)_')
            order by table_name""").fetchall()
        return [_mart(connection, name) for (name,) in names if name not in bare_duckdb.LACKS_MARTS]


def _both(release: Path, bare: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach '{release / 'warehouse.duckdb'}' as pipeline (read_only)")
    connection.execute(f"attach '{bare}' as bare (read_only)")
    connection.execute(f"""
        create temp table token as
        select person_token as token, any_value(id_number) as plain
        from read_parquet('{release}/inputs/id_map/*/*.parquet') where person_token is not null group by all
        union all
        select name_token, any_value(name)
        from read_parquet('{release}/inputs/name_map/*/*.parquet') where name_token is not null group by all""")
    return connection


def _plain(key: str) -> str:
    return f"case when t.token is null then {key} else t.plain || substr({key}, {TOKEN_DIGITS + 1}) end"


def _mart(connection: duckdb.DuckDBPyConnection, name: str) -> Compared:
    columns = [row[0] for row in connection.execute(f"describe pipeline.main.{name}").fetchall()]
    columns = [c for c in columns if not c.startswith("_") and c not in LEDGER_COLUMNS.get(name, ())]
    joins, chosen = "", []
    for number, column in enumerate(columns):
        if column.endswith("_token"):
            joins += f" left join token as t{number} on t{number}.token = left(m.{column}, {TOKEN_DIGITS})"
            chosen.append(_plain(f"m.{column}").replace("t.", f"t{number}.") + f" as c{number}")
        else:
            chosen.append(f"m.{column} as c{number}")
    connection.execute(
        f"create or replace temp table ours as select {', '.join(chosen)} from pipeline.main.{name} as m{joins}"
    )
    names = ", ".join(f"c{number}" for number in range(len(columns)))
    connection.execute(f"create or replace temp view theirs({names}) as from bare.{name}")
    return _compared(connection, name)


def _compared(connection: duckdb.DuckDBPyConnection, name: str, where: str = "") -> Compared:
    def count(query: str) -> int:
        return int((connection.execute(f"select count(*) from ({query})").fetchone() or (0,))[0])

    ours, theirs = f"from ours {where}", f"from theirs {where}"
    return Compared(
        name,
        count(ours),
        count(theirs),
        count(f"({ours}) except all ({theirs})"),
        count(f"({theirs}) except all ({ours})"),
    )


def main() -> int:
    """Print what differs; 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("bare", type=Path)
    arguments = parser.parse_args()
    results = [*findings(arguments.release, arguments.bare), *marts(arguments.release, arguments.bare)]
    for item in results:
        print(f"{'=' if item.is_equal else '≠'} {item.name}: {item}")
    return 0 if all(item.is_equal for item in results) else 1


if __name__ == "__main__":
    sys.exit(main())
