"""兴和县 2012–2020 (a county's closing summary): boarding aid, loans, allowances, equipment, toilets, teachers sent."""

from __future__ import annotations

import numpy as np

from dagster_project.demo.documented.aid import Line, Schooling, fixed_lines, roster
from dagster_project.demo.documented.amounts import fen, shares, yuan_texts
from dagster_project.demo.documented.loans import amounts_under, contracts
from dagster_project.demo.documented.people import Population, Texts
from dagster_project.demo.documented.tables import Delivery, dates, texts

COUNTY = "150924"
TERMS = tuple(f"{year}-{half}" for year in range(2013, 2021) for half in ("spring", "autumn"))
# 20,559 person-times and 1,128.7 wan yuan have one solution in 500 and 625 yuan a term
BOARDERS = {"primary": ("500", 12_499), "junior": ("625", 8_060)}
# year, contracts, yuan: 10,641 and 6,757.5 wan yuan
LOANS = (
    (2012, 800, "4160000"),
    (2013, 900, "4680000"),
    (2014, 1050, "6900000"),
    (2015, 1150, "7550000"),
    (2016, 1200, "7880000"),
    (2017, 1250, "8210000"),
    (2018, 1350, "8870000"),
    (2019, 1450, "9530000"),
    (2020, 1491, "9795000"),
)
# tier, yuan a month, months, teachers: 371 wan yuan
ALLOWANCES = (
    ("tier3", 200, 12, 300),
    ("tier2", 300, 12, 450),
    ("tier1", 400, 12, 285),
    ("tier3", 200, 10, 1),
)
# year, item, kind, lots, in each lot, yuan each; the gift's price is not in the document
EQUIPMENT = (
    (2019, "教师用电脑", "computer", 9, 5, 4_000),
    (2019, "打印机", "printer", 5, 2, 1_600),
    (2019, "同频互动教室(中心校)", "interactive", 7, 1, 140_000),
    (2019, "同频互动教室(教学点)", "interactive", 6, 1, 114_000),
    (2019, "同频互动教室(教学点)", "interactive", 1, 1, 116_000),
    (2019, "学生用电脑", "computer", 1, 24, 4_000),
    (2020, "多媒体设备", "multimedia", 31, 7, 24_000),
    (2020, "多媒体设备", "multimedia", 1, 1, 22_000),
)
# sites, how many, yuan each: 15 and 166 wan yuan
TOILETS = (
    ("高中", 1, 200_000),
    ("城内小学", 1, 160_000),
    ("乡镇中心学校", 7, 110_000),
    ("教学点", 5, 88_000),
    ("教学点", 1, 90_000),
)
# teachers of a normal university, and officials of the city bureau who serve at a school
SENT = (("演练师范大学", "support", 8), ("演练市教育局", "rotation", 3))
# graduates recruited since 2016; the document does not say how many in which year
RECRUITED = 35
VOCATIONAL_TEACHERS = 49
GIFT = "社会捐赠"


def deliveries(population: Population) -> list[Delivery]:
    """Everything the county hands in."""
    schooling = Schooling(population)
    tables = [roster(schooling, aid_lines(place), term, COUNTY) for place, term in enumerate(TERMS)]
    for year, count, yuan in LOANS:
        ceiling = fen(8000) if year >= 2014 else fen(6000)
        grace = 11 if year >= 2015 else 10
        amounts = amounts_under(ceiling, count, fen(yuan))
        tables.append(contracts(population, COUNTY, year, amounts, ceiling, 0, grace))
    return [*tables, _allowances(population), _equipment(2019), _equipment(2020), _toilets(), *_teachers(population)]


def aid_lines(place: int) -> list[Line]:
    """The boarders of the term at ``place`` of the list."""
    rows = [
        ("boarding_living", stage, yuan, shares(count, len(TERMS))[place]) for stage, (yuan, count) in BOARDERS.items()
    ]
    return fixed_lines("other", rows)


