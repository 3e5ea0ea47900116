"""Finding: the one language every room uses to say what is wrong, and where.

Belongs here: the columns of a finding as rules and Python rooms write them, and their Parquet form.
Does not belong here: texts for people (``seeds/rules.csv``), what happens to a finding later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("row_kind", "rule_id", "county_code", "period", "dataset", "entity_kind")),
        *((name, pa.string()) for name in ("entity_key", "field", "observed", "expected")),
        ("amount_yuan", pa.decimal128(18, 4)),
        *((name, pa.string()) for name in ("standard_id", "role", "delivery_id", "file_name", "file_sha256", "sheet")),
        ("row_no", pa.int32()),
        *((name, pa.int64()) for name in ("rows_checked", "rows_failed", "rows_without_standard")),
        ("quote", pa.string()),
    ]
)
"""The columns of a rule's table, in order: ``dbt/macros/rule_rows.sql``."""


EVIDENCE = {
    "row_kind": "evidence",
    "role": "observed",
    **dict.fromkeys(("expected", "standard_id", "amount_yuan", "quote")),
}


@dataclass(frozen=True)
class Finding:
    """One thing that looks wrong, at one place. ``entity_key`` never holds a row number, a file or a value."""

    rule_id: str
    county_code: str
    period: str
    dataset: str
    entity_kind: str
    entity_key: str
    field: str | None
    observed: str | None
    expected: str | None
    delivery_id: str | None = None
    file_name: str | None = None
    file_sha256: str | None = None
    sheet: str | None = None
    row_no: int | None = None
    amount_yuan: Decimal | None = None
    standard_id: str | None = None
    role: str | None = None
    row_kind: str = "finding"
    quote: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two rows the same finding."""
        return (self.rule_id, self.county_code, self.period, self.entity_key, self.field or "")

    @property
    def place(self) -> tuple[str, str, int]:
        """File, sheet and row, for sorting."""
        return (self.file_name or "", self.sheet or "", self.row_no or 0)


@dataclass(frozen=True)
class Checked:
    """How many things a rule looked at in one county and period, and how many of them look wrong."""

    rule_id: str
    county_code: str
    period: str
    rows_checked: int
    rows_failed: int
    rows_without_standard: int = 0
    row_kind: str = "count"


def write_findings(
    path: Path, findings: Iterable[Finding], carried: pa.Table | None = None, checked: Iterable[Checked] = ()
) -> int:
    """Write findings, their evidence and what was checked, sorted; returns how many findings are new.

    Rows with the same key become one finding, which stands at the first of them; every row is evidence.
    ``carried`` are rows of an earlier such file that stay true.
    """
    rows, seen = [] if carried is None else carried.to_pylist(), set()
    rows += [asdict(count) for count in checked]
    for finding in sorted(findings, key=lambda finding: (finding.key, finding.place)):
        if finding.key not in seen:
            seen.add(finding.key)
            rows.append(asdict(finding))
        rows.append(asdict(finding) | EVIDENCE)
    rows.sort(key=_in_order)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path, compression="zstd")
    return len(seen)


def _in_order(row: dict[str, Any]) -> tuple[Any, ...]:
    """By what makes two rows the same finding, then by place, the finding before its evidence."""
    key = (row["rule_id"], row["county_code"], row["period"], row.get("entity_key") or "", row.get("field") or "")
    place = (row.get("file_name") or "", row.get("sheet") or "", row.get("row_no") or 0)
    return key, place, row["row_kind"] != "finding"
