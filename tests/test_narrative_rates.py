"""Rates and what they are rates of: standards, shares, growth, means, several of them after 分别."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from dagster_project import narrative

HOLDING, FAILING = ("holds", "rounding"), ("fails", "ask")


def numbers(text: str) -> set[Fraction]:
    return {Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def verdicts(text: str, wanted: str) -> set[str]:
    """The verdicts on relations that are about all these numbers."""
    relations = narrative.audit(text).relations
    return {r.verdict for r in relations if numbers(wanted) <= numbers(r.expression) | {Fraction(r.stated)}}


HOLDS = [
    ("全县办理贷款2318份，其中首贷756份、续贷1562份，较上年增加213份，增长10.1%。", "213 2318 10.1"),
    ("2024年支出总预算6480.5万元，其中基本支出5000.5万元。支出预算比上年增加480.5万元，增长8.0%。", "480.5 6480.5 8"),
    ("招收学生150名，其中2019级40名、2020级50名、2021级60名，每生补助3000元，共补助45万元。", "150 3000 45"),
    ("资助寄宿生308人，发放标准为每生每学期625元，共发放资金19.25万元。", "308 625 19.25"),
    ("寄宿生120人、非寄宿生80人，分别按每人500元、250元发放，共发放8万元。", "120 500 80 250 8"),
    ("补助标准为小学每人500元、初中每人800元，分别资助60名和50名，共发放7万元。", "60 500 50 800 7"),
    ("三年投入分别为4.00亿元、4.20亿元、4.41亿元，增幅分别为5%和5%。", "4 4.2 5"),
    ("受理贷款4526人，金额4713.28万元，比上年增加612人、1180.5万元，分别增长15.6%、33.4%。", "612 4526 15.6"),
    ("受理贷款4526人，金额4713.28万元，比上年增加612人、1180.5万元，分别增长15.6%、33.4%。", "1180.5 4713.28 33.4"),
    ("合同总价480.6万元。已支付95%的货款456.57万元，剩余5%质保金24.03万元。", "480.6 5 24.03"),
    ("教师工资总额2.6亿元，按不低于教师工资总额1.5%的标准安排培训经费390万元。", "1.5 390"),
]
FAILS = [
    ("2024年支出总预算6480.5万元，其中基本支出5000.5万元。支出预算比上年增加480.5万元，增长9.4%。", "480.5 6480.5 9.4"),
    ("在校生31260人，其中小学20000人、初中11260人，比上年增加420人，增长3.7%。", "420 3.7"),
    ("资助寄宿生308人，发放标准为每生每学期625元，共发放资金19.52万元。", "308 625 19.52"),
    ("寄宿生120人、非寄宿生80人，分别按每人500元、250元发放，共发放9.2万元。", "120 500 80 250 9.2"),
    ("补助标准为小学每人500元、初中每人800元，分别资助60名和50名，共发放70万元。", "60 500 50 800 70"),
    ("三年投入分别为4.00亿元、4.20亿元、4.41亿元，增幅分别为5%和6.5%。", "4.2 4.41 6.5"),
    ("受理贷款4526人，金额4713.28万元，比上年增加612人、1180.5万元，分别增长15.6%、43.4%。", "1180.5 43.4"),
    ("合同总价480.6万元。已支付95%的货款456.57万元，剩余5%质保金2.403万元。", "480.6 5 2.403"),
    ("按不低于教师工资总额1.5%的标准安排培训经费，全县教师工资总额2.6亿元，安排培训经费39万元。", "1.5 39"),
    ("全县学费收入860.5万元，按学费收入的10%提取奖助基金68.05万元。", "860.5 10 68.05"),
]
SILENT = [
    "教师工资总额2.6亿元，按不低于教师工资总额1.5%的标准安排培训经费420万元。",
    "项目投资320万元，县级按20%的比例配套，2021年县级配套86万元。",
    "每年奖励中考前10名、高考前20名学生，奖金分别为每人3000元和5000元，共13万元。",
    "资助标准分别为每人500元、800元，小学60名、初中50名、高中70名，全年投入资金45万元。",
    "受理贷款4526人，金额4713.28万元，比2022年增加612人、1180.5万元，分别增长15.6%、33.4%。",
    "每百名学生拥有骨干教师1.1人，其中小学1.1人、初中1.3人。",
    "享受补贴285人，每月发放金额61.45万元，按全年12个月计算，全年需资金737.4万元。",
    "全县公办园在园幼儿3200人。学前教育收入比上年增加20万元，增长5%。",
]


@pytest.mark.parametrize(("text", "wanted"), HOLDS)
def test_a_right_claim_is_found_to_hold(text: str, wanted: str) -> None:
    assert verdicts(text, wanted) & set(HOLDING)
    assert not {r.verdict for r in narrative.audit(text).relations} & set(FAILING)


@pytest.mark.parametrize(("text", "wanted"), FAILS)
def test_a_wrong_claim_is_found_to_fail(text: str, wanted: str) -> None:
    assert verdicts(text, wanted) & set(FAILING)


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_called_wrong_where_nothing_is(text: str) -> None:
    assert [r.expression for r in narrative.audit(text).relations if r.verdict in FAILING] == []
