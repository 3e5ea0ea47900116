"""What counties hand in beside aid: loans repaid, schools paired, buildings, children not to be lost, meals, oversight."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest

from dagster_project import intake
from dagster_project.contracts import code_tables, load, load_all
from dagster_project.demo.key import AnswerKey
from dagster_project.demo.layout import choose_header
from dagster_project.demo.manners import deliver, manner_of
from dagster_project.demo.people import is_valid_id
from dagster_project.demo.school_days import teaching_days
from dagster_project.demo.simulation import make_world
from dagster_project.demo.world import World
from dagster_project.intake.headers import HeaderIndex
from dagster_project.intake.recognition import Unrecognised, find_tables
from dagster_project.readers.grid import Row, Sheet
from dagster_project.readers.values import parse
from dagster_project.settings import Settings

TERMS = ("2020-spring", "2020-autumn")
NAMES = (
    *("loan_repayment", "school_pairing", "school_building", "dropout_case", "unfit_child", "disabled_child"),
    *("home_teaching_visit", "helper_pairing", "home_visit", "left_behind_child", "meal_day", "meal_expense"),
    *("meal_month", "canteen_inspection", "archive_handover", "rectification_item"),
)
INDEX = HeaderIndex(load_all())


@pytest.fixture(scope="module")
def world() -> World:
    """Six counties without a fault."""
    return make_world(1, 6, 60, TERMS, 0)[0]


@pytest.fixture(scope="module")
def settings(world: World, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Their files of these datasets, taken in."""
    settings = Settings.load(tmp_path_factory.mktemp("guarantee")).prepare()
    for county in world.counties:
        own = defaultdict(list, {key: rows for key, rows in county.tables.items() if key[0] in NAMES})
        deliver(settings.inbox, replace(county, tables=own), manner_of(county), AnswerKey())
    intake.take_in(settings)
    return settings


def table(headers: list[str], words: str = "") -> str | None:
    found = find_tables(Sheet("Sheet1", False, [Row(1, list(headers), "t" * len(headers))], []), INDEX, words)
    return None if isinstance(found, Unrecognised) else found[0].contract.name


def rows(world: World, dataset: str) -> list[dict]:
    return [
        row for county in world.counties for (name, _), own in county.tables.items() if name == dataset for row in own
    ]


