"""The facts of one report, established once: plain rows from SQL, for every view of them.

What belongs here: which periods and counties a report covers, its findings, deliveries and rule results.
What does not: figures of the marts (``figures``), a county's own rows (``county_facts``), any form they take
(``pages``, ``returned``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dagster_project.contracts import Contract
from dagster_project.delivery.source import Row, Source

SEVERITIES = ("high", "medium", "low", "advisory")
SETTLED = ("verified", "exempted")
ARRIVED = ("accepted", "partial")
TERMS_COMPARED = 5
RESULT_ORDER = ("fail", "not_run", "pass", "no_data")
PER_DELIVERY = "expectation"  # the domain of rules that judge a delivery as a whole, not its rows
CELL_STATES = ("received", "late", "part", "stuck", "missing")


@dataclass(frozen=True)
class ReportPeriod:
    """A term, the delivered periods that touch it, and the comparable terms before it, latest first.

    A term for which far fewer counties delivered is not comparable: its few findings would look like good news.
    ``finding_periods`` are the periods whose findings stand here: those of which this is the last term reported, so
    that what is found in a year's data stands in one report and is answered once.
    """

    term: Row
    periods: tuple[str, ...]
    earlier: tuple[Row, ...]
    finding_periods: tuple[str, ...]

    @property
    def code(self) -> str:
        """The term's canonical name, such as 2020-autumn."""
        return str(self.term["period"])


def in_list(values: Iterable[str]) -> str:
    """Values as an SQL list; never empty."""
    return "(" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + ")"


def period_terms(source: Source) -> dict[str, set[str]]:
    """For every delivered period the terms it touches."""
    table = next((name for name in ("period_terms", "int_period_term") if source.has(name)), None)
    terms: dict[str, set[str]] = defaultdict(set)
    if table:
        for row in source.rows(f"select distinct period, term from {source.ref(table)} where term is not null"):
            terms[row["period"]].add(row["term"])
    return terms


def report_periods(source: Source) -> list[ReportPeriod]:
    """The terms anything was delivered, owed or found for, earliest first."""
    terms = period_terms(source)
    known = {row["period"]: row for row in periods(source)}
    seen = source.rows(
        f"select distinct period from {source.ref('deliveries')} where period is not null"
        f" union select distinct period from {source.ref('findings')} where period is not null"
    )
    active = [row["period"] for row in seen]
    ordered = sorted(_reported_terms(active, terms, known), key=lambda row: (str(row["starts_on"]), row["period"]))
    size = _delivering_counties(source)
    last = {period: _last_term(terms.get(period, {period}), ordered) for period in active}
    reports = []
    for position, term in enumerate(ordered):
        covered = sorted(period for period in active if term["period"] in terms.get(period, {period}))
        enough = size.get(term["period"], 0) / 2
        earlier = [other for other in reversed(ordered[:position]) if size.get(other["period"], 0) >= max(enough, 1)]
        own = [period for period in covered if last[period] == term["period"]]
        reports.append(
            ReportPeriod(
                term,
                tuple(covered or [term["period"]]),
                tuple(earlier[:TERMS_COMPARED]),
                tuple(own or [term["period"]]),
            )
        )
    return reports


def _last_term(touched: set[str], reported: Sequence[Row]) -> str | None:
    ends = [(str(term.get("ends_on", "")), term["period"]) for term in reported if term["period"] in touched]
    return max(ends)[1] if ends else None


def _delivering_counties(source: Source) -> dict[str, int]:
    rows = source.rows(
        f"select period, count(distinct county_code) as counties from {source.ref('deliveries')}"
        f" where status in {in_list(ARRIVED)} group by period"
    )
    return {row["period"]: row["counties"] for row in rows}


def _reported_terms(active: Sequence[str], terms: Mapping[str, set[str]], known: Mapping[str, Row]) -> list[Row]:
    """Terms delivered for themselves; the last term of a year that no such term belongs to."""
    direct = {period for period in active if known.get(period, {}).get("kind") == "term"}
    for period in active:
        if known.get(period, {}).get("kind") == "snapshot":
            direct |= terms.get(period, set())
    for period in active:
        touched = sorted(terms.get(period, set()) & set(known), key=lambda term: str(known[term]["starts_on"]))
        if touched and not direct & set(touched):
            direct.add(touched[-1])
    return [known[term] for term in direct if term in known]


def periods(source: Source) -> list[Row]:
    """Every period with its names, from the marts, else from the inputs."""
    table = "dim_period" if source.has("dim_period") else "periods"
    return [
        {"name_zh": row["period"], "name_en": row["period"], "starts_on": row["period"], **row}
        for row in source.all_rows(table)
    ]


