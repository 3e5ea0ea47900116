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
