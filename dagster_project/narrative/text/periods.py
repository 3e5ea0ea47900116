"""Which period, place and programme a stretch of text speaks of, as far as its words give them.

Belongs here: the nearest date, county or programme before a figure within its paragraph.
Does not belong here: the calendar of deliveries (``contracts``, ``seeds/periods.csv``).
"""

from __future__ import annotations

import re
from bisect import bisect_right

PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?:[-~至到](?P<to>(?:19|20)?\d{2}))?(?P<kind>学年|年)?度?(?:(?P<m>\d{1,2})月)?(?P<term>春季?|秋季?|上半年|下半年|第[一二三四]季度|[一二三四]季度)?"
    r"|(?P<alone>春季?(?=学期|资助|招生|发放)|秋季?(?=学期|资助|招生|发放)|去年|上年|今年|本年|上半年|下半年|上学期|下学期|本学期|明年)"
)
PLACE = re.compile(
    r"[一-鿿]{2,6}?(?:自治县|县|市|区|镇|乡|街道|苏木|村|社区)|[一-鿿]{2,8}?(?:小学|中学|学校|幼儿园|中心校|[一二三四五六七八九]中)"
)
NO_NAME = re.compile(r"[新改扩迁]建|[积联全各我本该为在对由向和与个名的是到共有以及组参所等于从农贫每其跨]")
PROGRAMME = re.compile(
    r"国家助学金|助学金|助学贷款|生源地|营养餐|营养改善|营养膳食|寄宿生|非寄宿生|免学杂费|免学费|雨露计划|泛海|滋蕙|奖学金|学前教育|"
    r"生活补助|免费教科书|义务教育|送教上门|控辍保学|薄弱学校|改薄|特岗|支教|培训|危房|饮水|医保|低保|养老保险"
)
_PARAGRAPH = re.compile(r"\n")


class Periods:
    """Looks up what was said last before a position, within the same paragraph."""

    def __init__(self, plain: str) -> None:
        self._breaks = [match.start() for match in _PARAGRAPH.finditer(plain)]
        self._periods = [(m.start(), _period(m)) for m in PERIOD.finditer(plain) if _period(m)]
        self._places = [(m.start(), m[0]) for m in PLACE.finditer(plain) if not NO_NAME.search(m[0])]
        self._programmes = [(m.start(), m[0]) for m in PROGRAMME.finditer(plain)]
        self._starts = {id(said): [at for at, _ in said] for said in (self._periods, self._places, self._programmes)}

    def at(self, position: int) -> str:
        """The period: 2020, 2020春, 2016-2020; empty where the paragraph names none before."""
        return self._last(self._periods, position)

    def place_at(self, position: int) -> str:
        """The place named last."""
        return self._last(self._places, position)

    def programme_at(self, position: int) -> str:
        """The programme named last."""
        return self._last(self._programmes, position)

    def _last(self, said: list[tuple[int, str]], position: int) -> str:
        index = bisect_right(self._starts[id(said)], position) - 1
        if index < 0:
            return ""
        at, word = said[index]
        paragraph = bisect_right(self._breaks, position) - 1
        floor = self._breaks[paragraph] if paragraph >= 0 else -1
        return word if at > floor else ""


def _period(match: re.Match[str]) -> str:
    if match["alone"]:
        return match["alone"].removesuffix("季")
    if not (match["kind"] or match["to"] or match["term"] or match["m"]):
        return ""
    year = match["year"] + (f"-{match['to']}" if match["to"] else "")
    return year + (f"-{int(match['m']):02d}" if match["m"] else "") + (match["term"] or "").removesuffix("季")
