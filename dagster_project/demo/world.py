"""The truth of the rehearsal: counties with schools, people, households and the rows they hand in.

What belongs here: the things of the fictitious world and its calendar. What does not: how they come about
(``population``, ``staff``, ``works``), what is wrong with them (``faults``), how they are written (``layout``).
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from dagster_project.demo.people import Person, PersonMaker
from dagster_project.settings import SEEDS

GRADES = ("p1", "p2", "p3", "p4", "p5", "p6", "j1", "j2", "j3")
KINDERGARTEN = ("k1", "k2", "k3")
EARLIEST = "2011-autumn"  # before it no national amount is known for boarders and meals


@dataclass(frozen=True)
class Place:
    """Where a row stands: file relative to the inbox, sheet ('' in a csv file), row as a person sees it."""

    file_name: str
    sheet: str
    row: int


class Row(dict[str, Any]):
    """One row of one delivery: values by field, codes in English. ``place`` is known once it is written."""

    place: Place | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Term:
    """A school term. ``school_year`` is the year in which its school year began."""

    period: str
    year: int
    school_year: int
    starts_on: dt.date
    ends_on: dt.date
    snapshot: str


@dataclass(frozen=True)
class Calendar:
    """The periods of a rehearsal."""

    terms: tuple[Term, ...]

    @property
    def years(self) -> list[int]:
        """Calendar years the terms lie in."""
        return sorted({term.year for term in self.terms})

    @property
    def school_years(self) -> list[int]:
        """First years of the school years that exchanges are reported for."""
        autumns = {term.school_year for term in self.terms if term.period.endswith("autumn")}
        return sorted(autumns or {term.school_year for term in self.terms})

    @property
    def first(self) -> Term:
        """The earliest term."""
        return self.terms[0]


def read_calendar(periods: tuple[str, ...]) -> Calendar:
    """The calendar of ``periods`` (terms such as 2020-spring), with the days of ``seeds/periods.csv``."""
    with (SEEDS / "periods.csv").open(encoding="utf-8-sig", newline="") as file:
        known = {row["period"]: row for row in csv.DictReader(file) if row["kind"] == "term"}
    terms = []
    for period in dict.fromkeys(periods):
        if period not in known:
            raise ValueError(f"不认识的学期 {period}（例：2020-spring） / {period} is no term (example: 2020-spring)")
        row = known[period]
        year = int(period[:4])
        day = "03-31" if period.endswith("spring") else "09-30"
        if row["starts_on"] < known[EARLIEST]["starts_on"]:
            raise ValueError(f"演练最早从 {EARLIEST} 开始 / a rehearsal begins in {EARLIEST} or later")
        starts_on, ends_on = (dt.date.fromisoformat(row[name]) for name in ("starts_on", "ends_on"))
        terms.append(Term(period, year, int(row["school_year"][:4]), starts_on, ends_on, f"{year}-{day}"))
    return Calendar(tuple(sorted(terms, key=lambda term: term.starts_on)))


@dataclass
class School:
    """A school: its full name, and the short one that payment lists use."""

    code: str
    name: str
    short: str
    stage: str
    area: str
    tier: str | None
    township: str
    poor_village: bool


@dataclass
class Pupil:
    """A pupil. ``level`` is the grade in the first school year: 0 = p1 … 11 = third year of senior school."""

    person: Person
    level: int
    track: str
    schools: dict[str, School]
    boarding: bool
    guardian: str
    phone: str
    address: str
    difficulty: str | None = None
    household: Household | None = None
    card_no: str = ""
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))

    def grade(self, calendar: Calendar, term: Term) -> str | None:
        """The grade in ``term``; None when not at school then."""
        level = self.level + term.school_year - calendar.first.school_year
        if level < 0:
            return KINDERGARTEN[level + 3] if "preschool" in self.schools and level >= -3 else None
        if level < 9:
            return GRADES[level]
        return f"{self.track[0]}{level - 8}" if level < 12 else None

    def roll(self, term: Term) -> Row | None:
        """The pupil's first row on the roll of ``term``."""
        rows = self.rows.get(("school_roll", term.period))
        return rows[0] if rows else None

    def payments(self, term: Term) -> list[Row]:
        """What the pupil was paid in ``term``."""
        return self.rows.get(("subsidy_payment", term.period), [])


@dataclass
class Member:
    """A person in a household and what the register says."""

    person: Person
    relation: str
    school_status: str | None = None
    rows: dict[int, Row] = field(default_factory=dict)


@dataclass
class Household:
    """A household on the poverty register; one row and one row a member for each year."""

    number: str
    kind: str
    phone: str
    township: str
    village: str
    members: list[Member]
    pupils: list[Pupil] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    has_loan: bool = False

    @property
    def head(self) -> Member:
        """The head of the household."""
        return self.members[0]


@dataclass
class Teacher:
    """A teacher with the rows that name him or her, by dataset."""

    person: Person
    school: School
    left_on: dt.date | None
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Loan:
    """A student loan contract; ``row`` stands in the year it was signed in."""

    person: Person
    year: int
    row: Row


@dataclass
class Project:
    """A building project with its payments."""

    year: int
    row: Row
    payments: list[Row]


@dataclass
class County:
    """One fictitious county: its people and everything it hands in.

    ``damaged`` are datasets whose ids its files destroy, ``withheld`` those it does not send. A ``is_large`` county
    sends no list that has a row for every pupil or payment beside the roll and the payments themselves.
    """

    code: str
    name: str
    index: int
    rng: random.Random
    people: PersonMaker
    calendar: Calendar
    schools: list[School] = field(default_factory=list)
    pupils: list[Pupil] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    teachers: list[Teacher] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    tables: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    damaged: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    is_large: bool = False
    counter: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, dataset: str, period: str | int, row: Row) -> Row:
        """Hand in ``row`` with the ``dataset`` of ``period``."""
        self.tables[dataset, str(period)].append(row)
        return row

    def remove(self, dataset: str, period: str | int, row: Row) -> None:
        """Take ``row`` back."""
        rows = self.tables[dataset, str(period)]
        rows[:] = [other for other in rows if other is not row]

    def serial(self, kind: str) -> int:
        """The next number of a kind, from 1."""
        self.counter[kind] += 1
        return self.counter[kind]

    def generator(self, what: str) -> random.Random:
        """A generator of its own for ``what``, which follows from the county's and takes nothing from it."""
        twin = random.Random()
        twin.setstate(self.rng.getstate())
        return random.Random(f"{what}-{twin.getrandbits(64)}")

    def schools_of(self, stage: str, area: str | None = None) -> list[School]:
        """Schools of a stage, of one kind of area if asked."""
        return [s for s in self.schools if s.stage == stage and (area is None or s.area == area)]

    def card(self) -> str:
        """A bank card number nobody else has; 623900 is a prefix no bank uses here."""
        digits = f"623900{self.code}{self.serial('card'):06d}"
        doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(digits))]
        return digits + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


@dataclass
class World:
    """All fictitious counties of a rehearsal."""

    calendar: Calendar
    counties: list[County]
