"""Whether listed parts are all there are: words that say so, and names that leave nothing between them.

Belongs here: 其他, 等, pairs such as 男 and 女. Does not belong here: adding the parts up (``sums``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.narrative.model import Figure

AND_SO_ON = re.compile(r"等(?:等)?(?=[，。；）\n]|$)|等(?:\d|项目|方面|工作|学校|地)")
REST = re.compile(r"^(?:其他|其它|其余|剩余|余下|剩下|另外)|(?:其他|其它|其余)[^，。]{0,12}$")
PAIRS = (
    ("男", "女"), ("春", "秋"), ("公办", "民办"), ("城区", "农村"), ("城镇", "农村"), ("城市", "农村"), ("寄宿", "走读"),
    ("寄宿", "非寄宿"), ("住宿", "走读"), ("上半年", "下半年"), ("县内", "县外"), ("区内", "区外"), ("市内", "市外"),
    ("省内", "省外"), ("境内", "境外"), ("已", "未"), ("已", "尚"), ("本科", "专科"), ("在编", "非在编"), ("收入", "支出"),
    ("在职", "退休"), ("专任", "非专任"), ("新建", "改扩建"), ("新建", "续建"), ("合格", "不合格"), ("首贷", "续贷"),
    ("文科", "理科"), ("普通高中", "中职"), ("普高", "职高"), ("动态", "静态"), ("基本支出", "项目支出"),
    ("人员经费", "公用经费"), ("第一学期", "第二学期"), ("上学期", "下学期"),
)  # fmt: skip
SOURCES = frozenset({"中央", "省", "市", "县", "区", "自筹", "地方"})


def has_rest(items: Sequence[Figure]) -> bool:
    """Whether the last part is 其他 or 其余."""
    return REST.search(items[-1].before) is not None and len(items) > 1


def complementary(items: Sequence[Figure], head: Figure) -> bool:
    """Whether two parts leave nothing over by their names, or two are the stages of 义务教育."""
    if len(items) != 2:
        return False
    one, other = (item.before + item.after for item in items)
    for left, right in PAIRS:
        if _names(left, right, one, other) or _names(left, right, other, one):
            return True
    return "义务教育" in head.clause + head.after and "小学" in one and "初中" in other


def _names(left: str, right: str, one: str, other: str) -> bool:
    if left in right:
        return right in other and right not in one and left in one
    return left in one and right in other and right not in one and left not in other


def is_repeated(items: Sequence[Figure]) -> bool:
    """Whether the parts are written alike: each has a name of its own before it, or each after it."""
    names = [item.before.lstrip("和与及以其中有：的") for item in items]
    if all(names) and len(set(names)) == len(names):
        return True
    following = [item.after for item in items]
    return all(following) and len(set(following)) == len(following)
