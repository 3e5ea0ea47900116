"""What the marts say about each county: aid paid, coverage, loans, teachers, works; and figures as published.

What belongs here: one row per county for a report, from the ``county_*`` marts, and the first page's facts as a
whole. What does not: findings and deliveries (``facts``), pages (``pages``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dagster_project.contracts import Contract
from dagster_project.delivery import facts
from dagster_project.delivery.facts import SEVERITIES, ReportPeriod, in_list
from dagster_project.delivery.reported import reported_figures
from dagster_project.delivery.source import Row, Source
from dagster_project.delivery.unplaced import unplaced_files

# figure: the mart and the column it comes from
FIGURES: Mapping[str, tuple[str, str]] = {
    "aided_students": ("county_subsidy", "aided_students"),
    "aid_person_times": ("county_subsidy", "aid_person_times"),
    "aid_yuan": ("county_subsidy", "paid_yuan"),
    "poor_students": ("county_subsidy", "poor_students"),
    "poor_aided_students": ("county_subsidy", "poor_aided_students"),
    "loan_students": ("county_loan", "loan_students"),
    "loan_yuan": ("county_loan", "loan_yuan"),
    "allowance_teachers": ("county_teacher_support", "allowance_teachers"),
    "allowance_yuan": ("county_teacher_support", "allowance_yuan"),
    "school_projects": ("county_infrastructure", "school_projects"),
    "investment_yuan": ("county_infrastructure", "investment_yuan"),
    "works_paid_yuan": ("county_infrastructure", "paid_yuan"),
}
DEMO = "is_demo"


@dataclass(frozen=True)
class PeriodFacts:
    """Everything the first page of a report says."""

    report: ReportPeriod
    release_id: str
    is_demo: bool
    counties: list[Row]
    datasets: list[Row]
    cells: dict[tuple[str, str], Row]
    by_rule: list[Row]
    trend: list[Row]
    matrix: dict[tuple[str, str], Row]
    catalogue: dict[str, Row]
    reported: list[Row]
    terms: list[Row]
    totals: Row
    unplaced: list[Row]
    elsewhere: list[Row]
    expectations: Sequence[Row] = field(default_factory=tuple)


def county_figures(source: Source, report: ReportPeriod) -> dict[str, Row]:
    """For each county the figures of ``FIGURES``, from the rows of the report's periods."""
    figures: dict[str, Row] = {}
    for name, (mart, column) in FIGURES.items():
        if column not in source.columns(mart):
            continue
        rows = source.rows(
            f"select county_code, sum({column}) as value from {source.ref(mart)}"
            f" where period in {in_list(report.periods)} group by all order by all"
        )
        for row in rows:
            figures.setdefault(row["county_code"], {})[name] = row["value"]
    return figures


def _by_county(source: Source, report: ReportPeriod) -> dict[str, Row]:
    rows = source.rows(
        f"""
        select county_code, coalesce(sum(amount_yuan), 0) as at_stake_yuan, count(*) as findings,
               count(*) filter (amount_yuan <> 0) as with_amount,
               count(*) filter (state in {in_list(facts.SETTLED)}) as settled,
               {", ".join(f"count(*) filter (severity = '{name}') as {name}" for name in SEVERITIES)}
        from {source.ref("findings")} where period in {in_list(report.finding_periods)} group by all order by all
        """
    )
    return {row["county_code"]: row for row in rows}


