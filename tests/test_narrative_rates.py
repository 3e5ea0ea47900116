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
]
FAILS = [
    ("2024年支出总预算6480.5万元，其中基本支出5000.5万元。支出预算比上年增加480.5万元，增长9.4%。", "480.5 6480.5 9.4"),
    ("在校生31260人，其中小学20000人、初中11260人，比上年增加420人，增长3.7%。", "420 3.7"),
    ("资助寄宿生308人，发放标准为每生每学期625元，共发放资金19.52万元。", "308 625 19.52"),
]
SILENT = [
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
