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
        (
            "条件满分30分自评27.5分，队伍满分25分自评24分，质量满分30分自评28.5分，管理满分15分自评14分，总分94分。",
            "总分94",
            "总分93",
        ),
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
        "共有专任教师4011人，其中：中学专任教师1757人，小学专任教师1920人，年末在校学生62576人。",
        "交流教师补贴每人每月500元，按10个月发放，全年需216万元，上年为180万元，增加36万元，增长20%。",
        "学科类培训机构由31家压减为4家，压减率87.1%。",
        "甲校：一档98人；二档131人；小计229人。\n乙校：一档155人；二档202人；小计357人。\n以上两校合计资助586人。其中一档253人，二档333人。",
        "学生1032名，班均43名，没有超过45名的班。教职员62名，专任58名，生师比17.79∶1。",
        "指标\t权重\t年初计划\t实际完成\t完成率\t得分\n受益学生（人）\t20\t6250\t6500\t104%\t20\n培训教师（人）\t10\t300\t300\t100%\t10\n",
    ],
)
def test_more_right_sentences_that_were_doubted(text: str) -> None:
    assert doubted(text) == []


def test_one_slip_is_one_doubt() -> None:
    assert doubted("去年开支1720万元，今年压到1645万元，少花了85万元。") == ["1720 - 1645 = 75 (= 85)"]


@pytest.mark.parametrize(
    "text",
    [
        "毕业生436人，其中升学128人、参军11人、已就业281人、待就业16人。除升学、参军外，需就业的297人中，就业率为94.61%。",
        "电脑82台151.7万元，每台1.85万元；课桌1460套110万元。",
        "可新增教学用房面积16200㎡，新增操场面积21000㎡，惠及学生8840人，生均校舍面积由6.9㎡提高到7.8㎡。",
        "应检12400人，实检12276人，参检率99.0%，其中近视检出率42.3%。",
        "发放4560人、3876万元，分别比上年增加384人、459.6万元，增长9.2%、13.5%。",
        "巩固率96.41%，比上一届的94.2%提高2.21个百分点，达到了95%以上的目标。",
        "2018年发放3126.4万元，2019年发放3458.7万元，2020年发放3902.5万元。2020年比2019年多发443.8万元，比2018年多发776.1万元，增长24.8%。",
        "每名教师负责2名学生。孤儿118人全部在校，其中集中供养31人，分散供养87人。",
        "共补充乡村教师486人。发放生活补助的乡村教师2164人。55岁以上教师397人，占乡村教师的18.35%。",
    ],
)
def test_what_another_pair_answers_is_not_asked_about(text: str) -> None:
    assert doubted(text) == []


def test_rates_in_the_order_of_their_steps_are_doubted_each_of_its_own() -> None:
    text = "发放4560人、3876万元，分别比上年增加384人、459.6万元，增长9.2%、15.3%。"
    assert [working.split(" =")[0] for working in doubted(text)] == ["459.6 / (3876 - 459.6) * 100"]


def test_the_rate_that_has_moved_is_the_one_that_reaches_a_level() -> None:
    assert doubted("巩固率94.41%，比上一届的92.2%提高2.21个百分点，达到了95%以上的目标。") == ["94.41 >= 95"]


def test_a_rate_that_nothing_gives_is_still_asked_about() -> None:
    text = "毕业生436人，其中升学128人、参军11人、已就业281人、待就业16人。除升学、参军外，需就业的297人中，就业率为91.64%。"
    assert doubted(text)


WITHOUT_UNITS = """校舍项目累计完成投资{}万元，尚有947万元结转。
项目	数量	计划投资	完成投资
教学综合楼	1栋	2580	2064
学生食堂	6所	1131	1018
教师周转房	84套	1058	740
运动场	5片	945	945
厕所改造	18座	252	252
合计	—	5966	5019
"""


def test_a_column_without_a_unit_is_told_in_the_texts() -> None:
    assert doubted(WITHOUT_UNITS.format(5019)) == []
    assert doubted(WITHOUT_UNITS.format(5190)) == ["5019 = 5190"]


def test_a_length_is_no_part_of_what_is_counted() -> None:
    assert doubted("运动场5片全部交付使用，其中400米跑道2片、200米跑道3片。") == []