def county_lines(source: Source, report: ReportPeriod, cells: Mapping[tuple[str, str], Row]) -> list[Row]:
    """The scorecard: one row per county that owed, delivered or is spoken of."""
    figures, found = county_figures(source, report), _by_county(source, report)
    spoken = {county for county, _ in cells} | set(found) | set(figures)
    nothing = {
        "at_stake_yuan": Decimal(0),
        "findings": 0,
        "with_amount": 0,
        "settled": 0,
        **dict.fromkeys(SEVERITIES, 0),
    }
    lines = []
    for county in facts.counties(source):
        code = county["county_code"]
        if code not in spoken:
            continue
        own = [cell for (owner, _), cell in cells.items() if owner == code]
        states = {state: sum(cell["state"] == state for cell in own) for state in facts.CELL_STATES}
        sums = {
            name: sum(cell[name] for cell in own) for name in ("rows_loaded", "rows_quarantined", "cells_set_aside")
        }
        figure = {**dict.fromkeys(FIGURES), **figures.get(code, {})}
        coverage = share(figure["poor_aided_students"], figure["poor_students"])
        lines.append(
            {
                **county,
                **figure,
                **nothing,
                **found.get(code, {}),
                **states,
                **sums,
                "due": len(own),
                "arrived": states["received"] + states["late"] + states["part"],
                "coverage_pct": coverage,
                "paid_pct": share(figure["works_paid_yuan"], figure["investment_yuan"]),
            }
        )
    return lines


def counties_elsewhere(source: Source, report: ReportPeriod, lines: Sequence[Row]) -> list[Row]:
    """On the newest report: counties with nothing in it, each with the last term that has a page of theirs."""
    reports = facts.report_periods(source)
    if not reports or report.code != reports[-1].code:
        return []
    delivered = source.rows(
        f"select distinct county_code, period from {source.ref('deliveries')} where county_code is not null order by all"
    )
    here, last = {line["county_code"] for line in lines}, {}
    for each in reports:
        for row in delivered:
            if row["period"] in each.periods:
                last[row["county_code"]] = each.term
    return [
        {**county, "term": last.get(county["county_code"])}
        for county in facts.counties(source)
        if county["county_code"] not in here
    ]


def share(part: Any, whole: Any) -> Decimal | None:
    """``part`` in percent of ``whole``, to one decimal; None where that means nothing."""
    if part is None or not whole:
        return None
    return (Decimal(100) * Decimal(part) / Decimal(whole)).quantize(Decimal("0.1"))


def is_rehearsal(source: Source) -> bool:
    """Whether any fictitious county delivered: then the rows of every county were made up."""
    delivered = {
        row["county_code"] for row in source.rows(f"select distinct county_code from {source.ref('deliveries')}")
    }
    return any(county[DEMO] and county["county_code"] in delivered for county in facts.counties(source))


def _totals(lines: Sequence[Row]) -> Row:
    names = (
        *FIGURES,
        *SEVERITIES,
        *facts.CELL_STATES,
        "findings",
        "with_amount",
        "settled",
        "at_stake_yuan",
        "rows_loaded",
        "rows_quarantined",
        "cells_set_aside",
        "due",
        "arrived",
    )
    totals: Row = {name: facts.total(lines, name) for name in names}
    totals["known"] = {name for name in FIGURES if any(line[name] is not None for line in lines)}
    covered = [line for line in lines if line["coverage_pct"] is not None]  # not those without any aid data
    for name in ("poor_aided_students", "poor_students"):
        totals[name] = facts.total(covered, name)
    totals["coverage_pct"] = share(totals["poor_aided_students"], totals["poor_students"])
    totals["counties"] = len(lines)
    totals["arrived_counties"] = sum(1 for line in lines if line["received"] + line["late"] + line["part"])
    return totals


def period_facts(
    source: Source,
    report: ReportPeriod,
    contracts: Mapping[str, Contract],
    release_id: str,
    expectations: Sequence[Row] = (),
) -> PeriodFacts:
    """The facts of one report's first page."""
    cells = facts.delivery_cells(source, report)
    lines = county_lines(source, report, cells)
    catalogue = facts.rules(source)
    return PeriodFacts(
        report=report,
        release_id=release_id,
        is_demo=is_rehearsal(source),
        counties=lines,
        datasets=facts.dataset_names(cells, contracts),
        cells=cells,
        by_rule=facts.findings_by_rule(source, report, catalogue),
        trend=facts.severity_trend(source, report),
        matrix=facts.rule_matrix(source, report, catalogue, contracts),
        catalogue=catalogue,
        reported=reported_figures(source, report),
        terms=[each.term for each in facts.report_periods(source)],
        totals=_totals(lines),
        unplaced=unplaced_files(source, report),
        elsewhere=counties_elsewhere(source, report, lines),
        expectations=expectations,
    )
