"""Figures as documents print them, beside what we compute and what the document's own other figures imply.

What belongs here: which printed figures a report shows, and in what words. What does not: computing them (the mart
``fct_reported_figure``), auditing sentences (``narrative``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from dagster_project.delivery import facts, words
from dagster_project.delivery.facts import ReportPeriod
from dagster_project.delivery.source import Row, Source

TABLE = "fct_reported_figure"
PERCENT_PLACES = 2


def reported_figures(source: Source, report: ReportPeriod) -> list[Row]:
    """The documents with a figure for this term: name, county, and their figures in order of indicator and period.

    The last report has every document, those of other times marked ``elsewhen``, so that none is lost.
    """
    if not source.has(TABLE):
        return []
    known = {row["period"]: row for row in facts.periods(source)}
    reports = facts.report_periods(source)
    names = {row["county_code"]: row for row in facts.counties(source)}
    last = reports[-1].code
    documents: dict[str, Row] = {}
    for row in source.rows(
        f"select * from {source.ref(TABLE)} order by county_code, document, indicator, period_from, figure_id"
    ):
        terms = _report_terms(row, known, reports)
        if report.code not in terms | {last}:
            continue
        county = names.get(row["county_code"], {"name_zh": row["county_code"], "name_en": row["county_code"]})
        document = documents.setdefault(
            row["document"],
            {
                "title": row["document"],
                "county_code": row["county_code"],
                "county": (county["name_zh"], county["name_en"]),
                "elsewhen": True,
                "rows": [],
            },
        )
        document["elsewhen"] &= report.code not in terms
        document["rows"].append(_shown(row, known))
    for document in documents.values():
        document["rows"].sort(key=lambda row: row["place"])
        document["disagree"] = [row for row in document["rows"] if "bad" in (row["tone"], row["own_tone"])]
    return sorted(documents.values(), key=lambda document: document["elsewhen"])


def _report_terms(row: Row, known: Mapping[str, Row], reports: Sequence[ReportPeriod]) -> set[str]:
    first, last = known.get(row["period_from"]), known.get(row["period_to"])
    if first is None or last is None:
        return set()
    return {
        each.code
        for each in reports
        if first["starts_on"] < each.term["ends_on"] and last["ends_on"] > each.term["starts_on"]
    }


def _shown(row: Row, known: Mapping[str, Row]) -> Row:
    tone, zh, en = words.VERDICTS.get(row["verdict"], ("open", row["verdict"], row["verdict"]))
    own_tone, own_zh, own_en = words.DOCUMENT_VERDICTS.get(row["document_verdict"] or "", ("open", "", ""))
    indicator = words.INDICATORS.get(row["indicator"], (row["indicator"], row["indicator"].replace("_", " ")))
    category = _category(row)
    unit = words.UNITS.get(row["unit"], (row["unit"], row["unit"]))
    places = row["printed_decimals"] or 0
    ours = PERCENT_PLACES if row["unit"] == "percent" else None
    order = list(words.INDICATORS)
    return {
        "place": (
            order.index(row["indicator"]) if row["indicator"] in order else len(order),
            row["period_from"],
            row["document_implied_value"] is None,  # a sum stands before its parts
        ),
        "indicator": (indicator[0], indicator[1][:1].upper() + indicator[1][1:]),
        "category": category,
        "period": _span(row, known),
        "unit": unit,
        "printed": words.QUALIFIERS.get(row["qualifier"], "") + number(row["reported_value"], places),
        "ours": number(row["recomputed_value"], ours),
        "difference": signed(row["difference_value"], ours),
        "tone": tone,
        "verdict": (zh, en),
        "implied": number(row["document_implied_value"], ours),
        "own_tone": own_tone,
        "own_verdict": (own_zh, own_en),
        "note": (row["note_zh"] or "", row["note_en"] or ""),
    }


def _category(row: Row) -> tuple[str, str]:
    parts = [
        part
        for part in (row["category"] or "").split(";")
        if part and not (part.startswith(("project_", "site_")) and row["note_zh"])
    ]
    named = [words.CATEGORIES.get(part, (_spelt(part),) * 2) for part in parts]
    return "、".join(name[0] for name in named), ", ".join(name[1] for name in named)


def _spelt(part: str) -> str:
    """A category without words of its own: what stands behind its kind, such as 高中 of site_高中."""
    name = part.partition("_")[2]
    return name if name and not name.isascii() else part.replace("_", " ")


def _span(row: Row, known: Mapping[str, Row]) -> tuple[str, str]:
    first, last = (
        known.get(row[name], {"name_zh": row[name], "name_en": row[name]}) for name in ("period_from", "period_to")
    )
    if row["period_from"] == row["period_to"]:
        return first["name_zh"], first["name_en"]
    return f"{first['name_zh']}至{last['name_zh']}", f"{first['name_en']} to {last['name_en']}"


def number(value: Any, places: int | None) -> str:
    """A figure with as many decimals as printed, or as many as it needs; a dash for none."""
    if value is None:
        return "–"
    if places is not None:
        return f"{Decimal(value):,.{places}f}"
    text = f"{Decimal(value):,.5f}".rstrip("0").rstrip(".")
    return text or "0"


def signed(value: Any, places: int | None = None) -> str:
    """A difference with its sign; a dash where nothing was compared."""
    if value is None:
        return "–"
    text = number(abs(Decimal(value)), places)
    return text if Decimal(value) == 0 else ("+" if value > 0 else "−") + text
