"""Sums known by their grammar: values of one view, several columns, levels of schools, nested lists, headlines."""

from __future__ import annotations

import pytest

from told_claims import doubted, told, verdicts


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("供养对象65人，集中供养23人，分散供养41人。", "23 + 41 = 65"),
        ("立项课题37个，结题21个，在研14个。", "21 + 14 = 37"),
        ("发出问卷52份，满意47份，基本满意6份。", "47 + 6 = 52"),
        ("互派教师19名，来9名、去9名。", "9 + 9 = 19"),
        ("志愿者48人，来自职教中心17人、乡镇中心校33人。", "17 + 33 = 48"),
        ("教学班436个——小学281个、初中145个。", "281 + 145 = 436"),
        ("购置图书3200册，小学图书2100册，中学图书1300册。", "2100 + 1300 = 3200"),
        ("接种7.48万剂次，其中基础免疫5.27万剂次、加强免疫2.16万剂次。", "5.27 + 2.16 = 7.48"),
    ],
)
def test_two_values_of_one_view_are_asked_about_where_a_slip_parts_them_from_their_whole(
    text: str, working: str
) -> None:
    assert working in doubted(text)


@pytest.mark.parametrize(
    "text",
    [
        "供养对象64人，集中供养23人，分散供养41人。",
        "参加培训120人，骨干教师34人，班主任教师25人。",
        "救助低保对象860户次，特困人员230户次，其他困难群众1410户次。",
        "校车146辆，其中新能源车14辆，自有42辆。",
    ],
)
def test_what_holds_or_claims_no_whole_is_not_asked_about(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("生活补贴146人，护理补贴173人，合计391人次。", "146 + 173 = 391"),
        ("监考教师合计386人，另有备用监考24人，监考人员总计401人。", "386 + 24 = 401"),
        ("招聘教师46名，接收师范生18名，引进人才7名，转任23名，全年补充教师49名。", "46 + 18 + 7 + 23 = 49"),
        (
            "决策18分（满分20分），过程17.5分（满分20分），产出27.5分（满分30分），合计63.8分。",
            "18 + 17.5 + 27.5 = 63.8",
        ),
        ("12个卫生院中达到推荐标准的4个、基本标准的7个，合计18个。", "4 + 7 = 18"),
        ("列养率100%，其中县道164.5公里、乡道382.0公里、村道574.0公里，共计1210.5公里。", "164.5 + 382 + 574 = 1210.5"),
        ("普通高中计划招生2700人。中职录取1640人，普高与中职合计4360人。", "2700 + 1640 = 4360"),
        ("特校就读51人，送教上门26人，随班就读47人。特校就读及送教上门71人计42.6万元。", "51 + 26 = 71"),
        ("住宿补助一年1400元。营养补助一年950元。这两项加起来一年能享受2530元。", "1400 + 950 = 2530"),
        (
            "贷款解决17.46万人，其中：一期6.37万人，二期5.21万人，三期2万人，四期4.06万人。",
            "6.37 + 5.21 + 2 + 4.06 = 17.46",
        ),
        ("寄宿学生61258人（小学7574人，中学32059人）。", "7574 + 32059 = 61258"),
        (
            "专任教师9489人（其中幼儿园4429人、小学5513人、初中2596人、一贯制学校114人、武术学校33人、完全中学667人、中职124人）。",
            "4429 + 5513 + 2596 + 114 + 33 + 667 + 124 = 9489",
        ),
    ],
)
def test_a_total_is_laid_beside_what_its_words_add_up(text: str, working: str) -> None:
    assert working in doubted(text)


@pytest.mark.parametrize(
    "text",
    [
        "生活补贴146人，护理补贴173人，合计319人次。",
        "监考教师合计386人，另有备用监考24人，监考人员总计410人。",
        "招聘教师46名，接收师范生18名，引进人才7名，转任23名，全年补充教师94名。",
        "决策18分（满分20分），过程17.5分（满分20分），产出27.5分（满分30分），合计63分。",
        "普通高中计划招生2700人。中职录取1640人，普高与中职合计4340人。",
    ],
)
def test_a_total_that_its_words_add_up_holds(text: str) -> None:
    assert doubted(text) == []
    assert any(verdict == "holds" for verdict, _ in told(text))


TERMS = "发放生活费{}万元，资助学生{}人次，其中春季发放221万元，资助学生3690人；秋季发放227万元，资助学生3660人。"
LINES = (
    "一、东片\n公办园9所，受助幼儿226人，资金16.95万元。\n二、北片\n公办园4所，受助幼儿141人，资金10.575万元。\n"
    "三、民办园\n民办园6所，受助幼儿88人，资金6.6万元。\n\n以上三类合计：幼儿园{}所，受助幼儿455人，资金34.125万元。\n"
)
PARAGRAPHS = (
    "上半年落实学生资助共计44510人次约{}万元，其中资助建卡户学生1955人次约333万元。\n1至6月，落实学前资助3168人次约166万元，其中资助建卡户"
    "学生700人次约74万元；落实义务教育资助32920人次约463万元，其中资助建卡户学生716人次约215万元；落实高中资助8422人次约185万元，"
    "其中资助建卡户学生539人次约44万元。\n"
)


