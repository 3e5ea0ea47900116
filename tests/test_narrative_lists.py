"""Lists and their wholes: which figures a sentence, an outline or a table calls parts of which."""

from __future__ import annotations

import pytest

from told_claims import doubted, told


@pytest.mark.parametrize(
    "text",
    [
        "改造食堂面积3600㎡，其中小学2000㎡、初中1600㎡；修建围墙16处，长度5800㎡。",
        "选派医生12名支援乡镇，其中主任医师4名、主治医师8名；乡镇选派护士30名到县医院学习。",
        "建成录播教室12间，其中省级示范3间，力争明年底前达到20间。",
        "全年实施项目9个，投资860万元。其中，第二小学项目设30个教学班。",
        "新建学校1所，设24个班，其中项目3个，设48个教学班。",
        "每百名学生拥有骨干教师1.2人，其中小学1.1人、初中1.4人。",
        "校均专任教师42人，其中小学35人、初中58人。",
        "改造项目9个：教学楼3栋、食堂2个、运动场4处。",
        "认定困难学生500人。其中，脱贫户学生320人、低保家庭学生150人、残疾学生90人（有多重身份的分别计入）。",
        "全县小学42所、教学点18个，初中15所，高中3所，共78所（点）。",
        "6215人共享受各类资助7984人次，其中享受两项以上资助的1562人。",
        "孤儿18人，残疾学生120人，低保学生640人，共760人（重复身份按一人计）。",
        "全县学校86所，其中寄宿制学校45所、农村学校70所。",
        "全县幼儿3000人，其中公办园1500人，占50%；普惠性民办园1200人，占40%。",
        "全县残疾儿童300人，随班就读200人，送教上门60人。其中重度残疾90人。",
    ],
)
def test_what_is_no_part_of_a_whole_is_not_held_against_it(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "改造食堂面积3600㎡，其中小学2000㎡、初中1700㎡；修建围墙16处。",
        "每班45人，全校学生900人，其中男生470人、女生450人。",
        "全县幼儿3000人，其中公办园1500人，占50%；民办园1400人，占50%。",
        "全县残疾儿童300人，随班就读200人，送教上门60人。其中重度残疾390人。",
        "改造球场21个，其中篮球场14个、足球场8个。",
        "实施项目14个，其中16个已完工。",
        "招聘教师120人，其中县城30人，乡镇80人。",
        "全县教师2600人，其中30岁以下410人，31至40岁860人，41至50岁940人，51岁以上490人。",
        "劝返的158人中有185人出现过反复。",
        "6215人共享受各类资助5984人次。",
        "住校学生75人，走读学生46人，住校学生中的女生83人。",
    ],
)
def test_parts_that_cannot_be_are_still_found(text: str) -> None:
    assert doubted(text)


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("全县教师900人。按学段分：小学400人，初中300人，高中200人。", "400 + 300 + 200 = 900"),
        ("全县教师900人，平均年龄41岁。培训有序开展。从性别看，男教师410人，女教师490人。", "410 + 490 = 900"),
        ("反馈问题33个。目前，已整改30个，正在整改2个，长期坚持1个。", "30 + 2 + 1 = 33"),
        ("资助学生900人。其中，小学400人，每人500元；初中300人，其中女生120人；高中200人。", "400 + 300 + 200 = 900"),
        ("供餐学校46所。食堂供餐学校41所，企业供餐学校5所。", "41 + 5 = 46"),
        ("问题17个。已完成整改15个，正在整改2个。", "15 + 2 = 17"),
        ("残疾儿童683人。从等级看，一、二级296人，三、四级387人。", "296 + 387 = 683"),
        ("小学生2100人，寄宿生1300人、走读生800人，分别发放补助。", "1300 + 800 = 2100"),
        (
            "全县教师900人。35岁及以下300人，占33.3%；36—50岁450人，占50%；51岁及以上150人，占16.7%。",
            "300 + 450 + 150 = 900",
        ),
    ],
)
def test_parallel_figures_make_up_the_whole_said_before(text: str, working: str) -> None:
    assert ("holds", working) in told(text) and doubted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "全县教师900人。按学段分：小学400人，初中310人，高中200人。",
        "全县学生9640人。从学段看，小学4300人、初中3240人、高中2190人。",
    ],
)
def test_a_division_that_leaves_something_over_is_doubted(text: str) -> None:
    assert doubted(text)


