"""What reports count in: the printed unit, the thing behind it, and what may be added to what.

Belongs here: units and which of them mean the same thing. Does not belong here: the numbers before them (``figures``).
"""

from __future__ import annotations

import re
from functools import lru_cache

PEOPLE = ("人", "名", "位")
MONEY = ("元", "元整", "块钱", "圆", "元钱")
AREA = ("平方米", "㎡", "平米", "m2", "m²", "平方公尺", "平")
COUNTED = [
    "人次",
    "人天",
    "人日",
    "人份",
    "户次",
    "车次",
    "辆次",
    "台次",
    "家次",
    "校次",
    "班次",
    "场次",
    "件次",
    "点次",
    "篇次",
    "批次",
    "架次",
    "剂次",
    "户",
    "家",
    "所",
    "个",
    "处",
    "座",
    "栋",
    "幢",
    "间",
    "套",
    "台",
    "辆",
    "部",
    "件",
    "份",
    "张",
    "条",
    "项",
    "次",
    "场",
    "期",
    "批",
    "本",
    "册",
    "篇",
    "幅",
    "块",
    "组",
    "支",
    "只",
    "条",
    "门",
    "节",
    "堂",
    "课时",
    "学时",
    "学分",
    "轮",
    "趟",
    "届",
    "枚",
    "面",
    "盏",
    "把",
    "床",
    "袋",
    "箱",
    "桶",
    "头",
    "匹",
    "亩",
    "公顷",
    "公里",
    "千米",
    "米",
    "吨",
    "公斤",
    "千克",
    "斤",
    "克",
    "升",
    "毫升",
    "度",
    "兆",
    "岁",
    "周岁",
    "倍",
    "番",
    "点",
    "步",
    "站",
    "片",
    "口",
    "眼",
    "孔",
    "根",
    "株",
    "棵",
    "对",
    "双",
    "种",
    "类",
    "样",
    "款",
    "级",
    "层",
    "例",
    "起",
    "宗",
    "桩",
    "笔",
    "户头",
    "则",
    "字",
    "页",
    "行",
    "列",
    "班",
    "班级",
    "村",
    "镇",
    "乡",
    "县",
    "市",
    "区",
    "校",
    "生",
    "站点",
    "网点",
    "人头",
    "小时",
    "分钟",
    "秒",
    "天",
    "周",
    "个月",
    "年",
    "学年",
    "学期",
    "个学期",
    "个年级",
    "个班",
    "米²",
    "立方米",
    "方",
    "千瓦",
    "千瓦时",
    "标箱",
    "床位",
    "学位",
    "席",
    "卷",
    "副",
    "顶",
    "盆",
    "顿",
    "餐",
    "份额",
    "万亩",
    "股",
    "路",
    "线",
    "环",
    "圈",
    "门次",
    "师",
    "员",
    "孩",
    "童",
]
RATES = ("个百分点", "百分点", "%", "‰", "成")
ALIKE = dict.fromkeys(PEOPLE, "人") | dict.fromkeys(MONEY, "元") | dict.fromkeys(AREA, "平方米")
ALIKE |= {
    "百分点": "个百分点",
    "元人民币": "元",
    "周岁": "岁",
    "个学期": "学期",
    "千米": "公里",
    "班级": "班",
    "个班": "班",
}
ALIKE |= {"生": "人", "师": "人", "员": "人", "家": "家", "孩": "人"}
MEASURES = frozenset("个所家户项条期批次场种类级处名位人组支座间台辆件份张本套届轮篇门对大趟")
"""What may stand after a small Chinese numeral that counts a list."""
PER = r"(?:/|每)(?:人|生|户|月|年|天|日|学期|学年|期|次|㎡|平方米|亩|所|套|台|度|吨|名|位|村|校|班|节|课时)"
PER_TAIL = rf"(?:{PER}(?:[·.•]?{PER}|[·.•](?:年|月|学期|天|日|学年|人|生))*)"
_UNITS = sorted(
    {*PEOPLE, *MONEY, *AREA, *COUNTED, *RATES, "人民币", "元人民币", "美元", "港元", "欧元"}, key=len, reverse=True
)
UNIT = "|".join(re.escape(unit) for unit in _UNITS)
SCALE = "万亿|千万|百万|十万|万|亿|千|百"
DURATIONS = frozenset({"年", "个月", "天", "周", "小时", "分钟", "秒", "学年", "学期", "岁", "月", "日"})
ROOMY = frozenset({"个", "名", "位", "人", "所", "家", "处", "项", "条", "件", "种", "类", "座", "点", "对", "级"})


def thing_of(unit: str) -> str:
    """名 and 位 are 人, ㎡ and 平米 are 平方米; every other unit is itself."""
    return ALIKE.get(unit, unit)


def is_money(thing: str) -> bool:
    """Whether amounts of it are yuan."""
    return thing == "元"


def may_add(one: str, other: str) -> bool:
    """Whether two things may be parts of one sum: the same, or one of them printed without a unit."""
    return one == other or "" in (one, other)


@lru_cache(maxsize=1 << 12)
def is_rate(thing: str) -> bool:
    """Shares, points and multiples: never parts of a sum of things."""
    return thing in ("%", "‰", "个百分点", "倍", "番", "成")
