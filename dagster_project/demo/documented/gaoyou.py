"""高邮市 2020, standing in for the whole prefecture of 扬州, whose document names no county: the city's aid total."""

from __future__ import annotations

from dagster_project.demo.documented.aid import Line, Schooling, fixed_lines, roster, senior_rest
from dagster_project.demo.documented.people import Population
from dagster_project.demo.documented.tables import Delivery

COUNTY = "321084"
# term, person-times, yuan: 68,894 and 4,647.27 wan yuan
TERMS = (("2020-spring", 34_120, "22860000"), ("2020-autumn", 34_774, "23612700"))


def deliveries(population: Population) -> list[Delivery]:
    """Everything the county hands in."""
    schooling = Schooling(population)
    return [roster(schooling, aid_lines(term), term, COUNTY) for term, _, _ in TERMS]


def aid_lines(term: str) -> list[Line]:
    """Living allowances at Jiangsu's rates, and grants of senior secondary schools for the rest."""
    count, yuan = next((count, yuan) for when, count, yuan in TERMS if when == term)
    fixed = fixed_lines(
        "other",
        [("boarding_living", "primary", "500", 12_000), ("boarding_living", "junior", "625", 8_500)],
    ) + fixed_lines(
        "dibao",
        [("boarding_living", "primary", "750", 3_000), ("boarding_living", "junior", "1000", 2_000)],
    )
    return senior_rest("other", fixed, count, yuan)