@pytest.mark.parametrize(
    "text",
    [
        "全县教师900人。从学科看，缺编较多的是音乐30人、体育40人、美术20人。",
        "全县困难学生900人。从类别看，主要是脱贫户学生500人、低保学生250人、残疾学生120人。",
        "全县困难学生900人。从类别看，脱贫户学生500人、低保学生300人、残疾学生120人（同时具有多种身份的重复计算）。",
        "全县教师900人。今年招聘小学教师30人、初中教师20人、高中教师10人。",
    ],
)
def test_what_follows_a_whole_need_not_divide_it(text: str) -> None:
    assert doubted(text) == []


CODED = "科目编码\t科目名称\t基本支出\t项目支出\t合计\n20501\t行政\t48.5\t10\t58.5\n20502\t小学\t312\t148\t460\n20503\t初中\t200\t60\t{}\n合计\t\t560.5\t218\t778.5"
FED = "片区 | 学生数（人） | 天数（天） | 日标准（元） | 应拨金额（元）\n东 | 286 | 100 | 5 | 143000\n西 | 231 | 100 | 5 | 115500\n南 | 314 | 100 | 5 | {}\n合计 | 831 | — | — | 415500"


def test_a_column_of_codes_is_not_added_to_the_row() -> None:
    assert doubted(CODED.format("260")) == [] and ("holds", "48.5 + 10 = 58.5") in told(CODED.format("260"))
    assert "200 + 60 = 280" in doubted(CODED.format("280"))


def test_a_total_without_a_unit_has_that_of_its_parts() -> None:
    assert ("holds", "48.5 + 10 = 58.5") in told("表1（单位：万元）\n" + CODED.format("260"))


def test_a_dash_in_the_total_row_hides_no_column() -> None:
    assert doubted(FED.format("157000")) == [] and ("holds", "286 * 100 * 5 = 143000") in told(FED.format("157000"))
    assert {"143000 + 115500 + 115500 = 415500", "314 * 100 * 5 = 115500"} <= set(doubted(FED.format("115500")))


@pytest.mark.parametrize("total", ["19.5", "92.4"])
def test_scores_are_added_up_only_where_that_is_how_they_are_meant(total: str) -> None:
    table = f"指标\t分值\t得分\n产出\t10\t9.5\n效益\t10\t10\n合计\t20\t{total}"
    assert doubted(table) == [] and (("holds", "9.5 + 10 = 19.5") in told(table)) == (total == "19.5")


@pytest.mark.parametrize(
    "text", ["9个项目已竣工6个，在建4个。", "全县12所学校改造项目，已完工8所，正在施工3所，未开工2所。"]
)
def test_stages_exceed_no_number_of_projects(text: str) -> None:
    assert doubted(text)


@pytest.mark.parametrize(
    "text",
    [
        "9个项目已竣工6个，在建3个。",
        "全年实施项目12个，已开工10个，完工6个，未开工2个。",
        "9个项目已全部开工，其中已竣工6个；续建上年项目4个。",
    ],
)
def test_begun_projects_may_be_finished_ones(text: str) -> None:
    assert doubted(text) == []


PLANNED = """全县共实施项目12个，总投资3600万元，年内开工。
二、分类情况
（一）幼儿园项目5个，总投资900万元，其中乡镇园3个。
（二）小学项目4个，总投资{}万元。
（三）初中项目2个，总投资1000万元；高中项目1个，总投资500万元。
"""


def test_items_of_an_outline_make_up_the_whole_some_lines_above() -> None:
    claims = told(PLANNED.format(1200))
    assert {("holds", "5 + 4 + 2 + 1 = 12"), ("holds", "900 + 1200 + 1000 + 500 = 3600")} <= claims
    assert doubted(PLANNED.format(1200)) == []


