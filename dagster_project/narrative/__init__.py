"""Do the figures of a written report add up, inside the text and against the policy standards?

Belongs here: numerals → figures → claims → exact arithmetic → verdicts; ``audit`` is the way in.
Does not belong here: opening files (``readers``), pages (``delivery``), counties and their deliveries (``intake``).
"""

from __future__ import annotations

from dagster_project.narrative.auditing import audit
from dagster_project.narrative.findings import audit_deliveries, write_no_findings
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation, Report

__all__ = [
    "ASK",
    "FAILS",
    "HOLDS",
    "ROUNDING",
    "Figure",
    "Reading",
    "Relation",
    "Report",
    "audit",
    "audit_deliveries",
    "write_no_findings",
]
