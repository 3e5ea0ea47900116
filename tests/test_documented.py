"""The documented counties: their files give the published figures to the last decimal, and nobody in them is real."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dagster_project.contracts import code_tables, load
from dagster_project.demo import documented
from dagster_project.demo.documented import amounts, people, tables

Row = dict[str, str]
Rows = dict[tuple[str, str, str], list[Row]]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _cells(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)
        return
    for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python():
        yield [f"{Decimal(repr(cell)).normalize():f}" if isinstance(cell, float) else str(cell) for cell in row]


def _rows(path: Path, dataset: str) -> list[Row]:
    """Rows by field name; money in yuan, codes in English."""
    lines = _cells(path)
    fields = {field.headers[0]: field for field in load(dataset).fields}
    headers = [(header.removesuffix("(万元)"), header.endswith("(万元)")) for header in next(lines)]
    rows = []
    for line in lines:
        row = {}
        for (header, in_wan), text in zip(headers, line, strict=True):
            field = fields[header]
            if field.kind == "code" and text:
                text = code_tables()[str(field.code_table)][text]
            row[field.name] = str(Decimal(text) * 10_000) if in_wan else text
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, str, str, str]]:
    return documented.write(tmp_path_factory.mktemp("inbox"), seed=7)


@pytest.fixture(scope="module")
def world(written: list[tuple[Path, str, str, str]]) -> Rows:
    return {(county, period, dataset): _rows(path, dataset) for path, county, period, dataset in written}


def _of(world: Rows, county: str, dataset: str, period: str = "") -> list[Row]:
    """Rows of a county's dataset in all periods that begin with ``period``."""
    return [
        row
        for (where, when, what), rows in world.items()
        if where == county and what == dataset and when.startswith(period)
        for row in rows
    ]


def _sum(rows: list[Row], field: str = "amount") -> Decimal:
    return sum((Decimal(row[field]) for row in rows if row[field]), Decimal(0))


@pytest.mark.parametrize(
    ("term", "category", "person_times", "yuan"),
    [
        ("2020-spring", "registered_poor", 7106, "3584400"),
        ("2020-spring", "urban_poor", 924, "486725"),
        ("2020-spring", "other", 5949, "3506277.5"),
        ("2020-autumn", "registered_poor", 7131, "4451387.5"),
        ("2020-autumn", "urban_poor", 898, "711325"),
        ("2020-autumn", "other", 7286, "4878790"),
    ],
)
def test_wanzai_aid_by_category_is_exact(world: Rows, term: str, category: str, person_times: int, yuan: str) -> None:
    rows = [row for row in _of(world, "360922", "subsidy_payment", term) if row["difficulty_kind"] == category]
    summary = [row for row in _of(world, "360922", "subsidy_summary", term) if row["difficulty_kind"] == category]
    assert (len(rows), _sum(rows)) == (person_times, Decimal(yuan))
    assert [(int(row["person_times"]), Decimal(row["amount"])) for row in summary] == [(person_times, Decimal(yuan))]


def test_wanzai_year_letters_and_loans_are_exact(world: Rows) -> None:
    aid = _of(world, "360922", "subsidy_payment")
    assert (len(aid), _sum(aid)) == (29_294, Decimal("17618905"))
    assert [len(_of(world, "360922", "remote_letter", term)) for term in ("2020-spring", "2020-autumn")] == [1158, 1351]
    topups = [row for row in _of(world, "360922", "remote_letter") if row["topup_amount"]]
    assert (len(topups), _sum(topups, "topup_amount")) == (101, Decimal("50537.5"))
    loans = _of(world, "360922", "loan_contract")
    assert (len(loans), _sum(loans)) == (3999, Decimal("30347704"))


