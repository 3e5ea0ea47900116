"""What an audit finds wrong, in the language of findings: one for each claim that fails, under the reporting rules.

Belongs here: which rule a claim comes under, and the audit of every work report that a build sees.
Does not belong here: the texts of the rules (``seeds/rules.csv``), which figures rows contradict (``contradicted``).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dagster_project.carry_over import CarryOver
from dagster_project.narrative.against_marts import Comparison, start_of_sentence
from dagster_project.narrative.auditing import audit
from dagster_project.narrative.contradicted import Read, contradicted
from dagster_project.narrative.counted_rows import counted, counted_at_a_glance
from dagster_project.narrative.model import FAILS, Relation, Report
from dagster_project.quality import Checked, Finding, write_findings
from dagster_project.settings import Settings
from dagster_project.warehouse import DATABASE, connect

DATASET, ENTITY = "work_report", "report_claim"
RULE_OF_KIND = {
    "sum": "report_sum_mismatch",
    "table": "report_sum_mismatch",
    "partition": "report_sum_mismatch",
    "product": "report_product_mismatch",
    "ratio": "report_ratio_mismatch",
    "growth": "report_ratio_mismatch",
    "difference": "report_ratio_mismatch",
    "conflict": "report_conflicting_figures",
    "subset": "report_subset_exceeds_total",
}
FILE = "narrative_findings.parquet"
RULE_OF_SLIP = {
    "missing_zero": "report_magnitude_error",
    "yuan_or_ten_thousand": "report_magnitude_error",
    "transposed_digits": "report_transposed_digits",
    "unreachable_amount": "report_unreachable_amount",
}


UNREAD = """
select d.county_code, d.dataset, d.period, sum(d.rows_quarantined), coalesce(sum(c.amounts), 0)
from read_parquet(?) as d
left join (
    select delivery_id, count(*) as amounts
    from read_parquet(?) where field in ('amount', 'total_investment') group by delivery_id
) as c on d.delivery_id = c.delivery_id
where d.is_active and d.dataset is not null
group by d.county_code, d.dataset, d.period
"""
ROWS_SAY_OTHERWISE = "work_report_vs_ledger"
RULES = sorted({*RULE_OF_KIND.values(), *RULE_OF_SLIP.values(), ROWS_SAY_OTHERWISE})


def rule_of(relation: Relation) -> str:
    """The rule a claim comes under: by the slip that explains it, else by its kind."""
    return RULE_OF_SLIP.get(relation.diagnosis or "", RULE_OF_KIND[relation.kind])


@dataclass(frozen=True)
class Delivered:
    """A work report as a build sees it: its paragraphs, and the row of the file each stands in."""

    county_code: str
    period: str
    delivery_id: str
    file_name: str
    file_sha256: str
    paragraphs: list[str]
    rows: list[int]


def audit_deliveries(settings: Settings, building: Path, carried: CarryOver | None = None) -> int:
    """Audit the work reports of a build and write ``inputs/narrative_findings.parquet``; how many reports there are.

    Where the build has its marts, each report is laid beside them too. The file has the columns of a rule's table. With
    ``carried`` only the reports of its counties are read again.
    """
    inputs = building / "inputs"
    findings: list[Finding] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    failed: Counter[tuple[str, str, str]] = Counter()
    delivered = [
        item for item in _delivered(settings, inputs) if carried is None or item.county_code in carried.counties
    ]
    audited = [(audit("\n".join(item.paragraphs), item.file_name), item) for item in delivered]
    beside = _against_rows(settings, building, audited)
    for (report, item), (otherwise, judged) in zip(audited, beside, strict=True):
        own = [*findings_of(report, item), *otherwise]
        findings += own
        # Every rule looks at the report as such, and then at each claim of its kind.
        seen.update((rule, item.county_code, item.period) for rule in RULES)
        seen.update((rule_of(relation), item.county_code, item.period) for relation in report.relations)
        seen[ROWS_SAY_OTHERWISE, item.county_code, item.period] += judged
        failed.update((finding.rule_id, item.county_code, item.period) for finding in own)
    checked = [Checked(*key, rows_checked=count, rows_failed=failed[key]) for key, count in seen.items()]
    earlier = None
    if carried is not None:
        earlier = pq.read_table(carried.base / "inputs" / FILE)
        again = pc.is_in(earlier.column("county_code"), pa.array(sorted(carried.counties), pa.string()))
        earlier = earlier.filter(pc.invert(again))
    write_findings(inputs / FILE, findings, earlier, checked)
    return len(delivered)


def write_no_findings(inputs: Path) -> None:
    """An empty, typed file, so that a build can read it before any report has been audited."""
    write_findings(inputs / FILE, [])


def _delivered(settings: Settings, inputs: Path) -> list[Delivered]:
    folder = settings.raw / DATASET
    if not any(folder.glob("*/*/*.parquet")):
        return []
    with connect(settings) as connection:
        rows = connection.execute(
            "select _county_code, _period, _delivery_id, _file_name, _file_sha256,"
            " list(coalesce(text, '') order by _row), list(_row order by _row)"
            " from read_parquet(?, union_by_name = true, hive_partitioning = false)"
            " where _delivery_id in (select delivery_id from read_parquet(?) where is_active)"
            " group by all order by all",
            [str(folder / "*" / "*" / "*.parquet"), str(inputs / "deliveries.parquet")],
        ).fetchall()
    return [Delivered(*row) for row in rows]


def _against_rows(
    settings: Settings, building: Path, audited: Sequence[tuple[Report, Delivered]]
) -> list[tuple[list[Finding], int]]:
    """For each report a finding for every figure that the build's marts contradict, and how many they could judge.

    Only where rows and amounts alone say otherwise are all the other ways of counting tried.
    """
    database = building / DATABASE
    years = {(item.county_code, int(item.period)) for _, item in audited if item.period.isdecimal()}
    if not database.exists() or not years:
        return [([], 0) for _ in audited]
    files = [str(building / "inputs" / f"{name}.parquet") for name in ("deliveries", "set_aside_cells")]
    read: dict[str, dict[tuple[str, str], Read]] = defaultdict(dict)
    with connect(settings) as connection:
        for county, dataset, period, rows, amounts in connection.execute(UNREAD, files).fetchall():
            read[county][dataset, period] = Read(rows, amounts)
    answers: list[tuple[list[Finding], int]] = []
    with connect(settings, database, read_only=True) as connection:
        glance = counted_at_a_glance(connection, sorted(years))
        for report, item in audited:
            county, year = item.county_code, int(item.period) if item.period.isdecimal() else 0
            found, judged = contradicted(report, glance.get((county, year), {}), year, read[county])
            if found:
                found, _ = contradicted(report, counted(connection, county, year), year, read[county])
            answers.append(([_contradiction(one, report, item) for one in found], judged))
    return answers


def _contradiction(one: Comparison, report: Report, item: Delivered) -> Finding:
    start = start_of_sentence(report.text, one.figure.start)
    quote = report.text[start : one.figure.end].strip()
    expected = f"{one.computed}{one.figure.unit}（{one.reading_zh}）"
    observed = one.figure.quote
    return _finding(item, report, ROWS_SAY_OTHERWISE, quote, observed, expected, one.figure.start)


def findings_of(report: Report, item: Delivered) -> Iterator[Finding]:
    """A finding for each claim that fails; ``row_no`` is the row of the paragraph the claim begins in."""
    for relation in report.worst_first():
        if relation.verdict == FAILS:
            observed = relation.stated + relation.unit
            expected = f"{relation.computed}{relation.unit}（{_as_written(relation.expression)}）"
            yield _finding(item, report, rule_of(relation), relation.quote, observed, expected, relation.start)


def _finding(
    item: Delivered, report: Report, rule: str, quote: str, observed: str, expected: str, start: int
) -> Finding:
    """The entity is the claim: a keyless digest of its words, which stays the same while the words do."""
    return Finding(
        rule_id=rule,
        county_code=item.county_code,
        period=item.period,
        dataset=DATASET,
        entity_kind=ENTITY,
        entity_key=hashlib.sha256(quote.encode()).hexdigest()[:16],
        field=None,
        observed=observed,
        expected=expected,
        delivery_id=item.delivery_id,
        file_name=item.file_name,
        file_sha256=item.file_sha256,
        row_no=item.rows[report.text.count("\n", 0, start)],
        quote=quote,
    )


def _as_written(expression: str) -> str:
    """The working as people write it; " / " would part the two languages of a text."""
    return expression.replace(" * ", "×").replace(" / ", "÷")
