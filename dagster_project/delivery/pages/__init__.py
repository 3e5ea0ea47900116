"""The report as pages: one for the region, one for each county, one for the plausibility checks; and a CSV.

What belongs here: which facts go on which page. What does not: establishing them (``facts``, ``figures``,
``county_facts``), the template engine (``rendering``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dagster_project.contracts import Contract
from dagster_project.delivery import county_facts, facts, words
from dagster_project.delivery.figures import PeriodFacts, period_facts
from dagster_project.delivery.kept import Kept
from dagster_project.delivery.pages.findings_csv import Line, carried_lines, findings_csv, written_lines
from dagster_project.delivery.pages.rendering import render
from dagster_project.delivery.people import make_subjects
from dagster_project.delivery.source import Row, Source, write_text

RULES_SHOWN = 8
EXPECTATION = dict.fromkeys(("column_name", "expectation", "title_zh", "title_en", "element_count", "unexpected_count"))
SUPPORT = ("aid_yuan", "loan_yuan", "allowance_yuan", "investment_yuan")


def write_pages(
    source: Source,
    folder: Path,
    contracts: Mapping[str, Contract],
    release_id: str,
    expectations: Sequence[Row] = (),
    kept: Kept | None = None,
) -> list[Path]:
    """Write reports/<period>/ for every report period; the paths written. ``kept`` says whose pages stay."""
    make_subjects(source, contracts)
    written: list[Path] = []
    for report in facts.report_periods(source):
        known = period_facts(source, report, contracts, release_id, expectations)
        written += _write_period(source, folder / report.code, known, contracts, kept)
    return written


def _write_period(
    source: Source, folder: Path, known: PeriodFacts, contracts: Mapping[str, Contract], kept: Kept | None
) -> list[Path]:
    written = [
        write_text(folder / "index.html", index_page(known)),
        write_text(folder / "expectations.html", expectations_page(known, contracts)),
    ]
    for county in known.counties:
        page = folder / f"{county['county_code']}.html"
        if kept is not None and kept.keeps(county["county_code"]):
            written.append(write_text(page, kept.text("reports", page, known.release_id)))
            continue
        own = county_facts.county_facts(source, known.report, county, contracts, known.catalogue, known.matrix)
        written.append(write_text(page, county_page(known, own, contracts)))
    lines = _finding_lines(source, folder / "findings.csv", known, contracts, kept)
    (folder / "findings.csv").write_bytes(findings_csv(lines))
    return [*written, folder / "findings.csv"]


def _finding_lines(
    source: Source, path: Path, known: PeriodFacts, contracts: Mapping[str, Contract], kept: Kept | None
) -> list[Line]:
    names = {county["county_code"]: county["name_zh"] for county in known.counties}
    rows = county_facts.finding_rows(source, known.report, None, None, counties=kept.counties if kept else None)
    carried = carried_lines(kept.path("reports", path), kept.counties) if kept else ()
    return [*carried, *written_lines(rows, contracts, known.catalogue, names)]


def _frame(known: PeriodFacts, title_zh: str, title_en: str) -> dict[str, Any]:
    return {
        "title_zh": title_zh,
        "title_en": title_en,
        "term": known.report.term,
        "is_demo": known.is_demo,
        "release_id": known.release_id,
    }


def index_page(known: PeriodFacts) -> str:
    """The region's page."""
    term = known.report.term
    covered = [line for line in known.counties if line["coverage_pct"] is not None]
    staked = [line for line in known.counties if line["at_stake_yuan"]]
    rule_stakes = [row for row in known.by_rule if row["at_stake_yuan"]]
    return render(
        "index.html",
        **_frame(known, f"{term['name_zh']}教育资助数据通报", f"Education aid data, {term['name_en']}"),
        t=known.totals,
        counties=known.counties,
        gravest=sorted(known.counties, key=lambda line: (-line["high"], -line["findings"], line["county_code"])),
        most_findings=max([line["findings"] for line in known.counties] + [1]),
        **_terms(known),
        by_domain=_by_domain(known),
        most={name: max([line[name] or 0 for line in known.counties] + [1]) for name in SUPPORT},
        coverage=sorted(covered, key=lambda line: (line["coverage_pct"], line["county_code"])),
        stakes=sorted(staked, key=lambda line: (-line["at_stake_yuan"], line["county_code"])),
        rule_stakes=sorted(rule_stakes, key=lambda row: (-row["at_stake_yuan"], row["rule_id"]))[:RULES_SHOWN],
        trend=known.trend,
        by_rule=known.by_rule,
        datasets=known.datasets,
        cells=known.cells,
        reported=known.reported,
        matrix=known.matrix,
        matrix_rules=_matrix_rules(known),
        domains=words.DOMAINS,
        unplaced=known.unplaced,
        elsewhere=known.elsewhere,
    )