def test_sucheng_aid_and_letters_are_exact(world: Rows) -> None:
    away = {row["id_number"] for row in _of(world, "321302", "external_enrolment")}
    aid = _of(world, "321302", "subsidy_payment")
    outside = [row for row in aid if row["id_number"] in away]
    assert (len(aid), _sum(aid)) == (14_556, Decimal("11063750"))
    assert (len(outside), _sum(outside)) == (784, Decimal("614750"))
    letters = _of(world, "321302", "remote_letter")
    open_letters = [row for row in letters if not row["replied_on"]]
    assert (len(letters), len(open_letters)) == (3595, 545)
    end = tables.ends_on("2020-spring")
    assert all((end - datetime.fromisoformat(row["sent_on"]).date()).days < 30 for row in open_letters)


def test_sucheng_projects_are_the_twelve_of_the_document(world: Rows) -> None:
    projects = _of(world, "321302", "infrastructure_project")
    assert (len(projects), _sum(projects, "total_investment")) == (12, Decimal("15350000"))
    assert Counter(row["status"] for row in projects) == {"finished": 6, "building": 5, "tendering": 1}
    assert _sum(_of(world, "321302", "project_payment")) == _sum(projects, "paid") == Decimal("8988000")
    assert all(Decimal(row["paid"]) <= Decimal(row["total_investment"]) for row in projects)
    assert all(Decimal(row["paid"]) > 0 for row in projects if row["status"] == "finished")


def test_lueyang_pupils_and_training_are_exact(world: Rows) -> None:
    pupils = {row["id_number"] for row in _of(world, "610727", "poverty_member") if row["school_status"]}
    roll = {row["id_number"] for row in _of(world, "610727", "school_roll")}
    away = {row["id_number"] for row in _of(world, "610727", "external_enrolment")}
    assert (len(pupils), len(pupils & roll), len(pupils & away)) == (5049, 4667, 382)
    assert pupils == roll | away
    trained = _of(world, "610727", "teacher_training")
    assert (len(trained), sum(row["is_poor_village_school"] == "是" for row in trained)) == (2735, 2475)
    programmes = Counter(row["programme"] for row in trained)
    assert (programmes["骨干教师跟岗培训"], programmes["体育教师培训"]) == (30, 31)


def test_xinghe_aid_loans_and_allowances_are_exact(world: Rows) -> None:
    aid, loans = _of(world, "150924", "subsidy_payment"), _of(world, "150924", "loan_contract")
    assert (len(aid), _sum(aid)) == (20_559, Decimal("11287000"))
    assert (len(loans), _sum(loans)) == (10_641, Decimal("67575000"))
    assert {row["amount"] for row in aid} == {"500", "625"}
    assert _sum(_of(world, "150924", "teacher_allowance", "2019")) == Decimal("3710000")


def test_xinghe_equipment_and_toilets_are_exact(world: Rows) -> None:
    equipment = _of(world, "150924", "equipment")

    def bought(kind: str, source: str = "") -> tuple[Decimal, Decimal]:
        rows = [row for row in equipment if row["item_kind"] == kind and row["fund_source"] == source]
        return _sum(rows, "quantity"), _sum(rows)

    assert bought("multimedia") == (218, 5_230_000)
    assert bought("computer")[0] == 45 and bought("printer")[0] == 10
    assert bought("computer")[1] + bought("printer")[1] == 196_000
    assert bought("interactive") == (14, 1_780_000)
    assert bought("computer", "社会捐赠")[0] == 24
    toilets = _of(world, "150924", "infrastructure_project", "2020")
    assert (len(toilets), _sum(toilets, "total_investment")) == (15, 1_660_000)
    assert not any(row["area"] for row in toilets)


def test_xinghe_teachers_are_exact(world: Rows) -> None:
    kinds = Counter(row["exchange_kind"] for row in _of(world, "150924", "teacher_exchange"))
    assert kinds == {"support": 8, "rotation": 3, "recruit": 35}
    assert len(_of(world, "150924", "teacher", "2020")) == 49


def test_prefecture_totals_are_exact(world: Rows) -> None:
    aid = _of(world, "321084", "subsidy_payment", "2020")
    assert (len(aid), _sum(aid)) == (68_894, Decimal("46472700"))
    households = _of(world, "370830", "poverty_household")
    assert round(Decimal(1192) * 100 / len(households), 2) == Decimal("10.69")
    assert len({row["id_number"] for row in _of(world, "370830", "subsidy_payment", "2016")}) == 7864
    assert len({row["id_number"] for row in _of(world, "370830", "teacher_exchange")}) == 628


