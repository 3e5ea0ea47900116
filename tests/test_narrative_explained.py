"""Right sentences that were doubted once, and the slips in them that still have to be."""

from __future__ import annotations

import pytest

from told_claims import doubted

STAGES = "共查出问题31个。整改到位22个，正在整改6个，尚未启动3个。"
TWO_KINDS = "在园9460名幼儿中，公办园在园5203人，占比55.0%；民办普惠园在园3122人。公办与民办普惠两类合计8325人。"
GROUP_GOES_ON = """在校（园）学生68415人，其中幼儿14208人、小学生30562人、初中生15873人、普通高中生7772人。
二、义务教育
小学招生4618人，毕业5240人；小学专任教师1842人。
初中招生5226人，毕业5104人；初中专任教师1284人。
随迁子女3190人，其中在小学就读2205人，在初中就读985人。
三、办学条件
小学校舍建筑面积183372平方米，生均6.0平方米；图书611240册，生均20册。
"""
STANDARD_AND_AMOUNT = (
    "免学费按省示范高中2000元/生、其他高中1600元/生标准投入183.6万元，惠及学生1098人，其中上级资金133.67万元。"
)
LAST_COMMA = "设6个内设机构，6个机构分别是：办公室、教研中心、学生发展中心、教师发展中心、后勤保障中心，校工会。"
MEANS = """片区	送教学生（人）	送教小组（个）	每组负担（人）
城关片	18	4	4.5
北山片	24	5	4.8
河谷片	21	5	4.2
合计	63	14	4.5
"""


@pytest.mark.parametrize("text", [STAGES, TWO_KINDS, GROUP_GOES_ON, STANDARD_AND_AMOUNT, LAST_COMMA, MEANS])
def test_what_another_claim_explains_is_not_doubted(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("text", "right", "slip"),
    [
        (TWO_KINDS, "8325人", "8235人"),
        (GROUP_GOES_ON, "生均6.0", "生均9.0"),
        (LAST_COMMA, "，校工会", ""),
        (MEANS, "24	5	4.8", "24	5	8.4"),
        (MEANS, "合计	63", "合计	36"),
    ],
)
def test_the_slip_in_it_is_doubted(text: str, right: str, slip: str) -> None:
    assert right in text and doubted(text.replace(right, slip)) != []


MADE_UP = (
    "支出预算28643.5万元。其中：基本支出22914.8万元，占80%；项目支出5728.7万元，占20%。"
    "二、基本支出情况。基本支出由人员经费21306.4万元、公用经费1608.4万元两部分构成。"
)
BEDS = (
    "医疗机构核定床位1225张，其中，二级医院499张、精神专科医院50张、一级综合医院84张、民营医院80张、乡镇卫生院477张、"
    "中医院19张、妇幼保健站10张、村卫生室6张。"
)
SCORES = "A1方向（满分20）得18.5分；A2条件（满分30）得27分；A3教师（满分20）得19分；A4学生（满分30）得28.5分。我校自评总分93分。"
HAZARDS = (
    "共查出隐患58处。按类分：灭火器过期14处，安全带损坏21处，定位掉线9处，标识不清8处，警示缺失6处。"
    "已销号49处，销号率84.5%，还剩9处没有整改。"
)
STAGES_WITH_STEPS = (
    "在校生61800人。其中，小学33650人，比上年减少1120人，下降3.2%；初中18310人，比上年增加430人，增长2.4%；"
    "普通高中9840人，比上年增加240人，增长2.5%。"
)


@pytest.mark.parametrize(
    ("text", "right", "slip"),
    [
        (MADE_UP, "1608.4", "1806.4"),
        (BEDS, "477", "447"),
        ("辅导中心全年接待来访1248人次，月均104人次。", "104", "124"),
        ("持证读者8340人，成人5130人，少儿3210人。", "8340", "8240"),
        ("肥胖检出率小学12.8%、初中10.4%、高中10.1%，三个学段都在10%以上。", "10.1%", "9.1%"),
        ("合计584课时，每课时45分钟。按每天8课时排，相当于73天的课。", "73天", "83天"),
        (SCORES, "自评总分93", "自评总分94"),
        (HAZARDS, "还剩9处", "还剩11处"),
        (STAGES_WITH_STEPS, "2.4%", "2.9%"),
    ],
)
def test_what_is_made_up_of_named_parts(text: str, right: str, slip: str) -> None:
    assert doubted(text) == []
    assert right in text and doubted(text.replace(right, slip)) != []


@pytest.mark.parametrize(
    "text",
    [
        "教师24人，其中取得本科文凭的13人，大专文凭8人，中师3人。取得中级专业技术职务6人，学历合格率100%。",
        "抽查学校26所，其中小学14所、初中7所、九年一贯制学校2所、幼儿园3所，占全县130所学校的20%。",
        "2019年在园幼儿为13840人，五年间减少1840人，下降13.3%。",
        "中央补助1250.4万元，占80%；县级自筹312.6万元，占20%。",
        "学生1032名，班均43名，没有超过45名的班。教职员62名，专任58名，生师比17.79∶1。",
        "指标\t权重\t年初计划\t实际完成\t完成率\t得分\n受益学生（人）\t20\t6250\t6500\t104%\t20\n培训教师（人）\t10\t300\t300\t100%\t10\n",
    ],
)
def test_more_right_sentences_that_were_doubted(text: str) -> None:
    assert doubted(text) == []
