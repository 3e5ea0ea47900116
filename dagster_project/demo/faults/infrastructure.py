"""Faults of building projects and their payments. Each gets a project of its own."""

from __future__ import annotations

import datetime as dt

from dagster_project.demo.faults.ground import Ground
from dagster_project.demo.works import add_payment, add_project, settle_paid

DATASET = "infrastructure_project"


def project_sum_mismatch(ground: Ground, number: int) -> None:
    """Funds that do not add up to the investment."""
    year = ground.year(number)
    row = add_project(ground.county, year).row
    row["fund_county"] += 5000 * (1 + number % 4)
    ground.note("project_sum_mismatch", number, year, DATASET, [row], "total_investment")


def project_paid_over_budget(ground: Ground, number: int) -> None:
    """More paid than invested, or a share that the amounts do not give."""
    county, year = ground.county, ground.year(number)
    project = add_project(county, year)
    if number % 2:
        project.row["paid_share"] += 7
    else:
        add_payment(county, project, project.row["total_investment"] // 100 * 100, dt.date(year, 12, 5))
        settle_paid(project)
    field = "paid_share" if number % 2 else "paid"
    ground.note("project_paid_over_budget", number, year, DATASET, [project.row], field)


def project_progress_payment_conflict(ground: Ground, number: int) -> None:
    """Finished and nothing paid, or paid before it began."""
    county, year = ground.county, ground.year(number)
    project = add_project(county, year, "planning")
    if number % 2:
        project.row.update(status="finished", started_on=dt.date(year, 3, 1), finished_on=dt.date(year, 10, 1))
    else:
        add_payment(county, project, project.row["total_investment"] // 1000 * 100, dt.date(year, 6, 5))
        settle_paid(project)
    ground.note("project_progress_payment_conflict", number, year, DATASET, [project.row], "status")


def unit_cost_outlier(ground: Ground, number: int) -> None:
    """A square metre for more than 6,000 yuan, or for less than 300."""
    year = ground.year(number)
    row = add_project(ground.county, year).row
    row["area"] = row["total_investment"] // (9000 if number % 2 else 150) + 1
    if number % 2:
        row["area"] = max(row["total_investment"] // 9000, 1)
    ground.note("unit_cost_outlier", number, year, DATASET, [row], "area")