def test_household_figures_agree_with_members_and_aid(world: Rows) -> None:
    for county in ("610727", "370830"):
        members = _of(world, county, "poverty_member")
        sizes = Counter(row["household_no"] for row in members)
        heads = Counter(row["household_no"] for row in members if row["relation"] == "head")
        aid = {row["id_number"]: Decimal(row["amount"]) for row in _of(world, county, "subsidy_payment")}
        received: Counter[str] = Counter()
        for row in members:
            received[row["household_no"]] += aid.get(row["id_number"], Decimal(0))  # type: ignore[assignment]
        for row in _of(world, county, "poverty_household"):
            number = row["household_no"]
            parts = (row[name] for name in ("wage_income", "business_income", "property_income", "transfer_income"))
            assert int(row["member_count"]) == sizes[number] and heads[number] == 1
            assert sum(map(Decimal, parts)) - Decimal(row["production_expense"]) == Decimal(row["net_income"])
            assert received[number] <= Decimal(row["transfer_income"])


def test_loans_stay_under_the_ceiling_and_the_cost(world: Rows) -> None:
    for county in ("360922", "150924"):
        for row in _of(world, county, "loan_contract"):
            early = row["academic_year"] < "2014-2015"
            ceiling = 6000 if early else 12_000 if row["degree"] == "postgraduate" else 8000
            amount = Decimal(row["amount"])
            assert 0 < amount <= ceiling and amount <= Decimal(row["tuition"]) + Decimal(row["dorm_fee"])


def test_ids_are_valid_unique_and_of_no_real_region(world: Rows) -> None:
    names: dict[str, str] = {}
    for rows in world.values():
        for row in rows:
            for id_field, name_field in (("id_number", "name"), ("coborrower_id_number", "coborrower_name")):
                if number := row.get(id_field):
                    assert names.setdefault(number, row[name_field]) == row[name_field]
    for number in names:
        total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
        assert len(number) == 18 and number.startswith("9910") and "10X98765432"[total % 11] == number[17]
    assert len(set(names.values())) > len(names) // 3


def test_nobody_is_paid_twice_in_a_term(world: Rows) -> None:
    for (_, _, dataset), rows in world.items():
        if dataset == "subsidy_payment":
            assert len({row["id_number"] for row in rows}) == len(rows)


def test_every_delivery_is_owed_and_arrives_in_time(written: list[tuple[Path, str, str, str]]) -> None:
    calendar = {(county, dataset, period): due for county, dataset, period, due in documented.calendar_rows()}
    assert {(county, dataset, period) for _, county, period, dataset in written} == set(calendar)
    for path, county, period, dataset in written:
        arrived = datetime.fromtimestamp(path.stat().st_mtime).date()
        assert tables.ends_on(period) < arrived < datetime.fromisoformat(calendar[county, dataset, period]).date()


def test_the_same_seed_writes_the_same_bytes(written: list[tuple[Path, str, str, str]], tmp_path: Path) -> None:
    again = documented.write(tmp_path, seed=7, how_many=2)
    for (first, *_), (second, *_) in zip(written, again, strict=False):
        assert first.read_bytes() == second.read_bytes()


def test_tiers_and_spread_keep_the_total() -> None:
    assert sum(amount * count for amount, count in amounts.tiers(100_253, 77, 500, 1700, 250)) == 100_253
    spread = amounts.spread(5_627_704_00, 939, 300_000, 800_000, 10_000)
    assert int(spread.sum()) == 5_627_704_00 and spread.min() >= 300_000 and spread.max() <= 800_000
    with pytest.raises(ValueError):
        amounts.tiers(100, 10, 50, 60, 5)


def test_cards_have_a_luhn_digit() -> None:
    card = people._card("123456789012345678")
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(card))]
    assert sum(value // 10 + value % 10 for value in digits) % 10 == 0
