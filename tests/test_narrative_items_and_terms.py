"""Shares by the whole that is called by its name, items that a colon opens, terms and years, plans and what was done."""

from __future__ import annotations

import pytest

from told_claims import FAILING, HOLDING, doubted, numbers, told, verdicts

GIVEN = [
    ("2022年预算1480万元，2023年增加120万元，增长{}%。", "8.1", "1.8"),
    ("项目总投资960万元，其中省级资金720万元，县级自筹240万元，县级自筹占总投资的{}%。", "25", "33.3"),
    ("抽查学校50所，已公示完毕40所，占80%；未公示10所，占{}%。", "20", "25"),
    ("资金总需求800万元。中央承担60%，480万元。省级承担20%，160万元。县级承担20%，{}万元。", "160", "180"),
    ("学前：420人×2300元/年={}万元。\n免学费：300人×2000元/年=60万元。", "96.6", "84"),
    ("发放问卷800份，全部收回，满意的{}份，家长满意度达95%以上。", "768", "752"),
    (
        "全县共资助学生2000人次，发放资金150.4万元。脱贫户学生800人次，占资助总人次的40.0%，资金60.2万元，占资助总资金的{}%。",
        "40.0",
        "43.0",
    ),
    ("受益学生1600人。标准：每生每天5元。供餐95天。落实资金{}万元。", "76", "67.5"),
    ("目标860人次，完成902人次，超额完成{}人次。", "42", "49"),
    ("预算400万元。实际支出376.4万元。执行率{}%。", "94.1", "91.4"),
    ("其中2018年招生310人，2019年330人，2020年350人，年均{}人。", "330", "303"),
    ("全县中小学12所，共计186个班，其中小学{}个，初中94个。", "92", "82"),
    (
        "秋季学期资助5230人次，全部到卡。较春季学期5010人次增加220人次。全年累计资助{}人次。",
        "10240",
        "10420",
    ),
    ("学期\t高职（人次）\t技工（人次）\n春季\t214\t63\n秋季\t238\t61\n全年\t{}\t124\n", "452", "425"),
    (
        "共发现问题{}个：\n1.认定不规范11个。表现为无记录。\n2.档案不齐9个。表现为混装。\n3.发放滞后6个。表现为未重发。\n",
        "26",
        "24",
    ),
    ("共发现问题{}个：1.认定不规范11个。表现为无记录。2.档案不齐9个。表现为混装。3.发放滞后6个。", "26", "24"),
    (
        "资金120万元，涉及{}个项目，分别是《困难学生等资助项目》70万元；《学前、小学补助项目》30万元；《回访项目》20万元。",
        "3",
        "2",
    ),
    (
        "全年共资助学生{}人次，发放资金660.5万元。\n学前资助1200人次，发放资金60万元，其中春季600人次、30万元。\n"
        "小学资助2400人次，发放资金150万元，其中春季1100人次、70万元。\n初中资助2040人次，发放资金180.5万元，其中春季1000人次、90万元。\n"
        "高中资助2700人次，发放资金270万元，其中春季1300人次、130万元。",
        "8340",
        "7340",
    ),
]
NOTHING_CLAIMED = [
    "2023年共发放860万元，比2022年增加60万元，增长7.5%。",
    "共资助学生1000人，其中寄宿生600人，占资助学生的60%；脱贫户子女300人，占寄宿生的50%。",
    "检查学校50所，已整改完毕40所，占80%；其中寄宿制学校10所，占25%。",
    "发现主要问题26个：\n1.认定不规范11个。\n2.档案不齐9个。\n3.发放滞后3个。\n",
    "2018年招生310人，2019年330人，2020年350人，年均增加20人。",
    "学期\t受助人数（人）\n春季\t214\n秋季\t238\n全年\t251\n",
    "累计资助9.4万人次，其中2019年3.1万人次，2020年3.1万人次，2021年3.1万人次。",
    "计划培训300人，实际培训338人，超额完成任务。",
    "秋季学期资助5230人次。较上年春季学期5010人次增加220人次。全年累计资助10480人次。",
]


@pytest.mark.parametrize(("text", "right", "wrong"), GIVEN)
def test_the_right_number_holds_and_another_is_doubted(text: str, right: str, wrong: str) -> None:
    """Each as a clerk may write it."""
    good, bad = told(text.format(right)), told(text.format(wrong))
    assert any(verdict in HOLDING and numbers(right) <= numbers(working) for verdict, working in good)
    assert not [working for verdict, working in good if verdict in FAILING]
    assert any(verdict in FAILING and numbers(wrong) <= numbers(working) for verdict, working in bad)


@pytest.mark.parametrize("text", NOTHING_CLAIMED)
def test_look_alikes_are_left_alone(text: str) -> None:
    """Another year, another whole, some of the items, persons of two terms, an increase."""
    assert not doubted(text)


def test_few_rounded_parts_do_not_round_so_far() -> None:
    """28.6 is no 28.4, though five parts could in theory be that far off."""
    row = "2016年4.9万人次，2017年5.3万人次，2018年5.7万人次，2019年6.1万人次，2020年6.6万人次"
    assert verdicts(f"累计资助学生28.4万人次，其中{row}。", "4.9 28.4") & {"ask"}
    assert verdicts(f"累计资助学生28.5万人次，其中{row}。", "4.9 28.5") == {"rounding"}


def test_what_the_parts_make_and_another_place_tells_is_pointed_at() -> None:
    """A total that fails beside the number that stands elsewhere."""
    text = (
        "各学段：学前1214人次，义务教育15680人次，高中3306人次，合计20200人次。\n"
        "在小学和初中，全年发放15860人次，其中寄宿生9120人次，走读生6560人次。"
    )
    assert verdicts(text, "15680 15860") & {"ask", "fails"}
