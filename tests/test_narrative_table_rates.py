"""Amounts of a table that are counts at a standard no column holds: each row is reckoned, the odd one out fails.

What belongs here: tables and the workings they must give, or must not. What does not: other relations between columns.
"""

from __future__ import annotations

import pytest

from dagster_project import narrative

HEADS = {
    "two terms": "学校\t春季人数\t秋季人数\t金额（万元）",
    "two grades": "学校\t一等人数\t二等人数\t金额（元）",
    "months": "类别\t学校数\t人数\t标准（元/月）\t全年金额（万元）",
    "no unit": "乡镇\t学校\t人数\t资金",
    "subsidised": "乡镇\t补助人数\t金额（元）",
}
ROWS = {
    "two terms": ["一小\t84\t91\t26.25", "二小\t63\t70\t19.95", "三小\t112\t128\t36.00", "五小\t95\t93\t28.20"],
    "two grades": ["甲\t80\t106\t179500", "乙\t62\t80\t137500", "丙\t45\t52\t95250", "戊\t20\t44\t58000"],
    "months": ["教学点\t11\t47\t800\t45.12", "一类\t14\t128\t600\t92.16", "三类\t19\t331\t300\t119.16"],
    "no unit": ["东湾\t3\t842\t84.20", "西坪\t4\t1126\t112.60", "南沟\t3\t765\t76.50"],
    "subsidised": ["东湾\t842\t526250", "西坪\t1126\t703750", "南沟\t765\t478125"],
}
ODD = {
    "two terms": ("四小\t47\t52\t15.84", "(47 + 52) * 1500 / 10000 = 15.84"),
    "two grades": ("丁\t30\t40\t67005", "30 * 1250 + 40 * 750 = 67005"),
    "months": ("二类\t23\t286\t400\t137.82", "286 * 400 * 12 / 10000 = 137.82"),
    "no unit": ("北岭\t3\t571\t51.70", "571 * 1000 / 10000 = 51.7"),
    "subsidised": ("北岭\t571\t356785", "571 * 625 = 356785"),
}


def said(kind: str, rows: list[str]) -> dict[str, str]:
    """The workings found in the table of these rows, with their verdicts."""
    text = "\n".join(["各校发放情况如下。", "", HEADS[kind], *rows, "", "特此说明。"])
    return {claim.expression: claim.verdict for claim in narrative.audit(text).relations}


@pytest.mark.parametrize("kind", HEADS)
def test_every_row_is_reckoned_at_the_standard_most_rows_show(kind: str) -> None:
    row, working = ODD[kind]
    found = said(kind, [*ROWS[kind], row])
    assert found.pop(working) == "fails"
    assert len(found) >= len(ROWS[kind]) and set(found.values()) == {"holds"}


@pytest.mark.parametrize("kind", HEADS)
def test_rows_that_agree_on_nothing_say_nothing(kind: str) -> None:
    """The amounts of other rows: no standard gives them."""
    cells = [row.rpartition("\t") for row in ROWS[kind]]
    moved = [amount for _, _, amount in [*cells[1:], cells[0]]]
    mixed = [f"{counts}\t{amount}" for (counts, _, _), amount in zip(cells, moved, strict=True)]
    assert "fails" not in said(kind, mixed).values()


def test_sums_that_only_resemble_a_standard_are_left_alone() -> None:
    """Means of 1,480 to 1,523 yuan are no standard of 1,500."""
    rows = ["东湾\t842\t1260000", "西坪\t1126\t1671000", "南沟\t765\t1165095", "北岭\t571\t862210"]
    assert said("subsidised", rows) == {}
