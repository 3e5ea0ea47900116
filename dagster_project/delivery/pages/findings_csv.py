"""All findings of a report as one masked CSV that no spreadsheet program takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from dagster_project.contracts import Contract
from dagster_project.delivery.county_facts import masked
from dagster_project.delivery.facts import SEVERITIES, rule_texts
from dagster_project.delivery.source import Row

COLUMNS = (
    "finding_id",
    "rule_id",
    "title_zh",
    "title_en",
    "severity",
    "state",
    "county_code",
    "county_zh",
    "period",
    "dataset",
    "entity_kind",
    "entity_key",
    "subject",
    "school_name",
    "field",
    "observed",
    "expected",
    "amount_yuan",
    "standard_id",
    "message_zh",
    "message_en",
    "quote",
    "file_name",
    "sheet",
    "row",
    "cell",
)
SEVERITY, RULE, COUNTY = (COLUMNS.index(name) for name in ("severity", "rule_id", "county_code"))
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def harmless(value: object) -> str:
    """A cell's text; one that a spreadsheet would run starts with an apostrophe instead."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = str(value)
    return "'" + text if text.lstrip(" \u3000\ufeff\u200b").startswith(RISKY) else text


Line = list[str]


def findings_csv(lines: Iterable[Line]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheet programs read the Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    ordered: list[Line] = sorted(lines, key=_in_order)
    writer.writerows(ordered)
    return buffer.getvalue().encode("utf-8-sig")


def written_lines(
    rows: Iterable[Row], contracts: Mapping[str, Contract], catalogue: Mapping[str, Row], counties: Mapping[str, str]
) -> Iterator[Line]:
    """Findings as lines, masked."""
    for row in rows:
        texts = rule_texts(catalogue, row["rule_id"])
        shown = {**masked(row, contracts, catalogue), "county_zh": counties.get(row["county_code"], "")}
        shown.update(title_zh=texts["title_zh"], title_en=texts["title_en"])
        yield [harmless(shown.get(name)) for name in COLUMNS]


def carried_lines(path: Path, counties: Collection[str]) -> Iterator[Line]:
    """The lines of an earlier file, but for those of ``counties``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield from (line for line in reader if line[COUNTY] not in counties)


def _in_order(line: Line) -> tuple[int, str, str]:
    """Gravest first, then by rule and county; within these, lines come in the order of their places."""
    return SEVERITIES.index(line[SEVERITY]), line[RULE], line[COUNTY]
