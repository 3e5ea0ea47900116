"""Student loan contracts within every ceiling. Which totals they reproduce is said by the county modules."""

from __future__ import annotations

import numpy as np

from dagster_project.demo.documented.amounts import Fens, fen, spread, yuan_texts
from dagster_project.demo.documented.people import People, Population, Texts, joined
from dagster_project.demo.documented.tables import Delivery, dates, texts

YEARS_OF_COURSE = 4
LOWEST = fen(3000)
STEP = fen(100)


def amounts_under(cap: int, count: int, total: int) -> Fens:
    """Contract amounts: many at the ceiling, the others lower and all different, with an exact sum."""
    usual = cap * 18 // 25
    at_cap = max(0, (total - usual * count) // (cap - usual))
    rest = spread(total - at_cap * cap, count - at_cap, LOWEST, cap, STEP)
    return np.concatenate([np.full(at_cap, cap, dtype=np.int64), rest])


def contracts(
    population: Population, county: str, year: int, amounts: Fens, ceiling: int, postgraduates: int, grace: int
) -> Delivery:
    """The contracts signed in the summer of ``year``; the last ``postgraduates`` of them by postgraduates.

    ``grace``: years of repayment after the course.
    """
    count = len(amounts)
    students, parents, entered = _borrowers(population, year, count - postgraduates, postgraduates)
    place = np.arange(count)
    rng_days = place * 11 % 50
    signed = np.datetime64(f"{year}-07-20") + rng_days.astype("timedelta64[D]")
    course = np.where(place < count - postgraduates, YEARS_OF_COURSE, 3)
    dorm = np.full(count, fen(800), dtype=np.int64)
    at_cap = amounts >= ceiling
    columns: dict[str, Texts | str] = {
        "contract_no": np.array([f"DK{county}{year}{number:05d}" for number in place + 1], dtype=object),
        "name": students.name,
        "id_number": students.id_number,
        "coborrower_name": parents.name,
        "coborrower_id_number": parents.id_number,
        "college_name": "演练第" + texts(place % 60 + 1) + "大学",
        "degree": np.where(place < count - postgraduates, "undergraduate", "postgraduate").astype(object),
        "schooling_years": texts(course),
        "entered_year": texts(entered),
        "academic_year": f"{year}-{year + 1}",
        "loan_place": "home",
        "amount": yuan_texts(amounts),
        "tuition": yuan_texts(np.where(at_cap, amounts, amounts - dorm)),
        "dorm_fee": yuan_texts(dorm),
        "loan_years": texts(course - (year - entered) + grace),
        "signed_on": dates(signed),
        "receipt_no": np.array([f"HZ{year}{number * 7919 % 100_000:05d}" for number in place], dtype=object),
    }
    return Delivery("loan_contract", str(year), columns)


def _borrowers(
    population: Population, year: int, undergraduates: int, postgraduates: int
) -> tuple[People, People, np.ndarray]:
    """Borrowers, a parent of each, and the year each entered; the same students borrow again next year."""
    students, parents, entered = [], [], []
    kinds = [("undergraduate", undergraduates, YEARS_OF_COURSE, 19), ("postgraduate", postgraduates, 3, 23)]
    for kind, count, years, age in kinds:
        for place in range(years):
            since = year - place
            number = count // years + (place < count % years)
            born, parent_born = since - age, since - age - 27
            key = (kind, str(since))
            students.append(population.take(key, 0, number, f"{born}-09-01", f"{born + 1}-08-31"))
            parents.append(
                population.take(("parent", *key), 0, number, f"{parent_born}-01-01", f"{parent_born + 3}-12-31")
            )
            entered.append(np.full(number, since))
    return joined(students), joined(parents), np.concatenate(entered)
