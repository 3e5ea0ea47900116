"""What the names of columns and rows claim, and what is said of them beside a table; all tables are invented."""

from __future__ import annotations

import pytest

from dagster_project import narrative
from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING

DOUBTS = (FAILS, ASK)

YEARLY = """各乡镇发放如下，全年按12个月计发。
类别\t教师（人）\t月标准（元）\t全年金额（万元）
山区\t214\t300\t77.04
坝区\t168\t450\t90.72
高寒\t75\t700\t63.00
"""
TWO_STANDARDS = """学校\t小学\t初中\t金额（元）
东沟学校\t120\t80\t110000
西沟学校\t96\t144\t138000
南山学校\t210\t65\t145625
说明：小学500元/生，初中625元/生。
"""
FLOW = """类别\t2022年末\t本年新增\t本年剔旧\t2023年末
文学\t86100\t4350\t1120\t89330
科普\t42600\t3180\t640\t45140
"""
HALVES = """项目\t春季人数\t春季金额（万元）\t秋季人数\t秋季金额（万元）\t全年人次\t全年金额（万元）
助学金\t313\t27.1\t306\t26.9\t619\t54.0
免学费\t391\t43.895\t389\t43.27\t780\t87.165
"""
TWO_YEARS = """年度\t合计\t差旅费\t接待费\t车辆费
2018年\t2840\t90\t1400\t1350
2019年\t2364\t12\t1356\t996
增减%\t-16.8\t-86.7\t-3.1\t-26.2
"""
RATES = """指标\t计划数\t完成数\t完成率
修缮校舍\t15000\t14250\t95%
资助学生\t3200\t3136\t98%
培训教师\t480\t444\t92.5%
"""
TOLD = """学校\t班数\t学生数\t寄宿生
城东小学\t36\t1728\t120
河湾小学\t18\t756\t210
青山小学\t12\t444\t186
黄坡小学\t6\t168\t64
合计\t72\t3096\t580
全学区寄宿生580人，占学生总数的18.7%；学生最多的是城东小学，有1728人；学生超过500人的学校2所。
"""
STANDARD_BESIDE = """学段\t脱贫户\t低保\t合计
学前\t692\t130\t822
普通高中\t1146\t214\t1360
合计\t1838\t344\t2182
学前每人500元，41.10万元；普通高中每人1000元，136.00万元。
"""
CHANGED = """今年小学在校生12610人，比上年增加544人，增长4.5%。
学段\t2022年\t2023年
小学\t12066\t12610
初中\t6320\t6105
高中\t3418\t3520
"""
ROW_TOLD = """支出预算10059.5万元，比2023年增加89.0万元。具体见下表（单位：万元）。
科目\t2023年预算\t2024年预算\t增减额
基本支出\t6820.5\t7161.5\t341.0
项目支出\t3150.0\t2898.0\t-252.0
合计\t9970.5\t10059.5\t89.0
"""


def verdicts(text: str, quote: str) -> set[str]:
    """What is said of a figure of the text, by its place."""
    at = text.index(quote)
    claims = narrative.audit(text).relations
    return {claim.verdict for claim in claims if any(f.start <= at < f.end for f in claim.figures)}


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (YEARLY, "90.72", "97.02"),
        (TWO_STANDARDS, "138000", "183000"),
        (FLOW, "89330", "83930"),
        (FLOW, "45140", "45740"),
        (HALVES, "780", "870"),
        (HALVES, "87.165", "81.765"),
        (TWO_YEARS, "-26.2", "-22.6"),
        (TWO_YEARS, "2364", "2634"),
        (RATES, "95%", "59%"),
        (TOLD, "18.7%", "17.8%"),
        (TOLD, "2所", "3所"),
        (STANDARD_BESIDE, "41.10", "41.70"),
        (CHANGED, "544", "454"),
        (CHANGED, "4.5%", "5.4%"),
        (ROW_TOLD, "89.0万元", "98.0万元"),
    ],
)
def test_a_right_figure_holds_and_a_slipped_one_is_doubted(text: str, right: str, wrong: str) -> None:
    assert not any(claim.verdict in DOUBTS for claim in narrative.audit(text).relations)
    assert verdicts(text, right) & {HOLDS, ROUNDING}
    assert verdicts(text.replace(right, wrong, 1), wrong) & set(DOUBTS)


def test_the_largest_is_doubted_where_another_row_is_larger() -> None:
    text = TOLD.replace("最多的是城东小学，有1728人", "最多的是城东小学，有1782人")
    assert verdicts(text, "1782") & set(DOUBTS)


def test_months_and_standards_of_the_text_make_the_amounts_of_a_row() -> None:
    told = [claim.expression for claim in narrative.audit(YEARLY).relations if claim.verdict == HOLDS]
    assert "168 * 450 * 12 / 10000 = 90.72" in told
    told = [claim.expression for claim in narrative.audit(TWO_STANDARDS).relations if claim.verdict == HOLDS]
    assert "96 * 500 + 144 * 625 = 138000" in told


@pytest.mark.parametrize(
    "text",
    [
        # rates of growth are no addends
        TWO_YEARS.replace("差旅费\t接待费\t车辆费", "车辆合计\t购置\t运行"),
        # standards that are paid by months on duty, and by more than the one standard
        "每人每月500元，按在岗月数发放。\n学校\t人数\t金额（万元）\n一小\t38\t20.15\n二小\t45\t24.60\n三小\t27\t13.95\n",
        "学校\t小学\t初中\t补助（万元）\n东沟\t120\t80\t21.6\n西沟\t96\t144\t30.2\n注：小学500元/生，初中625元/生。\n",
        # names of a flow that the numbers do not bear out anywhere
        "学校\t年初在校生\t转入\t转出\t年末在校生\n一小\t1286\t34\t21\t1250\n二小\t945\t18\t40\t980\n三小\t611\t12\t9\t702\n",
        # somebody helped in both terms is one of the year
        "学段\t春季人数\t秋季人数\t全年受助人数\n小学\t510\t498\t530\n初中\t302\t311\t322\n",
        # of another year, and of what is planned
        "乡镇\t在校生\t教师\n青山镇\t1892\t124\n河东乡\t1386\t97\n龙门镇\t2410\t160\n去年青山镇在校生1829人。",
    ],
)
def test_what_claims_nothing_is_not_doubted(text: str) -> None:
    assert not [claim for claim in narrative.audit(text).relations if claim.verdict in DOUBTS]
