"""What an audit finds wrong, in the language of findings: one for each claim that fails, under the reporting rules.

Belongs here: which rule a claim that fails comes under. Does not belong here: the texts of the rules (``seeds/rules.csv``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from dagster_project.narrative.model import FAILS, Relation, Report
from dagster_project.quality.finding import Finding

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
RULE_OF_SLIP = {
    "missing_zero": "report_magnitude_error",
    "yuan_or_ten_thousand": "report_magnitude_error",
    "transposed_digits": "report_transposed_digits",
}


def rule_of(relation: Relation) -> str:
    """The rule a claim comes under: by the slip that explains it, else by its kind."""
    return RULE_OF_SLIP.get(relation.diagnosis or "", RULE_OF_KIND[relation.kind])


def findings_of(report: Report, county_code: str, period: str, delivery_id: str, file_name: str) -> Iterator[Finding]:
    """A finding for each claim that fails; ``row_no`` is the paragraph the claim begins in, numbered from 1.

    The entity is the claim: a keyless digest of its words, which stays the same while the words do.
    """
    for relation in report.worst_first():
        if relation.verdict == FAILS:
            yield Finding(
                rule_id=rule_of(relation),
                county_code=county_code,
                period=period,
                dataset=DATASET,
                entity_kind=ENTITY,
                entity_key=hashlib.sha256(relation.quote.encode()).hexdigest()[:16],
                field=relation.kind,
                observed=relation.stated + relation.unit,
                expected=relation.computed + relation.unit,
                delivery_id=delivery_id,
                file_name=file_name,
                row_no=report.text.count("\n", 0, relation.start) + 1,
            )