@pytest.mark.parametrize(
    ("text", "working"),
    [
        (TERMS.format(448, 7380), "3690 + 3660 = 7380"),
        (TERMS.format(484, 7350), "221 + 227 = 484"),
        (LINES.format(17), "9 + 4 + 6 = 17"),
        (PARAGRAPHS.format(841), "166 + 463 + 185 = 841"),
    ],
)
def test_one_column_that_makes_up_its_whole_claims_the_others(text: str, working: str) -> None:
    assert doubted(text) == [working]


@pytest.mark.parametrize("text", [TERMS.format(448, 7350), LINES.format(19), PARAGRAPHS.format(814)])
def test_columns_that_all_make_up_their_whole_hold(text: str) -> None:
    assert doubted(text) == []


LEVELS = (
    "全县义务教育学校{}所，招生5420人，在校生{}人，专任教师2104人，比上年减少{}人。\n"
    "小学38所，招生2810人，比上年减少12人；在校生20316人；专任教师1302人，比上年减少14人。\n"
    "初中13所，招生2610人，比上年增加40人；在校生11524人；专任教师802人，比上年减少7人。\n"
)


def test_a_level_is_the_levels_it_holds_by_the_names_of_what_is_counted() -> None:
    right = LEVELS.format(51, 31840, 21)
    assert doubted(right) == []
    assert {("holds", "38 + 13 = 51"), ("holds", "14 + 7 = 21")} <= told(right)
    assert {"38 + 13 = 57", "20316 + 11524 = 31480", "14 + 7 = 29"} <= set(doubted(LEVELS.format(57, 31480, 29)))


NESTED = (
    "现有各级各类学校{}所。其中：高级中学1所，完全中学1所；义务教育学校{}所，其中：初级中学9所，九年一贯制学校7所，完全小学39所，"
    "教学点16个；幼儿园36所，其中：公办幼儿园20所，民办幼儿园16所。"
)


def test_parts_that_have_parts_are_taken_together() -> None:
    assert doubted(NESTED.format(109, 71)) == []
    assert "1 + 1 + 71 + 36 = 106" in doubted(NESTED.format(106, 71))
    assert "9 + 7 + 39 + 16 = 72" in doubted(NESTED.format(109, 72))


def test_changes_make_up_a_change() -> None:
    text = "教育事业费增加{}万元，其中人员经费增加2316万元，占增加额的75%，公用经费增加768万元。"
    assert "2316 + 768 = 3484" in doubted(text.format(3484))
    assert "2316 + 768 = 3084" not in doubted(text.format(3084))


HEADLINE = (
    "我县发放助学金{}万元 惠及学生2145人\n（河口县教育信息第3期）\n\n本报讯 记者从县教育局获悉，今年秋季学期全县共发放国家助学金382.4万元，"
    "资助普通高中家庭经济困难学生2145人，资助面达到应助尽助。各校在10月底前完成发放，家长代表参加了监督。\n"
)


def test_a_headline_tells_what_its_text_tells() -> None:
    assert verdicts(HEADLINE.format("328.4"), "328.4 382.4") == {"ask"}
    assert doubted(HEADLINE.format("382.4")) == []
    assert doubted(HEADLINE.format("1204.5")) == []


def test_few_digits_are_enough_where_one_column_is_all_the_others() -> None:
    table = "类别\t问题数（条）\t3个月内整改\t6个月内整改\n条件\t13\t7\t6\n师资\t8\t5\t3\n管理\t5\t5\t0\n安全\t{}\t4\t2\n合计\t{}\t21\t11\n"
    assert doubted(table.format(6, 32)) == []
    assert "4 + 2 = 8" in doubted(table.format(8, 32))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "小学专任教师1236人，初中817人，高中503人，合计2556人。\n存在问题：缺编。全县高中教师530人，学科不全。",
            "503 530",
        ),
        (
            "2021年预算总收入5248.67万元，其中拨款3165.28万元。\n2021年预算收入5218.67万元比上年减少458.62万元。",
            "5248.67 5218.67",
        ),
    ],
)
def test_one_name_and_two_numbers_that_a_slip_parts_are_asked_about(text: str, wanted: str) -> None:
    assert verdicts(text, wanted) == {"ask"}


def test_one_name_and_one_number_are_not_asked_about() -> None:
    assert doubted("小学专任教师1236人，初中817人，高中503人，合计2556人。\n全县高中教师503人，学科不全。") == []
