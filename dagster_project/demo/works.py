"""Building projects with their payments, and equipment. What is wrong with them is decided in ``faults``."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dagster_project.demo.world import County, Project, Row

KINDS = ("school_building", "toilet", "classroom", "dormitory", "canteen", "playground")
KIND_ZH = {
    "school_building": "教学楼",
    "toilet": "厕所改造",
    "classroom": "教室改造",
    "dormitory": "学生宿舍",
    "canteen": "食堂",
    "playground": "运动场",
    "industry": "扶贫车间",
}
EQUIPMENT = (
    ("触控一体机", "interactive", 18000),
    ("学生用计算机", "computer", 3800),
    ("激光打印机", "printer", 1600),
    ("图书", "books", 25),
    ("多媒体投影", "multimedia", 6500),
)


def add_project(county: County, year: int, status: str = "building", kind: str | None = None) -> Project:
    """A project whose funds add up and whose payments suit its state."""
    rng = county.rng
    kind = kind or rng.choice(KINDS)
    school = rng.choice(county.schools)
    number = county.serial("project")
    area = Decimal(rng.randrange(200, 3000))
    total = area * rng.randrange(9, 25) * 100
    central, province = total * 4 // 10 // 100 * 100, total * 3 // 10 // 100 * 100
    city = total // 10 // 100 * 100
    row = Row(
        project_no=f"XM{county.code}{year}{number:03d}",
        project_name=f"{school.short}{KIND_ZH[kind]}项目{number}",
        project_kind=kind,
        site=school.township,
        school_code=school.code,
        school_name=school.name,
        builder="演练建筑工程有限公司",
        total_investment=total,
        fund_central=central,
        fund_province=province,
        fund_city=city,
        fund_county=total - central - province - city,
        area=area,
        structure="框架",
        status=status,
        started_on=None if status in ("planning", "tendering") else dt.date(year, 3, 1 + number % 28),
        finished_on=dt.date(year, 11, 1 + number % 28) if status == "finished" else None,
    )
    project = Project(year, county.add("infrastructure_project", year, row), [])
    shares = {"planning": 0, "tendering": 0, "building": 2, "finished": 3}[status]
    for share in range(shares):
        add_payment(county, project, total * 3 // 10 // 100 * 100, dt.date(year, 4 + share * 3, 15))
    settle_paid(project)
    county.projects.append(project)
    return project


def add_payment(county: County, project: Project, amount: Decimal, paid_on: dt.date) -> Row:
    """A payment for a project."""
    row = Row(
        voucher_no=f"PZ{county.code}{project.year}{county.serial('voucher'):04d}",
        project_no=project.row["project_no"],
        project_name=project.row["project_name"],
        payee=project.row["builder"],
        amount=amount,
        paid_on=paid_on,
    )
    project.payments.append(row)
    return county.add("project_payment", project.year, row)


def settle_paid(project: Project) -> None:
    """Make the project's own total and share follow from its payments."""
    paid = sum((row["amount"] for row in project.payments), Decimal(0))
    project.row["paid"] = paid
    project.row["paid_share"] = round(paid * 100 / project.row["total_investment"], 2)


def add_equipment(county: County, year: int) -> Row:
    """Equipment bought for a school; amount = quantity × unit price."""
    rng = county.rng
    name, kind, price = rng.choice(EQUIPMENT)
    school = rng.choice(county.schools)
    quantity = rng.randrange(1, 40)
    row = Row(
        asset_no=f"ZC{county.code}{year}{county.serial('asset'):04d}",
        item_name=name,
        item_kind=kind,
        school_code=school.code,
        school_name=school.name,
        quantity=quantity,
        unit_price=Decimal(price),
        amount=Decimal(price) * quantity,
        bought_on=dt.date(year, 1 + rng.randrange(12), 20),
        fund_source="义务教育薄弱环节改善资金",
    )
    return county.add("equipment", year, row)
