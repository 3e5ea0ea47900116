"""Lists judged as a whole, totals that count their clauses, stock and flow, and what the columns of a table say."""

from __future__ import annotations

import pytest

from dagster_project import narrative


def verdicts(text: str) -> dict[str, str]:
    return {relation.expression: relation.verdict for relation in narrative.audit(text).relations}


def doubted(text: str) -> list[str]:
    return [working for working, verdict in verdicts(text).items() if verdict in ("fails", "ask")]


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("教职工47人（园长3人、教师24人、保育员12人、保健医2人、厨师6人、门卫2人）。", "3 + 24 + 12 + 2 + 6 + 2 = 47"),
        ("建设单体工程26个，其中教学楼7栋、宿舍9栋、食堂5个、厕所4个。", "7 + 9 + 5 + 4 = 26"),
        ("制定措施68条，其中立行立改类35条、限期整改类29条、长期坚持类12条。", "35 + 29 + 12 = 68"),
        ("年检153家，其中合格140家、基本合格13家、不合格2家。", "140 + 13 + 2 = 153"),
        ("受益学生3852人，其中小学1506人、初中2346人，合计3856人。", "1506 + 2346 = 3856"),
        ("新建周转房386套。其中川区138套、山区248套，计306套。", "138 + 248 = 306"),
        (
            "资助约6414万元，即学前约170万元、义教约4950万元、高中约784万元、中职约309万元、高校约561万元。",
            "170 + 4950 + 784 + 309 + 561 = 6414",
        ),
        (
            "认定困难学生300人，其中寄宿生180人、走读生120人。按困难类型分：脱贫户140人，低保户90人，其他80人。",
            "140 + 90 + 80 = 300",
        ),
        (
            "特困人员31人，其中集中供养9人、分散供养22人。\n2.按自理能力分：全自理18人，半护理8人，全护理4人。",
            "18 + 8 + 4 = 31",
        ),
    ],
)
def test_a_list_that_names_its_kinds_is_judged_as_a_whole(text: str, working: str) -> None:
    assert working in doubted(text)


@pytest.mark.parametrize(
    "text",
    [
        "受益学生3852人，其中小学1506人、初中2346人，共发放营养餐补助308.16万元。",
        "新招教师120人，其中小学70人、初中50人，共计教师3104人。",
        "教师4200人，其中高级教师860人，本科以上学历3100人，党员1200人。",
        "全校占地3.2万平方米，其中教学楼9000平方米、宿舍7000平方米、食堂2000平方米。",
        "在校生2300人。从学段看，主要集中在小学1800人、初中400人。",
        "本学期免除学杂费487人。其中452人同时享受助学金，两项政策剔除重复后惠及1243人。",
        "学生900人。其中，小学400人，每人500元；初中300人，其中女生120人；高中200人。",
        "全县学校86所，其中寄宿制学校45所、农村学校70所。",
    ],
)
def test_a_list_that_need_not_be_all_claims_no_sum(text: str) -> None:
    assert doubted(text) == []


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("一等200人，计30万元；二等500人，计50万元，两等共80万元。", "30 + 50 = 80"),
        ("一是购置校车，支出86.4万元。二是聘用驾驶员，支出22.5万元。三是购买保险，支出3.1万元。三项合计支出112万元。", "86.4 + 22.5 + 3.1 = 112"),
        ("1.低龄组126人，发放18900元\n2.中龄组17人，发放5100元\n3.以上两项共发放24000元", "18900 + 5100 = 24000"),
        ("甲镇（43.26万元）、乙镇（31.08万元）、丙乡（22.47万元），合计96.81万元。", "43.26 + 31.08 + 22.47 = 96.81"),
        ("春季学期发放113人、17万元，秋季学期发放108人、16万元，全年共221人次、33万元。", "17 + 16 = 33"),
    ],
)  # fmt: skip
def test_a_total_that_counts_its_clauses_is_their_sum(text: str, working: str) -> None:
    assert verdicts(text)[working] == "holds"


