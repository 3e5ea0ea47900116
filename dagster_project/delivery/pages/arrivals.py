"""The page of ``deliveries``: each county's delivery report, from the ledger as it is now.

What belongs here: putting delivery reports on a page. What does not: establishing them (``delivery.arrived``).
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.delivery.arrived import Arrived
from dagster_project.delivery.pages.rendering import render


def render_arrivals(counties: Sequence[Arrived]) -> str:
    """One page for all counties given; offline, escaped, the same for the same ledger."""
    return render("arrivals.html", title_zh="报送情况", title_en="What arrived", counties=counties)
