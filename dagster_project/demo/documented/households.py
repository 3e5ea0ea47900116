"""Registers of poor households in which everything agrees: heads, members, incomes.

What belongs here: households around given pupils, and households without any. What does not: how many a document
says there are (the county modules).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dagster_project.demo.documented.aid import Pupils
from dagster_project.demo.documented.amounts import Fens, fen, yuan_texts
from dagster_project.demo.documented.people import People, Population, Texts, joined
from dagster_project.demo.documented.tables import Delivery, dates, texts

Counts = npt.NDArray[np.int64]
PARENT_AGES = (40, 52)
ELDER_AGES = (61, 84)
MOST_CHILDREN = 3


@dataclass(frozen=True)
class Group:
    """Members of one kind: whose household, who, and what the register says of them."""

    household: Counts
    people: People
    relation: Texts
    labour: Texts
    school_status: Texts
    education_level: Texts


def register(
    population: Population, county: str, year: int, pupils: Pupils, aid: Fens, with_pupils: int, without: int
) -> list[Delivery]:
    """``with_pupils`` households around the pupils and ``without`` of old people; ``aid`` is what each pupil got."""
    count = with_pupils + without
    children = np.arange(len(pupils.people)) % with_pupils
    young, old = np.arange(with_pupils), np.arange(with_pupils, count)
    rng = population.rng
    heads_male = np.concatenate([np.ones(with_pupils, dtype=bool), rng.random(without) < 0.6])
    heads = joined(
        [
            _adults(population, year, PARENT_AGES, heads_male[:with_pupils]),
            _adults(population, year, ELDER_AGES, heads_male[with_pupils:]),
        ]
    )
    young_wives = young[rng.random(with_pupils) < 0.8]
    old_spouses = old[rng.random(without) < 0.35]
    groups = [
        _grown(young, heads.pick(young), "head", "ordinary", "junior"),
        _grown(old, heads.pick(old), "head", "weak", "primary"),
        _grown(
            young_wives,
            _adults(population, year, PARENT_AGES, ~heads_male[young_wives]),
            "spouse",
            "ordinary",
            "primary",
        ),
        _grown(
            old_spouses, _adults(population, year, ELDER_AGES, ~heads_male[old_spouses]), "spouse", "weak", "illiterate"
        ),
        _pupil_group(children, pupils),
    ]
    transfer = np.bincount(children, weights=aid, minlength=count).astype(np.int64)
    members = np.bincount(np.concatenate([group.household for group in groups]), minlength=count)
    return [
        _households(population, county, year, heads, members, transfer),
        _members(county, year, groups),
    ]


def _adults(population: Population, year: int, ages: tuple[int, int], is_male: npt.NDArray[np.bool_]) -> People:
    first, last = f"{year - ages[1]}-01-01", f"{year - ages[0]}-12-31"
    return population.add(first, last, len(is_male), is_male)


def _grown(household: Counts, people: People, relation: str, labour: str, education: str) -> Group:
    def all_are(word: str) -> Texts:
        return np.full(len(people), word, dtype=object)

    return Group(household, people, all_are(relation), all_are(labour), all_are(""), all_are(education))


def _pupil_group(household: Counts, pupils: Pupils) -> Group:
    relation = np.where(pupils.people.is_male, "son", "daughter").astype(object)
    general = np.isin(pupils.stage, ["preschool", "primary"])
    status = np.where(general, pupils.stage, pupils.grade).astype(object)
    none = np.full(len(household), "none", dtype=object)
    return Group(household, pupils.people, relation, none, status, np.full(len(household), "", dtype=object))


def _households(population: Population, county: str, year: int, heads: People, members: Counts, aid: Fens) -> Delivery:
    """Incomes in whole yuan, so that parts, net income and income per head agree."""
    count, rng, yuan = len(heads), population.rng, fen(1)
    wage = np.where(heads.birth_on > np.datetime64(f"{year - 58}-01-01"), rng.integers(40, 180, count) * 100, 0) * yuan
    business = rng.integers(5, 60, count) * 100 * yuan
    property_ = rng.integers(0, 8, count) * 100 * yuan
    transfer = -(-aid // yuan) * yuan + rng.integers(12, 40, count) * 100 * yuan
    expense = business // 3 // yuan * yuan
    net = wage + business + property_ + transfer - expense
    place = np.arange(count)
    columns: dict[str, Texts | str] = {
        "household_no": _numbers(county, place),
        "head_name": heads.name,
        "head_id_number": heads.id_number,
        "township": "演练第" + texts(place % 14 + 1) + "乡镇",
        "village": "演练第" + texts(place % 160 + 1) + "村",
        "member_count": texts(members),
        "household_kind": "registered_poor",
        "wage_income": yuan_texts(wage),
        "business_income": yuan_texts(business),
        "property_income": yuan_texts(property_),
        "transfer_income": yuan_texts(transfer),
        "production_expense": yuan_texts(expense),
        "net_income": yuan_texts(net),
        "net_income_per_capita": yuan_texts((net + members // 2) // members),
    }
    return Delivery("poverty_household", str(year), columns)


def _members(county: str, year: int, groups: list[Group]) -> Delivery:
    household = np.concatenate([group.household for group in groups])
    order = np.argsort(household, kind="stable")
    people = joined([group.people for group in groups]).pick(order)

    def column(name: str) -> Texts:
        return np.concatenate([getattr(group, name) for group in groups])[order]

    columns: dict[str, Texts | str] = {
        "household_no": _numbers(county, household[order]),
        "id_number": people.id_number,
        "name": people.name,
        "gender": people.gender,
        "birth_on": dates(people.birth_on),
        "relation": column("relation"),
        "ethnicity": "汉族",
        "health": "healthy",
        "labour": column("labour"),
        "school_status": column("school_status"),
        "education_level": column("education_level"),
    }
    return Delivery("poverty_member", str(year), columns)


def _numbers(county: str, place: Counts) -> Texts:
    return np.array([f"{county}{number:08d}" for number in place + 1], dtype=object)