def counties(source: Source) -> list[Row]:
    """Every county with its names."""
    table = "dim_county" if source.has("dim_county") else "counties"
    return [{"name_en": row["name_zh"], "is_demo": False, **row} for row in source.all_rows(table, "county_code")]


def rules(source: Source) -> dict[str, Row]:
    """The catalogue of rules by id."""
    return {row["rule_id"]: row for row in source.all_rows("rules", "rule_id")}


def _findings_by(source: Source, report: ReportPeriod, keys: str) -> list[Row]:
    return source.rows(
        f"""
        select {keys}, count(*) as findings, count(distinct county_code) as counties,
               count(*) filter (state in {in_list(SETTLED)}) as settled,
               coalesce(sum(amount_yuan), 0) as at_stake_yuan
        from {source.ref("findings")} where period in {in_list(report.finding_periods)}
        group by {keys} order by {keys}
        """
    )


def _term_counts(source: Source) -> list[Row]:
    """Findings by report term, kind of period, rule and severity, over all terms.

    A snapshot stands for its term; findings of a year or school year have a kind of their own.
    """
    home = {period: report.code for report in report_periods(source) for period in report.finding_periods}
    kinds = {row["period"]: row.get("kind") for row in periods(source)}
    counts: Counter[tuple[str, str, str, str]] = Counter()
    rows = source.rows(
        f"select period, rule_id, severity, count(*) as findings from {source.ref('findings')}"
        " group by all order by all"
    )
    for row in rows:
        kind = str(kinds.get(row["period"]) or "term").replace("snapshot", "term")
        term = str(home.get(row["period"], row["period"]))
        counts[(term, kind, row["rule_id"], row["severity"])] += row["findings"]
    return [
        {"term": t, "kind": k, "rule_id": r, "severity": s, "findings": n} for (t, k, r, s), n in sorted(counts.items())
    ]


def findings_by_rule(source: Source, report: ReportPeriod, catalogue: Mapping[str, Row]) -> list[Row]:
    """One row per rule with findings now or in the term before, gravest first, with the number in each term.

    Terms are compared by the kinds of period both have: a year's findings stand in one of its terms only.
    """
    now = {row["rule_id"]: row for row in _findings_by(source, report, "rule_id, severity")}
    terms = [row["period"] for row in reversed(report.earlier)] + [report.code]
    counted = _term_counts(source)
    kinds = {term: {row["kind"] for row in counted if row["term"] == term} for term in terms}
    both = kinds[terms[-1]] & kinds[terms[-2]] if len(terms) > 1 else set()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    severity: dict[str, str] = {}
    for row in counted:
        if row["kind"] in both:
            counts[row["rule_id"]][row["term"]] += row["findings"]
        severity.setdefault(row["rule_id"], row["severity"])
    rows = []
    for rule_id in sorted(set(now) | {rule for rule in counts if counts[rule][terms[-2]]}):
        found = now.get(
            rule_id, {"severity": severity[rule_id], "findings": 0, "counties": 0, "settled": 0, "at_stake_yuan": 0}
        )
        series = [counts[rule_id][term] for term in terms] if rule_id in counts else []
        change = series[-1] - series[-2] if series else None
        rows.append({**rule_texts(catalogue, rule_id), **found, "rule_id": rule_id, "series": series, "change": change})
    return sorted(rows, key=lambda row: (SEVERITIES.index(row["severity"]), -row["findings"], row["rule_id"]))


def rule_texts(catalogue: Mapping[str, Row], rule_id: str) -> Row:
    """A rule's texts; a rule the catalogue lacks is shown by its id."""
    blank = dict.fromkeys(("domain", "why_zh", "why_en", "fix_zh", "fix_en", "message_zh", "message_en", "source"), "")
    return {**blank, "title_zh": rule_id, "title_en": rule_id.replace("_", " "), **catalogue.get(rule_id, {})}


