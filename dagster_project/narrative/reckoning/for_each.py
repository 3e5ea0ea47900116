"""What a rate or a mean is for each of, and which counts count that: 每车 and 134辆, 每条线路 and 102条, 日均 and 21天.

Belongs here: the words behind 每 and before 均, and the units that count them. Does not belong here: what is claimed
(``chains`` of products, ``means``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dagster_project.narrative.model import Figure

PERSONS = "人"
SPELLS = {
    "年": ("年", "学年"),
    "学期": ("学期",),
    "季度": ("季度",),
    "月": ("个月", "月"),
    "周": ("周", "星期"),
    "天": ("天", "日"),
}
"""Times, the longest first, and the units that count them."""
LONGEST_FIRST = tuple(SPELLS)
SAID_AS = {
    "学年": "年", "年": "年", "学期": "学期", "季度": "季度", "季": "季度", "个月": "月", "月": "月", "周": "周",
    "星期": "周", "天": "天", "日": "天",
    "人次": "人次", "户次": "户次", "校次": "校次", "班次": "班次", "车次": "车次", "人": "人", "生": "人", "名": "人",
    "位": "人", "孩": "人", "师": "人", "户": "户", "家": "家", "所": "所", "校": "校", "园": "园", "班": "班", "组": "组",
    "队": "队", "村": "村", "社区": "村", "县": "县", "学生": "人", "教师": "人", "镇": "镇", "乡": "镇", "车": "车", "辆": "车", "台": "台", "线": "条", "条": "条",
    "间": "间", "套": "套", "件": "件", "份": "份", "本": "本", "册": "册", "张": "张", "床": "张", "亩": "亩", "平方米": "平方米",
    "㎡": "平方米", "盏": "盏", "座": "座", "栋": "栋", "层": "层", "处": "处", "片": "片", "项": "项", "笔": "笔", "篇": "篇", "支": "支",
    "块": "块", "只": "只", "次": "次", "趟": "趟", "场": "场", "期": "期", "批": "批", "轮": "轮", "节": "节", "课时": "课时",
    "餐": "餐", "顿": "餐", "节课": "节", "小时": "小时", "学时": "学时", "吨": "吨", "公里": "公里", "考场": "考场", "教室": "教室", "个": "个",
}  # fmt: skip
COUNTED_IN = {
    "人": ("人", "人次", "人份"), "校": ("所", "校", "个"), "园": ("所", "个"), "班": ("班", "个"), "组": ("组", "个"),
    "队": ("支", "队", "个"), "村": ("村", "个"), "镇": ("镇", "乡", "个"), "县": ("县", "个", "市"), "车": ("辆", "台"), "台": ("台", "辆"),
    "考场": ("考场", "个", "间"), "教室": ("教室", "个", "间"), "张": ("张", "床", "床位"), "次": ("次", "场"), "餐": ("餐", "顿"),
    "亩": ("亩",), "场": ("场", "次"), "批": ("批", "批次"),
}  # fmt: skip
CALLED = {
    "组": "组", "队": "队", "村": "村|社区", "镇": "镇|乡|街道", "县": "县|市|区", "班": "班", "校": "校|园|学", "园": "园",
    "考场": "考场", "教室": "教室|室",
}  # fmt: skip
"""What 个 must count to be one of these."""
_WORDS = "|".join(sorted(SAID_AS, key=len, reverse=True))
EACH = re.compile(
    rf"每(?:一(?!次))?(?:个(?=学期|季度|星期|月|班|组|队|村|乡|镇|校|园|考场|教室))?(?P<word>{_WORDS})(?!产|活|级)(?=(?P<noun>[一-鿿]{{0,4}}))"
)
MEAN = re.compile(
    r"(?P<word>人次|户次|校次|[人生户校园班师台村镇乡所件笔年月日周次组场期队亩床车])均(?!衡|等|可|已|为0|按|达标|有|由|在|属|实|增|递)"
)
LED_BY = re.compile(
    r"(?:^|[，、：])(?:一个?(?P<time>学年|年|学期|季度|月|周|星期|天|日|节课|节|餐)|单(?P<word>趟|次|日|人|车|班|场))(?!级|期)[一-鿿]{0,6}$"
)
"""一天90分钟, 单趟4200人: not 一期工程, 一年级, 单位."""
TAIL = re.compile(rf"(?:{_WORDS})")
NAME = 2


class Each(NamedTuple):
    """One word behind 每: what it is, and the noun that follows a measure word."""

    kind: str
    noun: str = ""

    @property
    def is_time(self) -> bool:
        """Whether it is a stretch of time."""
        return self.kind in SPELLS


def each_in(words: str) -> list[Each]:
    """Everything the words say something is for each of: 每车每周 gives 车 and 周."""
    found = [Each(SAID_AS[match["word"]], match["noun"]) for match in EACH.finditer(words)]
    found += [Each(SAID_AS[match["word"]]) for match in MEAN.finditer(words)]
    return found


def each_of_tail(per: str) -> list[Each]:
    """The same of a unit: 元/生·学期."""
    return [Each(SAID_AS[match[0]]) for match in TAIL.finditer(per)] if per != "每" else []


@lru_cache(maxsize=1 << 16)
def counts(figure: Figure, each: Each) -> bool:
    """Whether a figure says how many of them there are: 6个督查组 for 每组, 9个 behind 实践基地 for 每个基地."""
    thing = figure.thing
    if each.is_time:
        beside = figure.after if thing in ("", "个") else ""
        return thing in SPELLS[each.kind] or (beside != "" and beside.startswith(SPELLS[each.kind]))
    if thing not in COUNTED_IN.get(each.kind, (each.kind,)):
        return False
    around = figure.before[-8:] + thing + figure.after[:8]
    if each.kind in CALLED and thing in ("个", "间"):
        return re.search(CALLED[each.kind], around) is not None
    if each.kind == "个" and len(each.noun) >= NAME:
        return each.noun[:NAME] in figure.before[-12:] + figure.after[:10]
    return True
