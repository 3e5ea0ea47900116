"""The headers of all deliveries that no field claims, by county and dataset, with suggestions.

What belongs here: reading them from the ledger. What does not: one table while it is taken in (``unclaimed``),
deciding (``header_decisions``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import duckdb

from dagster_project.contracts import Contract, load_all
from dagster_project.intake import header_decisions, ledger
from dagster_project.intake.header_decisions import UNDONE, HeaderDecision, in_force
from dagster_project.intake.headers import HeaderIndex, normal
from dagster_project.intake.ledger import ACTIVE
from dagster_project.intake.profiles import Profile
from dagster_project.intake.suggestions import likely_contracts, suggest
from dagster_project.intake.unclaimed import is_unclaimed
from dagster_project.settings import Settings

STANDING = (*ACTIVE, "waiting", "unrecognised")
PLACES = 20
COLUMNS = f"""
    select d.county_code, m.dataset, m.header, m.field, m.column_letter, m.profile, d.delivery_id, d.file_name, d.sheet,
        d.period, d.status, d.rows_loaded + case when d.dataset is null then d.rows_quarantined else 0 end as row_count
    from column_map as m inner join ({ledger.STANDING}) as d on m.delivery_id = d.delivery_id
    where d.status in {STANDING}
    order by d.county_code, m.dataset, d.received_at, d.file_name, d.sheet, d.table_no, length(m.column_letter), m.column_letter
"""


@dataclass(frozen=True)
class Placed:
    """One column of one delivery."""

    county_code: str | None
    dataset: str
    header: str
    field: str | None
    column_letter: str
    profile: str | None
    delivery_id: str
    file_name: str
    sheet: str
    period: str | None
    status: str
    row_count: int


def columns(connection: duckdb.DuckDBPyConnection) -> list[Placed]:
    """Every column of every delivery that stands or waits."""
    rows = connection.execute(COLUMNS, {"as_of": ledger.END_OF_TIME}).fetchall()
    return [Placed(*row) for row in rows]


def unknown_headers(settings: Settings, county_code: str | None = None) -> list[dict[str, Any]]:
    """One row for each county, dataset and header that nobody knows: how many files and rows, where, what it may be.

    What was accepted or rejected is left out, though files are mapped anew only by the next run.
    """
    with ledger.reading(settings) as connection:
        placed = columns(connection)
        decisions = header_decisions.recorded(connection)
    index, tables = HeaderIndex(load_all()), _by_delivery(placed)
    groups: dict[tuple[str, str, str], list[Placed]] = defaultdict(list)
    decided: dict[str | None, HeaderIndex] = {}
    for column in placed:
        if (
            not column.field
            and county_code in (None, column.county_code)
            and _is_open(column, index, decided, decisions)
        ):
            groups[column.county_code or "", column.dataset, normal(column.header)].append(column)
    return [_row(index, own, tables) for _, own in sorted(groups.items())]


def _by_delivery(placed: list[Placed]) -> dict[str, list[Placed]]:
    tables: dict[str, list[Placed]] = defaultdict(list)
    for column in placed:
        tables[column.delivery_id].append(column)
    return tables


def _is_open(
    column: Placed, index: HeaderIndex, decided: dict[str | None, HeaderIndex], decisions: list[HeaderDecision]
) -> bool:
    county = column.county_code
    if county not in decided:
        decided[county] = index.as_decided(*in_force(decisions, county))
    own = decided[county]
    if column.status == "unrecognised" and own.known_to(column.header):
        return False
    return is_unclaimed(column.header, own, column.dataset)


def _row(index: HeaderIndex, own: list[Placed], tables: dict[str, list[Placed]]) -> dict[str, Any]:
    first, whole = own[0], Profile()
    for column in own:
        whole = whole.plus(Profile.of_text(column.profile))
    deliveries = {column.delivery_id: column for column in own}
    if first.status == "unrecognised":
        among, taken = _likely(tables[first.delivery_id]), set[str]()
    else:
        among = [load_all()[first.dataset]]
        taken = set.intersection(*({c.field or "" for c in tables[name]} for name in deliveries))
    return {
        "county_code": first.county_code,
        "dataset": first.dataset,
        "header": first.header,
        "status": first.status,
        "files": len({column.file_name for column in own}),
        "rows": sum(column.row_count for column in deliveries.values()),
        "known_in": index.known_to(first.header),
        "where": [
            {
                "file_name": column.file_name,
                "sheet": column.sheet,
                "column_letter": column.column_letter,
                "period": column.period,
                "status": column.status,
            }
            for column in own[:PLACES]
        ],
        "filled_cells_seen": whole.filled,
        "suggestions": [asdict(item) for item in suggest(first.header, whole, among, taken)],
    }


def _likely(table: list[Placed]) -> list[Contract]:
    """The contracts a table that was not recognised may belong to."""
    return _likely_of(tuple((column.header, column.profile) for column in table))


@lru_cache(maxsize=256)
def _likely_of(table: tuple[tuple[str, str | None], ...]) -> list[Contract]:
    profiles = {header: Profile.of_text(text) for header, text in table}
    return likely_contracts(profiles, [contract for contract in load_all().values() if contract.natural_key])


def files_with(settings: Settings, header: str, dataset: str, county_code: str | None) -> int:
    """How many files delivered so far hold a header: those that the next run maps anew."""
    with ledger.reading(settings) as connection:
        placed = columns(connection)
    return len(
        {
            (column.county_code, column.file_name)
            for column in placed
            if normal(column.header) == normal(header)
            and column.dataset in (dataset, "")
            and county_code in (None, column.county_code)
        }
    )


def datasets_with(settings: Settings, header: str, county_code: str | None) -> list[str]:
    """The datasets in whose tables a header stands."""
    with ledger.reading(settings) as connection:
        placed = columns(connection)
    named = [column for column in placed if normal(column.header) == normal(header) and column.dataset]
    return sorted({column.dataset for column in named if county_code in (None, column.county_code)})


def datasets_decided(settings: Settings, header: str, county_code: str | None) -> list[str]:
    """The datasets for which something was decided about a header, in this scope, and still counts."""
    made = header_decisions_made(settings)
    return sorted(
        {
            row["dataset"]
            for row in made
            if row["in_force"] and row["county_code"] == county_code and normal(row["header"]) == normal(header)
        }
    )


def header_decisions_made(settings: Settings) -> list[dict[str, Any]]:
    """Every decision about headers, in order, as it was made; ``in_force`` says which still count."""
    with ledger.reading(settings) as connection:
        decisions = header_decisions.recorded(connection)
    last = {(item.county_code, *item.key): item.seq for item in decisions}
    return [
        asdict(item) | {"in_force": item.verdict != UNDONE and last[item.county_code, *item.key] == item.seq}
        for item in decisions
    ]
