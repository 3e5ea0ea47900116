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
