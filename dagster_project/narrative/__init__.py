"""Do the figures of a written report add up, inside the text and against the policy standards?

The text becomes plain, figures are found in it and sentences and tables around them (``text``). Then each kind of claim
has its finder, in the room of what it claims: parts and wholes (``parts``), count × standard (``products``), shares, means
and changes (``rates``), the layout of tables (``in_tables``), what words bind though its numbers do not agree
(``bound``), and last what no words claim (``unclaimed``). All of them
reckon exactly and write a claim in one way (``reckoning``).

``finders`` is what each of them sees of a document, ``auditing`` runs them and looks again at what is left over, ``kept``
is which of two claims about the same figures stays, ``wording`` says it, ``findings`` writes it for
a run, ``files`` audits files in confined children, ``against_marts`` lays a report beside a county's rows as
``counted_rows`` counts them, and ``contradicted`` says which figures a run may call wrong for it. ``model``,
``numerals`` and ``exact`` are the shapes and numbers that every room knows.

Belongs here: numerals → figures → claims → exact arithmetic → verdicts; ``audit`` is the way in.
Does not belong here: opening files (``readers``), pages (``delivery``), counties and their deliveries (``intake``).
"""

from __future__ import annotations

from dagster_project.narrative.auditing import audit
from dagster_project.narrative.findings import RULES, audit_deliveries, write_no_findings
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation, Report

__all__ = [
    "ASK",
    "FAILS",
    "HOLDS",
    "ROUNDING",
    "RULES",
    "Figure",
    "Reading",
    "Relation",
    "Report",
    "audit",
    "audit_deliveries",
    "write_no_findings",
]
