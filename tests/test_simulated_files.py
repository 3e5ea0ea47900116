"""Every dataset's file, in every county's manner, is taken for what it is, with all its rows."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from typing import Any

import duckdb
import pytest

from dagster_project import demo, intake
from dagster_project.contracts import Contract, code_labels, load_all
from dagster_project.demo import documented
from dagster_project.demo.simulation import make_world
from dagster_project.demo.world import County
from dagster_project.intake.headers import HeaderIndex
from dagster_project.intake.recognition import Unrecognised, find_tables
from dagster_project.readers.grid import Row, Sheet
from dagster_project.settings import Settings

INDEX = HeaderIndex(load_all())
NOT_THERE = {"work_report"}
DELIVERED = """
select file_name, dataset, status, rows_seen, rows_loaded, rows_quarantined, rows_not_data, cells_set_aside
from deliveries where county_code like '99%' and status <> 'missing'
"""

# Sheets as counties keep them, without a title: what tells similar ones apart is one or two headers.
SHEETS = [
    ("population_register", "序号 户号 姓名 性别 民族 出生日期 公民身份号码 与户主关系 户籍地址 所属派出所"),
    (
        "population_register",
        "序号 乡镇 行政村 户主姓名 儿童姓名 身份证号 性别 户口所在地 监护人姓名 监护人身份证号 联系电话",
    ),
    ("school_roll", "序号 学校名称 学校标识码 年级 班级 姓名 性别 身份证号 学籍号 家庭住址 监护人姓名 联系电话"),
    ("school_roll", "学校名称 年级 班级 姓名 性别 民族 身份证号 学籍号 就读方式 户口所在地"),
    (
        "yulu_list",
        "序号 乡镇 行政村 户主姓名 学生姓名 身份证号 就读学校 专业 学制 入学时间 补助金额(元) 银行账号 联系电话",
    ),
    ("subsidy_payment", "学校名称 姓名 身份证号 年级 班级 资助项目 资助金额 银行卡号 户名 签字"),
    ("subsidy_payment", "序号 学校名称 学生姓名 身份证号 困难类型 资助项目 发放金额 发放日期 银行卡号 开户行 备注"),
    ("payment_signature", "学校 班级 学生姓名 身份证号 资助项目 发放金额 领款人签字 与学生关系 领取日期"),
    ("bank_return", "序号 收款账号 户名 交易金额 交易日期 处理结果 失败原因 流水号"),
    ("bank_return", "序号 银行卡号 户名 证件号码 发放金额 处理状态 失败原因"),
    ("finance_ledger", "凭证号 记账日期 科目名称 摘要 借方金额 收款人"),
    ("finance_ledger", "记账日期 凭证号 摘要 学生姓名 身份证号 收款人 银行卡号 支付金额"),
    ("project_payment", "凭证号 项目编号 项目名称 收款单位 拨付金额 拨付日期"),
    ("staff_change", "序号 姓名 性别 身份证号 异动类型 原单位 现单位 异动时间 备注"),
    ("roll_change", "序号 姓名 身份证号 学籍号 异动类型 异动日期 原学校 转入学校"),
    ("public_notice", "学校名称 资助项目 公示人数 公示开始时间 公示结束时间 公示地点 异议情况"),
    ("fund_receipt", "序号 资金文号 资金名称 下达金额(万元) 下达时间 到账时间 资金来源 已拨付金额 结余"),
    ("fee_receipt", "收据号 姓名 身份证号 学校 班级 收费项目 收费金额 收费日期"),
    ("social_donation", "序号 捐助项目 捐赠单位 受助学生 身份证号 学校 捐助金额 捐赠时间"),
    ("death_register", "序号 乡镇 村 姓名 性别 身份证号 死亡日期 注销日期"),
    ("migrant_work", "户编号 姓名 证件号码 乡镇 行政村 是否外出务工 务工时间 务工地点 月收入 联系电话"),
    ("asset_lookup", "序号 车主姓名 身份证号 号牌号码 车辆品牌型号 初次登记日期"),
    ("asset_lookup", "姓名 身份证号 财产类型 财产信息 登记日期 数据来源"),
    ("attendance", "学校名称 年级 班级 姓名 应到天数 实到天数 病假 事假 旷课"),
    ("attendance", "序号 学校 班级 姓名 学籍号 考勤月份 应出勤天数 出勤天数 缺课原因"),
    ("school_calendar", "时段名称 日期类型 开始日期 结束日期 教学天数 备注"),
    ("aid_application", "学校 姓名 身份证号 年级 困难类型 申请项目 申请日期 班主任 审核意见"),
    ("aid_notice", "学校 姓名 身份证号 资助项目 资助金额 告知日期 告知方式 家长是否签字 回访日期 回访结果"),
    ("teacher_allowance", "姓名 身份证号 学校名称 补助档次 补助标准 月数 发放金额"),
    ("teacher", "学校标识码 学校名称 姓名 性别 身份证号 参加工作时间 在岗状态 联系电话"),
    ("remote_letter", "函号 姓名 身份证号 就读地 就读学校 发函日期 回函日期 是否已资助 兜底金额"),
    ("external_enrolment", "姓名 身份证号 学段 年级 就读学校 就读地 信息来源"),
    ("special_group", "序号 乡镇 行政村 姓名 身份证号 救助类别 批准日期"),
    ("poverty_member", "户编号 姓名 证件号码 与户主关系 健康状况 劳动技能 在校生状况"),
    ("subsidy_summary", "学段 困难类型 资助项目 资助人次 资助金额"),
]


def taken_for(headers: str, words: str = "") -> str | None:
    """The dataset a table with these headers is taken for."""
    cells: list[str | None] = list(headers.split())
    rows = [Row(1, cells, "t" * len(cells)), Row(2, ["x"] * len(cells), "t" * len(cells))]
    tables = find_tables(Sheet("Sheet1", False, rows, []), INDEX, words)
    return None if isinstance(tables, Unrecognised) else tables[0].contract.name


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """Six small counties, each with its own manner, taken in."""
    settings = Settings.load(tmp_path_factory.mktemp("manners"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documented, "COUNTIES", {})
        demo.simulate(settings, students=30, counties=6, faults=0)
    intake.take_in(settings)
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        return connection.execute(DELIVERED).to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def county() -> County:
    """A county without any fault."""
    return make_world(1, 1, 300, ("2020-spring", "2020-autumn"), 0)[0].counties[0]


def named(file_name: str) -> str | None:
    """The dataset whose name the file has; the longest, for one name may be part of another."""
    stem = file_name.rsplit("/", 1)[-1]
    found = [contract for contract in load_all().values() if contract.name_zh in stem]
    return max(found, key=lambda contract: len(contract.name_zh)).name if found else None


def test_every_file_is_recognised_as_itself_and_no_other(delivered: list[dict[str, object]]) -> None:
    tables = [row for row in delivered if not str(row["file_name"]).endswith("工作总结.txt")]
    wrong = [(row["file_name"], row["dataset"]) for row in tables if named(str(row["file_name"])) != row["dataset"]]
    assert wrong == []
    assert {row["dataset"] for row in tables} == set(load_all()) - NOT_THERE


@pytest.mark.parametrize(("dataset", "headers"), SHEETS)
def test_a_sheet_without_a_title_is_told_by_its_headers(dataset: str, headers: str) -> None:
    assert taken_for(headers) == dataset


@pytest.mark.parametrize("contract", [c for c in load_all().values() if c.natural_key], ids=lambda c: c.name)
def test_any_of_its_headers_tell_a_dataset_even_if_one_required_is_missing(contract: Contract) -> None:
    rng = random.Random(contract.name)
    required = [field for field in contract.fields if field.required]
    others = [field for field in contract.fields if not field.required]
    for number in range(8):
        chosen = rng.sample(required, len(required) - number % 2) + rng.sample(others, (len(others) + 1) // 2)
        headers = [rng.choice(field.headers) for field in contract.fields if field in chosen]
        assert taken_for(" ".join(["序号", *headers])) == contract.name, headers


def test_the_title_tells_changes_of_staff_from_changes_of_pupils() -> None:
    headers = "姓名 身份证号 异动类型 异动日期"
    assert taken_for(headers, "教职工人事异动台账.xlsx") == "staff_change"
    assert taken_for(headers, "学籍异动台账.xlsx") == "roll_change"


def test_every_row_is_accounted_for_and_none_is_quarantined(delivered: list[dict[str, object]]) -> None:
    for row in delivered:
        assert row["rows_seen"] == row["rows_loaded"] + row["rows_quarantined"] + row["rows_not_data"]
        assert row["rows_quarantined"] == 0, row["file_name"]
    odd = {str(row["dataset"]) for row in delivered if row["cells_set_aside"]}
    assert odd <= {"teacher", "loan_contract"}


def test_every_code_of_a_simulated_row_is_in_its_table(county: County) -> None:
    unknown = Counter()
    for (dataset, _), rows in county.tables.items():
        for field in load_all()[dataset].fields:
            if field.kind == "code":
                values = {row.get(field.name) for row in rows} - {None}
                unknown.update((dataset, field.name, value) for value in values - set(code_labels()[field.code_table]))
    assert unknown == {}


def test_every_field_of_a_dataset_is_filled_by_somebody_or_is_optional(county: County) -> None:
    missing = []
    for name, contract in load_all().items():
        rows = [row for (dataset, _), part in county.tables.items() if dataset == name for row in part]
        for field in contract.fields:
            if rows and field.required and not any(row.get(field.name) not in (None, "") for row in rows):
                missing.append((name, field.name))
        assert not {key for row in rows for key in row} - {field.name for field in contract.fields}, name
    assert missing == []


def test_children_of_school_age_are_on_the_roll_or_elsewhere(county: County) -> None:
    for term in county.calendar.terms:
        known = {row["id_number"] for row in county.tables["school_roll", term.period]}
        known |= {row["id_number"] for row in county.tables["external_enrolment", term.period]}
        children = county.tables["population_register", term.snapshot]
        of_age = [row for row in children if 6 <= term.school_year - row["birth_on"].year <= 14]
        absent = [row for row in of_age if row["id_number"] not in known and row["hukou_status"] == "normal"]
        assert len(of_age) > 100 and absent == []


def test_payments_books_and_bank_agree(county: County) -> None:
    sums: dict[str, Counter] = defaultdict(Counter)
    for (dataset, _), rows in county.tables.items():
        for row in rows:
            if dataset in ("subsidy_payment", "finance_ledger", "payment_signature") or row.get("result") == "success":
                sums[dataset][row["id_number"].replace(" ", "")] += row["amount"]
    assert sums["subsidy_payment"] == sums["finance_ledger"] == sums["bank_return"] == sums["payment_signature"]
    granted = sum(row["amount"] for row in county.tables["fund_receipt", "2020"])
    assert granted == sum(sums["subsidy_payment"].values())


def test_applications_notices_and_payments_come_in_their_order(county: County) -> None:
    for term in county.calendar.terms:
        paid = min(row["paid_on"] for row in county.tables["subsidy_payment", term.period])
        notices = county.tables["public_notice", term.period]
        first, last = (f(row[k] for row in notices) for f, k in ((min, "starts_on"), (max, "withdrawn_on")))
        approved = [
            row["approved_on"] for row in county.tables["aid_application", term.period] if row["result"] == "approved"
        ]
        assert max(approved) < first < last < paid


def test_nobody_dead_or_waived_or_well_off_is_in_the_other_lists(county: County) -> None:
    paid = {row["id_number"] for (name, _), rows in county.tables.items() if name == "subsidy_payment" for row in rows}
    parents = {
        row["head_id_number"]
        for (name, _), rows in county.tables.items()
        if name == "poverty_household"
        for row in rows
    }
    for dataset in ("death_register", "asset_lookup"):
        listed = {row["id_number"] for row in county.tables[dataset, "2020"]}
        assert listed and not listed & (paid | parents)
    charged = [row for (name, _), rows in county.tables.items() if name == "fee_receipt" for row in rows]
    assert charged and not {row["id_number"] for row in charged} & paid


@pytest.mark.parametrize("periods", [("2011-autumn", "2012-spring"), ("2015-autumn", "2021-autumn"), ("2020-autumn",)])
def test_a_world_of_any_period_is_plausible_without_faults(periods: tuple[str, ...]) -> None:
    strange = set()
    for county in make_world(4, 2, 60, periods, 0)[0].counties:
        for (dataset, period), rows in county.tables.items():
            for entry in load_all()[dataset].suite:
                if entry["column"]:
                    values = [row.get(entry["column"]) for row in rows]
                    strange.update((dataset, entry["column"], str(v)) for v in values if not lies_within(v, entry))
                elif len(rows) >= 10 and entry["kwargs"]["column"] != "row_count":
                    field = entry["kwargs"]["column"].removesuffix("_null_share")
                    blank = sum(row.get(field) in (None, "") for row in rows) / len(rows)
                    strange.update({(dataset, period, field)} if blank > entry["kwargs"]["max_value"] else ())
    assert strange == set()


def lies_within(value: object, entry: dict[str, Any]) -> bool:
    """Whether a value is one that the contract's expectation allows; what is no bound allows all."""
    low, high = entry["kwargs"].get("min_value"), entry["kwargs"].get("max_value")
    if value is None or (low is None and high is None):
        return True
    seen: Any = value.isoformat() if isinstance(value, dt.date) else value
    return (low is None or low <= seen) and (high is None or seen <= high)
