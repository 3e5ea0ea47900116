"""From counties' servers and the inbox to raw Parquet and the ledger: sources → landing → recognition → loading.

What belongs here: where files lie, which columns are which fields, which rows are data, what counts.
What does not: what a text means (``readers.values``), who a person is (``identity``), what is wrong (rules).
"""

from dagster_project.intake.arrivals import not_taken_in, periods_seen, unread
from dagster_project.intake.batch import IntakeSummary
from dagster_project.intake.decisions import decide, waiting
from dagster_project.intake.due_dates import calendar
from dagster_project.intake.export import export_inputs, raw_files, row_accounting
from dagster_project.intake.header_decisions import accept as accept_header
from dagster_project.intake.header_decisions import reject as reject_header
from dagster_project.intake.header_decisions import undo as undo_header
from dagster_project.intake.ledger import at_rest as ledger_at_rest
from dagster_project.intake.periods import period_named
from dagster_project.intake.pulling import PullSummary, has_sources, pull
from dagster_project.intake.rescued import (
    candidates_of,
    cells_to_review,
    decide_by_rank,
    decide_cell,
    export_candidates,
    keep_candidates,
    offered,
    searched,
)
from dagster_project.intake.sources import counties, county_codes, county_named
from dagster_project.intake.taking_in import take_in
from dagster_project.intake.texts import ID, NAME, distinct_texts, value_map
from dagster_project.intake.unknown_headers import (
    datasets_decided,
    datasets_with,
    files_with,
    header_decisions_made,
    unknown_headers,
)
from dagster_project.intake.verdicts import is_row_number

__all__ = [
    "ID",
    "NAME",
    "IntakeSummary",
    "PullSummary",
    "accept_header",
    "calendar",
    "candidates_of",
    "cells_to_review",
    "counties",
    "county_codes",
    "county_named",
    "datasets_decided",
    "datasets_with",
    "decide",
    "decide_by_rank",
    "decide_cell",
    "distinct_texts",
    "export_candidates",
    "export_inputs",
    "files_with",
    "has_sources",
    "header_decisions_made",
    "is_row_number",
    "keep_candidates",
    "ledger_at_rest",
    "not_taken_in",
    "offered",
    "period_named",
    "periods_seen",
    "pull",
    "raw_files",
    "reject_header",
    "row_accounting",
    "searched",
    "take_in",
    "undo_header",
    "unknown_headers",
    "unread",
    "value_map",
    "waiting",
]
