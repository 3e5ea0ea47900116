"""The ledger: append-only, migrated, one writer at a time."""

from __future__ import annotations

import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dagster_project import intake
from dagster_project.intake import ledger
from dagster_project.intake.ledger import Delivery, Outcome
from dagster_project.settings import Settings
from inbox_files import settings_at

AT = datetime(2020, 5, 1, 10)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "home")


def delivery(name: str, status: str = "accepted", **more: object) -> Delivery:
    found = Delivery(name, "990101", "2020-spring", "school", "bureau", f"{name}.xlsx", name, "", 1, AT, status)
    for field, value in more.items():
        setattr(found, field, value)
    return found


def test_migrations_run_once(settings: Settings) -> None:
    for _ in range(2):
        with ledger.writing(settings) as connection:
            assert connection.execute("select version from migrations").fetchall() == [
                (at,) for at in range(1, len(ledger.MIGRATIONS) + 1)
            ]
    assert stat.S_IMODE(settings.ledger.stat().st_mode) == 0o600


def test_a_failed_write_leaves_nothing(settings: Settings) -> None:
    with pytest.raises(RuntimeError), ledger.writing(settings) as connection:
        ledger.append_deliveries(connection, [delivery("a")], AT)
        raise RuntimeError
    with ledger.reading(settings) as connection:
        assert ledger.standing_deliveries(connection) == []


def test_status_is_the_last_one_said_and_known_as_of_any_day(settings: Settings) -> None:
    later = AT + timedelta(days=3)
    with ledger.writing(settings) as connection:
        ledger.append_deliveries(connection, [delivery("a")], AT)
    with ledger.writing(settings) as connection:
        outcome = Outcome("replaced", "superseded", "a.xlsx", "a", "a", "b", "已替换", "replaced")
        ledger.append_outcomes(connection, [outcome], later)
    with ledger.reading(settings) as connection:
        assert [item.status for item in ledger.standing_deliveries(connection)] == ["superseded"]
        assert [item.status for item in ledger.standing_deliveries(connection, AT)] == ["accepted"]
        assert ledger.standing_deliveries(connection, AT - timedelta(days=1)) == []


def test_outcomes_keep_their_order_over_writes(settings: Settings) -> None:
    for step in ("pulled", "archived"):
        with ledger.writing(settings) as connection:
            ledger.append_outcomes(connection, [Outcome(step, "ok", "a", "a"), Outcome("read", "ok", "a", "a")], AT)
    with ledger.reading(settings) as connection:
        rows = connection.execute("select seq, step from outcomes order by seq").fetchall()
    assert rows == [(1, "pulled"), (2, "read"), (3, "archived"), (4, "read")]


def test_decision_about_something_that_does_not_wait_is_refused(settings: Settings) -> None:
    with pytest.raises(LookupError):
        intake.decide(settings, "nothing", "adds", "王五")


def test_deciding_to_replace_supersedes_the_earlier_delivery(settings: Settings) -> None:
    with ledger.writing(settings) as connection:
        ledger.append_deliveries(connection, [delivery("a"), delivery("b", "waiting")], AT)
    intake.decide(settings, "b", "replaces", "王五", "电话确认")
    with ledger.reading(settings) as connection:
        found = {item.delivery_id: item.status for item in ledger.standing_deliveries(connection)}
        assert found == {"a": "superseded", "b": "accepted"}
        assert connection.execute("select verdict, decided_by, note from decisions").fetchall() == [
            ("replaces", "王五", "电话确认")
        ]


def test_unknown_table_is_refused(settings: Settings) -> None:
    with pytest.raises(ValueError), ledger.writing(settings) as connection:
        ledger.append(connection, "decisions; drop table files", {"a": ["b"]})
