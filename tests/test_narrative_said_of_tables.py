"""What the text says of a table's rows and columns, growth down a table of years, one figure told twice."""

from __future__ import annotations

import pytest

from dagster_project import narrative
from told_claims import FAILING, HOLDING, verdicts

SCHOOLS = (
    "学校\t计划(人)\t报名(人)\t录取(人)\t完成率\n一中\t500\t640\t500\t100%\n二中\t400\t388\t381\t95.3%\n"
    "江口中学\t180\t150\t148\t82.2%\n石门中学\t120\t104\t104\t86.7%\n合计\t1200\t1282\t1133\t94.4%\n"
)
PROJECTS = (
    "项目\t计划投资(万元)\t到位资金(万元)\t完成投资(万元)\n中心小学扩建\t1800\t1200\t1050\n乡镇教师公寓\t560\t420\t455\n"
    "合计\t2360\t1620\t1505\n"
)
STAGES = (
    "学段\t招生数(人)\t在校生数(人)\n幼儿园\t1210\t3648\n小学\t1150\t6893\n普通初中\t1088\t3262\n普通高中\t704\t2019\n"
)
LOANS = (
    "办理点\t计划(笔)\t已办(笔)\t完成率(%)\t金额(万元)\n城南\t300\t285\t95.0\t281.46\n河湾\t120\t84\t70.0\t83.20\n"
    "石门\t200\t207\t103.5\t206.91\n合计\t620\t576\t92.9\t{}\n"
)
YEARS = "年份\t教育投入(亿元)\t比上年增长\n2019\t6.20\t—\n2020\t6.51\t5.0%\n2021\t6.90\t{}\n2022\t7.36\t6.7%\n2023\t7.80\t6.0%\n"
KITCHEN = "项目\t金额(元)\n粮油\t52000.00\n肉蛋\t88400.00\n蔬菜\t59600.00\n支出合计\t200000.00\n"
MARKS = "学校\t一档\t二档\t人数合计\n一中\t86\t214\t300\n二中\t58\t167\t225\n合计\t144\t381\t525\n"

CLAIMS = [
    (SCHOOLS + "二中缺额{}个。", "19", "29", "400 381"),
    (SCHOOLS + "江口、石门两校合计空余学位{}个。", "48", "58", "180 120 148 104"),
    (SCHOOLS + "一中、二中两校共录取{}人。", "881", "891", "500 381"),
    (PROJECTS + "中心小学扩建仍有{}万元未到位。", "600", "660", "1800 1200"),
    ("普通中学在校5281人：初中12所，在校{}人；高中3所，在校2019人。小学30所，在校6893人。\n" + STAGES, "3262", "3622", "3262"),
    ("全县幼儿园41所，在校0.36万人。小学30所，在校{}万人；高中3所，在校2019人。\n" + STAGES, "0.689", "0.869", "6893"),
    ("共办理576笔，合同金额571.57万元。\n" + LOANS, "571.57", "517.57", "571.57"),
    (LOANS.format("571.57") + "河湾办理点完成率低于全县平均水平{}个百分点。", "22.9", "29.2", "70 92.9"),
    (LOANS.format("571.57") + "石门完成率高于总体水平{}个百分点。", "10.6", "16.0", "103.5 92.9"),
    (LOANS.format("571.57") + "石门办理点超计划{}笔。", "7", "17", "200 207"),
    (KITCHEN + "肉蛋支出占本月支出的{}%。", "44.2", "42.4", "88400 200000"),
    (MARKS + "一档主要面向特困学生，占受助学生的{}%。", "27.4", "37.4", "144 525"),
    (YEARS, "6.0%", "9.0%", "6.9 6.51"),
    (YEARS.format("6.0%") + "2023年比2019年增长{}%。", "25.8", "28.5", "7.8 6.2"),
    (YEARS.format("6.0%") + "四年年均增长{}%。", "5.9", "7.9", "7.8 6.2"),
    ("全年惠及教师867人，发放补助322.6万元。\n三、对比。本年人均发放{}元。", "3721", "3271", "867 322.6"),
    ("一等奖20人，每人8000元；二等奖50人，每人6000元；三等奖80人，每人4000元。人均奖励{}元。", "5200", "5600", "780000 150"),
]  # fmt: skip
TWICE = [
    (PROJECTS + "全县计划总投资2360万元。", "2360"),
    (SCHOOLS + "今年共录取1133人。", "1133"),
    ("类别\t问题数\t已完成\n资金\t26\t21\n档案\t18\t15\n合计\t44\t36\n共形成问题清单44条，整改完成36条。", "36"),
    ("全校三十五名教师与一百零五名学困生结成对子。\n一百零五名学生中，留守儿童七十一人。", "105"),
    ("六期累计培训738人次。结业问卷显示，738份问卷中满意的有721份。", "738"),
    ("应安排公用经费1848.99万元。\n该项由县级安排，不在上述1848.99万元之内。", "1848.99"),
    ("2024年补充45名，2025年补充32名。其中2024年补充的45名已列入预算。", "45"),
]
SAID = [
    (SCHOOLS + "一中报名人数多于计划。", "640 500", HOLDING),
    (SCHOOLS + "江口中学报名人数多于计划。", "150 180", FAILING),
    (PROJECTS + "教师公寓完成投资已超过到位资金。", "455 420", HOLDING),
    ("组建巡回小组14个，每组服务学生4名。参与教师共39人，其中骨干12人。平均每组不到3人。", "39 14 3", HOLDING),
    ("公用经费137.4万元，办公费31.2万元、水电费42.6万元、培训费9.8万元等。培训费占比只有百分之七多一点。", "9.8 137.4 7", HOLDING),
    (
        "教师培训支出4302.1万元，其中：集中培训3838.7万元，占89.2%；跟岗培训236.6万元，占5.5%；网络培训81.7万元，占1.9%；"
        "其他128.6万元，占3.4%。",
        "128.6 4302.1 3.4",
        FAILING,
    ),
    ("四年来改扩建学校31所，新增学位13200个。\n尽管四年新增学位12300个，高峰仍未过去。", "13200 12300", FAILING),
    ("乡镇\t项目数\t开工\n黑水乡\t4\t2\n白水乡\t3\t3\n合计\t7\t5\n黑水乡尚有3个项目未开工。", "4 2 3", FAILING),
]  # fmt: skip
SILENT = [
    SCHOOLS + "二中缺额较多。江口、石门两校比去年少12人。一中超过计划的学校另行通报。",
    PROJECTS + "中心小学扩建完成投资超过1000万元。教师公寓还有2个点未通水。",
    KITCHEN + "蔬菜支出超过粮油支出，比上月多3000元。",
    YEARS.format("6.0%") + "2022年比上年增长6.7%，年均增长目标为8%。",
    MARKS + "一中共有学生1360人，受助学生占22.1%。",
    "资助中高职学生652人。资助高职学生360人。",
    "小学在校生1208人，初中在校生1208人。",
]