@pytest.mark.parametrize(
    "text",
    [
        "小学按每人720元，计2049.12万元；初中按每人940元，计1338.09万元；两项合计3378.21万元。",
        "春季87人，秋季94人，分别发放13.05万元、14.1万元，全年共计27.51万元。",
        "小学需158.08万元，初中需96.19万元，高中需60.24万元，共计324.51万元。",
    ],
)
def test_a_wrong_total_over_clauses_fails(text: str) -> None:
    assert "fails" in verdicts(text).values()


@pytest.mark.parametrize(
    ("text", "working", "verdict"),
    [
        ("1.年初在册：312户\n2.本季新增：14户\n3.本季退出：21户\n4.季末在册：305户", "312 + 14 - 21 = 305", "holds"),
        ("确定面试252人，因末位同分增加5人，面试前放弃12人，实际参加面试245人。", "252 + 5 - 12 = 245", "holds"),
        ("期初库存1200公斤，本月购入3500公斤，领用3900公斤，期末库存900公斤。", "1200 + 3500 - 3900 = 900", "fails"),
        (
            "年初结余36.72万元；募集187.5万元，其中企业捐赠132万元、个人55.5万元；支出149.85万元；年末结余47.37万元。",
            "36.72 + 187.5 - 149.85 = 47.37",
            "fails",
        ),
        ("应收456400元。减免36400元，实收402000元。", "456400 - 36400 = 402000", "fails"),
        ("全年需748万元，可收294万元，省级奖补128万元，缺口326万元。", "748 - 294 - 128 = 326", "holds"),
    ],
)
def test_what_there_was_came_and_went_gives_what_is_left(text: str, working: str, verdict: str) -> None:
    assert verdicts(text)[working] == verdict


def test_columns_say_by_their_rows_what_they_are() -> None:
    rows = ["学校\t上年\t本年\t增减额", "甲校\t1826\t1910\t84", "乙校\t71438\t75062\t3624", "丙校\t4215\t4528\t331", "丁校\t3860\t4370\t510"]  # fmt: skip
    found = verdicts("\n".join(rows))
    assert found["4528 - 4215 = 331"] == "fails"
    assert found["75062 - 71438 = 3624"] == "holds"


def test_an_amount_at_one_rate_fails_in_the_row_that_departs() -> None:
    rows = ["学校\t人数\t天数\t金额（元）", "甲\t1236\t96\t593280", "乙\t874\t96\t419520", "丙\t642\t95\t304950", "丁\t418\t95\t189550"]  # fmt: skip
    assert "418 * 95 * 5 = 189550" in doubted("\n".join(rows))


def test_a_statement_down_a_column_closes_with_what_is_left() -> None:
    rows = ["项目\t金额", "一、期初结余\t36842", "二、本期收入\t", "学生\t512640", "教师\t18720", "收入合计\t531360"]
    rows += ["三、本期支出\t", "粮油\t300000", "蔬菜\t146208", "支出合计\t446208", "四、期末结余\t129194"]
    found = verdicts("\n".join(rows))
    assert found["512640 + 18720 = 531360"] == "holds"
    assert found["36842 + 531360 - 446208 = 129194"] == "fails"


def test_the_same_number_with_two_digits_swapped_is_asked() -> None:
    assert verdicts("我校共有1968名学生。教师认真家访。全校1986名学生中，寄宿生1203人。")["1968 = 1986"] == "ask"
    assert doubted("小学在校生1236人。全县初中在校生1263人。") == []


def test_thereof_after_a_finished_list_means_the_lists_whole_not_its_last_item() -> None:
    classes = "全校76人，一年级11人，二年级13人，三年级9人，四年级12人，五年级15人，六年级16人。"
    told = verdicts(classes + "其中男生39人，女生37人。")
    assert told == {"11 + 13 + 9 + 12 + 15 + 16 = 76": "holds", "39 + 37 = 76": "holds"}
    assert doubted(classes + "其中住校的有21人。") == []


def test_a_joined_list_is_not_excused_by_some_of_its_items() -> None:
    assert doubted("全年共处理21人次，其中记过4人、警告6人、谈话9人、约谈6人。") == ["4 + 6 + 9 + 6 = 21"]