def severity_trend(source: Source, report: ReportPeriod) -> list[Row]:
    """Findings by severity for this term and up to five before it, earliest first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in _term_counts(source):
        counts[row["term"]][row["severity"]] += row["findings"]
    shown = [*reversed(report.earlier), report.term]
    return [{**term, **{severity: counts[term["period"]][severity] for severity in SEVERITIES}} for term in shown]


def delivery_cells(source: Source, report: ReportPeriod) -> dict[tuple[str, str], Row]:
    """For each county and dataset what became of its deliveries."""
    cells: dict[tuple[str, str], Row] = {}
    rows = source.rows(
        f"""
        select county_code, coalesce(dataset, '') as dataset, status, count(*) as tables,
               count(*) filter (is_late) as late, coalesce(sum(rows_loaded), 0) as rows_loaded,
               coalesce(sum(rows_quarantined), 0) as rows_quarantined,
               coalesce(sum(cells_set_aside), 0) as cells_set_aside
        from {source.ref("deliveries")}
        where period in {in_list(report.periods)} and status not in ('superseded', 'duplicate')
         and county_code is not null
        group by all order by all
        """
    )
    blank = {
        "arrived": 0,
        "partial": 0,
        "late": 0,
        "missing": 0,
        "stuck": 0,
        "rows_loaded": 0,
        "rows_quarantined": 0,
        "cells_set_aside": 0,
    }
    for row in rows:
        cell = cells.setdefault((row["county_code"], row["dataset"]), dict(blank))
        part = "arrived" if row["status"] in ARRIVED else "missing" if row["status"] == "missing" else "stuck"
        cell[part] += row["tables"]
        cell["partial"] += row["tables"] if row["status"] == "partial" else 0
        cell["late"] += row["late"] if part == "arrived" else 0
        for name in ("rows_loaded", "rows_quarantined", "cells_set_aside"):
            cell[name] += row[name]
    for cell in cells.values():
        cell["state"] = _cell_state(cell)
    return cells


def _cell_state(cell: Mapping[str, Any]) -> str:
    if cell["arrived"]:
        return "late" if cell["late"] else "part" if cell["partial"] or cell["stuck"] or cell["missing"] else "received"
    return "missing" if cell["missing"] else "stuck"


def rule_matrix(
    source: Source, report: ReportPeriod, catalogue: Mapping[str, Row], contracts: Mapping[str, Contract]
) -> dict[tuple[str, str], Row]:
    """For each rule and county the verdict of the report's periods together, never blank, and its findings.

    A rule is left out where its dataset has another kind of period: there it had nothing to say. One finding may
    stand for several rows (both sides of a duplicate), so ``findings`` is not ``rows_failed``.
    """
    if not source.has("rule_results"):
        return {}
    found = {(row["rule_id"], row["county_code"]): row for row in _findings_by(source, report, "rule_id, county_code")}
    foreign = in_list(["", *_foreign_periods(source, report, catalogue, contracts)])
    rows = source.rows(
        f"""
        select rule_id, county_code, list(distinct status) as statuses, coalesce(sum(rows_checked), 0) as rows_checked,
               coalesce(sum(rows_failed), 0) as rows_failed,
               coalesce(sum(rows_without_standard), 0) as rows_without_standard
        from {source.ref("rule_results")} where period in {in_list(report.finding_periods)}
         and not (status = 'not_run' and concat(rule_id, '|', period) in {foreign})
        group by all order by all
        """
    )
    for row in rows:
        row["status"] = next((status for status in RESULT_ORDER if status in row["statuses"]), "no_data")
        row["findings"] = found.get((row["rule_id"], row["county_code"]), {"findings": 0})["findings"]
        row["is_per_delivery"] = (
            rule_texts(catalogue, row["rule_id"])["domain"] == PER_DELIVERY and not row["rows_checked"]
        )
    return {(row["rule_id"], row["county_code"]): row for row in rows}


def _foreign_periods(
    source: Source, report: ReportPeriod, catalogue: Mapping[str, Row], contracts: Mapping[str, Contract]
) -> list[str]:
    """Rule and period, as ``rule|period``, where the rule's dataset is not delivered for such a period."""
    kinds = {row["period"]: row.get("kind") for row in periods(source)}
    return [
        f"{rule_id}|{period}"
        for rule_id, rule in catalogue.items()
        for period in report.finding_periods
        if rule["dataset"] in contracts and contracts[rule["dataset"]].period_kind != kinds.get(period)
    ]


def dataset_names(cells: Iterable[tuple[str, str]], contracts: Mapping[str, Contract]) -> list[Row]:
    """The datasets of the deliveries, in the order of the contracts' domains."""
    names = {dataset for _, dataset in cells}
    rows = []
    for dataset in sorted(
        names, key=lambda name: (name == "", contracts[name].domain if name in contracts else "~", name)
    ):
        contract = contracts.get(dataset)
        zh, en = (
            (contract.name_zh, contract.name_en) if contract else (dataset or "未识别", dataset or "not recognised")
        )
        rows.append({"dataset": dataset, "name_zh": zh, "name_en": en})
    return rows


def total(rows: Iterable[Mapping[str, Any]], name: str) -> Any:
    """The sum of a column, 0 when every value is missing."""
    return sum((row[name] for row in rows if row.get(name) is not None), start=Decimal(0))
