"""Running text: what a figure is only compared with, lists on lines of their own, pairs without 其中, counts, ratios."""

from __future__ import annotations

import pytest

from dagster_project import narrative

FAILING = ("fails", "ask")


def told(text: str) -> set[tuple[str, str]]:
    """The claims of a text as (verdict, working)."""
    return {(relation.verdict, relation.expression) for relation in narrative.audit(text).relations}


def doubted(text: str) -> list[str]:
    return [working for verdict, working in sorted(told(text)) if verdict in FAILING]


@pytest.mark.parametrize(
    "text",
    [
        "1.长河镇2个：甲村、乙村；\n2.青岭镇5个：丙村、丁村、戊村、己村、庚村；\n3.北坡镇1个：辛村；\n4.南沟乡3个：壬村、癸村、子村。",
        "（1）东片3所：一小、二小、三小；\n（2）西片2所：四小、五小；\n（3）南片4所：六小、七小、八小、九小。",
        "项目覆盖16个村民小组，农业人口2809人，其中劳动力1665个。",
        "城镇新增就业5.3万人，占全省的23.4%，完成省定任务的102%。",
        "回收率95%，达到全市平均水平的103%。",
        "全年办理1346笔。与上年同期的1208笔相比，增加138笔，增长11.4%。其中首贷518笔、续贷828笔。",
        "全年支出1741万元，决算数大于预算数55.93万元。其中教育支出1595.95万元。",
        "研究经费支出39262万元，比上年增长8.1%，与全县生产总值之比为2.80%\n其中基础研究经费2778万元，增长11.1%",
        "对周边三省区的进出口额合计236018万元，增长6.3%，占进出口总额比重51.9%\n民营企业进出口额260403万元，增长7.1%",
    ],
)
def test_what_only_stands_beside_it_is_no_whole_and_no_level(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1.长河镇2个：甲村、乙村；\n2.青岭镇5个：丙村、丁村、戊村、己村；\n3.北坡镇1个：辛村。",
        "回收率96.2%，达到省定97%的考核线。",
        "较上年新增学生1208人，其中小学518人、初中728人。",
    ],
)
def test_what_is_wrong_is_still_told(text: str) -> None:
    assert doubted(text)


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("登记失业率3.41%，比年控制目标4.2%低0.79个百分点。", "4.2 - 3.41 = 0.79"),
        ("满意度96.5%，高于年初设定的96%目标值0.5个百分点。", "96.5 - 96 = 0.5"),
        ("在建项目9个，本月完工3个，转入下月6个。", "9 - 3 = 6"),
        ("64名新生领到助学金，人数比去年的51名多了13名。", "64 - 51 = 13"),
        ("在校学生二百零三人，其中小学一百五十五人、初中四十八人。", "155 + 48 = 203"),
        ("形成蔬菜、林果、茶叶、蚕桑、畜禽五大主导产业。", "1 + 1 + 1 + 1 + 1 = 5"),
        (
            "辖东湖、西湖、南山、北山、中原、新城、老城、江北、江南、云台、海港11个区。",
            " + ".join(["1"] * 11) + " = 11",
        ),
    ],
)
def test_what_is_told_beside_a_level_or_a_count_is_found(text: str, working: str) -> None:
    assert ("holds", working) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "登记失业率3.41%，比年控制目标4%低0.53个百分点。",
        "满意度96.5%，高于年初设定的96%目标值0.9个百分点。",
        "64名新生领到助学金，人数比去年的51名多了16名。",
        "排查隐患186处，已整改171处，其余15处限期整改，整改率达95%以上。",
        "户籍人口1435.3万人，其中城镇人口851.2万人、乡村人口548.1万人；全年落户超过11万人。",
    ],
)
def test_what_a_level_or_an_open_figure_does_not_explain_is_told(text: str) -> None:
    assert doubted(text)


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("下达搬迁任务860户3210人，其中：集中安置510户1930人，分散安置350户1280人。", "1930 + 1280 = 3210"),
        ("三年计划修路1355.9公里。\n2021年：修路265.4公里，投资1.5亿元。\n2022年：修路800公里。\n2023年：修路290.5公里。", "265.4 + 800 + 290.5 = 1355.9"),
        ("共有82户农户加入，授信4600万元，已用信3400万元。", "3400 <= 4600"),
        ("年末专项债务余额38.42亿元，专项债务限额42.6亿元。", "38.42 <= 42.6"),
        ("开展技术培训430人次，实际参训312人。", "312 <= 430"),
        ("全县共有96所学校，有寄宿生的学校共有73所。", "73 <= 96"),
        ("教师中专科及以上学历者占93.6%，其中本科及以上学历者占45.9%。", "45.9 <= 93.6"),
        ("2个项目已完工、3个已开工、6个正在推进，11个进度缓慢的项目均有时限。", "2 + 3 + 6 = 11"),
        ("生活补贴在册3260人，护理补贴在册4215人。同时享受两项补贴的有1902人，剔除重复后，实际受益5573人。", "3260 + 4215 - 1902 = 5573"),
        ("城镇居民人均可支配收入38918元，农村居民人均可支配收入20298元，城乡居民收入比为1.92。", "38918 / 20298 = 1.92"),
        ("在校学生14820人。现有专任教师1235人，生师比为12:1。", "14820 / 1235 = 12"),
        ("享受学生1280人，按每生每天五元、全年二百天计算，每生每年一千元，全年需资金一百二十八万元。", "1280 * 5 * 200 = 1280000"),
        ("按每生每天4元、全年200天计算，每生每年800元。", "4 * 200 = 800"),
        ("收入720万元。从部门看，税务完成431万元，占年初预算750万元的57.5%；财政完成289万元，占年初预算450万元的64.2%。", "431 + 289 = 720"),
    ],
)  # fmt: skip
def test_what_belongs_together_without_a_word_for_it_is_found(text: str, working: str) -> None:
    assert working in {expression for verdict, expression in told(text) if verdict in ("holds", "rounding")}