def _terms(known: PeriodFacts) -> dict[str, Any]:
    """The other terms to go to: those of the newest year, the older ones by year, latest first."""
    latest = known.terms[-1]
    others = [term for term in reversed(known.terms) if term["period"] != known.report.code]
    older: dict[str, list[Row]] = {}
    for term in others:
        if _year(term) != _year(latest):
            older.setdefault(_year(term), []).append(term)
    return {"latest": latest, "recent": [term for term in others if _year(term) == _year(latest)], "older": older}


def _year(term: Row) -> str:
    return str(term["starts_on"])[:4]


def _by_domain(known: PeriodFacts) -> list[Row]:
    """Findings by domain and severity, most first."""
    domains: dict[str, dict[str, Any]] = {}
    for rule in known.by_rule:
        zh, en = words.DOMAINS.get(rule["domain"], (rule["domain"], rule["domain"]))
        blank = {"name_zh": zh, "name_en": en, "findings": 0, **dict.fromkeys(facts.SEVERITIES, 0)}
        domain = domains.setdefault(rule["domain"], blank)
        domain["findings"] += rule["findings"]
        domain[rule["severity"]] += rule["findings"]
    found = [domain for domain in domains.values() if domain["findings"]]
    return sorted(found, key=lambda domain: (-domain["findings"], domain["name_zh"]))


def _matrix_rules(known: PeriodFacts) -> list[Row]:
    """The rules of the matrix, by domain in the catalogue's order."""
    rules = [
        {**facts.rule_texts(known.catalogue, rule), "rule_id": rule} for rule in {rule for rule, _ in known.matrix}
    ]
    order = list(words.DOMAINS)
    place = {
        domain: order.index(domain) if domain in order else len(order) for domain in {rule["domain"] for rule in rules}
    }
    return sorted(rules, key=lambda rule: (place[rule["domain"]], rule["domain"], rule["rule_id"]))


def county_page(known: PeriodFacts, own: county_facts.CountyFacts, contracts: Mapping[str, Contract]) -> str:
    """One county's page."""
    county, term = own.county, known.report.term
    frame = _frame(known, f"{county['name_zh']} {term['name_zh']}", f"{county['name_en']}, {term['name_en']}")
    return render(
        "county.html",
        **frame,
        county=county,
        facts=own,
        shown=county_facts.ROWS_SHOWN,
        dataset_zh={name: contract.name_zh for name, contract in contracts.items()},
        dataset_en={name: contract.name_en for name, contract in contracts.items()},
        reported=[document for document in known.reported if document["county_code"] == county["county_code"]],
    )


def expectations_page(known: PeriodFacts, contracts: Mapping[str, Contract]) -> str:
    """The results of the Great Expectations suites, one table for each dataset."""
    suites: dict[str, dict[str, Any]] = {}
    rows = [{**EXPECTATION, **row} for row in known.expectations]
    for row in sorted(
        rows, key=lambda row: (row["dataset"], bool(row["success"]), str(row["title_zh"]), str(row["column_name"]))
    ):
        contract = contracts.get(row["dataset"])
        zh, en = (contract.name_zh, contract.name_en) if contract else (row["dataset"], row["dataset"])
        suite = suites.setdefault(row["dataset"], {"name_zh": zh, "name_en": en, "rows": [], "passed": 0})
        titles = {"title_zh": _untitled(row["title_zh"], f"{zh}："), "title_en": _untitled(row["title_en"], f"{en}: ")}
        suite["rows"].append({**row, **titles})
        suite["passed"] += bool(row["success"])
    title_zh, title_en = (
        f"{known.report.term['name_zh']}报送合理性检查",
        f"Plausibility, {known.report.term['name_en']}",
    )
    return render(
        "expectations.html",
        **_frame(known, title_zh, title_en),
        suites=sorted(suites.values(), key=lambda suite: suite["passed"] == len(suite["rows"])),
        checked=len(rows),
        failed=sum(not row["success"] for row in rows),
    )


def _untitled(text: str | None, heading: str) -> str:
    """An expectation without the dataset's name, which stands above it, and with thousands in its numbers."""
    plain = (text or "").removeprefix(heading)
    return re.sub(r"(?<![\d.-])\d{5,}(?![\d-])", lambda found: f"{int(found[0]):,}", plain)
