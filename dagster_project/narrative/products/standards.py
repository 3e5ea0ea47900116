"""The national policy standards a report may mean without saying so, from the repository's own seed.

Belongs here: yuan per year and per term of each programme, and the words by which reports name the programme.
Does not belong here: standards that the text itself states (``products``), checks of payments (``dbt/models/quality``).
"""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from dagster_project.settings import SEEDS

NAMED = {
    "boarding_living": ("寄宿生", "一补", "住宿生生活"),
    "nonboarding_living": ("非寄宿",),
    "senior_grant": ("高中国家助学金", "普高助学金", "高中助学金"),
    "vocational_grant": ("中职国家助学金", "中职助学金", "职业教育助学金"),
    "zihui": ("滋蕙",),
    "fanhai": ("泛海",),
    "yulu": ("雨露",),
    "loan_limit": ("助学贷款", "生源地贷款"),
    "meal": ("营养餐", "营养改善", "营养膳食"),
    "college_grant": ("高校国家助学金", "大学国家助学金"),
}
MEAL_DAYS = 200


class Standard(NamedTuple):
    """One amount in yuan for each person; ``per`` is year, term or once."""

    programme: str
    yuan: Fraction
    per: str
    standard_id: str
    since: str
    until: str

    def held_in(self, years: tuple[str, str]) -> bool:
        """Whether the standard was in force at any time of the years."""
        return (not self.since or self.since[:4] <= years[1]) and (not self.until or self.until[:4] >= years[0])


@cache
def _all() -> tuple[Standard, ...]:
    standards = []
    with (SEEDS / "policy_standards.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["aid_item"] in NAMED and row["unit"].startswith("yuan") and row["unit"] != "yuan_topup":
                amounts = {row[name] for name in ("amount_yuan", "min_yuan", "max_yuan") if row[name]}
                national = row["region_code"] == "000000" or row["aid_item"] in ("fanhai", "zihui", "yulu")
                standards += [_standard(row, amount) for amount in sorted(amounts) if national]
    return tuple(standards)


def _standard(row: dict[str, str], amount: str) -> Standard:
    daily = row["per"] == "day"
    yuan = Fraction(amount) * (MEAL_DAYS if daily else 1)
    return Standard(
        row["aid_item"],
        yuan,
        "year" if daily else row["per"],
        row["standard_id"],
        row["effective_from"],
        row["effective_to"],
    )


def standards_for(words: str, years: tuple[str, str]) -> tuple[Standard, ...]:
    """The standards of the programme that the words name, in force in those years; the longest name wins."""
    named = [(len(name), item) for item, names in NAMED.items() for name in names if name in words]
    if not named:
        return ()
    item = max(named)[1]
    return tuple(standard for standard in _all() if standard.programme == item and standard.held_in(years))
