"""Meals at school: how many were served on each day and in each month, what the money was spent on, the inspections.

What belongs here: these rows, for the county's country schools. What does not: the meals money paid by pupil
(``population``), the days of a term (``school_days``), faults.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from decimal import Decimal

from dagster_project.demo.people import PersonMaker
from dagster_project.demo.school_days import lessons, teaching_days
from dagster_project.demo.standards import in_force, usual_amount
from dagster_project.demo.world import County, Row, School, Term

SCHOOLS_WITH_MEALS = 3
DAYS_PAID_FOR = 100  # of the 200 in a year
MENUS = (
    "米饭、土豆烧牛肉、炒青菜、番茄蛋汤",
    "馒头、白菜炖豆腐、红烧鸡块、小米粥",
    "面条、肉酱、凉拌黄瓜、煮鸡蛋",
    "米饭、青椒肉丝、炒豆芽、紫菜汤",
    "花卷、土豆丝、木耳炒肉、牛奶",
)
GOODS = (
    ("大米", "5.6"),
    ("鸡蛋", "9.8"),
    ("猪肉", "32.5"),
    ("时令蔬菜", "4.4"),
    ("纯牛奶", "11.2"),
    ("食用油", "14.5"),
)
SUPPLIERS = ("演练县粮油供应公司", "青禾农产品配送有限公司", "东河副食配送站")
INSPECTORS = "教育局、市场监管局、疾控中心"


def add_meals(county: County) -> None:
    """Add meals, expenses and inspections to a county whose roll is complete."""
    rng = county.generator("meals")
    strangers = PersonMaker(county.code, county.index, rng, county.people.ids, county.people.names)
    names = [strangers.new_name(gender) for gender in ("male", "female", "female")]
    for term in county.calendar.terms:
        enrolled = Counter(
            row["school_code"] for row in county.tables["school_roll", term.period] if row["status"] == "in_school"
        )
        for school in _with_meals(county):
            if enrolled[school.code] and in_force("nutrition", school.stage, term):
                spent = _serve(county, term, school, enrolled[school.code], rng, names)
                _spend(county, term, school, spent, names)
        _inspect(county, term)


def _with_meals(county: County) -> list[School]:
    schools = [school for school in county.schools if school.stage in ("primary", "junior")]
    country = [school for school in schools if school.area != "urban"] or schools
    return country[:SCHOOLS_WITH_MEALS]


def _serve(
    county: County, term: Term, school: School, enrolled: int, rng: random.Random, names: list[str]
) -> dict[int, Decimal]:
    """A row for every school day: all but those who are absent eat; returns the money of each month."""
    price = usual_amount("nutrition", school.stage, term) / DAYS_PAID_FOR
    spent: dict[int, Decimal] = defaultdict(Decimal)
    months: dict[str, Row] = {}
    absent = 0
    for number, day in enumerate(teaching_days(term)):
        absent = (absent + 1 + rng.randrange(3)) % min(enrolled, 7)  # never the same on two days running, if it can be
        meals = enrolled - absent
        spent[day.month] += meals * price
        row = Row(
            school_code=school.code,
            school_name=school.name,
            served_on=day,
            enrolled=enrolled,
            absent=absent,
            meals=meals,
            unit_price=price,
            amount=meals * price,
            supply_form="canteen",
            menu=MENUS[number % len(MENUS)],
            accompanying_name=names[number % len(names)],
            supplier=SUPPLIERS[county.index % len(SUPPLIERS)],
            receiver_name=names[-1],
            keeps_samples=True,
            has_photo=True,
        )
        county.add("meal_day", term.period, row).unit = school.code
        _add_to_month(months.setdefault(f"{day:%Y-%m}", Row()), row)
    for month, total in months.items():
        total["month"] = month
        county.add("meal_month", term.period, total).unit = school.code
    return spent


def _add_to_month(month: Row, day: Row) -> None:
    """The month's report is the sum of its days."""
    month.update({name: day[name] for name in ("school_code", "school_name", "unit_price")}, students=day["enrolled"])
    month["served_days"] = month.get("served_days", 0) + 1
    month["meals"] = month.get("meals", 0) + day["meals"]
    month["amount"] = month.get("amount", Decimal(0)) + day["amount"]


def _spend(county: County, term: Term, school: School, spent: dict[int, Decimal], names: list[str]) -> None:
    """All of a month's money goes into food: two goods, weighed to the gram, and the rest into vegetables."""
    for number, (month, money) in enumerate(spent.items()):
        year = term.year if month >= 3 else term.year + 1
        voucher = f"SC{school.code}{year}{month:02d}{county.serial('meal_voucher'):04d}"
        left = money
        for turn in range(3):
            goods, price = GOODS[(number * 2 + turn) % len(GOODS)] if turn < 2 else ("豆制品及调料", "1")
            amount = left if turn == 2 else (money * (4 - turn) / 10).quantize(Decimal(1))
            left -= amount
            row = Row(
                voucher_no=f"{voucher}-{turn + 1}",
                school_code=school.code,
                school_name=school.name,
                spent_on=dt.date(year, month, 26),
                expense_kind="food",
                item_name=goods,
                quantity=(amount / Decimal(price)).quantize(Decimal("0.001")),
                unit_price=Decimal(price),
                amount=amount,
                supplier=SUPPLIERS[(county.index + turn) % len(SUPPLIERS)],
                handler_name=names[turn % len(names)],
                has_invoice=True,
            )
            county.add("meal_expense", term.period, row).unit = school.code


def _inspect(county: County, term: Term) -> None:
    """Every canteen once a term; what is wrong is put right within two weeks."""
    first = lessons(term).first
    schools = [school for school in county.schools if school.stage != "preschool"]
    for number, school in enumerate(schools[: 40 if county.is_large else len(schools)]):
        is_fair = number % 5 == 3
        day = first + dt.timedelta(days=10 + number % 20)
        row = Row(
            school_code=school.code,
            school_name=school.name,
            inspected_on=day,
            inspected_by=INSPECTORS,
            staff=3 + number % 6,
            has_permit=True,
            has_health_certificates=True,
            keeps_purchase_records=not is_fair,
            keeps_samples=True,
            has_pest_protection=True,
            problem="进货台账登记不全" if is_fair else None,
            inspection_result="fair" if is_fair else "good",
            opinion_no=f"{county.name}食监〔{day.year}〕{county.serial('opinion')}号",
            corrected_on=day + dt.timedelta(days=9) if is_fair else None,
            is_penalised=False,
        )
        county.add("canteen_inspection", term.period, row)
