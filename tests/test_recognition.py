"""Which dataset a table is and which column is which field; which rows below are data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from dagster_project.contracts import load_all
from dagster_project.intake.headers import HeaderIndex, header_unit, lookup_keys, normal, title_unit
from dagster_project.intake.periods import fit_period, parse_period, terms_touched
from dagster_project.intake.recognition import Table, Unrecognised, column_letter, find_tables
from dagster_project.intake.replacement import looks_like_correction
from dagster_project.intake.reporting_units import reporting_unit
from dagster_project.intake.rows import Sorted, sort_rows
from dagster_project.readers.grid import Row, Sheet
from inbox_files import PAYMENT_HEADER, payments, person

INDEX = HeaderIndex(load_all())


def sheet(rows: Sequence[Sequence[Any]], merged: list[tuple[int, int, int, int]] | None = None) -> Sheet:
    """A sheet as a reader gives it: numbers are n, the rest t."""
    made = []
    for number, row in enumerate(rows, start=1):
        types = "".join("e" if cell is None else "t" if isinstance(cell, str) else "n" for cell in row)
        made.append(Row(number, [None if cell is None else str(cell) for cell in row], types))
    return Sheet("Sheet1", False, made, merged or [])


def only_table(rows: Sequence[Sequence[Any]], merged: list[tuple[int, int, int, int]] | None = None) -> Table:
    tables = find_tables(sheet(rows, merged), INDEX, "")
    assert not isinstance(tables, Unrecognised) and len(tables) == 1
    return tables[0]


def sorted_rows(rows: Sequence[Sequence[Any]], is_delimited: bool = False) -> Sorted:
    return sort_rows(sheet(rows), only_table(rows), is_delimited)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("*姓 名（必填）", "姓名"),
        ("身份证号＊", "身份证号"),
        ("金　额", "金额"),
        ("学校名称：", "学校名称"),
        ("姓名（*）", "姓名"),
    ],
)
def test_headers_have_one_normal_form(written: str, plain: str) -> None:
    assert normal(written) == plain == lookup_keys(written)[-1]


@pytest.mark.parametrize(
    ("header", "unit"),
    [("金额（万元）", "万元"), ("总投资(单位：亿元)", "亿元"), ("补助标准(元/月)", "元"), ("减免金额()", None),
     ("面积（㎡）", "m2"), ("合同金额/元", "元"), ("单元", None), ("拨付率(%)", "%"),
     ("金额（千元）", "千元"), ("投资（百万元）", "百万元"), ("资金(万)", "万元")],
)  # fmt: skip
def test_units_stand_in_the_header(header: str, unit: str | None) -> None:
    found = header_unit(header)
    assert found == unit or header == "单元"


@pytest.mark.parametrize(
    ("lines", "unit"),
    [(["单位：万元"], "万元"), (["填报单位：青禾县教育局    单位：元"], "元"), (["填报单位：元宝镇小学"], None),
     (["单位：人次、万元"], "万元"), (["单位：千元"], "千元"), (["项目资金台账（万元）"], "万元"), (["建设单位：万元集团"], None)],
)  # fmt: skip
def test_units_stand_in_the_title(lines: list[str], unit: str | None) -> None:
    assert title_unit(lines) == unit


def test_empty_bracket_means_yuan_unless_the_title_says_more() -> None:
    header = [*PAYMENT_HEADER[:-1], "减免金额()"]
    plain = only_table([header, *payments(1, 2)])
    titled = only_table([["资助花名册"], ["单位：万元"], header, *payments(1, 2)])
    amounts = [next(c for c in found.columns if c.field == "amount") for found in (plain, titled)]
    assert [(c.unit, int(c.unit_factor)) for c in amounts] == [("元", 1), ("万元", 10_000)]


def test_every_contract_recognises_its_own_headers() -> None:
    for name in INDEX.tabular:
        contract = INDEX.contracts[name]
        found = only_table([[field.headers[0] for field in contract.fields], ["x"] * len(contract.fields)])
        assert found.contract.name == name
        assert {c.field for c in found.columns} == {field.name for field in contract.fields}


def test_required_headers_alone_are_enough() -> None:
    for name in INDEX.tabular:
        required = [field for field in INDEX.contracts[name].fields if field.required]
        found = only_table([[field.headers[0] for field in required], ["x"] * len(required)])
        assert found.contract.name == name, name


def test_unknown_and_repeated_headers_are_remembered_without_a_field() -> None:
    found = only_table([[*PAYMENT_HEADER, "姓名", "备用"], *payments(1, 1)])
    assert [c.header for c in found.columns if c.field is None] == ["序号", "姓名", "备用"]
    assert next(c.index for c in found.columns if c.field == "name") == 2


def test_more_usual_header_wins() -> None:
    found = only_table(
        [["学校名称", "姓名", "身份证号", "资助项目", "金额", "发放金额"], ["校", "甲", "1", "x", "5", "6"]]
    )
    assert next(c.header for c in found.columns if c.field == "amount") == "发放金额"


def test_group_and_own_label_name_a_column_together() -> None:
    rows = [
        ["学籍号", "身份证号", "姓名", "学校标识码", "学校名称", "年级", "监护人", None],
        [None, None, None, None, None, None, "姓名", "电话"],
        ["G1", "1", "甲", "2199010001", "第一小学", "三年级", "乙", "13900000000"],
    ]
    for merged in ([(1, 7, 1, 8), *((1, at, 2, at) for at in range(1, 7))], []):
        found = only_table(rows, merged)
        at = found.column_of()
        assert (found.contract.name, at["name"], at["guardian_name"], at["phone"]) == ("school_roll", 2, 6, 7)
        assert found.body == 2


def test_kind_of_fund_under_a_group_with_the_unit() -> None:
    rows = [
        ["项目编号", "项目名称", "项目类型", "总投资（万元）", "形象进度", "资金（万元）", None],
        [None, None, None, None, None, "中央", "省级"],
        ["1", "教学楼", "校舍", "10", "完工", "6", "4"],
    ]
    found = only_table(rows, [(1, 6, 1, 7), *((1, at, 2, at) for at in range(1, 6))])
    funds = {c.field: (c.header, c.unit) for c in found.columns if c.index > 4}
    assert funds == {"fund_central": ("资金（万元）/中央", "万元"), "fund_province": ("资金（万元）/省级", "万元")}


def test_columns_repeated_for_each_term_are_a_part_a_term() -> None:
    rows = [
        ["学段", "困难类型", "2020年春", None, "2020年秋", None],
        [None, None, "资助人数", "资助金额", "资助人数", "资助金额"],
        ["小学", "低保", 3, 1500, 5, 2500],
    ]
    found = only_table(rows, [(1, 3, 1, 4), (1, 5, 1, 6), (1, 1, 2, 1), (1, 2, 2, 2)])
    assert found.contract.name == "subsidy_summary" and not found.contested
    assert [dict(said) for said, _ in found.parts] == [{"_period": "2020-spring"}, {"_period": "2020-autumn"}]


def test_export_of_the_national_aid_system() -> None:
    header = "行政区划代码,行政区划名称,学校标识码,学校名称,发放学期,学生姓名,学生身份证号,学籍号,年级班级,家庭住址"
    header += ",减免金额(),减免日期,发放银行卡号,发放银行名称,受助类型"
    found = only_table([header.split(","), ["x"] * 15])
    fields = {c.header: c.field for c in found.columns}
    assert found.contract.name == "subsidy_payment"
    assert (fields["减免金额()"], fields["发放银行卡号"], fields["发放银行名称"]) == ("amount", "card_no", "bank_name")


def test_wide_register_with_its_header_on_the_third_row() -> None:
    known = ["户编号", "姓名", "证件号码", "与户主关系", "风险是否已消除", "风险是否已消除"]
    found = only_table([["监测对象信息"], [], known + [f"列{at}" for at in range(170)], ["x"] * 176])
    assert (found.contract.name, found.header) == ("poverty_member", 2)


def test_total_in_words_is_a_total() -> None:
    rows = [PAYMENT_HEADER, *payments(1, 30), ["合计（大写）：壹万伍仟元整", *[None] * 6, 15000], *payments(40, 20)]
    assert [row.reason for row in sorted_rows(rows).set_aside_rows] == ["header", "total"]


def test_header_below_ten_lines_of_titles() -> None:
    found = only_table([*[[f"说明第{at}行，请勿改动"] for at in range(10)], PAYMENT_HEADER, *payments(1, 2)])
    assert (found.header, found.body) == (10, 11)


def test_two_tables_on_one_sheet() -> None:
    rows = [
        PAYMENT_HEADER, *payments(1, 2), [],
        ["学校名录"], ["学校标识码", "学校名称", "学段", "城乡类型"], ["2199010001", "第一小学", "小学", "乡村"],
    ]  # fmt: skip
    tables = find_tables(sheet(rows), INDEX, "")
    assert not isinstance(tables, Unrecognised)
    assert [(found.contract.name, found.first, found.last) for found in tables] == [
        ("subsidy_payment", 0, 3), ("school", 3, 7),
    ]  # fmt: skip
    counts = [sort_rows(sheet(rows), found, False) for found in tables]
    assert sum(item.rows_seen for item in counts) == len(rows) and [item.rows_loaded for item in counts] == [2, 1]


def test_sheet_of_another_kind_is_not_forced_into_a_contract() -> None:
    found = find_tables(
        sheet([["姓名", "身份证号", "家访时间", "家访内容", "签字"], ["甲", "1", "x", "y", "z"]]), INDEX, ""
    )
    assert isinstance(found, Unrecognised)


def test_file_name_breaks_a_tie() -> None:
    header = ["身份证号", "姓名", "学校名称", "发放金额", "补助项目"]
    names = {}
    for words in ("学生资助发放花名册.xlsx", "乡村教师生活补助发放表.xlsx"):
        tables = find_tables(sheet([header, ["1", "甲", "校", "5", "x"]]), INDEX, words)
        assert not isinstance(tables, Unrecognised)
        names[words] = tables[0].contract.name
    assert names["学生资助发放花名册.xlsx"] == "subsidy_payment"


def test_repeated_headers_titles_and_column_numbers_are_no_data() -> None:
    numbers = [str(at + 1) for at in range(8)]
    rows = [
        ["资助花名册"],
        PAYMENT_HEADER,
        numbers,
        *payments(1, 20),
        ["资助花名册"],
        PAYMENT_HEADER,
        *payments(40, 20),
    ]
    found = sorted_rows(rows)
    assert found.rows_loaded == 40
    assert [row.reason for row in found.set_aside_rows] == ["title", "header", "note", "title", "header_repeated"]


def test_total_word_in_a_remark_is_data() -> None:
    rows = [[*PAYMENT_HEADER, "备注"], *[[*row, "合计"] for row in payments(1, 3)]]
    assert sorted_rows(rows).rows_loaded == 3


def test_totals_of_a_summary_without_persons() -> None:
    header = ["学段", "困难类型", "资助项目", "资助人次", "资助金额"]
    rows = [
        header,
        ["小学", "建档立卡", "生活补助", 3, 1500],
        ["小学", "小计", None, 3, 1500],
        ["合计", None, None, 3, 1500],
    ]
    found = sorted_rows(rows)
    assert found.rows_loaded == 1 and found.count("not_data") == 3


def test_rows_that_cannot_be_trusted_are_quarantined() -> None:
    good = payments(1, 30)
    short, long = ["31", "第一小学", "甲"], [*payments(32, 1)[0], "500", "多"]
    bad = ["33", "第一\ufffd小学", *person(33), "小学", "低保", "生活补助", "500"]
    hollow = ["34", None, None, None, "小学", "低保", None, None]
    found = sorted_rows([PAYMENT_HEADER, *good, short, long, bad, hollow], is_delimited=True)
    assert [row.reason for row in found.set_aside_rows if row.kind == "quarantined"] == [
        "too_few_cells", "too_many_cells", "undecodable", "required_empty",
    ]  # fmt: skip
    assert found.rows_seen == 35 and found.rows_loaded == 30


def test_merged_school_name_stands_in_each_row_but_a_merged_amount_does_not() -> None:
    rows = [PAYMENT_HEADER, *payments(1, 3)]
    rows[2][1] = rows[3][1] = rows[2][7] = rows[3][7] = None
    page = sheet(rows, [(2, 2, 4, 2), (2, 8, 4, 8)])
    tables = find_tables(page, INDEX, "")
    assert not isinstance(tables, Unrecognised)
    found = sort_rows(page, tables[0], False)
    assert found.columns["school_name"].to_pylist() == ["青禾县第一小学"] * 3
    assert found.columns["amount"].to_pylist() == ["500", None, None]


def test_error_cells_are_set_aside() -> None:
    page = sheet([PAYMENT_HEADER, *payments(1, 2)])
    broken = page.rows[1]._replace(cells=[*page.rows[1].cells[:7], "#REF!"], types=page.rows[1].types[:7] + "x")
    page = page._replace(rows=[page.rows[0], broken, page.rows[2]])
    tables = find_tables(page, INDEX, "")
    assert not isinstance(tables, Unrecognised)
    found = sort_rows(page, tables[0], False)
    assert [(cell.field, cell.reason, cell.shown) for cell in found.set_aside_cells] == [
        ("amount", "error_cell", "#REF!")
    ]
    assert found.rows_loaded == 2 and found.set_aside_fields.to_pylist() == [",amount,", None]


@pytest.mark.parametrize(
    ("titles", "file_name", "unit"),
    [
        ([["填报单位：城关镇中心小学（盖章）"]], "a/b/资助.xlsx", "城关镇中心小学"),
        ([["填报单位：青禾县教育体育局"]], "a/b/城关镇资助.xlsx", "bureau"),
        ([], "a/b/城关镇-资助.xlsx", "城关镇"),
        ([], "a/b/义务教育小学_资助.xlsx", "bureau"),
        ([], "a/b/第一中学/资助.xlsx", "第一中学"),
    ],
)
def test_reporting_unit(titles: list[list[str]], file_name: str, unit: str) -> None:
    rows = [*titles, PAYMENT_HEADER, *payments(1, 2), *payments(5, 2, "第二小学")]
    assert reporting_unit(only_table(rows), sorted_rows(rows), file_name) == unit


def test_a_schools_own_file_is_its_own_even_with_one_strange_row() -> None:
    rows = [PAYMENT_HEADER, *payments(1, 19), *payments(50, 1, "第二小学")]
    assert reporting_unit(only_table(rows), sorted_rows(rows), "a/b/资助.xlsx") == "青禾县第一小学"


@pytest.mark.parametrize(
    ("text", "period"),
    [("2020春", "2020-spring"), ("2020年秋季学期", "2020-autumn"), ("2020-spring", "2020-spring"), ("2020年", "2020"),
     ("2020-2021学年", "2020-2021"), ("2020—2021学年第一学期", "2020-autumn"), ("2020-2021学年第二学期", "2021-spring"),
     ("2020年9月30日", "2020-09-30"), ("20200930", "2020-09-30"), ("二〇二〇年秋季学期", "2020-autumn"), ("2020年资助材料", "2020"), ("2020年秋李学期", None),
     ("2020年秋季学期（更正）", "2020-autumn"), ("截至2020年9月30日", "2020-09-30"), ("2020 年度", "2020"), ("资料", None),
     ("2020-2022", None), ("2020-02-30", None)],
)  # fmt: skip
def test_periods_as_people_write_them(text: str, period: str | None) -> None:
    assert parse_period(text) == period


def test_periods_fit_the_dataset() -> None:
    assert fit_period("2020-spring", "year", []) == "2020"
    assert fit_period("2020-spring", "school_year", []) == "2019-2020"
    assert fit_period("2020-09-30", "term", []) == "2020-autumn"
    assert fit_period("2020", "term", ["2020年春季学期资助.xlsx"]) == "2020-spring"
    assert fit_period("2020", "term", ["资助.xlsx"]) is None
    assert fit_period("2020-autumn", "snapshot", ["低保_20200930.xlsx"]) == "2020-09-30"
    assert terms_touched("2020-2021") == ["2020-autumn", "2021-spring"]
    assert terms_touched("2020-09-30") == ["2020-autumn"]


def test_column_letters() -> None:
    assert [column_letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_names_of_corrections() -> None:
    assert all(map(looks_like_correction, ("资助（更正）.xlsx", "资助(2).xlsx", "资助_v2.xlsx", "资助最新.csv")))
    assert not any(map(looks_like_correction, ("资助.xlsx", "资助乙.xlsx", "新建小学资助.xlsx")))
