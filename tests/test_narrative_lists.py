"""Lists and their wholes: which figures a sentence, an outline or a table calls parts of which."""

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
        "改造食堂面积3600㎡，其中小学2000㎡、初中1600㎡；修建围墙16处，长度5800㎡。",
        "选派医生12名支援乡镇，其中主任医师4名、主治医师8名；乡镇选派护士30名到县医院学习。",
        "建成录播教室12间，其中省级示范3间，力争明年底前达到20间。",
        "全年实施项目9个，投资860万元。其中，第二小学项目设30个教学班。",
        "新建学校1所，设24个班，其中项目3个，设48个教学班。",
        "每百名学生拥有骨干教师1.2人，其中小学1.1人、初中1.4人。",
        "校均专任教师42人，其中小学35人、初中58人。",
        "改造项目9个：教学楼3栋、食堂2个、运动场4处。",
        "认定困难学生500人。其中，脱贫户学生320人、低保家庭学生150人、残疾学生90人（有多重身份的分别计入）。",
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
        "住校学生75人，走读学生46人，住校学生中的女生83人。",
    ],
)
def test_parts_that_cannot_be_are_still_found(text: str) -> None:
    assert doubted(text)
