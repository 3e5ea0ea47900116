"""Rosters of student aid whose person-times and yuan are exactly those of a document.

What belongs here: payments by category, programme and stage; which pupil is in which grade and school.
What does not: the published totals (the county modules), taking a total apart (``amounts``).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from dagster_project.demo.documented.amounts import fen, shares, tiers, yuan_texts
from dagster_project.demo.documented.people import People, Population, Texts, cards, joined
from dagster_project.demo.documented.tables import Delivery, period_name, school_year_start, starts_on, texts

GRADES = {
    "preschool": ("k1", "k2", "k3"),
    "primary": ("p1", "p2", "p3", "p4", "p5", "p6"),
    "junior": ("j1", "j2", "j3"),
    "senior": ("s1", "s2", "s3"),
    "vocational": ("v1", "v2", "v3"),
    "college": ("u1", "u2", "u3", "u4"),
}
YEARS_SINCE_ENTRY = {"preschool": -3, "primary": 0, "junior": 6, "senior": 9, "vocational": 9, "college": 12}
SCHOOL_LEVEL = {
    "preschool": ("11", "幼儿园"),
    "primary": ("21", "小学"),
    "junior": ("31", "初级中学"),
    "senior": ("34", "高级中学"),
    "vocational": ("36", "职业技术学校"),
    "college": ("41", "学院"),
}
SCHOOLS = {"preschool": 12, "primary": 24, "junior": 10, "senior": 4, "vocational": 2, "college": 9}
PAID_AFTER = dt.timedelta(days=100)
SENIOR_LOW, SENIOR_HIGH, SENIOR_STEP = fen(500), fen(1500), fen(250)


@dataclass(frozen=True)
class Line:
    """So many pupils of one category who get the same amount of one programme."""

    category: str
    aid_item: str
    stage: str
    amount_fen: int
    count: int


@dataclass(frozen=True)
class Pupils:
    """Pupils of one term with what the term knows about them; all arrays have one entry per pupil."""

    people: People
    stage: Texts
    grade: Texts
    school: Texts


@dataclass
class Schooling:
    """The pupils of a county over the years: cohorts move up a grade each September."""

    population: Population
    used: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def next_term(self) -> None:
        """Everybody may be paid again."""
        self.used.clear()

    def pupils(self, group: str, stage: str, count: int, year: int) -> Pupils:
        """``count`` pupils of a stage in the school year that began in ``year``, nobody twice in a term."""
        groups: list[People] = []
        grades: list[str] = []
        for place, (grade, number) in enumerate(zip(GRADES[stage], shares(count, len(GRADES[stage])), strict=True)):
            entered = year - YEARS_SINCE_ENTRY[stage] - place
            groups.append(self._cohort((group, track(stage), str(entered)), entered, number))
            grades += [grade] * number
        school = np.arange(count) * 7 % SCHOOLS[stage] + 1
        return Pupils(joined(groups), _same(stage, count), np.array(grades, dtype=object), school.astype(object))

    def _cohort(self, key: tuple[str, ...], entered: int, count: int) -> People:
        first, last = f"{entered - 7}-09-01", f"{entered - 6}-08-31"
        people = self.population.take(key, self.used[key], count, first, last)
        self.used[key] += count
        return people


def track(stage: str) -> str:
    """Pupils who leave general schooling are others than those who stay."""
    return stage if stage in ("vocational", "college") else "general"


def senior_rest(category: str, fixed: list[Line], count: int, total: str) -> list[Line]:
    """``fixed`` and senior grants, whose range of 500–1500 yuan a term carries what is left of a total."""
    left = fen(total) - sum(line.amount_fen * line.count for line in fixed)
    number = count - sum(line.count for line in fixed)
    grants = tiers(left, number, SENIOR_LOW, SENIOR_HIGH, SENIOR_STEP)
    return fixed + [Line(category, "senior_grant", "senior", amount, times) for amount, times in grants]


def fixed_lines(category: str, rows: Iterable[tuple[str, str, str, int]]) -> list[Line]:
    """Lines of one category from (programme, stage, yuan, pupils)."""
    return [Line(category, item, stage, fen(yuan), count) for item, stage, yuan, count in rows]


def enrolled(schooling: Schooling, lines: list[Line], term: str, group: str = "") -> list[Pupils]:
    """The pupils of each line in a term."""
    year = school_year_start(term)
    return [schooling.pupils(group + line.category, line.stage, line.count, year) for line in lines]


def payments(
    lines: list[Line], pupils: list[Pupils], term: str, county: str, *, with_cards: bool = False
) -> dict[str, Texts | str]:
    """The columns of a roster: every pupil of every line once."""
    people = joined([group.people for group in pupils])
    stage = np.concatenate([group.stage for group in pupils])
    school = np.concatenate([group.school for group in pupils])
    item = repeated(lines, "aid_item")
    columns: dict[str, Texts | str] = {
        "school_code": school_codes(county, stage, school),
        "school_name": school_names(stage, school),
        "id_number": people.id_number,
        "xueji_no": "G" + people.id_number,
        "name": people.name,
        "stage": stage,
        "grade": np.concatenate([group.grade for group in pupils]),
        "boarding": np.where(item == "nonboarding_living", "day", np.where(item == "boarding_living", "boarding", "")),
        "difficulty_kind": repeated(lines, "category"),
        "aid_item": item,
        "term": period_name(term),
        "amount": yuan_texts(np.repeat([line.amount_fen for line in lines], [line.count for line in lines])),
        "paid_on": (starts_on(term) + PAID_AFTER).isoformat(),
    }
    if with_cards:
        columns |= {"card_no": cards(people), "payee_name": people.name, "payee_relation": "self"}
    return columns


def repeated(lines: list[Line], attribute: str) -> Texts:
    """An attribute of every line, once per pupil."""
    counts = [line.count for line in lines]
    return np.repeat(np.array([getattr(line, attribute) for line in lines], dtype=object), counts)


def school_codes(county: str, stage: Texts, school: Texts) -> Texts:
    """Ten digits: level, 99 for a school that does not exist, the county's last two, a number."""
    level = np.array([SCHOOL_LEVEL[word][0] for word in stage], dtype=object)
    number = np.array([f"{place:04d}" for place in school], dtype=object)
    codes: Texts = level + ("99" + county[-2:]) + number
    return codes


def school_names(stage: Texts, school: Texts) -> Texts:
    """Names that say they are for rehearsal."""
    kind = np.array([SCHOOL_LEVEL[word][1] for word in stage], dtype=object)
    names: Texts = "演练第" + texts(school) + kind
    return names


def roster(schooling: Schooling, lines: list[Line], term: str, county: str, *, with_cards: bool = False) -> Delivery:
    """The roster of one term as a delivery."""
    schooling.next_term()
    pupils = enrolled(schooling, lines, term)
    return Delivery("subsidy_payment", term, payments(lines, pupils, term, county, with_cards=with_cards))


def _same(word: str, count: int) -> Texts:
    return np.full(count, word, dtype=object)