@pytest.mark.parametrize(
    "text",
    [
        "下达搬迁任务860户3210人，其中：集中安置510户1930人，分散安置350户1820人。",
        "下达搬迁任务860户3210人，其中：集中安置510户1390人，分散安置350户1280人。",
        "共有82户农户加入，授信4600万元，已用信6400万元。",
        "年末专项债务余额48.42亿元，专项债务限额42.6亿元。",
        "城镇居民人均可支配收入38918元，农村居民人均可支配收入20298元，城乡居民收入比为1.29。",
        "按每生每天4元、全年200天计算，每生每年补助880元。",
        "全县应返校学生568人。开学后核实，已返校555人，转学11人，休学3人，请病假9人。",
    ],
)
def test_what_belongs_together_and_does_not_fit_is_told(text: str) -> None:
    assert doubted(text)


@pytest.mark.parametrize(
    "text",
    [
        "新增债务限额4.2亿元，年末债务余额38.4亿元。",
        "专项债务限额12.6亿元，一般债务余额18.4亿元。",
        "债务限额12.6亿元，贷款余额18.4亿元。",
        "授信4600万元，累计用信6400万元。",
        "城镇居民人均可支配收入38918元，农村居民人均可支配收入20298元，全省城乡居民收入比为2.29。",
        "按每生每天4元、全年200天计算，寄宿生每生每年另补助1250元。",
        "应返校学生568人，已返校555人，其余正在核实。",
        "生活补贴3260人，护理补贴4215人。开展培训12期。",
        "2021年：修路265公里。\n2022年：修路800公里。\n计划总任务1500公里。",
        "有寄宿生的学校73所，全县共有96所学校，民办学校12所。",
    ],
)
def test_what_only_looks_as_if_it_belonged_together_is_left_alone(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("text", "verdict", "working"),
    [
        ("面积由2015年的39.8万平方米增加到65.2万平方米。其中，园舍由2015年的25.3万平方米增加到42.9万平方米。", "holds", "25.3 <= 39.8"),
        ("面积由39.8万平方米增加到65.2万平方米。其中，园舍由2530万平方米增加到42.9万平方米。", "fails", "2530 <= 39.8"),
        ("资助学生十九人，每人每学期一千五百元，两个学期共发放五万七千元。", "holds", "19 * 1500 * 2 = 57000"),
        ("预算10分，得9.5分；产出50分，得48分；效益30分，得29分；满意度10分，得9分；总分100分，自评得分95.5分。", "holds", "9.5 + 48 + 29 + 9 = 95.5"),
        ("预算10分，得9.5分；产出50分，得48分；效益30分，得29分；满意度10分，得9分；总分100分，自评得分96.5分。", "fails", "9.5 + 48 + 29 + 9 = 96.5"),
        ("职工基本养老保险参保182.71万人，城乡居民基本养老保险70.98万人。\n各区按人口分配。\n全市养老保险253.69万人。", "holds", "182.71 + 70.98 = 253.69"),
        ("职工基本养老保险参保182.71万人，城乡居民基本养老保险70.98万人。\n各区按人口分配。\n全市养老保险253.96万人。", "ask", "182.71 + 70.98 = 253.96"),
        ("学生213人，其中幼儿园41人、小学97人、初中48人、高中27人，义务教育阶段145人。", "holds", "97 + 48 = 145"),
        ("在园幼儿[4]480.5万人，其中普惠园幼儿[5]421.8万人，占在园幼儿的87.8%。", "rounding", "421.8 / 480.5 * 100 = 87.8"),
    ],
)  # fmt: skip
def test_names_times_and_points(text: str, verdict: str, working: str) -> None:
    assert (verdict, working) in told(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("全校74人，一年级21人，二年级23人，三年级30人。其中男生39人，女生36人。", True),
        ("全校74人，一年级21人，二年级23人，三年级30人。其中男生38人，女生36人。", False),
        ("全校74人，一年级21人，二年级23人，三年级30人。其中留守儿童16人。", False),
        ("全校74人，一年级21人，二年级23人，三年级30人。其中留守儿童86人。", True),
    ],
)
def test_thereof_after_a_finished_list_means_the_whole(text: str, wrong: bool) -> None:
    assert bool(doubted(text)) == wrong


def test_shares_of_a_row_have_the_whole_that_measures_all_of_them() -> None:
    """Small shares fit 支出合计 as well, by chance; the large one is of 收入合计 alone."""
    text = (
        "本年收入合计58426.35万元，支出合计58903.27万元。\n"
        "收入中，财政拨款收入54912.80万元，占94.0%；事业收入2384.15万元，占4.1%；其他收入1129.40万元，占1.9%。"
    )
    shares = [claim for claim in narrative.audit(text).relations if claim.kind == "ratio"]
    assert [claim.verdict for claim in shares] == ["rounding"] * 3
    assert all(" / 58426.35 " in claim.expression for claim in shares)


def test_a_share_of_a_row_that_no_whole_explains_fails() -> None:
    text = (
        "本年收入合计58426.35万元，支出合计58903.27万元。\n"
        "收入中，财政拨款收入54912.80万元，占92.0%；事业收入2384.15万元，占4.1%；其他收入1129.40万元，占1.9%。"
    )
    assert any(claim.verdict == "fails" and claim.stated == "92" for claim in narrative.audit(text).relations)
