"""What people have decided about headers that no contract knows: accepted for a field, rejected, undone.

What belongs here: recording a decision, and which decisions are in force for a county. What does not: finding such
headers (``unknown_headers``), mapping delivered files anew (``remapping``).

Decisions are appended, never changed. For each county, dataset and header the last word counts; a county's own word
counts before what was decided for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import duckdb

from dagster_project.contracts import load_all
from dagster_project.intake import ledger
from dagster_project.intake.headers import HeaderIndex, lookup_keys, normal
from dagster_project.settings import Settings

ACCEPTED, REJECTED, UNDONE = "accepted", "rejected", "undone"


@dataclass(frozen=True)
class HeaderDecision:
    """``county_code`` is None for every county; ``field`` only in what was accepted."""

    recorded_at: datetime
    seq: int
    county_code: str | None
    dataset: str
    header: str
    verdict: str
    field: str | None
    decided_by: str
    note: str

    @property
    def key(self) -> tuple[str, str]:
        """What the decision is about."""
        return self.dataset, normal(self.header)


class Decided(NamedTuple):
    """A county's decisions in force: (dataset, header, field) and (dataset, header)."""

    accepted: list[tuple[str, str, str]]
    rejected: list[tuple[str, str]]


NOTHING_DECIDED = Decided([], [])


def recorded(connection: duckdb.DuckDBPyConnection) -> list[HeaderDecision]:
    """Every decision about headers, in order."""
    columns = "recorded_at, seq, county_code, dataset, header, verdict, field, decided_by, note"
    rows = connection.execute(f"select {columns} from header_decisions order by seq").fetchall()
    return [HeaderDecision(*row) for row in rows]


def standing(decisions: list[HeaderDecision], county_code: str | None) -> dict[tuple[str, str], HeaderDecision]:
    """The last word about each dataset and header: for every county (None), overridden by the county's own."""
    found: dict[tuple[str, str], HeaderDecision] = {}
    for scope in dict.fromkeys((None, county_code)):
        own = {item.key: item for item in decisions if item.county_code == scope}
        found |= {key: item for key, item in own.items() if item.verdict != UNDONE}
    return found


def in_force(decisions: list[HeaderDecision], county_code: str | None) -> Decided:
    """What counts when a county's files are mapped."""
    last = standing(decisions, county_code).values()
    accepted = [(item.dataset, item.header, item.field) for item in last if item.verdict == ACCEPTED and item.field]
    return Decided(accepted, [(item.dataset, item.header) for item in last if item.verdict == REJECTED])


def accept(
    settings: Settings, header: str, dataset: str, field: str, county_code: str | None, who: str, note: str = ""
) -> None:
    """Let a header name a field, in one county or (None) in all. Raises ValueError with a sentence."""
    contract = load_all().get(dataset)
    if contract is None or not contract.natural_key:
        raise ValueError(f"没有数据集 {dataset}。/ There is no dataset {dataset}.")
    names = [item.name for item in contract.fields]
    if field not in names:
        raise ValueError(
            f"{dataset} 没有字段 {field}，现有：{'、'.join(names)}。/ {dataset} has no field {field}; it has: {', '.join(names)}."
        )
    if not lookup_keys(header):
        raise ValueError("表头为空或太长。/ The header is empty or too long.")
    known = _known_field(header, dataset)
    if known:
        raise ValueError(
            f"{dataset} 的合同本来就认识“{header}”：{known}。/ The contract of {dataset} knows “{header}” already: {known}."
        )
    _append(settings, (county_code, dataset, header.strip(), ACCEPTED, field, who, note))


def reject(settings: Settings, header: str, dataset: str, county_code: str | None, who: str, note: str = "") -> None:
    """Say that a header names no field of a dataset: nobody is asked about it again."""
    if dataset not in load_all():
        raise ValueError(f"没有数据集 {dataset}。/ There is no dataset {dataset}.")
    _append(settings, (county_code, dataset, header.strip(), REJECTED, None, who, note))


def undo(settings: Settings, header: str, dataset: str, county_code: str | None, who: str, note: str = "") -> None:
    """Take the last word about a header back, in the same scope. Raises LookupError if there is none."""
    with ledger.reading(settings) as connection:
        own = [item for item in recorded(connection) if item.county_code == county_code]
    last = {item.key: item for item in own}.get((dataset, normal(header)))
    if last is None or last.verdict == UNDONE:
        raise LookupError(
            f"没有对“{header}”作过决定，无可撤销。/ Nothing was decided about “{header}” there; nothing to undo."
        )
    _append(settings, (county_code, dataset, last.header, UNDONE, None, who, note))


def _known_field(header: str, dataset: str) -> str | None:
    index = HeaderIndex({dataset: load_all()[dataset]})
    hit = index.fields_named([header]).get(dataset)
    return hit[0] if hit else None


def _append(settings: Settings, said: tuple[str | None, ...]) -> None:
    if not said[5] or not str(said[5]).strip():
        raise ValueError("请写明是谁决定的（--who）。/ Say who decides (--who).")
    with ledger.writing(settings) as connection:
        connection.execute(
            """insert into header_decisions
               select ?, (select coalesce(max(seq), 0) + 1 from header_decisions), ?, ?, ?, ?, ?, ?, ?""",
            [ledger.now(), *said],
        )
