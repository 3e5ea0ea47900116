"""Nothing left out can be worked out: everything published together, as linear equations, solved exactly."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count, product
from math import ceil, floor
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from dagster_project import delivery
from dagster_project.delivery import published
from dagster_project.delivery.published import TABLES, Subject
from dagster_project.delivery.suppression import SMALLEST, Parts, suppressed
from dagster_project.settings import Settings
from synthetic_release import make_release

Unknown = tuple[str, Any]
Coefficients = dict[Unknown, Fraction]
Equation = tuple[Coefficients, Fraction]
Range = tuple[Fraction, Fraction | None]
Key = tuple[str, ...]  # the group in each breakdown, "" for all
Cells = dict[Key, list[Any]]
ZERO, ONE = Fraction(0), Fraction(1)


def _take_out(own: Coefficients, row: Equation, times: Fraction) -> Fraction:
    for name, each in row[0].items() if times else ():
        own[name] = own.get(name, ZERO) - times * each
        if not own[name]:
            del own[name]
    return times * row[1]


def _enter(name: Unknown, at: int, rows: list[Equation], basis: list[Unknown]) -> None:
    factor = rows[at][0][name]
    rows[at] = {key: each / factor for key, each in rows[at][0].items()}, rows[at][1] / factor
    basis[at] = name
    for other, (own, right) in enumerate(rows):
        if other != at and name in own:
            rows[other] = own, right - _take_out(own, rows[at], own[name])


def _least(rows: list[Equation], basis: list[Unknown], cost: Coefficients) -> Fraction | None:
    """The simplex method with Bland's rule on rows solved for their basis, in place; None when there is no least."""
    least = sum((_take_out(cost, row, cost.get(name, ZERO)) for name, row in zip(basis, rows, strict=True)), ZERO)
    while entering := min((name for name, each in cost.items() if each < 0), default=None):
        limits = [
            (row[1] / row[0][entering], basis[at], at) for at, row in enumerate(rows) if row[0].get(entering, 0) > 0
        ]
        if not limits:
            return None
        at = min(limits)[2]
        _enter(entering, at, rows, basis)
        least += _take_out(cost, rows[at], cost[entering])
    return least


def ranges(known: Sequence[Equation], sums: Mapping[str, Sequence[Unknown]]) -> dict[str, Range]:
    """How small and how great each sum of unknowns can be, none of them below zero; None for no greatest."""
    signed = [
        (own, right) if right >= 0 else ({key: -each for key, each in own.items()}, -right) for own, right in known
    ]
    basis: list[Unknown] = [("~", at) for at in range(len(signed))]
    rows: list[Equation] = [({**own, name: ONE}, right) for name, (own, right) in zip(basis, signed, strict=True)]
    assert _least(rows, basis, dict.fromkeys(basis, ONE)) == 0, "what is published contradicts itself"
    for at, name in enumerate(basis):
        if name[0] == "~" and (real := [key for key in rows[at][0] if key[0] != "~"]):
            _enter(real[0], at, rows, basis)
    kept = [at for at, name in enumerate(basis) if name[0] != "~"]
    rows = [({key: each for key, each in rows[at][0].items() if key[0] != "~"}, rows[at][1]) for at in kept]
    found = {}
    for label, names in sums.items():
        low, high = (
            _least([(dict(own), right) for own, right in rows], [basis[at] for at in kept], dict.fromkeys(names, sign))
            for sign in (ONE, -ONE)
        )
        assert low is not None
        found[label] = low, None if high is None else -high
    return found


def _truth(connection: duckdb.DuckDBPyConnection, subject: Subject, columns: Sequence[str]) -> dict[Key, Cells]:
    """Of each county and period every cell of every crossing: its counts, then the least and greatest of its amounts."""
    ends = [sql.replace("sum(", f"{end}(") for _, sql, _ in subject.amounts for end in ("min", "max")]
    figures = ", ".join([*(sql for _, sql, _ in subject.counts), *ends])
    truth: dict[Key, Cells] = {}
    for chosen in product((True, False), repeat=len(columns)):
        groups = ", ".join(
            f"coalesce({column}, 'unknown')" if own else "''" for column, own in zip(columns, chosen, strict=True)
        )
        for county, period, *row in connection.execute(
            f"select county_code, period, {groups}, {figures} from {subject.mart}"
            f" where county_code is not null and period is not null and ({subject.where}) group by all"
        ).fetchall():
            truth.setdefault((county, period), {})[tuple(row[: len(columns)])] = row[len(columns) :]
    return truth


def _inside(cells: Cells, key: Key) -> list[Unknown]:
    """The unknown numbers of payments that make up a cell: those of its groups in every breakdown at once."""
    return [
        ("n", each) for each in cells if all(each) and all(own in ("", at) for own, at in zip(key, each, strict=True))
    ]


