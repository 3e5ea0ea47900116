"""So many each and so many in all: a product or a mean is bound by its words, so that a slip in it is doubted."""

from __future__ import annotations

import re

import pytest

from dagster_project import narrative
from dagster_project.narrative.findings import rule_of
from told_claims import FAILING, HOLDING, doubted

RATES = [
    ("课后服务每周5天、每天2小时，一学期按19周计算共{190}小时。", "109"),
    ("每班每周安排劳动课2节，全学期20周共{40}节。", "43"),
    ("组织流动医疗车8辆，每辆每天服务4个村，10天共服务{320}个村。", "230"),
    ("全县42所学校每校每月开展2次演练，10个月共{840}次。", "480"),
    ("食堂每餐留样3个品种，每天3餐，5天共留样{45}个品种。", "54"),
    ("每份早餐6元，每天供应1,250份，日均支出{7,500}元。", "5,700"),
    ("校车每天往返2趟，每趟接送36人，每天接送{72}人次。", "27"),
    ("每天早、晚各开行一趟，单趟乘车2,144人，全天运送{4,288}人次。", "4,828"),
    ("安全演练每月一次，全年{12}次。", "13"),
    ("每名教师每学期听课不少于20节，全年不少于{40}节。", "45"),
    ("学费每学期3,200元，全年{6,400}元。", "4,600"),
    ("助学金每人每年3,000元，分两学期发放，每学期{1,500}元。", "1,600"),
    ("分两档，甲等每人每年3,200元，乙等每人每年1,600元，分两学期发放，每学期甲等{1,600}元、乙等800元。", "1,660"),
    ("12个工作组、{96}名队员（每组8人）。", "69"),
    ("开通专线31条，安排照管员{62}名，每条线2名。", "68"),
    ("聘请辅导员{48}名，24所学校每校2名。", "84"),
    ("按两教一保配备，326个班配有专任教师{652}人。", "625"),
    ("26所学校每天至少1名校领导陪餐，20天共陪餐{520}人次。", "530"),
    ("本月供餐20天，日均用餐8,450人，共用餐{169,000}人次。", "196,000"),
    ("維修教室18間，每間預算2.5萬元，共需{45}萬元。", "54"),
]
STANDARDS = [
    ("资助学生190人次；按照每人每学期400元标准发放资金共计{76,000}元。", "7,600"),
    ("县里给予交通补助，每人每年1100元。去年补了226人，共{24.86}万元。", "248.6"),
    ("每学期甲等1600元、乙等800元。今年秋季甲等742人，乙等1150人，合计1892人，共发放{210.72}万元。", "201.72"),
    ("资助高中生145名，每名2000元；资助大学新生52名，每名5000元。两项合计资助197名，支出{55}万元。", "59"),
    ("分三类，一类每月300元、二类每月800元。二类地区的老师全年按12个月领取，一年{9600}元。", "6900"),
    ("学生享受国家助学金，每生每年3000元。助学金按学期发，每学期{1500}元。", "1600"),
    ("每人1,000元，资助高中生320人；每人2,000元，资助大学生150人，共发放{62}万元。", "66"),
    ("公用经费按小学每生每年650元、初中每生每年850元拨付，小学8,400人、初中4,200人，共拨付{903}万元。", "930"),
    ("按公用经费预算总额（3,200万元）的5%安排培训费{160}万元。", "160.4"),
]
MEANS = [
    ("开行线路96条，总里程1,824公里，平均每条线路{19}公里。", "17"),
    ("服务时长960小时，涉及志愿者64人次，平均每人次{15}小时。", "18"),
    ("全年送教下乡16场，覆盖教师1,280人次，场均{80}人次。", "79"),
    ("安排校车补贴480万元，涉及校车96辆，车均{5}万元。", "5.5"),
    ("在校學生8,640名，教師432名，平均每名教師負擔學生約{20}名。", "26"),
    ("累計援建學校16所，其中新建1所，捐款2,320萬元，平均每校約{145}萬元。", "154"),
    ("平台全年报警信息7,300条，平均每天{20}条。", "26"),
    ("在校生24,000人。专任教师1,500人。图书48万册，生均{20}册。", "22"),
]
NOTHING_CLAIMED = [
    "每名学生每天1盒牛奶，全县学生9,860人，本月采购牛奶22万盒。",
    "全县86所学校，每校至少配备2名保安，共配备保安215名。",
    "每班不超过45人，全县896个班共有学生36,200人。",
    "每年投入不少于300万元，五年累计投入1,680万元。",
    "每学期补助500元，每年学费3,200元。",
    "保安每人每月2,200元，食堂工人每人每月1,800元，全年共支出620万元。",
    "人均可支配收入28,400元，全县人口31.5万人，地区生产总值112亿元。",
    "每月召开一次例会，每季度开展一次督查，全年共召开会议16次。",
    "每辆校车核载36人，全县校车116辆，每天接送学生3,860人。",
    "每亩补助500元，共流转土地1,260亩，补助资金按年度兑付，首年兑付31.5万元。",
    "每个乡镇设1所中心幼儿园，12个乡镇共有幼儿园46所。",
    "每校补助5万元，今年补助小学12所、幼儿园6所，共90万元。",
    "一年级3个班，每班41人，共123人。",
    "学费标准是每生每年2000元。全县共有教师1200人，发放工资9600万元。",
    "会议用餐每人每餐40元，126人，共6餐，支出30,240元。",
    "资助大学生46名，每人每年5,000元，为期四年，总额92万元。",
    "改造厕所45座，投入资金600万元，其中新建12座，新建厕所平均每座16万元。",
    "城乡学校教育经费支出分别为1.2亿元、1.3亿元，在校学生8,600人，人均分别为1,194元、1,236元。",
]


