"""What every figure counts, and of whom: 在校生 of 小学, 床位 of the county, 专任教师 of 青山中学, in words or in a table.

Belongs here: kinds of quantities, groups (level, area, school or town) as a line or its heading hands them on, and the
figures that count a kind of a group. Does not belong here: what is divided by what (``quotients``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dagster_project.narrative.model import Figure
from dagster_project.narrative.reckoning.claims import is_change
from dagster_project.narrative.text.units import is_rate

LEVELS = {
    "中小学": "义务教育", "义务教育": "义务教育", "九年一贯制": "一贯制", "小学": "小学", "初中": "初中", "初级中学": "初中",
    "普高": "高中", "高中": "高中", "高级中学": "高中", "中学": "中学", "中职": "中职", "职高": "中职", "职业": "中职", "职校": "中职",
    "幼儿园": "学前", "学前": "学前", "幼儿": "学前", "保教": "学前", "在园": "学前", "特教": "特教", "特殊教育": "特教", "高校": "高校",
}  # fmt: skip
AREAS = {
    "城镇": "城镇", "城区": "城镇", "城市": "城镇", "县城": "城镇", "农村": "农村", "乡村": "农村", "农牧区": "农村",
    "公办": "公办", "民办": "民办", "山区": "山区", "牧区": "牧区",
}  # fmt: skip
WHOLE = re.compile(r"全[县市区旗州省镇乡校园村社]|合计|总计|[县区市]域")
NO_NAME = "全现各我共有其中的和及与为县市区旗省国本所个级类年段办在校由对了是含等务教普通职业完高初民公私规模薄弱城农乡镇小大学园设建按从每到均比率额积费数部这该两几多"
PROPER = re.compile(
    rf"(?:(?<=[，。；：、（）\n])|^)(?P<name>(?:(?![{NO_NAME}])[一-鿿]){{2,4}})(?P<level>镇|乡|村|街道|苏木|小学|中学|学校|幼儿园|完小|中心校)"
)
"""青山中学 at the head of a clause."""
_SAID = "|".join(sorted({*LEVELS, *AREAS} - {"中小学"}, key=len, reverse=True))
TOKEN = re.compile(rf"(?P<whole>{WHOLE.pattern})|(?P<proper>{PROPER.pattern})|(?P<said>(?<!其)中小学|{_SAID})")
HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|第[一二三四五六七八九十]+[章节部]|\d{1,2}(?:\.\d{1,2})*[、.]?|[①-⑳])?(?P<name>[^，。；：\d]{2,16})$"
)
LEAD = re.compile(
    r"[^一-鿿\d（]{0,4}(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}(?:\.\d{1,2})*[、.]?|[①-⑳])?(?P<name>[^，。；：\d]{2,16})[。：]"
)
FILLING = re.compile(
    r"其中|分别|各|为|是|共|现?有|目前|截至|合计|总计|达到?|约|和|及|与|[县市区全旗]|阶段|教育|部分?|[^\w]|_|[一-九]、"
)
OLD = re.compile(
    r"去年|上年|上一年|上学年|同期|年初|原有|此前|计划|规划|目标|预计|全国|全省|全市平均|新增|新建|改扩建|将|到20\d\d年|争取|应"
)
ALL = re.compile(r"合计|总计|共|总|全[县市区旗州镇乡校园体部]")
ASIDE = re.compile(r"（[^（）\d]{0,6}）(?=[一-鿿])")
"""执业（助理）医师."""
MEANT = re.compile(r"每|[生师校园班户村人床]均(?!衡)|平均|班额|师比")
OF_THE_LAST = re.compile(r"[生师校园班户村人床]均(?:为|达到?|约|是)*")
BOUND = re.compile("[，。；：、（）]|-{1,}")
BACK, MOST_CELLS, LONGEST_LINE_HEAD, TAIL = 60, 2000, 20, 10
Group = frozenset[str]


class Kind(NamedTuple):
    """One sort of quantity: the words and units it is counted in, and the words that make it one of a narrower sort."""

    name: str
    words: re.Pattern[str]
    things: frozenset[str]
    narrower: re.Pattern[str] | None = None


def _kind(name: str, words: str, things: str, narrower: str = "") -> Kind:
    return Kind(name, re.compile(words), frozenset(things.split()) | {""}, re.compile(narrower) if narrower else None)


SOME = "女|男|新[招进聘入]|招|录|毕业|退|转|参加|培训|参训|获|享受|资助|惠及|受益|人次|平均|缺|补充|少数民族|占|超"
PUPILS = _kind(
    "pupils",
    r"在校|在园|在读|在籍|就读|学生|幼儿(?!园|教师)|[小中初高学]生|生数",
    "人",
    SOME
    + "|寄宿|住[校宿]|留守|困难|贫困|建档|低保|残疾|随迁|升|走读|辍|流失|务工|送教|三好|优秀|学位|就餐|教师|教职|后[10]|购|乘|特长",
)
TEACHERS = _kind(
    "teachers",
    r"教师|老师|教员",
    "人",
    SOME
    + "|骨干|交流|轮岗|特岗|代课|临聘|高级|中级|[一二]级|职称|学历|本科|专科|名师|支教|生活|心理|音|体育|美术|走教|"
    "班主任|乡村教师|享受|保育|学科|辅导|编外|兼职|在编",
)
STAFF = _kind("staff", r"教职[员]?工|教职员", "人", SOME)
CLASSES = _kind("classes", r"教学班|班级|班数|^班|个班", "个 班", "大班额|超|特|兴趣|新增|功能")
SCHOOLS = _kind(
    "schools", r"学校|小学|中学|初中|高中|幼儿园|校数|园数|^[校园]", "所 个", "班|达标|抽查|检查|改造|寄宿制|教学点|受"
)
PEOPLE = _kind(
    "people",
    "人口",
    "人",
    r"农业|城镇|乡村|贫困|脱贫|流动|老年|老龄|劳动|外出|少数|出生|死亡|搬迁|享受|参保|[\d岁]",
)
HOMES = _kind("homes", r"", "户", "贫困|脱贫|低保|五保|搬迁|监测|困难|受|补助|危")
COMPUTERS = _kind("computers", r"计算机|电脑|终端|学生机", "台", "教师|报废|淘汰|新购|新增|超过|使用年限")
VILLAGES = _kind("villages", r"行政村|村|社区", "个 村", "贫困|示范|试点|卫生")
BEDS = _kind("beds", r"床位|病床", "张 床 床位", "新增|增加|开放|养老")
NAMES = {
    "生": PUPILS, "学生": PUPILS, "幼儿": PUPILS, "幼": PUPILS, "在校生": PUPILS, "在校学生": PUPILS, "中小学生": PUPILS, "在园幼儿": PUPILS,
    "师": TEACHERS, "教师": TEACHERS, "专任教师": TEACHERS, "老师": TEACHERS, "教职工": STAFF, "班": CLASSES, "班级": CLASSES,
    "校": SCHOOLS, "园": SCHOOLS, "学校": SCHOOLS, "人口": PEOPLE, "常住人口": PEOPLE, "户籍人口": PEOPLE, "人": PEOPLE, "居民": PEOPLE,
    "户": HOMES, "机": COMPUTERS, "计算机": COMPUTERS, "村": VILLAGES, "床": BEDS,
}  # fmt: skip
ALSO = {"teachers": STAFF}
"""What else may be meant; a claim that such figures meet is met."""
COUNTED_AS = re.compile(r"(?:总?人?数量?|总量|资金|经费|的)$")


class Told(NamedTuple):
    """A figure with what it is said to count, of whom; ``own`` where its own words say of whom."""

    figure: Figure
    noun: str
    group: Group
    own: bool
    line: int
    stretch: str = ""
    in_table: bool = False


def group_of(words: str) -> tuple[Group, bool]:
    """The groups that words name, and whether they begin again from the whole: 全县小学 → {小学}, True."""
    found: set[str] = set()
    anew = False
    for match in TOKEN.finditer(words):
        if match["whole"]:
            found, anew = set(), True
        elif match["proper"]:
            found |= {match["name"]} | ({LEVELS[match["level"]]} if match["level"] in LEVELS else set())
            anew = True
        else:
            found.add(LEVELS.get(match["said"]) or AREAS[match["said"]])
    return frozenset(found), anew


def _merged(now: Group, new: Group, anew: bool) -> Group:
    if anew or not new:
        return new
    areas, levels = frozenset(AREAS.values()), frozenset(LEVELS.values())
    kept = now - (areas if new & areas else frozenset()) - (levels if new & levels else frozenset())
    return kept | new


class Line(NamedTuple):
    """One line of the text with its figures; ``base`` is whom its heading or its first words speak of."""

    at: int
    to: int
    base: Group
    told: tuple[Told, ...]


def read_lines(plain: str, figures: Sequence[Figure]) -> Iterator[Line]:
    """Every line of the text, and its figures as it tells them."""
    heading: Group = frozenset()
    position, at = 0, 0
    for number, line in enumerate(plain.split("\n")):
        end = at + len(line)
        own = position
        while position < len(figures) and figures[position].at < end:
            position += 1
        if position == own and 0 < len(line) <= LONGEST_LINE_HEAD and (match := HEADING.match(line)):
            heading = group_of(match["name"])[0]
        lead = LEAD.match(line)
        base = (group_of(lead["name"])[0] if lead is not None else frozenset()) or heading
        yield Line(at, end, base, tuple(_line(plain, figures[own:position], at, base, number)))
        at = end + 1


def _line(plain: str, figures: Sequence[Figure], at: int, base: Group, line: int) -> Iterator[Told]:
    now, before = base, at
    nouns: dict[str, str] = {}
    last: list[Told] = []
    for figure in figures:
        stretch = ASIDE.sub("", plain[max(before, figure.at - BACK) : figure.at])
        anew = before > at and re.search("[。；]", stretch) is not None
        now = base if anew else now
        new, whole = group_of(re.split("[。；]", stretch)[-1] if anew else stretch)
        noun = _noun(stretch)
        if not new and not whole:
            new, whole = group_of(figure.after[:TAIL]) if not _noun(figure.clause[-TAIL:]) else (new, whole)
        if new or whole:
            now = _merged(now, new, whole)
        elif noun and len(last) > 1 and _is_list(last) and not OF_THE_LAST.fullmatch(noun):
            now = base
        noun = noun or nouns.get(figure.thing, "")
        if noun and not figure.per:
            nouns[figure.thing] = noun
        told = Told(figure, noun + figure.after[:TAIL], now, bool(new or whole), line, stretch)
        last = [*last[-1:], told] if not figure.per else last
        before = figure.to
        yield told


def _is_list(last: Sequence[Told]) -> bool:
    """小学81所、初中24所: two groups of one sort, after which another sort is told of all."""
    one, other = last
    same = TOKEN.sub("", one.noun) == TOKEN.sub("", other.noun)
    return same and one.figure.thing == other.figure.thing and one.group != other.group


def _noun(stretch: str) -> str:
    """The words of the last part of a stretch that says more than of whom: 校舍建筑面积 of 校舍建筑面积：小学."""
    for part in reversed(BOUND.split(stretch)):
        if FILLING.sub("", TOKEN.sub("", part)) or PUPILS.words.search(part):
            return part
    return ""


def read_cells(cells: Sequence[Figure]) -> Iterator[Told]:
    """Every cell with its column and its row as what it counts and of whom."""
    for cell in cells[:MOST_CELLS]:
        words = f"{cell.before}，{cell.after}"
        group, whole = group_of(words)
        noun = FILLING.sub("", TOKEN.sub("", cell.before))
        named = group or whole or WHOLE.search(words) or not noun or _has_kind(cell.before)
        yield Told(cell, words, group if named else frozenset({cell.before}), True, -1, in_table=True)


def _has_kind(words: str) -> bool:
    return any(kind.words.pattern and kind.words.search(words) for kind in (PUPILS, TEACHERS, CLASSES, PEOPLE, BEDS))


class Quantities:
    """The figures of a document by what they count and of whom."""

    def __init__(self, told: Sequence[Told]) -> None:
        self.told = [one for one in told if _counts(one)]
        self._by_thing: dict[str, list[Told]] = defaultdict(list)
        for one in self.told:
            self._by_thing[one.figure.thing].append(one)
        self._known: dict[str, list[Told]] = {}

    def of_kind(self, kind: Kind) -> list[Told]:
        """Every figure that counts the kind, of whomever."""
        if kind.name not in self._known:
            pool = [one for thing in kind.things for one in self._by_thing.get(thing, ()) if thing or one.in_table]
            found = [one for one in pool if kind.words.search(one.noun)]
            self._known[kind.name] = [one for one in found if not (kind.narrower and kind.narrower.search(one.noun))]
        return self._known[kind.name]

    def called(self, noun: str, thing: str | None = None) -> list[Told]:
        """The figures that bear a name of their own: 就餐学生, 村卫生室, 中央."""
        core = COUNTED_AS.sub("", noun)
        if not core:
            return []
        key = f"{core}/{thing}"
        if key not in self._known:
            pool = self.told if thing is None else self._by_thing.get(thing, [])
            self._known[key] = [one for one in pool if core in one.noun]
        return self._known[key]

    def of_all(self, thing: str) -> list[Told]:
        """The figures of a thing that are told as a whole: 合计3,000人."""
        return [one for one in self._by_thing.get(thing, []) if ALL.search(one.stretch[-TAIL:])]

    def of(self, noun: str, thing: str | None = None) -> list[Told]:
        """By a name of the small table of kinds, else by the words themselves."""
        kind = NAMES.get(COUNTED_AS.sub("", noun))
        found = self.of_kind(kind) if kind is not None else self.called(noun, thing)
        return [one for one in found if thing is None or one.figure.thing in (thing, "")]


def of_group(found: Sequence[Told], group: Group, line: int = -1) -> list[Told]:
    """Those of exactly this group, else the only amount of the document or of the line, unless it is another group's."""
    exact = [one for one in found if one.group == group]
    if exact:
        return exact
    within = [one for one in found if one.group <= group or group <= one.group]
    beside = [one for one in within if one.line == line >= 0]
    sole = len({one.figure.amount for one in found}) == 1
    return within if sole else beside if len({one.figure.amount for one in beside}) == 1 else []


def _counts(one: Told) -> bool:
    figure = one.figure
    if is_rate(figure.thing) or figure.value <= 0 or figure.per or (not figure.thing and not one.in_table):
        return False
    if figure.hedge in ("以上", "以下", "范围"):
        return False
    return one.in_table or not (is_change(figure) or OLD.search(figure.clause[-24:]) or MEANT.search(one.noun))
