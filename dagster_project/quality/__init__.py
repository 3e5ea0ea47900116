"""What is wrong, in one language: Finding; and whether deliveries are plausible as a whole.

Belongs here: ``Finding``, the Great Expectations suites of the contracts.
Does not belong here: rules on rows (``dbt/models/quality``), how findings are shown (``delivery``).
"""

from __future__ import annotations

from dagster_project.quality.finding import Checked, Finding, write_findings
from dagster_project.quality.results import ExpectationResult
from dagster_project.quality.suites import SuiteError, run_suites, write_no_findings

__all__ = ["Checked", "ExpectationResult", "Finding", "SuiteError", "run_suites", "write_findings", "write_no_findings"]
