"""Tables known by their names: a slip in a total is doubted whether another column confirms it or not."""

from __future__ import annotations

import pytest

from dagster_project import narrative
from told_claims import FAILING, doubted

TABLES = [
    # bilingual nested
    ("指标 Item\t2021\t2022\n在校生 Students\t\t\n高中阶段 Senior\t{}\t8230\n普通高中 Regular\t5120\t5230\n中职 Vocational\t2890\t3000\n义务教育 Compulsory\t21400\t21150\n初中 Junior\t7200\t7150\n小学 Primary\t14200\t14000\n幼儿园 Kindergarten\t6300\t6120\n", "8010", "8100"),
    # unit col
    ("指标\t单位\t2023年\n学校总数\t所\t{}\n小学\t所\t36\n初中\t所\t14\n九年一贯制\t所\t5\n", "55", "57"),
    # total left
    ("单位\t合计\t中央\t省级\t县级\n甲镇\t120\t80\t30\t10\n乙镇\t{}\t60\t25\t15\n丙乡\t70\t40\t20\t10\n", "100", "110"),
    # subtotals
    ("类别\t学校\t人数\n城区\t一小\t820\n城区\t二小\t640\n小计\t\t1460\n乡镇\t甲校\t310\n乡镇\t乙校\t280\n小计\t\t590\n合计\t\t{}\n", "2050", "2500"),
    # thereof
    ("项目\t金额（万元）\n教育支出\t{}\n其中：工资\t1200.5\n公用\t310.2\n项目\t89.3\n", "1600", "1060"),
    # trad
    ("項目\t支出（元）\n早餐\t756,000\n宿舍\t920,000\n行政\t153,000\n總計\t{}\n", "1,829,000", "1,289,000"),
    # text vs total
    ("全年共发放补助{}万元。\n乡镇\t人数\t发放补助（元）\n甲镇\t120\t150,000\n乙镇\t98\t122,500\n丙乡\t60\t75,000\n合计\t278\t347,500\n", "34.75", "37.45"),
    # text vs people
    ("全县共资助学生{}人。\n乡镇\t资助学生（人）\t金额（元）\n甲镇\t120\t150,000\n乙镇\t98\t122,500\n丙乡\t60\t75,000\n合计\t278\t347,500\n", "278", "287"),
    # quarters
    ("季度\t一季度\t二季度\t三季度\t四季度\t全年\n拨付（万元）\t310\t420\t280\t510\t{}\n", "1520", "1250"),
    # row and col
    ("学段\t男\t女\t合计\n小学\t310\t290\t600\n初中\t150\t160\t310\n合计\t460\t450\t{}\n", "910", "901"),
    # total first
    ("单位\t人数\t金额（万元）\n全县合计\t{}\t48.6\n甲镇\t120\t18.2\n乙镇\t98\t16.3\n丙乡\t60\t14.1\n", "278", "287"),
    # pipes
    ("| 学校 | 学生数 | 教师数 |\n|---|---|---|\n| 一小 | 820 | 45 |\n| 二小 | 640 | 38 |\n| 合计 | {} | 83 |\n", "1460", "1640"),
    # wide
    ("学校      学生数    教师数\n一小      820      45\n二小      640      38\n三小      515      30\n合计      {}     113\n", "1975", "1957"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong"), TABLES)
def test_a_table_is_known_whether_its_total_works_out_or_not(text: str, right: str, wrong: str) -> None:
    plain = right.replace(",", "")
    told = narrative.audit(text.format(right)).relations
    assert any(plain in r.expression for r in told) and doubted(text.format(right)) == []
    assert any(r.verdict in FAILING for r in narrative.audit(text.format(wrong)).relations)


SILENT = [
    "乡镇\t学校数\t学生数\n甲镇\t12\t3120\n乙镇\t8\t2105\n丙乡\t7\t1460\n",
    "去年全县资助学生268人。\n乡镇\t资助学生（人）\n甲镇\t120\n乙镇\t98\n丙乡\t60\n合计\t278\n",
    "甲镇资助学生120人。其余乡镇资助157人。\n乡镇\t资助学生（人）\n甲镇\t120\n乙镇\t98\n丙乡\t60\n合计\t278\n",
    "指标\t2022\t2023\n小学\t1203\t1190\n初中\t800\t815\n高中\t410\t402\n幼儿园\t655\t630\n",
    "项目\t金额（万元）\n教育支出\t1600\n其中：工资\t1200.5\n公用\t310.2\n",
    "月份\t3月\t6月\t9月\t人均\n金额（元）\t420\t680\t750\t18\n",
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_tables_and_texts_that_speak_of_other_things_are_not_doubted(text: str) -> None:
    assert doubted(text) == []
