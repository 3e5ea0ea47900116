"""One number told twice with a slip of the pen between, in the text and in its tables."""

from __future__ import annotations

import pytest

from dagster_project import narrative
from told_claims import FAILING, HOLDING, doubted, told, verdicts

STAGES = "学段\t招生数(人)\t在校生数(人)\n小学\t6012\t39472\n普通初中\t4105\t14120\n普通高中\t2980\t9120\n"
SPENT = (
    "年度\t合计\t会议费\t接待费\t车辆运行\n2021年\t2719\t92\t1427\t1200\n2022年\t2361\t17\t1358\t986\n"
    "2022年比2021年增减\t-358\t-75\t-69\t-214\n"
)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("全县共落实各学段资助12483人次。\n二、结构。在受助的12438人次中，脱贫户学生5210人次。", "12483 12438"),
        ("五年来新建运动场36块，面貌一新。\n进展平稳。累计新建运动场31块，均已投入使用。", "36 31"),
        ("为53名重度残疾儿童开展送教上门。\n四、关爱。对35名重度残疾儿童开展送教上门，每月两次。", "53 35"),
        ("全年培训教师1386人次，投入42.5万元。\n（三）队伍。共组织各类培训26期，培训教师1368人次。", "1386 1368"),
        ("共发放生源地贷款2846.35万元。\n各乡镇均有学生受益。以上贷款共2864.35万元，全部到位。", "2846.35 2864.35"),
        ("全县农村寄宿制学校三十八所。经摸底，83所农村寄宿制学校中35所配有热水。", "38 83"),
        ("一、排查校舍安全隐患147处。\n二、整改。排查出的174处校舍安全隐患已全部销号。", "147 174"),
        ("受训教师满意度92.6%。\n问卷显示，受训教师满意度为96.2%。", "92.6 96.2"),
        ("2021年预算总收入6248.67万元，其中拨款3165.28万元。\n2021年预算收入6218.67万元比上年减少458.62万元。", "6248.67 6218.67"),
        ("募集图书4820册。\n乡镇\t图书（册）\n城关\t1800\n东坪\t1620\n西河\t1410\n合计\t4830\n", "4820 4830"),
        ("小学41所，在校学生3.92万人。\n" + STAGES, "39472 3.92"),
        ("2022年共支出2361万元，其中会议费17万元、接待费1358万元、车辆运行费985万元。\n" + SPENT, "985 986"),
    ],
)  # fmt: skip
def test_one_number_with_a_slip_between_is_asked_about(text: str, figures: str) -> None:
    assert verdicts(text, figures) & set(FAILING)


@pytest.mark.parametrize(
    "text",
    [
        "2021年资助学生12483人次。2022年资助学生12438人次。2023年资助学生12834人次。",
        "城关小学学生1286人。东坪小学学生1268人。",
        "计划新建运动场36块。实际新建运动场31块。",
        "春季学期资助2460人。\n秋季学期资助2640人。",
        "小学在校生3268人。\n初中在校生3286人。",
        "年初有困难学生1286人。年末有困难学生1268人。",
        "男生1286人。\n女生1268人。",
        "甲组完成投资4123.5万元。乙组完成投资4132.5万元。",
        "财政拨款收入1286.5万元。\n财政拨款支出1268.5万元。",
        "中央资金1286.5万元已到位。\n省级资金1268.5万元已到位。",
        "为64名重度残疾儿童送教上门。\n为46名轻度残疾儿童安排随班就读。",
        "新建校舍面积1286平方米。\n改造校舍面积1268平方米。",
        "一季度发放资金412.36万元。\n二季度发放资金421.36万元。",
        "我县现有留守儿童4317人。原统计为4371人，现予更正。",
        "收到问卷1286份。\n有效问卷1268份。",
        "督导组分4个小组检查。\n督导组分5个小组检查。\n督导组分14个小组检查。\n督导组分15个小组检查。",
        "全县农村寄宿制学校三十八所。经摸底，38所农村寄宿制学校中35所配有热水。",
    ],
)
def test_two_numbers_of_two_things_times_or_places_are_not(text: str) -> None:
    assert doubted(text) == []


def test_a_number_rounded_to_ten_thousands_is_its_cell() -> None:
    assert ("rounding", "39472 / 10000 = 3.95") in told("小学41所，在校学生3.95万人。\n" + STAGES)
    assert verdicts("高中6所，在校学生0.91万人。\n" + STAGES, "9120 0.91") & set(HOLDING)


def test_both_places_are_quoted() -> None:
    text = "新建运动场36块，面貌一新。\n进展平稳。累计新建运动场31块，均已投入使用。"
    quotes = [r.quote for r in narrative.audit(text).relations if r.verdict == "ask"]
    assert quotes and all("36块" in quote and "31块" in quote for quote in quotes)


def test_shares_of_shares_alone_stop_no_audit() -> None:
    text = "义务教育巩固率达到96.83%。全县小学入学率为100%。到年底，义务教育巩固率96.38%，比上年有所提高。"
    assert verdicts(text, "96.83 96.38") & set(FAILING)