def verdicts_on(text: str) -> set[str]:
    """The verdicts on the products and means whose figures stand at the mark."""
    at = text.index("{")
    relations = narrative.audit(re.sub("[{}]", "", text)).relations
    about = (r for r in relations if any(f.start <= at < f.end for f in r.figures))
    return {r.verdict for r in about if r.kind in ("product", "ratio")}


@pytest.mark.parametrize(("text", "wrong"), [*RATES, *STANDARDS, *MEANS])
def test_what_so_many_each_make_holds_and_a_slip_in_it_is_doubted(text: str, wrong: str) -> None:
    right = verdicts_on(text)
    assert right & set(HOLDING), right
    assert not right & set(FAILING)
    slipped = verdicts_on(re.sub(r"\{.*?\}", f"{{{wrong}}}", text))
    assert slipped & set(FAILING), slipped


@pytest.mark.parametrize("text", NOTHING_CLAIMED)
def test_what_claims_no_product_stays_silent(text: str) -> None:
    assert doubted(text) == []


def test_a_rate_left_out_of_the_working_is_no_mistake() -> None:
    text = "每周5天、每天2小时，一学期按19周计算共190小时，每小时3元，一学期每人570元。"
    assert doubted(text) == []


def test_a_mean_is_no_standard_for_others() -> None:
    text = "全县共办理1,250人、1,625万元，人均1.3万元。县里对学生给予补助，每人每年1300元。去年补了238人，共309.4万元。"
    assert verdicts_on(text.replace("309.4", "{309.4}")) == {"fails"}


def test_an_amount_that_no_numbers_of_people_at_the_rates_give_fails_by_that_name() -> None:
    text = "资助普通高中学生1320人，一等每人每年3000元、二等每人每年2000元，共发放资金266.{}万元。"
    (found,) = [r for r in narrative.audit(text.format("75")).relations if r.kind == "product"]
    assert (found.verdict, found.diagnosis, found.computed) == ("fails", "unreachable_amount", "266.8")
    assert rule_of(found) == "report_unreachable_amount" and "凑不出" in found.message_zh
    assert doubted(text.format("7")) == []
    assert doubted(text.replace("266.{}", "约266.75")) == []
