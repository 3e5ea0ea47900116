"""The published figures: each refers to figures that exist, and its base value is what it prints."""

from __future__ import annotations

import csv
import re
from decimal import Decimal

import pytest

from dagster_project.demo import documented
from dagster_project.settings import DBT, SEEDS

FACTORS = {"wan_yuan": 10_000, "yi_yuan": 100_000_000}
QUALIFIERS = {"exact", "about", "at_least", "over"}
# Figures that no dataset here can recompute; they show what a document says about itself.
BEYOND_THE_DATA = {
    "relief_beneficiaries",
    "households_spot_checked",
    "school_subsidies_amount",
    "teacher_allowance_monthly",
    "enrolled_students",
    "registered_boarders",
}
# Counties that stated figures and hand in nothing.
WITHOUT_DATA = {"411625"}

Figure = dict[str, str]


@pytest.fixture(scope="module")
def figures() -> list[Figure]:
    with (SEEDS / "reported_figures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _referred(figure: Figure) -> list[str]:
    totals, ratio = figure["sum_of_parts_of"], figure["ratio_of"]
    return [name for name in [*totals.split(";"), *ratio.split("/")] if name]


def test_ids_are_unique_and_every_reference_exists(figures: list[Figure]) -> None:
    ids = [figure["figure_id"] for figure in figures]
    assert len(ids) == len(set(ids))
    assert [name for figure in figures for name in _referred(figure) if name not in ids] == []


def test_a_part_shares_county_unit_and_indicator_with_its_total(figures: list[Figure]) -> None:
    by_id = {figure["figure_id"]: figure for figure in figures}
    for figure in figures:
        for name in filter(None, figure["sum_of_parts_of"].split(";")):
            same = ("county_code", "unit", "indicator")
            assert [figure[column] for column in same] == [by_id[name][column] for column in same]


def test_base_values_and_decimals_follow_from_what_is_printed(figures: list[Figure]) -> None:
    for figure in figures:
        value = Decimal(figure["value"])
        assert Decimal(figure["value_base"]) == value * FACTORS.get(figure["unit"], 1)
        assert int(figure["printed_decimals"]) == max(0, -int(value.as_tuple().exponent))
        assert figure["qualifier"] in QUALIFIERS


def test_counties_and_periods_are_known(figures: list[Figure]) -> None:
    with (SEEDS / "periods.csv").open(encoding="utf-8", newline="") as file:
        periods = {row["period"] for row in csv.DictReader(file)}
    assert {figure["county_code"] for figure in figures} == set(documented.COUNTIES) | WITHOUT_DATA
    assert {figure[column] for figure in figures for column in ("period_from", "period_to")} <= periods


def test_every_indicator_is_recomputed_somewhere(figures: list[Figure]) -> None:
    sql = (DBT / "models" / "intermediate" / "int_recomputed_figure.sql").read_text(encoding="utf-8")
    computed = set(re.findall(r"'([a-z_]+)'", sql))
    assert {figure["indicator"] for figure in figures} - computed <= BEYOND_THE_DATA


def test_wanzai_sums_hold_both_by_category_and_by_term(figures: list[Figure]) -> None:
    by_id = {figure["figure_id"]: figure for figure in figures}
    total = by_id["wanzai_year_total_amount"]
    parts = [figure for figure in figures if total["figure_id"] in _referred(figure)]
    by_period: dict[bool, Decimal] = {True: Decimal(0), False: Decimal(0)}
    for part in parts:
        by_period[part["period_from"] == total["period_from"]] += Decimal(part["value_base"])
    assert by_period == {True: Decimal(total["value_base"]), False: Decimal(total["value_base"])}


def test_the_two_figures_that_do_not_fit_are_kept_as_printed(figures: list[Figure]) -> None:
    by_id = {figure["figure_id"]: Decimal(figure["value"]) for figure in figures}
    parts = sum(value for name, value in by_id.items() if name.startswith("sucheng_beneficiaries_"))
    share = 100 * by_id["lueyang_training_poor_village"] / by_id["lueyang_training"]
    assert (by_id["sucheng_beneficiaries"], parts) == (3886, 3388)
    assert share < by_id["lueyang_training_poor_village_share"]
