"""Do the figures of a written report add up, inside the text and against the policy standards?

The text becomes plain (``script``), figures are found in it (``numerals``, ``units``, ``not_figures``, ``figures``),
sentences and tables around them (``sentences``, ``periods``, ``tables``). Then each kind of claim has its finder:

- parts and wholes: ``sums`` (其中, 分别为) judged in ``judging``, ``totals``, ``tallies`` (两项合计), ``divisions`` (按…分), ``exhausting``,
  ``list_marks``, ``runs``, ``indicators`` ((一)(二)(三)),
  ``balances`` (结余), ``flows`` (年初 + 新增 − 退出), ``bounds`` (人 ≤ 人次), ``lists`` and ``stages`` (counted names, projects), ``repeats`` (conflicts)
- count × standard: ``products``, ``pairs``, ``factors``, ``standards``, ``beside`` (one of them a clause away), ``respective`` (分别),
  ``each``, ``percentages`` (p % of an amount)
- shares, means and changes: ``shares``, ``shares_in_turn``, ``shares_of_all``, ``rates``, ``ratios``, ``means``, ``naming`` (what a phrase points back to), ``changes``, ``series``, ``differences``, ``implied``,
  ``searched`` and ``forms`` (what the numbers around an unclaimed figure give)
- tables: ``table_sums``, ``table_columns``, ``statements``, ``beside_tables`` (text against table)

``auditing`` runs them and keeps one of two claims about the same figures, ``arithmetic`` and ``diagnosis`` judge,
``wording`` says it, ``findings`` writes it for a run, ``against_marts`` lays it beside a
county's rows as ``counted_rows`` counts them.

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