def test_every_file_is_recognised_as_itself_and_every_row_counted(world: World, settings: Settings) -> None:
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        found = connection.execute(
            "select dataset, file_name, status, rows_seen, rows_loaded, rows_quarantined, rows_not_data from deliveries"
            " where file_name not like '%.txt'"
        ).fetchall()
    loaded: Counter[str] = Counter()
    for dataset, file_name, status, seen, kept, quarantined, not_data in found:
        assert load(dataset).name_zh in file_name and status == "accepted", file_name
        assert seen == kept + not_data and quarantined == 0, file_name
        loaded[dataset] += kept
    assert loaded == {name: len(rows(world, name)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_other_names_of_its_headers_still_tell_the_dataset(name: str) -> None:
    contract = load(name)
    for choice in (1, 2):
        headers = [choose_header(contract, field, choice) for field in contract.fields]
        assert table(headers, contract.name_zh) == name
        required = [h for h, field in zip(headers, contract.fields, strict=True) if field.required]
        assert table(required, contract.name_zh) == name


@pytest.mark.parametrize(
    ("headers", "words", "name"),
    [
        ("姓名 性别 身份证号 学籍号 就读学校 劝返人", "辍学学生劝返复学工作台账", "dropout_case"),
        (
            "姓名 性别 身份证号 学籍号 残疾类型 不具备学习条件原因",
            "不具备学习条件的适龄儿童少年信息台账",
            "unfit_child",
        ),
        ("姓名 身份证号 家访时间 家访内容 签字", "", "home_visit"),
        ("姓名 身份证号 学校 年级 班级 帮扶人 帮扶人单位 帮扶人电话", "", "helper_pairing"),
        ("日期 应就餐人数 实际就餐人数 请假人数 陪餐人 食谱 单价 当日金额 供餐单位 签收人", "", "meal_day"),
        ("序号 反馈问题 整改措施 责任单位 责任人 整改时限 整改情况 是否销号", "", "rectification_item"),
        ("姓名 身份证号 残疾类别 残疾等级 残疾证号 乡镇 村", "2-持证残疾人名单", "special_group"),
        ("姓名 身份证号 学校 年级 班级", "一年级学生名单", "school_roll"),
        ("姓名 性别 身份证号 家庭住址 残疾类别 残疾等级", "残疾儿童花名册", "special_group"),
        ("姓名 身份证号 学校 班级 监护人 联系电话", "留守学生花名册", None),
        ("姓名 身份证号 联系电话 家庭住址", "通讯录", None),
    ],
)
def test_sheets_as_counties_keep_them(headers: str, words: str, name: str | None) -> None:
    assert table(headers.split(), words) == name


def test_every_code_and_every_person_of_these_rows_is_known(world: World) -> None:
    for name in NAMES:
        for field in load(name).fields:
            values = {row.get(field.name) for row in rows(world, name)} - {None}
            if field.kind == "code":
                assert all(parse(f"code:{field.code_table}", str(v), code_tables())[0] == v for v in values), field.name
            if field.kind == "person":
                assert all(is_valid_id(text) and text.startswith("99") for text in values), (name, field.name)


def test_meals_are_served_to_those_on_the_roll_on_school_days(world: World) -> None:
    for county in world.counties:
        for term in county.calendar.terms:
            on_roll = Counter(row["school_code"] for row in county.tables["school_roll", term.period])
            days, served = set(teaching_days(term)), county.tables["meal_day", term.period]
            for row in served:
                assert row["served_on"] in days and row["meals"] + row["absent"] <= on_roll[row["school_code"]]
            spent = sum((row["amount"] for row in county.tables["meal_expense", term.period]), Decimal(0))
            assert spent == sum((row["amount"] for row in served), Decimal(0))


def test_every_poor_pupil_has_a_helper_in_post_who_visits(world: World) -> None:
    for county in world.counties:
        for term in county.calendar.terms:
            helped = {row["id_number"] for row in county.tables["helper_pairing", term.period]}
            poor = {p.person.id_number for h in county.households for p in h.pupils if p.roll(term)}
            assert poor and {i for i in poor if i in helped} == helped
            visits = county.tables["home_visit", term.period]
            assert {row["id_number"] for row in visits} == helped
            hours = Counter((row["visitor_name"], row["visited_on"], row["visit_time"]) for row in visits)
            assert set(hours.values()) == {1}


def test_children_taught_at_home_have_a_lesson_in_every_week(world: World) -> None:
    for county in world.counties:
        for term in county.calendar.terms:
            weeks = {day.isocalendar()[:2] for day in teaching_days(term)}
            lessons: dict[str, set[tuple[int, int]]] = defaultdict(set)
            for row in county.tables["home_teaching_visit", term.period]:
                lessons[row["id_number"]].add(row["visited_on"].isocalendar()[:2])
            placed = county.tables["disabled_child", term.period]
            assert set(lessons) == {row["id_number"] for row in placed if row["placement"] == "home_teaching"}
            assert all(found == weeks for found in lessons.values())


def test_buildings_add_up_and_no_dangerous_one_is_in_use(world: World) -> None:
    buildings = rows(world, "school_building")
    total: dict[str, Decimal] = defaultdict(Decimal)
    for row in buildings:
        total[row["school_code"]] += row["floor_area"]
    assert all(total[row["school_code"]] == row["school_floor_area"] for row in buildings)
    assert {row["use_state"] for row in buildings if row["danger_grade"] == "d"} == {"stopped"}


def test_what_is_closed_was_put_right_in_time(world: World) -> None:
    for row in rows(world, "rectification_item"):
        assert row["is_closed"] == (row["closed_on"] is not None)
        if row["is_closed"]:
            assert row["finished_on"] <= row["closed_on"] and row["closed_on"] <= row["due_on"]
        else:
            assert row["due_on"] > dt.date(2020, 12, 31)
