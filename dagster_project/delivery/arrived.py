"""What a county sent, what of it was understood, what was set aside and why: its delivery report.

What belongs here: rows about deliveries, columns and set-aside cells, from a release or from the ledger as it is now.
What does not: what the rows then turned out to say (``county_facts``), pages and terminals.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from dagster_project import intake
from dagster_project.contracts import Contract
from dagster_project.delivery import facts, masking
from dagster_project.delivery.facts import in_list
from dagster_project.delivery.source import Row, Source
from dagster_project.settings import Settings
from dagster_project.warehouse import connect

BUREAU = "bureau"
USED = ("accepted", "partial")
# the counts stand in columns of their own
_COUNTS = (
    re.compile(r"入库 \d+ 行，(?:搁置|隔离) \d+ 行，非数据 \d+ 行(，搁置 \d+ 个单元格)?[；。]?"),
    re.compile(r"\d+ rows loaded, \d+ (?:set aside|quarantined), \d+ not data(, \d+ cells set aside)?[;.]? ?"),
)


@dataclass(frozen=True)
class Arrived:
    """One county's delivery report; ``set_aside`` counts by dataset, field and reason, and never holds content."""

    county_code: str
    name_zh: str
    name_en: str
    deliveries: list[Row]
    understood: dict[str, list[Row]]
    set_aside: list[Row]

    @property
    def summary_zh(self) -> str:
        """The report in a sentence, in Chinese."""
        seen = Counter(row["status"] for row in self.deliveries)
        rows = sum(row["rows_loaded"] or 0 for row in self.deliveries if row["status"] in USED)
        parts = [f"收到 {len(self.deliveries) - seen['missing']} 张表，可用 {seen['accepted'] + seen['partial']} 张"]
        parts += [f"其中部分采用 {seen['partial']} 张"] if seen["partial"] else []
        parts += [f"缺报 {seen['missing']} 项"] if seen["missing"] else []
        return "，".join(parts) + f"；现用各表共入库 {rows} 行。"

    @property
    def summary_en(self) -> str:
        """The report in a sentence, in English."""
        seen = Counter(row["status"] for row in self.deliveries)
        rows = sum(row["rows_loaded"] or 0 for row in self.deliveries if row["status"] in USED)
        parts = [
            f"{len(self.deliveries) - seen['missing']} tables arrived, {seen['accepted'] + seen['partial']} in use"
        ]
        parts += [f"{seen['partial']} of them in part"] if seen["partial"] else []
        parts += [f"{seen['missing']} missing"] if seen["missing"] else []
        return ", ".join(parts) + f"; {rows} rows loaded from the tables in use."

    def to_json(self) -> Row:
        """As the command prints it: unknown headers beside the table they stand in."""
        unknown = {
            delivery: [column["header"] for column in columns if column["is_unknown"]]
            for delivery, columns in self.understood.items()
        }
        told = ("dataset", "period", "reporting_unit", "status", "is_late", "due_on", "file_name", "sheet", "table_no",
                "rows_seen", "rows_loaded", "rows_quarantined", "rows_not_data", "cells_set_aside",
                "message_zh", "message_en")  # fmt: skip
        return {
            "county_code": self.county_code,
            "name_zh": self.name_zh,
            "summary_zh": self.summary_zh,
            "summary_en": self.summary_en,
            "deliveries": [
                {name: row[name] for name in told} | {"unknown_headers": unknown.get(row["delivery_id"], [])}
                for row in self.deliveries
            ],
            "set_aside": [
                {name: row[name] for name in ("kind", "dataset", "field", "reason", "number")} for row in self.set_aside
            ],
        }


def arrived_now(
    settings: Settings, contracts: Mapping[str, Contract], county: str | None = None, period: str | None = None
) -> list[Arrived]:
    """The delivery reports of one county (code or name) or of all, from the ledger as it is now."""
    settings.temp.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.temp) as folder:
        intake.export_inputs(settings, Path(folder))
        with connect(settings) as connection:
            return _reports(Source(connection, Path(folder)), contracts, county, period)