def _allowances(population: Population) -> Delivery:
    counts = [row[3] for row in ALLOWANCES]
    people = population.add("1962-01-01", "1995-12-31", sum(counts))

    def each(values: list[str]) -> Texts:
        return np.repeat(np.array(values, dtype=object), counts)

    columns: dict[str, Texts | str] = {
        "id_number": people.id_number,
        "name": people.name,
        "school_name": "演练第" + texts(np.arange(len(people)) % 60 + 1) + "小学",
        "allowance_item": "rural_living",
        "rural_tier": each([row[0] for row in ALLOWANCES]),
        "monthly_standard": each([str(row[1]) for row in ALLOWANCES]),
        "months": each([str(row[2]) for row in ALLOWANCES]),
        "from_month": each([f"2019-{13 - row[2]:02d}" for row in ALLOWANCES]),
        "to_month": "2019-12",
        "amount": each([str(row[1] * row[2]) for row in ALLOWANCES]),
    }
    return Delivery("teacher_allowance", "2019", columns)


def _equipment(year: int) -> Delivery:
    rows = [row for row in EQUIPMENT if row[0] == year for _ in range(row[3])]
    place = np.arange(1, len(rows) + 1)
    columns: dict[str, Texts | str] = {
        "asset_no": np.array([f"ZC{year}{number:04d}" for number in place], dtype=object),
        "item_name": _column([row[1] for row in rows]),
        "item_kind": _column([row[2] for row in rows]),
        "school_name": "演练第" + texts(place) + "学校",
        "quantity": _column([str(row[4]) for row in rows]),
        "unit_price": _column([str(row[5]) for row in rows]),
        "amount": _column([str(row[4] * row[5]) for row in rows]),
        "bought_on": f"{year}-08-20",
        "fund_source": _column([GIFT if row[1] == "学生用电脑" else "" for row in rows]),
    }
    return Delivery("equipment", str(year), columns, workbook=True)


def _toilets() -> Delivery:
    """Works whose floor area the document does not state."""
    rows = [(site, yuan) for site, count, yuan in TOILETS for _ in range(count)]
    amounts = yuan_texts(np.array([yuan * 100 for _, yuan in rows]))
    place = np.arange(1, len(rows) + 1)
    columns: dict[str, Texts | str] = {
        "project_no": np.array([f"XH2020{number:02d}" for number in place], dtype=object),
        "project_name": "演练第" + texts(place) + "处" + _column([site for site, _ in rows]) + "厕所改造",
        "project_kind": "toilet",
        "site": _column([site for site, _ in rows]),
        "school_name": "演练第" + texts(place) + "学校",
        "total_investment": amounts,
        "area": "",
        "status": "finished",
        "finished_on": "2020-10-31",
        "paid": amounts,
    }
    return Delivery("infrastructure_project", "2020", columns, workbook=True)


def _teachers(population: Population) -> list[Delivery]:
    return [_sent(population), _recruited(population), _vocational(population)]


def _recruited(population: Population) -> Delivery:
    people = population.add("1990-01-01", "1995-12-31", RECRUITED)
    columns: dict[str, Texts | str] = {
        "id_number": people.id_number,
        "name": people.name,
        "exchange_kind": "recruit",
        "to_school_name": "演练第" + texts(np.arange(len(people)) % 20 + 1) + "农村学校",
        "starts_on": "2017-09-01",
        "ends_on": "2018-07-10",
    }
    return Delivery("teacher_exchange", "2017-2018", columns, workbook=True)


def _vocational(population: Population) -> Delivery:
    people = population.add("1964-01-01", "1996-12-31", VOCATIONAL_TEACHERS)
    columns: dict[str, Texts | str] = {
        "id_number": people.id_number,
        "name": people.name,
        "gender": people.gender,
        "birth_on": dates(people.birth_on),
        "school_name": "演练第1职业技术学校",
        "post_status": "active",
    }
    return Delivery("teacher", "2020", columns, workbook=True)


def _sent(population: Population) -> Delivery:
    people = population.add("1980-01-01", "1994-12-31", sum(row[2] for row in SENT))
    counts = [row[2] for row in SENT]
    columns: dict[str, Texts | str] = {
        "id_number": people.id_number,
        "name": people.name,
        "exchange_kind": np.repeat(_column([row[1] for row in SENT]), counts),
        "from_school_name": np.repeat(_column([row[0] for row in SENT]), counts),
        "to_school_name": "演练第" + texts(np.arange(len(people)) + 1) + "农村学校",
        "starts_on": "2016-09-01",
        "ends_on": "2017-07-10",
    }
    return Delivery("teacher_exchange", "2016-2017", columns, workbook=True)


def _column(values: list[str]) -> Texts:
    return np.array(values, dtype=object)
