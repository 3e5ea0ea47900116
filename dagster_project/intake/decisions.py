"""What a person decides about a delivery that waits: it adds, it replaces, or it is set aside.

What belongs here: recording the decision and what follows from it. What does not: deciding (``replacement``).
"""

from __future__ import annotations

from typing import Literal

from dagster_project.intake import ledger
from dagster_project.intake.ledger import ACTIVE, Delivery, Outcome
from dagster_project.intake.replacement import superseded
from dagster_project.settings import Settings

Verdict = Literal["adds", "replaces", "set_aside"]
SENTENCES = {
    "adds": ("accepted", "经确认：补充，计入。", "Decided: it adds, and counts."),
    "replaces": ("accepted", "经确认：替换先前报送，计入。", "Decided: it replaces what came before, and counts."),
    "set_aside": ("rejected", "经确认：不采用。", "Decided: it is set aside."),
}


def waiting(settings: Settings) -> list[Delivery]:
    """Deliveries that wait for a decision."""
    with ledger.reading(settings) as connection:
        return [delivery for delivery in ledger.standing_deliveries(connection) if delivery.status == "waiting"]


def decide(settings: Settings, delivery_id: str, verdict: Verdict, decided_by: str, note: str = "") -> None:
    """Record a decision about a waiting delivery. Raises LookupError if it does not wait."""
    status, zh, en = SENTENCES[verdict]
    with ledger.writing(settings) as connection:
        standing = ledger.standing_deliveries(connection)
        chosen = [item for item in standing if item.delivery_id == delivery_id and item.status == "waiting"]
        if not chosen:
            raise LookupError(f"{delivery_id} 不在待确认之列。/ {delivery_id} does not wait for a decision.")
        one, at = chosen[0], ledger.now()
        outcomes = [
            Outcome("decided", status, one.file_name, one.file_sha256, one.delivery_id, message_zh=zh, message_en=en)
        ]
        if verdict == "replaces":
            outcomes += [superseded(old, one) for old in standing if _is_rival(old, one)]
        ledger.append_decision(connection, delivery_id, verdict, decided_by, note, at)
        ledger.append_outcomes(connection, outcomes, at)


def _is_rival(old: Delivery, new: Delivery) -> bool:
    place = (new.county_code, new.period, new.dataset, new.reporting_unit)
    return (
        old.status in ACTIVE
        and old.file_sha256 != new.file_sha256
        and (old.county_code, old.period, old.dataset, old.reporting_unit) == place
    )
