"""Figures one slip from what their own words and the nearest figures give are asked about; others are left alone.

Each text that is asked about has a sound twin: the same words with the right figure, about which nothing is asked.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from dagster_project import narrative
from dagster_project.narrative.reckoning.slips import chance, is_nearly, is_slip, is_swapped, worth_trying

UNSURE = (narrative.ASK, narrative.FAILS)

# the text, the wrong figure, the right one, and the working that is told
SLIPS = [
    ("本校现有学生1486人。发放问卷612份，收回598份，回收率{}%。", "79.7", "97.7", "598 / 612 * 100"),
    ("全县25个项目开工23个，开工率{}%。", "82.0", "92.0", "23 / 25 * 100"),
    ("举办技能培训4期，参训212人，取得合格证书198人，合格率{}%。", "94.3", "93.4", "198 / 212 * 100"),
    ("专任教师1708人。其中，党员512人，占{}%。", "33.0", "30.0", "512 / 1708 * 100"),
    ("今年计划招聘教师160名，实际招聘151名，完成计划的{}%。", "49.4", "94.4", "151 / 160 * 100"),
    ("全县在园幼儿17640人。幼儿园专任教师1470人，师幼比1:{}。", "12.5", "12.0", "17640 / 1470"),
    ("缴费确认1902人，实际参加笔试1733人，缺考{}人。", "196", "169", "1902 - 1733"),
    ("全年收入3218.64万元，全年支出3105.27万元，生均支出1.67万元。收支结余{}万元。", "115.37", "113.37", "3218.64 - 3105.27"),
    ("2021年资助1873人，2022年资助1642人，2022年比2021年减少{}人。", "213", "231", "1873 - 1642"),
    ("2023年，县财政按每车每年4.5万元的标准，为58辆校车安排运营补助{}万元。", "216.0", "261.0", "58 * 45000"),
    ("全县小学现有教学班720个，按每班45人计，可提供学位{}个。", "23400", "32400", "720 * 45"),
    ("特困供养对象{}人中，集中供养311人，分散供养927人。", "4238", "1238", "311 + 927"),
    ("排查隐患{}处，立行立改189处，限期整改28处。", "271", "217", "189 + 28"),
    ("乘车学生{}人，其中小学生3780人、幼儿1135人。", "7915", "4915", "3780 + 1135"),
    ("2021年、2022年、2023年分别投入3.26亿元、4.18亿元、5.07亿元，累计{}亿元。", "12.15", "12.51", "3.26 + 4.18 + 5.07"),
    ("上半年发放补贴140.064万元；下半年发放补贴158.220万元，全年合计{}万元。", "298.824", "298.284", "140.064 + 158.22"),
    ("共有教学班{}个，其中高一26个、高二25个、高三25个。", "67", "76", "26 + 25 + 25"),
    ("全年收支结余113.37万元。银行存款年初余额426.15万元，加上本年结余，年末余额为{}万元。", "593.52", "539.52", "426.15 + 113.37"),
    ("春季资助9124人次，金额622.3万元；秋季资助9082人次，金额621.5万元；全年共{}万元。", "1234.8", "1243.8", "622.3 + 621.5"),
    ("交流教师312名，占应交流人数的{}%，应交流教师1892名。", "15.6", "16.5", "312 / 1892 * 100"),
    ("改造危房{}户，其中C级29户、D级17户。", "64", "46", "29 + 17"),
]  # fmt: skip

SILENT = [
    "全县累计接种18652人，第一剂次接种率98.6%，第二剂次接种18120人，接种率95.8%。",
    "本科上线1560人，其中一本486人，二本1074人；上线率68.5%。",
    "预算资金650万元，中标总价589.4万元。另一项目节约资金66.6万元。",
    "在校生6215人，比上年增加213人；报名1400人，录取1087人。",
    "义务教育巩固率97.8%。小学18所，其中教学点5所。",
    "交流轮岗教师312名，其中骨干教师48名。交流人数占应交流人数的15.6%。",
    "小学2150人，初中1370人，其中女生801人、寄宿生538人。",
    "培训每人每天180元。为151名教师购买保险，支出27.2万元。",
    "按审定价的3%扣留质保金，审定价1261.38万元；另按合同支付预付款37.48万元。",
    "全年收入3218.64万元。全年支出3105.27万元。上年结余131.37万元。",
    "高三在籍789人，其中7人未参加高考，实考782人，上线468人，上线率59.8%。",
    "近三年参加培训分别为1208人、1280人、1352人。",
    "师生比由1∶13.96提高到1∶13.69。",
    "目前已受理1834笔，预计今年办理2600笔以上，完成预计数的七成。",
    "全县专任教师1834人，其中本科以上1195人，占六成五。",
    "交流教师312名，占应交流人数的15.6%，教职工1892名。",
    "在校生由3790人减少到3680人。上年结余154.2万元，本年收入145.2万元。",
    "全县共资助学生10915人，发放资金638.375万元。其中学前教育按每生每学期500元发放，高中每生1000元。",
    "小学46所，初中64所，幼儿园38所。",
    "税收收入31894万元，非税收入20736万元，两项之外上级补助48200万元。",
]


@pytest.mark.parametrize(("text", "wrong", "right", "working"), SLIPS)
def test_a_slip_is_asked_about_with_its_working(text: str, wrong: str, right: str, working: str) -> None:
    asked = [r for r in narrative.audit(text.format(wrong)).relations if r.verdict in UNSURE]
    assert any(r.expression.startswith(working) for r in asked), [r.expression for r in asked]
    assert [r.expression for r in narrative.audit(text.format(right)).relations if r.verdict in UNSURE] == []


@pytest.mark.parametrize("text", SILENT)
def test_a_figure_that_other_words_explain_is_left_alone(text: str) -> None:
    assert [r.expression for r in narrative.audit(text).relations if r.verdict in UNSURE] == []


def test_one_swapped_digit_in_a_part_shows_in_a_long_sum() -> None:
    text = "一般公共预算收入完成{}万元。其中：税收收入33572万元，非税收入14464万元。"
    asked = [r.expression for r in narrative.audit(text.format(48216)).relations if r.verdict in UNSURE]
    assert asked == ["33572 + 14464 = 48216"]
    assert [r for r in narrative.audit(text.format(48036)).relations if r.verdict in UNSURE] == []


def test_slips_are_swapped_digits_one_digit_or_the_point() -> None:
    figure = narrative.audit("共1486人。").figures[0]
    assert all(is_slip(Fraction(n), figure) for n in (4186, 1846, 1487, 2486, 14860))
    assert not any(is_slip(Fraction(n), figure) for n in (1486, 1684, 1522, 14861))
    assert is_swapped(Fraction(1468), figure) and not is_swapped(Fraction(1487), figure)
    assert is_nearly(Fraction(1485), figure) and not is_nearly(Fraction(1480), figure)


def test_the_shorter_a_number_the_fewer_workings_it_is_laid_beside() -> None:
    tried = [worth_trying(narrative.audit(f"共{n}人。").figures[0]) for n in (14, 148, 1486, 14862)]
    assert tried == sorted(tried) and tried[0] == 0 and tried[-1] > 30
    round_number, other = (narrative.audit(f"共{n}元。").figures[0] for n in (2400, 2412))
    assert chance(round_number) > chance(other)


VILLAGES = (
    "村\t适龄儿童\t县内就读\t县外就读\t送教上门\t休学\n东河村\t186\t151\t33\t2\t0\n西湾村\t{}\t207\t43\t1\t1\n"
    "南岭村\t158\t120\t36\t2\t0\n北坡村\t97\t69\t27\t0\t1\n龙泉社区\t412\t398\t12\t1\t1\n"
)
SCHOOLS = (
    "学校\t校舍面积\t学生数（人）\t生均面积\n太平小学\t2310\t385\t6.00\n新场小学\t1770\t296\t5.98\n落水小学\t{}\t512\t5.76\n"
    "双河小学\t1250\t168\t7.44\n石门小学\t3028\t430\t{}\n"
)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (VILLAGES.format(252), set()),
        (VILLAGES.format(225), {"207 + 43 + 1 + 1 = 225"}),
        (SCHOOLS.format(2949, "7.04"), set()),
        (SCHOOLS.format(2994, "7.40"), {"2994 / 512 = 5.76", "3028 / 430 = 7.4"}),
    ],
)
def test_rows_show_what_a_column_is_though_parts_are_nothing_or_two_rows_fail(table: str, told: set[str]) -> None:
    assert {r.expression for r in narrative.audit(table).relations if r.verdict in UNSURE} == told