@pytest.mark.parametrize(("text", "right", "wrong", "wanted"), CLAIMS)
def test_a_right_figure_holds_and_a_wrong_one_does_not(text: str, right: str, wrong: str, wanted: str) -> None:
    assert verdicts(text.format(right), f"{wanted} {right}".replace("%", "")) & set(HOLDING)
    assert not verdicts(text.format(wrong), f"{wanted} {wrong}".replace("%", "")) & set(HOLDING)


@pytest.mark.parametrize(("text", "wanted"), TWICE)
def test_one_figure_told_twice_is_found_to_agree(text: str, wanted: str) -> None:
    told = [r for r in narrative.audit(text).relations if r.kind == "conflict" and r.stated == wanted]
    assert [r.verdict for r in told] == ["holds"]


@pytest.mark.parametrize(("text", "wanted", "expected"), SAID)
def test_what_is_said_of_figures_is_judged(text: str, wanted: str, expected: tuple[str, ...]) -> None:
    assert verdicts(text, wanted) & set(expected)


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_called_wrong_where_nothing_is(text: str) -> None:
    assert [r.expression for r in narrative.audit(text).relations if r.verdict in FAILING] == []


def test_a_comparison_without_numbers_quotes_its_clause_and_names_the_cells() -> None:
    report = narrative.audit(PROJECTS + "教师公寓完成投资已超过到位资金，存在垫资。")
    told = next(r for r in report.relations if r.kind == "ratio")
    assert told.quote == "教师公寓完成投资已超过到位资金"
    assert "455" in told.message_zh and "到位资金" in told.message_zh


def test_the_same_number_of_two_stages_is_no_figure_told_twice() -> None:
    assert [r for r in narrative.audit(SILENT[-1]).relations if r.kind == "conflict"] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("初中在校3262人，比上年减少15人。招生1088人，毕业生{}人。\n学段\t毕业生(人)\t招生(人)\t在校生(人)\n小学\t1150\t1210\t6893\n初中\t1103\t1088\t3262\n高中\t704\t713\t2019\n", "1103"),
        ("共救助{}人，发放救助金61.475万元。\n类别\t人数(人)\t金额(万元)\n临时救助\t612\t18.325\n医疗救助\t405\t43.15\n合计\t1017\t61.475\n", "1017"),
    ],
)  # fmt: skip
def test_a_figure_that_differs_from_its_cell_is_asked_about_beside_others_that_agree(text: str, wanted: str) -> None:
    right, wrong = narrative.audit(text.format(wanted)), narrative.audit(text.format(int(wanted) + 20))
    assert [r.expression for r in right.relations if r.verdict in FAILING] == []
    asked = [r for r in wrong.relations if r.kind == "conflict" and r.verdict in FAILING]
    assert [r.computed for r in asked] == [wanted]
