"""The ground faults are planted in: people and things that no other fault has touched.

What belongs here: choosing them, or making new ones when none is left. What does not: the faults themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from dagster_project.demo.households import add_household
from dagster_project.demo.key import PLANTED, AnswerKey
from dagster_project.demo.people import day_between, years_before
from dagster_project.demo.population import add_pupil, birthday, list_person
from dagster_project.demo.staff import add_loan, add_teacher
from dagster_project.demo.world import County, Household, Loan, Member, Pupil, Row, School, Teacher, Term, World

FIRST_LEVEL = {"primary": 1, "junior": 6, "senior": 9}
POOR = ("registered_poor", "lifted")
T = TypeVar("T")


class NoGround(Exception):
    """This county or this term cannot show the fault; it is left out."""


@dataclass
class Ground:
    """One county's untouched people, households, teachers and loans."""

    world: World
    county: County
    key: AnswerKey
    plain: list[Pupil] = field(default_factory=list)
    aided: list[Pupil] = field(default_factory=list)
    homes: list[Household] = field(default_factory=list)
    teachers: list[Teacher] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)

    @classmethod
    def of(cls, world: World, county: County, key: AnswerKey) -> Ground:
        """The whole county, in an order of chance."""
        ground = cls(world, county, key)
        settled = [pupil for pupil in county.pupils if not pupil.person.common]
        ground.plain = [p for p in settled if p.difficulty is None and "preschool" not in p.schools]
        ground.aided = [p for p in settled if p.difficulty in ("other", "urban_poor")]
        ground.homes = [h for h in county.households if not h.has_loan and h.kind in POOR]
        ground.teachers = [teacher for teacher in county.teachers if not teacher.left_on]
        ground.loans = [loan for loan in county.loans if loan.row["degree"] == "undergraduate"]
        ground.loans = [loan for loan in ground.loans if loan.row["academic_year"].startswith(str(loan.year))]
        for pool in (ground.plain, ground.aided, ground.homes, ground.teachers, ground.loans):
            county.rng.shuffle(pool)
        return ground

    def note(
        self, rule: str, number: int, period: str | int, dataset: str, rows: Sequence[Row], field_name: str = ""
    ) -> None:
        """Write a planted fault of this county into the key."""
        self.key.add(rule, number, self.county, period, dataset, rows, field_name, PLANTED)

    def term(self, number: int) -> Term:
        """Faults go round the terms."""
        terms = self.county.calendar.terms
        return terms[number % len(terms)]

    def year(self, number: int) -> int:
        """Faults go round the years."""
        years = self.county.calendar.years
        return years[number % len(years)]

    def neighbour(self) -> County | None:
        """The next county, for faults between counties."""
        counties = self.world.counties
        return counties[self.county.index % len(counties)] if len(counties) > 1 else None

    def level(self, stage: str, term: Term, more: int = 0) -> int:
        """The level of a pupil who is in ``stage`` in ``term`` (and stays there the year after, for more <= 1)."""
        return FIRST_LEVEL[stage] + more - (term.school_year - self.county.calendar.first.school_year)

    def plain_pupil(self, term: Term, stages: Sequence[str] = ("primary", "junior", "senior"), grade: int = 1) -> Pupil:
        """A pupil without aid, on the roll of ``term`` in one of ``stages``, at least in year ``grade`` of it."""

        def suits(pupil: Pupil) -> bool:
            roll = pupil.roll(term)
            return roll is not None and roll["stage"] in stages and int(roll["grade"][1]) >= grade

        found = _take(self.plain, suits)
        return found or add_pupil(self.county, self.level(stages[0], term, grade))

    def passing_pupil(self, term: Term, stage: str = "primary") -> Pupil:
        """A new pupil whom only one row names: on the roll of one term, without aid."""
        level = self.level(stage, term, 1)
        person = self.county.people.make(birthday(self.county, level), plain=True)
        return add_pupil(self.county, level, person=person, boarding=True, only=term)

    def aided_pupil(self, term: Term, stages: Sequence[str] = ("primary", "junior")) -> Pupil:
        """A boarder of no poor household and on no list, who is paid once in ``term``."""

        def suits(pupil: Pupil) -> bool:
            paid = pupil.payments(term)
            return len(paid) == 1 and paid[0]["stage"] in stages

        found = _take(self.aided, suits)
        return found or add_pupil(self.county, self.level(stages[0], term), difficulty="other", boarding=True)

    def last_one_paid(self, term: Term, pupil: Pupil) -> bool:
        """Whether no other pupil of this one's school is paid in ``term``."""
        roll = pupil.roll(term)
        assert roll is not None
        code = roll["school_code"]
        rows = self.county.tables["subsidy_payment", term.period]
        return not any(row["school_code"] == row.unit == code and row["name"] != roll["name"] for row in rows)

    def poor_pupil(
        self, term: Term, stages: Sequence[str] = ("primary", "junior"), boarding: bool | None = None
    ) -> Pupil:
        """A child of a registered household, paid once in ``term``; nothing else happens to the household."""

        def fits(pupil: Pupil) -> bool:
            paid = pupil.payments(term)
            right = boarding is None or pupil.boarding == boarding
            return len(paid) == 1 and paid[0]["stage"] in stages and right

        home = _take(self.homes, lambda h: any(map(fits, h.pupils)))
        if home is None:
            home = add_household(self.county, (self.level(stages[0], term),), boarding=boarding)
        return next(pupil for pupil in home.pupils if fits(pupil))

    def home(
        self,
        suits: Callable[[Household], bool] = lambda home: True,
        toddler: bool = False,
        student: bool = False,
        boarders_in: Term | None = None,
    ) -> Household:
        """An untouched household; a new one with a child in primary school, and more, when none suits."""
        levels = (self.level("primary", boarders_in or self.county.calendar.first),)
        found = _take(self.homes, suits)
        boarding = True if boarders_in else None
        return found or add_household(self.county, levels, boarding=boarding, toddler=toddler, student=student)

    def spouse(self) -> Member:
        """A grown-up member whom only the household register names."""
        return self.home().members[1]

    def listed_elder(self, term: Term, group: str = "tekun") -> Row:
        """A new elderly person on one list of ``term``, named nowhere else."""
        born = years_before(term.starts_on, 60 + self.county.rng.randrange(20))
        person = self.county.people.make(day_between(self.county.rng, years_before(born, 1), born), plain=True)
        return list_person(self.county, term, group, person)

    def teacher(self, rural: bool = True) -> Teacher:
        """A teacher in post, in no course, no exchange and no special programme."""

        def suits(teacher: Teacher) -> bool:
            busy = [name for (name, _), rows in teacher.rows.items() if rows and name != "teacher"]
            return set(busy) == ({"teacher_allowance"} if rural else set()) and (
                (teacher.school.area != "urban" and teacher.school.tier is not None) == rural
            )

        found = _take(self.teachers, suits)
        return found or add_teacher(self.county, self._school(rural))

    def _school(self, rural: bool) -> School:
        schools = [s for s in self.county.schools if s.stage != "preschool" and (s.area == "urban") != rural]
        return self.county.rng.choice(schools)

    def loan(self, year: int) -> Loan:
        """An undergraduate's contract of ``year``."""
        found = _take(self.loans, lambda loan: loan.year == year)
        return found or add_loan(self.county, year)

    def other_school(self, stage: str, code: str) -> School:
        """Another school of the stage."""
        return self.county.rng.choice([s for s in self.county.schools_of(stage) if s.code != code])


def copy_row(row: Row, **changes: object) -> Row:
    """The same row again, with changes; it belongs to the same file."""
    twin = Row(row)
    twin.update(changes)
    twin.unit = row.unit
    return twin


def _take(pool: list[T], suits: Callable[[T], bool]) -> T | None:
    for index, item in enumerate(pool):
        if suits(item):
            return pool.pop(index)
    return None
