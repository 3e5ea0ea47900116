"""The answer key: what was planted, what a county's manners break, and what follows from it.

What belongs here: collecting entries while the truth is bent, and writing them once every row has its place.
What does not: finding anything by a rule; the key never looks at a rule's result.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.demo.world import County, Row

PLANTED, MANNERS, CONSEQUENCE = "planted", "manners", "consequence"
COLUMNS = (
    "fault_id", "rule_id", "county_code", "period", "dataset", "file_name", "sheet", "row", "field", "observed", "kind",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row that shows a fault; ``row`` is None when there is no file to point at."""

    fault_id: str
    rule_id: str
    county_code: str
    period: str
    dataset: str
    row: Row | None
    field: str
    kind: str


@dataclass
class AnswerKey:
    """All entries of a rehearsal."""

    entries: list[Entry] = field(default_factory=list)

    def add(
        self,
        rule_id: str,
        number: int | str,
        county: County,
        period: str | int,
        dataset: str,
        rows: Sequence[Row | None],
        field_name: str = "",
        kind: str = PLANTED,
        home: County | None = None,
    ) -> None:
        """Note a fault of a rule; its rows may stand in several counties, ``home`` names the fault."""
        fault_id = f"{rule_id}-{(home or county).code}-{number}"
        for row in rows:
            self.entries.append(Entry(fault_id, rule_id, county.code, str(period), dataset, row, field_name, kind))

    def fault_count(self) -> int:
        """How many faults were planted."""
        return len({entry.fault_id for entry in self.entries if entry.kind == PLANTED})

    def write(self, path: Path) -> None:
        """Write the key; every row must have its place by now."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(_line(entry) for entry in self.entries)
        path.chmod(0o600)


def _line(entry: Entry) -> list[object]:
    file_name, sheet, number, observed = "", "", "", ""
    if entry.row is not None:
        place = entry.row.place
        if place is None:
            raise ValueError(f"答案 {entry.fault_id} 的行未写入任何文件 / a row of {entry.fault_id} was never written")
        file_name, sheet, number = place.file_name, place.sheet, str(place.row)
        value = entry.row.get(entry.field)
        observed = "" if value is None else str(value)
    first = [entry.fault_id, entry.rule_id, entry.county_code, entry.period, entry.dataset]
    return [*first, file_name, sheet, number, entry.field, observed, entry.kind]