def _known(
    subject: Subject, cells: Cells, shown: Sequence[Mapping[str, Mapping[str, str]]], with_rates: bool
) -> list[Equation]:
    """What the published rows of one county and period say, in each breakdown by its group."""
    known: list[Equation] = []
    slacks: Iterator[int] = count()

    def learn(terms: Mapping[Unknown, Any], right: Any, slack: int = 0) -> None:
        """That a sum is exactly ``right``; with slack 1 at most, with -1 at least."""
        own = {name: Fraction(each) for name, each in terms.items() if each}
        known.append((own | ({("s", next(slacks)): Fraction(slack)} if slack else {}), Fraction(right)))

    (persons, *_), (payments, *_), width = subject.counts[0], subject.counts[-1], len(subject.counts)
    whole: Key = ("",) * len(shown)
    paid = [name for name, _, _ in subject.amounts if with_rates]
    for (_, each), (at, name) in product(_inside(cells, whole), enumerate(paid)):
        for end, slack in ((width + 2 * at, -1), (width + 2 * at + 1, 1)):
            learn({(name, each): 1, ("n", each): -cells[each][end]}, 0, slack)
    for at, rows in enumerate(shown):
        parts = [key for key in cells if key[at] and key.count("") == len(shown) - 1]
        for key in (whole, *parts):
            row, inside = rows.get(key[at] or "all"), _inside(cells, key)
            if row and row["status"] == "suppressed":
                assert not any(row[name] for name, _, _ in subject.figures)
                learn(dict.fromkeys(inside, 1), 1, -1)
            elif row:
                learn(dict.fromkeys(inside, 1), row[payments])
                for name in paid:
                    learn({(name, each): 1 for _, each in inside} if row[name] else {}, row[name] or 0)
            if persons != payments:
                learn({("p", key): 1, **dict.fromkeys(inside, -1)}, 0, 1)
                learn(
                    {("p", key): 1} if key == whole else {("p", key): 1, ("p", whole): -1}, 0, 1 if key != whole else -1
                )
                if row and row[persons]:
                    learn({("p", key): 1}, row[persons])
                elif row and cells[key][0]:
                    learn({("p", key): 1}, 1, -1)
        if persons != payments:
            learn({**{("p", key): 1 for key in parts}, ("p", whole): -1}, 0, -1)
    return known


def small_cells(release: Path, with_rates: bool = False) -> dict[str, Range]:
    """For every small cell of every table, and where tables cross: the range in which a reader can tell it to lie.

    The reader takes every CSV of ``published/`` and knows which groups cross at all, that a group listed is not empty,
    and that persons are no more than payments; ``with_rates`` also the least and greatest amount in each crossing.
    """
    found: dict[str, Range] = {}
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        for subject in dict.fromkeys(table.subject for table in TABLES if table.subject.of_persons):
            tables = [table for table in TABLES if table.subject == subject]
            paths = [release / "published" / f"{table.name}.csv" for table in tables]
            if not paths[0].exists():
                continue
            files = [list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))) for path in paths]
            truth = _truth(connection, subject, [table.breakdown for table in tables])
            assert {(row["county_code"], row["period"]) for rows in files for row in rows} == set(truth), (
                "a sum of several"
            )
            for place, cells in truth.items():
                shown = [
                    {row[table.breakdown]: row for row in rows if (row["county_code"], row["period"]) == place}
                    for table, rows in zip(tables, files, strict=True)
                ]
                sums: dict[str, list[Unknown]] = {}
                for key, figures in cells.items():
                    if 0 < figures[len(subject.counts) - 1] < SMALLEST:
                        sums[f"{subject.counts[-1][0]} {place} {key}"] = _inside(cells, key)
                    if len(subject.counts) > 1 and len(key) - key.count("") < 2 and 0 < figures[0] < SMALLEST:
                        sums[f"{subject.counts[0][0]} {place} {key}"] = [("p", key)]
                found |= ranges(_known(subject, cells, shown, with_rates), sums) if sums else {}
    return found


def narrow(found: Mapping[str, Range]) -> dict[str, Range]:
    """The cells a reader can tell more closely than within ``SMALLEST`` numbers."""
    return {name: (low, high) for name, (low, high) in found.items() if high is not None and high - low < SMALLEST - 1}


def pinned(found: Mapping[str, Range]) -> dict[str, Range]:
    """The cells that can be one whole number only."""
    return {
        name: (low, high) for name, (low, high) in found.items() if high is not None and floor(high) - ceil(low) < 1
    }


