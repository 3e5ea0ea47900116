"""What each county owes by when: which deliveries came late, which did not come.

What belongs here: the delivery calendar against what was received. What does not: reminding anybody.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from datetime import date

from dagster_project.intake.ledger import Delivery
from dagster_project.intake.periods import parse_period
from dagster_project.settings import Settings

RECEIVED = frozenset({"accepted", "partial", "rejected", "waiting", "superseded", "duplicate"})


@dataclass(frozen=True, order=True)
class Due:
    """One thing a county owes."""

    county_code: str
    dataset: str
    period: str
    due_on: date


def calendar(settings: Settings) -> list[dict[str, str]]:
    """The delivery calendar as it is written, this deployment's own or the repository's."""
    path = settings.reference("delivery_calendar.csv")
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def due_list(settings: Settings) -> list[Due]:
    """The calendar with canonical periods and dates, in order."""
    return sorted(
        {
            Due(row["county_code"], row["dataset"], parse_period(row["period"]) or row["period"], _day(row["due_on"]))
            for row in calendar(settings)
        }
    )


def _day(text: str) -> date:
    return date.fromisoformat(text.strip())


def due_on(dues: list[Due]) -> dict[tuple[str, str, str], date]:
    """The date each county × dataset × period is due."""
    return {(due.county_code, due.dataset, due.period): due.due_on for due in dues}


def is_late(delivery: Delivery, due: date | None) -> bool:
    """Whether a delivery arrived after the day it was due."""
    return due is not None and delivery.received_at is not None and delivery.received_at.date() > due


def missing(dues: list[Due], deliveries: list[Delivery]) -> list[Due]:
    """What is owed and of which nothing was received."""
    received = {
        (delivery.county_code, delivery.dataset, delivery.period)
        for delivery in deliveries
        if delivery.status in RECEIVED
    }
    return [due for due in dues if (due.county_code, due.dataset, due.period) not in received]


def missing_id(due: Due) -> str:
    """The delivery_id of something that did not come."""
    text = "\x1f".join(("missing", due.county_code, due.dataset, due.period))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
