"""Halves that no word joins, totals of a table told in the text, and cells that reach over several rows of a page."""

import pytest

from dagster_project.narrative.auditing import audit
from dagster_project.readers.page_text import text_of_page


def found(text: str) -> set[tuple[str, str]]:
    return {
        (relation.expression, relation.verdict)
        for relation in audit(text).relations
        if relation.kind in ("sum", "table")
    }


@pytest.mark.parametrize(
    ("text", "expression", "verdict"),
    [
        ("春季发放412人次，秋季发放437人次，全年849人次。", "412 + 437 = 849", "holds"),
        ("春季发放412人次，秋季发放437人次，全年894人次。", "412 + 437 = 894", "fails"),
        ("上半年拨付20.5万元，下半年拨付31.4万元，全年52.9万元。", "20.5 + 31.4 = 52.9", "fails"),
        ("教职工：37人，男15人，女22人。", "15 + 22 = 37", "holds"),
        ("教职工：39人，男15人，女22人。", "15 + 22 = 39", "fails"),
    ],
)
def test_two_halves_make_the_whole_beside_them(text: str, expression: str, verdict: str) -> None:
    assert (expression, verdict) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "春季受助学生412人，秋季437人，全年资助520人。",  # the same pupils in both terms
        "春季每生500元，秋季每生500元，全年1100元。",
        "春季发放412人次，秋季发放437人次。全年约850人次。",
        "春季发放412人次，秋季发放437人次，全年849人次，上年830人次。",
        "全校教职工120人，其中党员41人，男15人，女22人参加了培训。",
    ],
)
def test_what_is_no_pair_of_halves_is_left_alone(text: str) -> None:
    assert not [relation for relation in audit(text).relations if relation.verdict == "fails"]


ROWS = "年度\t人数\t金额（万元）\n2021\t3012\t3120.40\n2022\t3455\t3698.75\n2023\t4018\t4512.30\n"


def test_a_tables_total_may_be_told_below_it() -> None:
    assert ("3012 + 3455 + 4018 = 10485", "holds") in found(ROWS + "三年累计发放10485人次、11331.45万元。")
    slipped = found(ROWS + "三年累计发放10458人次、11331.45万元。")
    assert {("3012 + 3455 + 4018 = 10458", "fails"), ("3120.4 + 3698.75 + 4512.3 = 11331.45", "holds")} <= slipped
    assert found(ROWS + "全县在校生10458人。") == set()


def test_a_cell_over_several_rows_leaves_its_column_empty() -> None:
    page = (
        "<table><tr><th colspan=2>项目</th><th>金额（元）</th></tr>"
        "<tr><td rowspan=3>收入</td><td>伙食费</td><td>1860</td></tr><tr><td>补助</td><td>940</td></tr>"
        "<tr><td>收入合计</td><td>2880</td></tr><tr><td colspan=2>结余</td><td>120</td></tr></table>"
    )
    lines = text_of_page(page).splitlines()
    assert lines == ["项目\t\t金额（元）", "收入\t伙食费\t1860", "\t补助\t940", "\t收入合计\t2880", "结余\t\t120"]
    (relation,) = [one for one in audit("\n".join(lines)).relations if "1860" in one.expression]
    assert (relation.expression, relation.verdict) == ("1860 + 940 = 2880", "fails")


def test_columns_that_say_how_far_things_are_make_up_the_whole() -> None:
    table = (
        "类别\t问题数\t已完成\t正在整改\t未启动\n认定\t29\t24\t3\t2\n发放\t12\t10\t2\t0\n"
        "档案\t45\t31\t13\t1\n贷后\t26\t14\t11\t0\n"
    )
    rows = {one.expression: one.verdict for one in audit(table).relations}
    assert rows["31 + 13 + 1 = 45"] == "holds" and rows["14 + 11 + 0 = 26"] == "fails"