def _reports(
    source: Source, contracts: Mapping[str, Contract], county: str | None, period: str | None
) -> list[Arrived]:
    periods = None if period is None else [period]
    reports = []
    for row in facts.counties(source):
        code = row["county_code"]
        if county is not None and county not in (code, row["name_zh"]):
            continue
        found = deliveries(source, code, contracts, periods)
        if found:
            understood_here = understood(source, code, contracts, periods)
            lost = set_aside(source, code, contracts, periods)
            reports.append(Arrived(code, row["name_zh"], row["name_en"], found, understood_here, lost))
    return reports


def _of(county_column: str, periods: Collection[str] | None) -> str:
    """Condition for one county's rows; of all periods, and of none, where no periods are given."""
    return f"{county_column} = $county" + ("" if periods is None else f" and period in {in_list(periods)}")


def deliveries(
    source: Source, county: str, contracts: Mapping[str, Contract], periods: Collection[str] | None = None
) -> list[Row]:
    """Every table that arrived or is owed, with file names and messages swept of personal numbers."""
    rows = source.rows(
        f"select * from {source.ref('deliveries')} where {_of('county_code', periods)}"
        " order by status = 'missing', dataset nulls last, file_name, sheet, table_no, delivery_id",
        {"county": county},
    )
    named = {row["period"]: row for row in facts.periods(source)}
    for row in rows:
        contract = contracts.get(row["dataset"] or "")
        row["name_zh"] = contract.name_zh if contract else row["dataset"] or "未识别"
        row["name_en"] = contract.name_en if contract else row["dataset"] or "not recognised"
        period = named.get(row["period"], {"name_zh": row["period"], "name_en": row["period"]})
        row["period_zh"], row["period_en"] = period["name_zh"], period["name_en"]
        row["school_code"] = "" if row["reporting_unit"] in (BUREAU, None) else row["reporting_unit"]
        for name in ("file_name", "sheet", "message"):
            row[name] = masking.sweep(row[name])
        zh, _, en = row["message"].partition(" / ")
        row["message_zh"], row["message_en"] = _COUNTS[0].sub("", zh), _COUNTS[1].sub("", en or zh)
    return rows


def understood(
    source: Source, county: str, contracts: Mapping[str, Contract], periods: Collection[str] | None = None
) -> dict[str, list[Row]]:
    """For each delivery its columns: letter, header as written, the field it was read as, whether nobody knows it."""
    if not source.has("column_map"):
        return {}
    rows = source.rows(
        f"""
        select m.delivery_id, m.dataset, m.field, m.header, m.column_letter, m.unit from {source.ref("column_map")} as m
        where m.delivery_id in (select delivery_id from {source.ref("deliveries")} where {_of("county_code", periods)})
        order by m.delivery_id, length(m.column_letter), m.column_letter
        """,
        {"county": county},
    )
    columns: dict[str, list[Row]] = {}
    for row in rows:
        known = masking.field_of(contracts, row["dataset"], row["field"])
        row["name_zh"] = known.name_zh if known else row["field"]
        row["header"] = masking.sweep(row["header"])
        row["is_unknown"] = not (row["field"] or intake.is_row_number(row["header"] or ""))
        columns.setdefault(row["delivery_id"], []).append(row)
    return columns


def set_aside(
    source: Source, county: str, contracts: Mapping[str, Contract], periods: Collection[str] | None = None
) -> list[Row]:
    """Cells and rows that were set aside, counted by dataset, field and reason; never their content."""
    parts = []
    for table, field, kind in (
        ("set_aside_cells", "field", "cell"),
        ("set_aside_rows", "cast(null as varchar)", "row"),
    ):
        if source.has(table):
            lost = "and kind = 'quarantined'" if "kind" in source.columns(table) else ""
            parts.append(
                f"select '{kind}' as kind, dataset, {field} as field, reason, count(*) as number"
                f" from {source.ref(table)} where {_of('county_code', periods)} {lost} group by all"
            )
    if not parts:
        return []
    counted = source.rows(" union all ".join(parts) + " order by all", {"county": county})
    for row in counted:
        contract, known = contracts.get(row["dataset"] or ""), masking.field_of(contracts, row["dataset"], row["field"])
        row["dataset_zh"] = contract.name_zh if contract else row["dataset"] or "未识别"
        row["dataset_en"] = contract.name_en if contract else row["dataset"] or "not recognised"
        row["field_zh"] = known.name_zh if known else row["field"] or "整行"
        row["reason"] = masking.sweep(row["reason"])
    return counted