def test_an_amount_of_one_name_that_does_not_add_up_in_an_outline_fails() -> None:
    assert ("fails", "900 + 1100 + 1000 + 500 = 3600") in told(PLANNED.format(1100))


def test_items_told_by_other_names_are_not_held_against_the_whole() -> None:
    text = "全县共投入资金900万元。\n主要工作\n（一）发放补助300万元。\n（二）购置设备200万元。\n（三）培训教师支出390万元。"
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("text", "working"),
    [
        (
            "全年预算数3200万元，其中中央资金2240万元。实际支出3072万元，执行率96%，结转结余128万元。",
            "3200 - 3072 = 128",
        ),
        ("全年收入413万元，支出386万元；上年结转52万元，年末结余79万元。", "413 + 52 - 386 = 79"),
        ("预算资金650万元，公开招标后中标总价589.4万元，节约资金60.6万元。", "650 - 589.4 = 60.6"),
        ("漏助学生73人，属于漏助的21人，已全部补发；其余52人为休学。", "73 - 21 = 52"),
    ],
)
def test_what_is_left_is_what_came_in_less_what_went_out(text: str, working: str) -> None:
    assert ("holds", working) in told(text) and doubted(text) == []


@pytest.mark.parametrize("left", [218, 130])
def test_a_remainder_that_does_not_come_out_is_doubted(left: int) -> None:
    assert doubted(f"全年预算数3200万元。实际支出3072万元，执行率96%，结转结余{left}万元。")


@pytest.mark.parametrize(
    "text",
    [
        "上年结转52万元，全年收入413万元，其他收入20万元。支出386万元，年末结余99万元。",
        "2022年到位资金500万元，2023年到位资金600万元。已支付450万元用于校舍、200万元用于设备，结余480万元。",
        "投入资金500万元。累计支出900万元，结余77万元。",
    ],
)
def test_a_remainder_with_more_than_one_source_is_left_alone(text: str) -> None:
    assert doubted(text) == []


def test_an_indicator_told_twice_with_digits_swapped_is_asked_for() -> None:
    text = "目前在岗特岗教师259人，占9.8%。\n存在问题：一是在岗的295名特岗教师中，有31人为县外户籍。"
    assert ("ask", "259 = 295") in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "2019年在岗特岗教师259人。2020年在岗特岗教师295人。",
        "一中在校学生1230人。二中在校学生1320人。",
        "小学寄宿学生259人。初中寄宿学生295人。",
        "春季学期资助寄宿学生259人。秋季学期资助寄宿学生295人。",
        "目前在岗特岗教师259人。存在问题：一是在岗的259名特岗教师中，31人为县外户籍。",
    ],
)
def test_other_years_places_and_names_are_other_indicators(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    "text", ["教师259人，全年共需1507.38万元，其中中央按年人均3.82万元补助989.38万元，其余518万元由县财政承担。"]
)
def test_a_mean_before_an_amount_makes_it_no_mean(text: str) -> None:
    assert ("holds", "1507.38 - 989.38 = 518") in told(text)


LOANS = "乡镇\t学校数\t贷款金额（元）\n东乡\t4\t2450000\n西乡\t3\t1340000\n合计\t7\t3790000\n"


def test_a_figure_of_the_text_is_held_against_the_table() -> None:
    assert ("holds", "3790000 / 10000 = 379") in told("全县贷款金额379万元。\n" + LOANS)
    assert ("ask", "3790000 / 10000 = 397") in told("全县贷款金额397万元。\n" + LOANS)
    assert doubted("上年发放补助397万元。\n" + LOANS) == []


RECTIFIED = (
    "反馈问题33个，已完成整改30个，基本完成整改2个，正在整改1个。\n下一步，对基本完成和正在整改的{}个问题，明确时限。"
)


def test_two_kinds_named_together_are_as_many_as_counted_before() -> None:
    assert ("holds", "2 + 1 = 3") in told(RECTIFIED.format(3)) and doubted(RECTIFIED.format(3)) == []
    assert doubted(RECTIFIED.format(4)) == ["2 + 1 = 4"]
    assert doubted("小学5个、初中3个。下一步，对城区和乡镇的6个项目加强督导。") == []
