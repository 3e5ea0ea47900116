"""Rows that hold rows: numbered groups, codes, 其中, a first row that is all others, 加 and 减, and rows or columns of shares."""

from __future__ import annotations

import pytest

from dagster_project import narrative
from told_claims import FAILING, HOLDING, verdicts

INCOME = (
    "项目\t预算数（万元）\n一、税收收入\t{}\n增值税\t2110\n契税\t384\n耕地占用税\t106\n二、非税收入\t1430\n罚没收入\t620\n专项收入\t{}\n"
    "收入合计\t4030\n加：上级补助收入\t5210\n上年结余收入\t{}\n减：上解支出\t140\n收入总计\t9420\n"
)
CODES = (
    "科目编码\t科目名称\t合计\t基本支出\t项目支出\n205\t教育支出\t8210\t6900\t1310\n20502\t普通教育\t8010\t{}\t1210\n"
    "2050201\t学前教育\t1510\t1200\t310\n2050202\t小学教育\t6500\t5600\t900\n20508\t进修及培训\t200\t100\t100\n"
    "2050803\t培训支出\t200\t100\t100\n208\t社会保障和就业支出\t930\t930\t0\n20805\t养老支出\t930\t930\t0\n\t合计\t9140\t7830\t{}\n"
)
CITY = "地区\t学校数\t学生数\t教师数\n临江市\t301\t{}\t6120\n东城区\t102\t40120\t2510\n平桥县\t99\t30020\t1990\n石泉县\t100\t21100\t1620\n"
BIRTHS = (
    "\t2019年\t2020年\t2021年\t2022年\n全县新生儿\t2345\t2218\t2106\t1987\n其中：县城户籍\t1210\t1180\t{}\t1049\n占全县新生儿比例(%)\t51.6\t53.2\t53.3\t{}\n"
    "其中：乡村户籍\t1135\t1038\t983\t938\n"
)
PUPILS = "指标\t合计\t女\t男\n在校学生\t5210\t2530\t2680\n其中：寄宿生\t1322\t{}\t691\n学前幼儿\t1890\t910\t980\n"
GROWN = "指标\t2021年\t2022年\t2023年\t2024年\n在园幼儿\t3120\t3304\t3390\t3471\n比上年增长（%）\t\t5.9\t2.6\t{}\n"
FRACTIONS = "类别\t资金（万元）\t占总投资比例\n道路\t312.5\t0.250\n水利\t437.5\t{}\n校舍\t281.25\t0.225\n亮化\t218.75\t0.175\n合计\t1250\t1\n"
TOLD = (
    "2024年全县粮食总产量1824.5万吨，比上年增长1.9%。\n乡镇\t产量（万吨）\t占全县比重（%）\n甲乡\t341.2\t18.7\n乙乡\t210.6\t11.5\n丙镇\t402.0\t22.0\n"
    "丁镇\t610.9\t33.5\n戊乡\t187.4\t{}\n"
)
GDP = (
    "表1 {}\n| 绝对数(亿元) | 比上年增长(%) |\n地区生产总值 | 617.50 | 5.2 |\n第一产业 | 37.11 | 2.6 |\n第二产业 | {} | 4.5 |\n"
    "其中：工业 | 301.20 | 4.4 |\n第三产业 | 240.54 | 6.7 |\n"
)
SEXES = "类别\t人数\n在校学生\t1203\n男生\t640\n女生\t{}\n寄宿生\t400\n"
PLAIN = "项目\t笔数\t金额（万元）\n救助支出\t{}\t351.47\n临时救助\t612\t118.32\n医疗救助\t405\t233.15\n下年计划\t1200\t400\n"

ATTEND = (
    "村\t适龄人数\t县内就读\t县外就读\t休学\t就读率\n上塘村\t186\t151\t33\t2\t98.92%\n下塘村\t158\t120\t36\t2\t98.73%\n"
    "桥头村\t97\t69\t27\t1\t98.97%\n合计\t441\t340\t96\t5\t{}%\n"
)
MONTHS = "分年投资情况（万元）\n年度\t下达投资\t完成投资\n2021年\t5640\t5640\n2022年\t5850\t5620\n2023年\t5860\t5220\n累计\t{}\t16480\n"

