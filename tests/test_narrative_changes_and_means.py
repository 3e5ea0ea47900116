"""Growth against a printed old figure, means, shares in turn, rates of a whole further back, standards said before."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from dagster_project import narrative

HOLDING, FAILING = ("holds", "rounding"), ("fails", "ask")


def numbers(text: str) -> set[Fraction]:
    return {Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def verdicts(text: str, wanted: str) -> set[str]:
    """The verdicts on relations that are about all these numbers."""
    relations = narrative.audit(text).relations
    return {r.verdict for r in relations if numbers(wanted) <= numbers(r.expression) | {Fraction(r.stated)}}


CLAIMS = [
    ("幼儿园在园幼儿8640人，与上年同期（8000人）相比，增长{}%。", "8.0", "18.0", "8640 8000"),
    ("全年救助1210人次，发放资金60.5万元，与上年同期（1100人次、55万元）相比，分别增长10%、{}%。", "10", "15", "60.5 55"),
    ("近视率降至46.2%，比2021年的48.9%下降{}个百分点。", "2.7", "3.7", "46.2 48.9"),
    ("毛入园率91.4%，上年为90.2%，提高{}个百分点。", "1.2", "2.2", "91.4 90.2"),
    ("巩固率达97.8%，高于全省平均水平（96.3%）{}个百分点。", "1.5", "2.5", "97.8 96.3"),
    ("2021年资助1500人，2022年资助1680人，增长{}%。", "12", "21", "1500 1680"),
    ("培训机构由40家压减到6家，压减率{}%。", "85", "58", "40 6"),
    ("学位由1500个增加到3600个，增长{}倍。", "1.4", "2.4", "1500 3600"),
    ("2020年投入4.00亿元，2021年投入4.20亿元，2022年投入4.41亿元，年均增长{}%。", "5", "9", "4.41 4"),
    ("选派队员84人，走访群众2520户，人均走访{}户。", "30", "36", "2520 84"),
    ("全县23所幼儿园配备保育员276人，园均{}人。", "12", "21", "276 23"),
    ("教学班58个，在校学生2436人，平均班额{}人。", "42", "49", "2436 58"),
    ("小学生24,000人。专任教师3,210人，其中小学1,600人，生师比{}:1。", "15", "18", "24000 1600"),
    ("项目投资800万元，其中中央480万元、县级320万元，分别占60%、{}%。", "40", "30", "320 800"),
    ("税收收入完成5.1亿元，为年初预算5亿元的{}%。", "102", "120", "5.1 5"),
    ("入学率{}%（应入学1250人，实际入学1248人）。", "99.84", "98.94", "1248 1250"),
    ("接到投诉125件，办结118件，办结率{}%。", "94.4", "49.4", "118 125"),
    ("在校学生1600人，教师90人。认定困难学生240人。困难学生占全校学生的{}%。", "15", "51", "240 1600"),
    ("合格率{}%，达到95%以上的目标。", "96.2", "92.6", "95"),
    ("散居孤儿每人每月1100元。全年发放散居孤儿50人{}万元。", "66", "69.6", "50 1100"),
    ("小学生2100人、初中生1300人。经测算，初中按每生每年940元需{}万元。", "122.2", "121.2", "1300 940"),
    ("小学生126人，每生500元，初中生98人，每生625元，共发放{}万元。", "12.425", "14.225", "126 500 98 625"),
    ("抽查食堂60个，A级45个，占{}%。", "75", "57", "45 60"),
    ("按每生每学期1500元的标准，春季发放120人、18万元，秋季发放110人、{}万元。", "16.5", "15.6", "110 1500"),
]  # fmt: skip
SILENT = [
    "2022年在校学生18200人，2023年17650人，减少550人，其中小学减少420人、初中减少130人。",
    "受理信访312件，办结305件，办结率97.8%，群众满意率96.5%。",
    "由2018年的7.5亿元增加到11.02亿元，年均增长8%。",
    "2020年秋季入学5200人，三年间转入90人、转出110人，毕业5120人，三年巩固率98.8%。",
    "康复救助58人，每人每年补助1.7万元封顶，实际支出83.6万元。",
    "乡村教师补助一类每月200元，二类每月300元，三类每月500元，惠及1640人，全年发放586.8万元。",
    "校车服务学生3620人，每生每月交费120元，其余由财政补贴，全年财政补贴210万元。",
    "资助高中学生1320人。高考上线856人，上线率23.5%。",
    "结对帮扶教师1520名。全县党员1260名，其中教师党员1180名，占教师总数的31.5%。",
    "升入普通高中326人、职业高中215人，升学率95.2%。",
    "补助标准由每生每年1000元提高到1250元，惠及学生4200人，全年发放补助525万元。",
]


@pytest.mark.parametrize(("text", "right", "wrong", "wanted"), CLAIMS)
def test_a_right_figure_holds_and_a_wrong_one_does_not(text: str, right: str, wrong: str, wanted: str) -> None:
    assert verdicts(text.format(right), f"{wanted} {right}") & set(HOLDING)
    assert verdicts(text.format(wrong), f"{wanted} {wrong}") & set(FAILING)


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_called_wrong_where_nothing_is(text: str) -> None:
    assert [r.expression for r in narrative.audit(text).relations if r.verdict in FAILING] == []


def test_a_third_in_words_is_a_share() -> None:
    assert verdicts("选派教师36名，其中高级教师12名，占三分之一。", "12 36") & set(HOLDING)
