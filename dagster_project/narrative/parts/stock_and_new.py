"""What there was and what was added make what there is: 新开7条，加上原有19条，达到26条; 年初3.6万册，年内添置0.8万册，年末4.4万册.

Belongs here: an old stock, one addition and the new stock, told one after another in any order. Does not belong here: chains
in which something goes as well (``flows``), growth in percent (``rates``).

All three roles must be said in words; then a stock that is not the sum fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

OLD = re.compile(r"(?:原有|原来|原先|已有|年初|期初|上年末|上年底|去年底|此前|之前|由|从)[^，。；：、\d]{0,10}$")
NEW = re.compile(
    r"(?:新增|新建|新购|新开通?|新招|新添|新聘|新设|添置|增加|增添|购入|购置|扩建|增设|增配|补充|新认定|新命名|新创建|又|再)[^，。；：\d]{0,14}$"
)
NOW = re.compile(
    r"(?:达到?|增至|增加到|扩大到|现有|现共有|目前[共已]?有|年末|年底|期末|总数[达为]到?|总量[达为]到?|共有|合计|累计有?)[^，。；：、\d]{0,10}$"
)
INTO = re.compile(r"(?:增加|增长|扩大|发展|扩充|上升)?(?:到|至)$")
LESS = re.compile(r"减|退|撤|报废|淘汰|注销|停用|关闭|合并|剔除|划转|较|比")
TRIPLE, FAR = 3, 120
NEAR = Fraction(1, 4)


def find_stock_and_new(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Triples of old, new and now, each figure of the same thing, in one sentence or two."""
    last: list[Figure] = []
    for sentence in sentences:
        told = [*last, *filter(_is_counted, sentence.figures)]
        for at in range(len(told) - TRIPLE + 1):
            one, other, third = told[at : at + TRIPLE]
            if one.thing == other.thing == third.thing and third.at - one.to <= FAR:
                yield from _triple([one, other, third], sentence.plain)
        last = told[-TRIPLE + 1 :]


def _is_counted(figure: Figure) -> bool:
    counts = bool(figure.thing) and not is_rate(figure.thing) and figure.thing not in DURATIONS and not figure.per
    return counts and figure.is_plain and figure.value > 0


def _triple(some: Sequence[Figure], plain: str) -> Iterator[Relation]:
    words = plain[some[0].at - len(some[0].clause) : some[-1].at]
    if LESS.search(words) or "\n" in words or not all(is_part(f) or NEW.search(f.clause) for f in some):
        return
    roles = [_role(f) for f in some]
    if sorted(roles) != ["new", "now", "old"] or roles[0] == "now":
        return
    old, new, now = (some[roles.index(role)] for role in ("old", "new", "now"))
    if makes_up([old, new], now):
        yield replace(added_up([old, new], now, HOLDS), opened=True)
        return
    added = old.amount + new.amount
    if abs(added - now.amount) <= NEAR * now.amount or is_slip(added, now):
        yield added_up([old, new], now, ASK if "累计" in now.clause else FAILS, opened=True)


def _role(figure: Figure) -> str:
    """The role the words before a figure give it; the last of them where they give two."""
    if INTO.search(figure.clause):
        return "now"
    found = {
        name: match.start()
        for name, role in (("old", OLD), ("new", NEW), ("now", NOW))
        if (match := role.search(figure.clause))
    }
    return max(found, key=lambda name: found[name], default="")
