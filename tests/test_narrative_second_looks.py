"""What a second set of unseen documents taught: which pair a change is of, which columns are never added."""

from __future__ import annotations

import pytest

from dagster_project import narrative

CHANGES = [
    "全年受理办件2384件，其中补领证件154件，总量比上年的2517件减少133件。",
    "今年办理贷款2846人，其中续贷1912人，比去年的2611人增加235人。",
]
TABLE = "学段\t学生数\t教师数\t生师比\n小学\t820\t50\t16.4\n初中\t378\t30\t12.6\n合计\t1198\t80\t15.0\n"


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_that_one_pair_makes_is_not_asked_of_others(text: str) -> None:
    assert [r.expression for r in narrative.audit(text).relations if r.verdict == narrative.FAILS] == []


def test_ratios_in_a_column_are_not_added() -> None:
    assert [r.expression for r in narrative.audit(TABLE).relations if r.verdict == narrative.FAILS] == []


BUDGET = "一般公共预算收入完成48216万元。其中：税收收入33572万元，占一般公共预算收入的69.6%；非税收入{}万元，占30.4%。"


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        (BUDGET.format(14644), {("33572 + 14644", "holds")}),
        (BUDGET.format(14464), {("33572 + 14464", "ask")}),
        ("全县教师1706人，其中女教师1026人，占60.1%；本科以上1500人，占87.9%。", set()),
        ("全县教师1706人，其中女教师1026人，占60.1%；年内购置设备680台，占39.9%。", set()),
    ],
)
def test_parts_whose_shares_make_a_hundred_make_the_whole(text: str, sums: set[tuple[str, str]]) -> None:
    found = [r for r in narrative.audit(text).relations if r.kind == "sum"]
    assert {(r.expression.split(" = ")[0], r.verdict) for r in found} == sums


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("为318名大学新生每人发放3000元，共95.4万元。此次受助的381名新生都来自低收入家庭。", True),
        ("全县有专用校车58辆，其中县校车公司自有22辆，服务2146名学生。要确保目前乘坐校车的2164名学生一人一座。", True),
        ("去年资助318名大学新生。今年此次受助的381名新生都来自低收入家庭。", False),
        ("一中有1286名学生。二中有1268名学生，上述学生均已入学。", False),
        ("为318名大学新生每人发放3000元，共95.4万元。此次受助的318名新生都来自低收入家庭。", False),
    ],
)
def test_swapped_digits_behind_a_word_that_points_back_are_asked(text: str, is_asked: bool) -> None:
    asked = [r for r in narrative.audit(text).relations if r.kind == "conflict" and r.verdict == "ask"]
    assert bool(asked) == is_asked
