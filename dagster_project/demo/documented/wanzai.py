"""万载县 2020 (a county's own summary of student aid): rows that give its totals to the last decimal."""

from __future__ import annotations

import numpy as np

from dagster_project.demo.documented.aid import Line, Schooling, fixed_lines, roster, senior_rest
from dagster_project.demo.documented.amounts import Fens, fen
from dagster_project.demo.documented.letters import letters
from dagster_project.demo.documented.loans import amounts_under, contracts
from dagster_project.demo.documented.people import Population, Texts
from dagster_project.demo.documented.tables import Delivery, starts_on

COUNTY = "360922"
# term, category, person-times, yuan, and how many get each fixed amount (in the order of _fixed)
AID = (
    ("2020-spring", "registered_poor", 7106, "3584400", (2400, 1400, 300, 700, 800, 3, 1)),
    ("2020-spring", "urban_poor", 924, "486725", (250, 160, 60, 80, 120, 1, 0)),
    ("2020-spring", "other", 5949, "3506277.5", (0, 0, 1700, 1600, 1200, 2, 1)),
    ("2020-autumn", "registered_poor", 7131, "4451387.5", (1800, 1000, 600, 1000, 900, 3, 1)),
    ("2020-autumn", "urban_poor", 898, "711325", (80, 48, 120, 200, 150, 1, 0)),
    ("2020-autumn", "other", 7286, "4878790", (0, 0, 2000, 1900, 1100, 2, 1)),
)
LOANS, LOAN_YUAN, POSTGRADUATES = 3999, "30347704", 60
LETTERS = {"2020-spring": 1158, "2020-autumn": 1351}
# stage, yuan, letters of spring, letters of autumn: 101 in the year, 50,537.5 yuan
TOPUPS = (
    ("primary", "250", 7, 8),
    ("junior", "312.5", 3, 4),
    ("primary", "500", 18, 20),
    ("junior", "625", 18, 22),
    ("primary", "600", 0, 1),
)
HOSTS = ("广东省广州市", "广东省深圳市", "浙江省杭州市", "福建省厦门市", "江苏省苏州市", "湖南省长沙市")


def deliveries(population: Population) -> list[Delivery]:
    """Everything the county hands in."""
    schooling = Schooling(population)
    tables: list[Delivery] = []
    for term in LETTERS:
        lines = aid_lines(term)
        tables += [roster(schooling, lines, term, COUNTY, with_cards=True), _summary(term), _letters(population, term)]
    return [*tables, _loans(population)]


def aid_lines(term: str) -> list[Line]:
    """Every payment of a term: fixed amounts first, senior grants for the rest of each category's total."""
    lines: list[Line] = []
    for when, category, count, yuan, numbers in AID:
        if when == term:
            lines += senior_rest(category, _fixed(category, numbers), count, yuan)
    return lines


def _fixed(category: str, numbers: tuple[int, ...]) -> list[Line]:
    """Jiangxi adds 500 yuan a year for boarders from registered poor and urban poor families."""
    boarding = ("500", "625") if category == "other" else ("750", "875")
    rows = (
        ("nonboarding_living", "primary", "250"),
        ("nonboarding_living", "junior", "312.5"),
        ("boarding_living", "primary", boarding[0]),
        ("boarding_living", "junior", boarding[1]),
        ("preschool_aid", "preschool", "500" if category == "other" else "750"),
        ("special_boarding", "primary", "600"),
        ("special_boarding", "junior", "725"),
    )
    return fixed_lines(category, [(*row, number) for row, number in zip(rows, numbers, strict=True) if number])


def _summary(term: str) -> Delivery:
    rows = [row for row in AID if row[0] == term]
    columns: dict[str, Texts | str] = {
        "stage": "",
        "difficulty_kind": np.array([row[1] for row in rows], dtype=object),
        "aid_item": "",
        "person_times": np.array([str(row[2]) for row in rows], dtype=object),
        "amount": np.array([row[3] for row in rows], dtype=object),
    }
    return Delivery("subsidy_summary", term, columns, workbook=True, units={"amount": "万元"})


def _letters(population: Population, term: str) -> Delivery:
    count, autumn = LETTERS[term], term.endswith("autumn")
    stages: list[tuple[str, int]] = []
    topups: list[Fens] = []
    for stage, yuan, spring_letters, autumn_letters in TOPUPS:
        number = autumn_letters if autumn else spring_letters
        stages.append((stage, number))
        topups.append(np.full(number, fen(yuan), dtype=np.int64))
    rest = count - sum(number for _, number in stages)
    stages += [("primary", rest * 2 // 3), ("junior", rest - rest * 2 // 3)]
    topups.append(np.zeros(rest, dtype=np.int64))
    place = np.arange(count)
    sent = np.datetime64(starts_on(term)) + (20 + place % 25).astype("timedelta64[D]")
    replied = sent + (5 + place % 15).astype("timedelta64[D]")
    return letters(population, term, stages, HOSTS, sent, replied, np.concatenate(topups))


def _loans(population: Population) -> Delivery:
    postgraduates = np.full(POSTGRADUATES, fen(12_000), dtype=np.int64)
    left = fen(LOAN_YUAN) - int(postgraduates.sum())
    amounts = np.concatenate([amounts_under(fen(8000), LOANS - POSTGRADUATES, left), postgraduates])
    return contracts(population, COUNTY, 2020, amounts, fen(8000), POSTGRADUATES, grace=13)
