"""From the inbox to raw Parquet and the ledger: sources → landing → recognition → loading.

What belongs here: where files lie, which columns are which fields, which rows are data, what counts.
What does not: what a text means (``readers.values``), who a person is (``identity``), what is wrong (rules).
"""

from dagster_project.intake.arrivals import periods_seen, unread
from dagster_project.intake.batch import IntakeSummary
from dagster_project.intake.decisions import decide, waiting
from dagster_project.intake.due_dates import calendar
from dagster_project.intake.export import distinct_ids, distinct_names, export_inputs, row_accounting
from dagster_project.intake.sources import counties
from dagster_project.intake.taking_in import take_in

__all__ = [
    "IntakeSummary",
    "calendar",
    "counties",
    "decide",
    "distinct_ids",
    "distinct_names",
    "export_inputs",
    "periods_seen",
    "row_accounting",
    "take_in",
    "unread",
    "waiting",
]