CLAIMS = [
    (ATTEND, ("98.87",), ("97.88",), "340 96 441"),
    (MONTHS, ("17350",), ("17530",), "5640 5850 5860"),
    (GDP, ("", "339.85"), ("", "393.85"), "37.11 240.54 617.5"),
    (SEXES, ("563",), ("536",), "640 1203"),
    (INCOME, ("2600", "810", "320"), ("2800", "810", "320"), "2110 384 106"),
    (INCOME, ("2600", "810", "320"), ("2600", "890", "320"), "620 1430"),
    (INCOME, ("2600", "810", "320"), ("2600", "810", "230"), "4030 5210 140 9420"),
    (CODES, ("6800", "1310"), ("6900", "1310"), "1200 5600"),
    (CODES, ("6800", "1310"), ("6800", "1130"), "1310 0"),
    (CITY, ("91240",), ("92140",), "40120 30020 21100"),
    (BIRTHS, ("1123", "52.8"), ("1223", "52.8"), "983 2106"),
    (BIRTHS, ("1123", "52.8"), ("1123", "58.2"), "1049 1987"),
    (PUPILS, ("631",), ("6310",), "2530"),
    (GROWN, ("2.4",), ("4.2",), "3390 3471"),
    (FRACTIONS, ("0.350",), ("0.530",), "437.5 1250"),
    (TOLD, ("10.3",), ("13.0",), "187.4 1824.5"),
]  # fmt: skip
SILENT = [
    # 其中 need not be all, nor need the rows below a numbered one; rows of another kind make up nothing.
    "项目\t决算数\t预算数\n一、税收收入\t52100\t54800\n其中：增值税\t20100\t21000\n个人所得税\t2100\t2300\n二、非税收入\t31200\t30800\n其中：专项收入\t5100\t5200\n合计\t83300\t85600\n",
    "学段\t学校数\t在校生数\n幼儿园\t85\t9120\n其中：普惠性\t79\t8510\n小学\t62\t21040\n其中：教学点\t20\t510\n初中\t21\t10230\n合计\t168\t40390\n",
    "单位\t人数\t金额（万元）\n县教育局\t35\t410.5\n第一中学\t210\t2510.3\n第二中学\t190\t2333.1\n实验小学\t160\t1800.9\n",
    "指标\t单位\t数值\n项目\t个\t12\n其中：投资\t万元\t3400\n受益户\t户\t210\n",
    "项目\t金额\n一、期初结余\t1200\n二、本期收入\t\n伙食费\t8400\n补助\t3600\n收入合计\t12000\n三、本期支出\t\n粮油\t7000\n蔬菜\t4300\n支出合计\t11300\n四、本期结余\t700\n五、期末结余\t1900\n",
    "指标\t2021年\t2022年\t2023年\n在园幼儿\t3120\t3304\t3390\n教职工\t402\t415\t431\n毛入园率（%）\t87.3\t89.0\t91.1\n",
    "指标\t人数\n就业人口\t20120\n城镇新增就业\t3010\n农村劳动力转移就业\t15230\n",
    "学段\t学生数\t教师数\n小学\t1203\t80\n公办\t900\t60\n民办\t303\t20\n初中\t800\t70\n公办\t800\t70\n民办\t0\t0\n",
    PLAIN.format(1071),
    "项目\t人次\t人数\t金额（万元）\n春季\t510\t510\t25.5\n秋季\t498\t498\t24.9\n合计\t1008\t530\t50.4\n",
    "年度\t支出\n2022年\t318.5\n2023年\t402.1\n累计\t903.4\n",
    "经费支出512万元。\n项目\t金额（万元）\t占比（%）\n道路\t312\t25\n水利\t437\t35\n",
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong", "wanted"), CLAIMS)
def test_a_right_row_holds_and_a_wrong_one_does_not(
    text: str, right: tuple[str, ...], wrong: tuple[str, ...], wanted: str
) -> None:
    assert verdicts(text.format(*right), wanted) & set(HOLDING)
    assert verdicts(text.format(*wrong), wanted) & set(FAILING)
    told = narrative.audit(text.format(*right)).relations
    assert [r.expression for r in told if r.verdict in FAILING] == []


def test_plain_rows_are_told_where_they_make_up_the_row_above_them() -> None:
    assert verdicts(PLAIN.format(1017), "118.32 233.15 351.47") & set(HOLDING)
    assert verdicts(PLAIN.format(1071), "612 405") == {"ask"}


@pytest.mark.parametrize("text", SILENT)
def test_rows_that_are_not_all_of_another_are_not_called_wrong(text: str) -> None:
    assert [r.expression for r in narrative.audit(text).relations if r.verdict == "fails"] == []
