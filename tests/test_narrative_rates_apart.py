"""Products, rates, growth and means whose partners stand in other clauses, sentences or under other names."""

from __future__ import annotations

import pytest

from told_claims import FAILING, HOLDING, doubted, numbers, told, verdicts

RIGHT_AND_SLIPPED = [
    ("松坪镇家长会代表1,032名。全镇86所学校都派了人，代表1,032名，平均每校{}名。", "12", "16"),
    ("校车62辆，每辆车每天往返4趟，一天就是248趟，一周五天就是{}趟。", "1240", "1420"),
    ("全年累计送教3120次。送教补助按每次150元计发，全年支出{}万元，由县财政保障。", "46.8", "468"),
    ("乡村教师846人，月标准400元，全年12个月应发406.08万元，已发放1至11月共{}万元。", "372.24", "327.24"),
    ("活动自4月8日启动，至4月20日截止，历时{}天。", "13", "15"),
    ("3月4日至8日，市督导室派出两个小组，对该县进行了为期{}天的督导。", "5", "8"),
    ("下半年在14所学校各举办3场讲座，共{}场。", "42", "46"),
    ("9个乡镇各设2个服务点，合计{}个。", "18", "16"),
    ("三次抽测得分分别为82.5分、76.0分、90.5分，三次平均{}分。", "83", "93"),
    ("这五年，藏书从3120套增加到3510套，净增390套，平均每年增加{}套。", "78", "87"),
    ("2018年至2022年，全县新建校舍12.5万平方米，年均{}万平方米。", "2.5", "5.2"),
    ("到9月底，全县办理贷款1936笔，金额2613.6万元。去年是1760笔，今年增长{}%。", "10", "19"),
    ("2022年全县藏书18.6万册。2023年全县藏书20.1万册，增长{}%。", "8.1", "1.8"),
    ("应送4608次；实送4493次，完成率{}%。", "97.5", "96.5"),
    ("2015年初中入学4218人，到2018年毕业时实有4109人，三年巩固率{}%。", "97.4", "94.7"),
    ("学生床320张全部用于寄宿制学校，每间宿舍8张，可布置{}间。", "40", "49"),
    ("资金共{}万元，其中初中2632人、小学1878人。标准为小学每生每学期500元，初中每生每学期625元。", "258.4", "285.4"),
    ("共资助1960人，{}万元。其中一等588人，每人1500元；二等784人，每人1000元；三等588人，每人500元。", "196", "169"),
    ("专任教师64人。在校学生1120人。教师全年参加培训6016学时，人均{}学时。", "94", "49"),
    ("財政按每車每年3.2萬元給予補貼。校車86輛，全年共補貼{}萬元。", "275.2", "257.2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong"), RIGHT_AND_SLIPPED)
def test_the_right_number_holds_and_a_slip_of_it_is_doubted(text: str, right: str, wrong: str) -> None:
    """Wherever the figures stand that make it."""
    good, bad = told(text.format(right)), told(text.format(wrong))
    assert any(verdict in HOLDING and numbers(right) <= numbers(working) for verdict, working in good)
    assert not [working for verdict, working in good if verdict in FAILING]
    assert any(verdict in FAILING and numbers(wrong) <= numbers(working) for verdict, working in bad)


@pytest.mark.parametrize(
    "text",
    [
        "小学、初中各2场，共5场比赛分三天举行。",
        "生均占地面积13500平方米，生均60.8平方米，对照标准生均20平方米来看，已达标。",
        "9月1日报到，2日开学，军训共5天。",
        "公示期为8月12日至8月18日，共5个工作日。",
        "首届募集图书5900册，第二届10500册，本届比上届多2100册，增长20%。",
        "一类学校312人、二类学校245人、三类学校96人，月补助标准分别为300元、400元、600元，全年共发放299.04万元。",
        "96人参加，每组6人，另有2个预备组。",
    ],
)
def test_what_claims_nothing_of_the_kind_is_left_alone(text: str) -> None:
    """Names before 各, standards, working days, another base, months of a year."""
    assert doubted(text) == []


def test_a_chance_pair_gives_no_rate() -> None:
    """6954 of the 41200 of another line is 16.9%, and the two right before the rate are the ones it is of."""
    text = (
        "共筛查学生41200人，检出近视19776人，近视率48.0%。小学筛查24000人，检出8880人，近视率37%；"
        "初中筛查11400人，检出6954人，近视率{}%；高中筛查5800人，检出3942人，近视率68.0%。"
    )
    assert verdicts(text.format(61), "6954 11400 61") & set(HOLDING)
    assert verdicts(text.format(16), "6954 11400 16") == {"ask"}
    assert not verdicts(text.format(16), "6954 41200 16")


def test_growth_goes_the_way_it_is_said() -> None:
    """(1.56 - 1.32) / 1.56 is no growth from 1.32 to 1.56."""
    text = "2021年投入0.98亿元，2022年投入1.32亿元，到了2023年达到1.56亿元，比上一年增长{}%。"
    assert verdicts(text.format("18.2"), "1.56 1.32 18.2") & set(HOLDING)
    assert verdicts(text.format("15.2"), "1.56 1.32 15.2") == {"ask"}