REVIEWED = {
    ("boarding_living", "primary"): 124, ("boarding_living", "junior"): 47, ("nonboarding_living", "primary"): 63,
    ("nonboarding_living", "junior"): 29, ("nutrition", "primary"): 1, ("senior_grant", "senior"): 61,
    ("vocational_grant", "vocational"): 6, ("vocational_tuition", "vocational"): 9,
}  # fmt: skip
RATES = {"boarding_living": (500, 625), "nonboarding_living": (250, 312), "nutrition": (400,), "senior_grant": (1000, 1650),
         "vocational_grant": (1000,), "vocational_tuition": (600,)}  # fmt: skip
STAGES, KINDS = ("primary", "junior", "senior", "vocational"), ("registered_poor", "orphan", "disabled", None)


def _payments() -> list[dict[str, Any]]:
    """The county a reviewer saw through, and others where groups cross at random and persons are paid twice."""
    dice = random.Random(11)
    crossings: list[tuple[str, str, str, str | None, int]] = [
        ("990101", item, stage, "registered_poor", size) for (item, stage), size in REVIEWED.items()
    ]
    for county, busy in (("990102", 0.8), ("990103", 0.5), ("990104", 0.3), ("990105", 0.2), ("990106", 0.1)):
        for item, stage, kind in product(RATES, STAGES, KINDS):
            if dice.random() < busy:
                crossings.append((county, item, stage, kind, dice.choice((1, 2, 4, 9, 12, 30))))
    crossings += [
        ("360922", item, stage, "registered_poor", 300)
        for item in ("boarding_living", "senior_grant")
        for stage in STAGES
    ]
    crossings += [("321302", f"item{at}", "primary", "orphan", 1) for at in range(12)]
    for county, item, stage, size in (
        ("370830", "boarding_living", "primary", 100),  # nothing is small until item and stage are subtracted
        ("370830", "boarding_living", "vocational", 1),
        ("370830", "vocational_grant", "vocational", 24),
        ("610727", "boarding_living", "primary", 100),  # two standards would tell the rest of the money apart
        ("610727", "nutrition", "primary", 3),
        ("610727", "vocational_grant", "vocational", 12),
    ):
        crossings.append((county, item, stage, "registered_poor", size))
    return [
        {"county_code": county, "period": "2020-autumn", "aid_item": item, "stage": stage, "difficulty_kind": kind,
         "person_token": f"{county}{stage}{kind}{at if dice.random() < 0.2 else (item, at)}", "person_link": None,
         "amount_yuan": Decimal(dice.choice(RATES.get(item, (500,))))}
        for county, item, stage, kind, size in crossings
        for at in range(size)
    ]  # fmt: skip


def _loans() -> list[dict[str, Any]]:
    sizes = {
        "990101": (70, 7),
        "990102": (5, 4),
        "990103": (300, 20),
        "990104": (11, 0),
        "990105": (1, 9),
        "990106": (40, 1),
    }
    return [
        {"county_code": county, "period": "2020", "degree": degree, "person_token": f"{county}{degree}{at % 50}",
         "amount_yuan": Decimal(6000 + 100 * (at % 20))}
        for county, both in sizes.items()
        for degree, size in zip(("undergraduate", "postgraduate"), both, strict=True)
        for at in range(size)
    ]  # fmt: skip


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = make_release(Settings.load(tmp_path))
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        for name, rows in (("fct_subsidy_payment", _payments()), ("fct_loan_contract", _loans())):
            connection.register("frame", pd.DataFrame(rows))
            connection.execute(f"create or replace table {name} as select * from frame")
            connection.unregister("frame")
    return folder


def test_the_attack_finds_what_a_reviewer_found(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def each_alone(breakdowns: Sequence[Parts], *_: Any) -> list[set[str] | None]:
        return [suppressed(parts) for parts in breakdowns]

    monkeypatch.setattr(published, "protected", each_alone)
    delivery.publish(Settings.load(tmp_path), release)
    name = "aid_person_times ('990101', '2020-autumn') ('nutrition', '', '')"
    assert pinned(small_cells(release))[name] == (1, 1)


@pytest.mark.parametrize("made", [False, True])
def test_no_small_cell_can_be_worked_out(made: bool, release: Path, tmp_path: Path) -> None:
    folder = release if made else make_release(Settings.load(tmp_path), "as_it_is")
    delivery.publish(Settings.load(tmp_path), folder)
    found = small_cells(folder)
    assert len(found) > (100 if made else 1)
    assert narrow(found) == {}
    assert pinned(small_cells(folder, with_rates=True)) == {}


def test_tables_of_one_mart_are_protected_together() -> None:
    subjects = dict.fromkeys(table.subject for table in TABLES)
    assert len({subject.mart for subject in subjects}) == len(subjects)
