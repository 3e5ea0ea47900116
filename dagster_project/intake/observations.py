"""What the intake saw that a person must judge: totals that do not add up, a file that speaks of another county.

What belongs here: one shape for all of it; the rules in ``dbt/models/quality/delivery`` make findings of it.
What does not: seeing it (``own_figures``, ``three_ways``).
"""

from __future__ import annotations

from typing import NamedTuple


class Observation(NamedTuple):
    """One thing looked at. ``subject`` tells it from others of the table; texts are shown to the county.

    ``row_no`` and ``field`` are of the cell meant, if it is one cell. ``difference_yuan`` is plain digits or None.
    """

    rule_id: str
    is_wrong: bool
    row_no: int | None
    field: str | None
    subject: str
    observed: str
    expected: str
    difference_yuan: str | None = None
