"""Arithmetic written with its signs, and rates and standards that stand right before what they give."""

from __future__ import annotations

import pytest

from dagster_project import narrative
from told_claims import FAILING, HOLDING, numbers, told

WRITTEN_OUT = [
    ("寄宿生补助：初中4120人×1250元/年={}万元。", "515", "551"),
    ("营养膳食补助：3150人×5元×95天={}万元。", "149.625", "194.625"),
    ("住宿生2480人×每人每年1000元={}万元。", "248", "284"),
    ("设备购置0.8×265={}万元。", "212", "221"),
    ("档案问题率：54÷450×100%={}%。", "12", "21"),
    ("实到：126人-8人={}人。", "118", "181"),
    ("得分=88×40%+92×60%={}分。", "90.4", "94"),
]
STANDING_BEFORE = [
    ("已完成购置金额1260万元，占五年规划购置总金额（1500万元）的{}%。", "84", "48.5"),
    ("抽查档案450份，缺签字的63份，问题率{}%。", "14.0", "10.4"),
    ("在园幼儿1806人，在此基础上每生每年再增加1000元，需{}万元。", "180.6", "186.0"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), [*WRITTEN_OUT, *STANDING_BEFORE])
def test_the_right_number_holds_and_another_is_doubted(text: str, right: str, wrong: str) -> None:
    """Under every sign, in the unit of the result."""
    good, bad = told(text.format(right)), told(text.format(wrong))
    assert any(verdict in HOLDING and numbers(right) <= numbers(working) for verdict, working in good)
    assert not [working for verdict, working in good if verdict in FAILING]
    assert any(verdict in FAILING and numbers(wrong) <= numbers(working) for verdict, working in bad)


@pytest.mark.parametrize("text", ["每班80×（5+3）=640。", "（120+80）×5=1000元。", "附注：a=b，共12人。"])
def test_what_stands_in_brackets_is_left_alone(text: str) -> None:
    """A formula is judged whole or not at all."""
    assert not [working for verdict, working in told(text) if verdict in FAILING]


@pytest.mark.parametrize(
    "text",
    [
        "每生0.15公斤×2000人×97天=29.1吨。",
        "每节45分钟×6节=4.5小时。",
        "运动场100米×60米=9亩。",
        "每天走读45×4=3小时。",
        "要记取5+2=0的教训。",
    ],
)
def test_a_result_in_another_unit_takes_a_factor_nobody_wrote(text: str) -> None:
    """Weights, times and areas are told in larger units than they are reckoned in."""
    assert not [working for verdict, working in told(text) if verdict in FAILING]


def test_months_told_roughly_are_no_count() -> None:
    """三个多月 are not three of anything."""
    text = "经过三个多月的整改，整改完成率91.6%，达到了提出的整改完成率95%以上的要求。"
    assert [r.expression for r in narrative.audit(text).relations if r.verdict == narrative.FAILS] == ["91.6 >= 95"]


def test_a_total_that_names_one_more_part_in_brackets_is_not_held_to_the_others() -> None:
    """普通高中 has no amount of its own in the list."""
    text = (
        "1.学前资助1955人，金额146.6万元。\n2.普通高中助学金2470人。\n3.中职免学费3150人，金额267.7万元；助学金1240人，金额124万元。\n"
        "以上三项共发放资金785.3万元（其中普通高中助学金247万元）。"
    )
    assert not [r for r in narrative.audit(text).relations if r.verdict == narrative.FAILS]


def test_columns_of_another_unit_are_no_addends() -> None:
    """Pupils beside money: only money makes the last column."""
    rows = ["片区\t小学寄宿生（人）\t小学补助（万元）\t初中寄宿生（人）\t初中补助（万元）\t补助合计（万元）"]
    rows += ["东片\t420\t21\t960\t60\t81", "西片\t768\t38.4\t1184\t74\t112.4", "南片\t537\t26.85\t1080\t67.5\t94.35"]
    report = narrative.audit("\n".join(rows))
    assert not [r for r in report.relations if r.verdict in (narrative.FAILS, narrative.ASK)]
    assert "26.85 + 67.5 = 94.35" in [r.expression for r in report.relations]
