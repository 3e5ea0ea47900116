"""All findings of a report as one masked CSV that no spreadsheet program takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal

from dagster_project.contracts import Contract
from dagster_project.delivery.county_facts import masked
from dagster_project.delivery.facts import rule_texts
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
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def harmless(value: object) -> str:
    """A cell's text; one that a spreadsheet would run starts with an apostrophe instead."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = str(value)
    return "'" + text if text.lstrip(" \u3000\ufeff\u200b").startswith(RISKY) else text


def findings_csv(
    rows: Iterable[Row], contracts: Mapping[str, Contract], catalogue: Mapping[str, Row], counties: Mapping[str, str]
) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheet programs read the Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        texts = rule_texts(catalogue, row["rule_id"])
        shown = {**masked(row, contracts, catalogue), "county_zh": counties.get(row["county_code"], "")}
        shown.update(title_zh=texts["title_zh"], title_en=texts["title_en"])
        writer.writerow([harmless(shown.get(name)) for name in COLUMNS])
    return buffer.getvalue().encode("utf-8-sig")
