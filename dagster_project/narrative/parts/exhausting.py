"""Whether listed parts are all there are: words that say so, and names that leave nothing between them.

Belongs here: 其他, 等, pairs such as 男 and 女, and signs that parts overlap or are no parts at all. Does not belong here: adding the parts up (``sums``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import takewhile

from dagster_project.narrative.model import Figure

AND_SO_ON = re.compile(r"等(?:等)?(?=[，。；）\n]|$)|等(?:\d|项目|方面|工作|学校|地)")
NOT_ALL = re.compile(
    r"主要(?=有|是|为|包括|涉及|集中)|重点|尤其|特别是|仅|最多|最少|最高|最大|较多|超过|以上的|累计|新增|今年|本年|上年|去年"
)
REST = re.compile(r"^(?:其他|其它|其余|剩余|余下|剩下|另外)|(?:其他|其它|其余)[^，。]{0,12}$")
PAIRS = (
    ("男", "女"), ("春", "秋"), ("公办", "民办"), ("城区", "农村"), ("城镇", "农村"), ("城市", "农村"), ("寄宿", "走读"),
    ("寄宿", "非寄宿"), ("住宿", "走读"), ("上半年", "下半年"), ("县内", "县外"), ("区内", "区外"), ("市内", "市外"),
    ("省内", "省外"), ("境内", "境外"), ("已", "未"), ("已", "尚"), ("本科", "专科"), ("在编", "非在编"), ("在编", "编外"), ("收入", "支出"),
    ("在职", "退休"), ("专任", "非专任"), ("新建", "改扩建"), ("新建", "续建"), ("合格", "不合格"), ("首贷", "续贷"),
    ("文科", "理科"), ("一本", "二本"), ("普通高中", "中职"), ("普高", "职高"), ("动态", "静态"), ("基本支出", "项目支出"),
    ("人员经费", "公用经费"), ("第一学期", "第二学期"), ("上学期", "下学期"), ("上级", "本级"), ("城镇", "乡村"), ("财政拨款", "其他收入"), ("自有", "租用"), ("增加", "减少"), ("县城", "乡镇"),
    ("县城", "农村"), ("城区", "乡镇"), ("县直", "乡镇"), ("文史", "理工"), ("历史类", "物理类"), ("线上", "线下"), ("税收", "非税"), ("现场整改", "限期整改"), ("当场整改", "限期整改"), ("立行立改", "限期整改"),
)  # fmt: skip
SOURCES = frozenset({"中央", "省", "市", "县", "区", "自筹", "地方"})


FAMILIES = (
    ("第一产业", "第二产业", "第三产业"),
    ("上级", "本级", "中央", "省级", "市级", "县级", "自筹", "社会捐赠"),
    ("因公出国", "公务接待", "公务用车", "公车"),
    ("基本支出", "项目支出", "上缴", "经营支出", "人员经费", "公用经费"),
    ("随班就读", "送教上门", "特校", "特教学校", "县外", "康复"),
    ("幼儿园", "学前", "小学", "初中", "初级中学", "中学", "高中", "高级中学", "完全中学", "中职", "职中", "职高", "职业", "特殊教育", "特教", "特校", "一贯制", "教学点", "进修学校", "专门学校", "工读", "国小", "国中", "高校", "大学", "本科", "专科"),
    ("中央", "省", "市", "县", "区", "自筹", "地方", "社会", "国家"),
    ("建档立卡", "脱贫", "低保", "特困", "孤儿", "残疾", "困难", "解困", "边缘", "监测", "优抚", "烈士"),
    ("管理", "工人", "技术", "工勤", "教师", "职员", "后勤"),
    ("高级", "一级", "二级", "三级", "中级", "初级", "正高", "副高", "未定级"),
    ("研究生", "硕士", "博士", "本科", "专科", "大专", "中专", "高中"),
    ("一季度", "二季度", "三季度", "四季度"),
    ("春季", "秋季", "上半年", "下半年"),
    ("视力", "听力", "言语", "肢体", "智力", "精神", "多重"),
    ("随班就读", "送教上门", "特殊教育学校", "延缓入学", "康复机构"),
    ("完工", "竣工", "在建", "未开工", "前期", "招标", "已开工"),
    ("党纪", "政务", "诫勉", "批评", "提醒谈话", "警告", "记过", "通报", "书面检查", "移送"),
    ("城区", "城镇", "县城", "镇区", "乡镇", "乡村", "农村", "村级", "村办", "县直"),
    ("特岗", "公费师范", "公开招聘", "公开考试", "人才引进", "选调", "三支一扶", "银龄"),
    ("大班", "中班", "小班", "托班", "学前班"),
    ("A级", "B级", "C级", "D级"), ("A类", "B类", "C类", "D类"), ("甲级", "乙级", "丙级"), ("一档", "二档", "三档"),
    ("金牌", "银牌", "铜牌"), ("一等奖", "二等奖", "三等奖", "优秀奖"), ("一星", "二星", "三星", "四星", "五星"),
    ("好", "一般", "差", "优秀", "良好", "合格", "不合格", "及格"),
)  # fmt: skip
TITLES, LOWEST_TITLE = "副高", re.compile("三级|初级|未定级|未评|员级|其他")
"""高级、一级、二级 leave those of the third grade and those without one."""
IN_FAMILY = tuple(re.compile("|".join(sorted(family, key=len, reverse=True))) for family in FAMILIES)


OVERLAPPING = re.compile(
    r"多重身份|重复身份|不重复计|去重|剔除重复|按[一1]人计|双重身份|分别计入|重复计[算入]|有重叠|有交叉|存在交叉|可兼|同时具有|同时属于|重复统计|(?:均|都)(?:受助|享受|获得)"
)
OF_SEVERAL = re.compile(
    r"脱贫|建档立卡|低保|特困|孤儿|残疾|困难|监测|边缘|留守|随迁|单亲|重病|[住寄]宿|女|党员|少数民族|贫困|骨干|高级|(?:本科|专科|学历)及?以上|获|优秀"
)
YEARLY = re.compile(r"(?:19|20)\d{2}|春|秋|季度|半年|学期|\d{1,2}月|年级|[七八九]年|[初高][一二三]")
AGED = re.compile(r"岁")
PLACED = re.compile(r"[镇乡区县市村]$|街道$|小学$|(?<!学)校$|(?<!儿)(?<!办)园$|[县第][一二三四五六七八九]中$")
KINDS = frozenset("类型级档等组批")
APART = frozenset(
    {"元", "平方米", "栋", "幢", "间", "台", "套", "辆", "亩", "公里", "件", "份", "笔", "张", "条", "处", "起", "册"}
)
MEAN = re.compile(r"每[百千万]?[名生个所万校]|[生人师校户班园]均|平均")
OBJECTS = frozenset({"个", "所", "处", "座", "栋", "幢", "间", "台", "套", "辆", "平方米", "亩", "公里"})
NOUN = re.compile(r"[一-鿿]{2,6}")
TOLD_OF = re.compile(r"[已正在未为是尚均建完获被列属达仍没因可得]|主体|基本|全部|进入|投入|通过|处于|受到")
BELOW = re.compile(r"岁(?:及|（含）)?以下(?:的|有|教师|人员)?$")
ABOVE = re.compile(r"岁(?:及|（含）)?以上(?:的|有|教师|人员)?$")
NAMED_BY = re.compile(r"^(?:其中|和|与|及|以及|有|：|-|来自)+|(?:的|[为有共达约是])+$")
THERE_AND_BACK = (("来", "去"), ("进", "出"), ("派出", "接收"), ("派出", "派入"), ("调入", "调出"), ("送出", "接收"))
DONE = re.compile(r"已|完成|完工|竣工|结题|结项|办结|建成|销号|整改到位|通过|落实到位|交付")
BEGUN = re.compile(r"在研|在建|正在|未|尚|待|持续|在办|推进|在审|在途|限期")
LESS = frozenset({"基本", "不", "非", "较", "比较", "准", "副", "未"})
SHARED, LONGEST_VIEW = 2, 10
OF_A_SIDE = re.compile(r"(?:方面|环节|领域)(?:的?问题)?$")
"""资助档案管理方面33个、营养餐管理方面26个、控辍保学方面14个: however long their names are."""
MANY, MOST_STRANGE = 6, 1
"""Of so many kinds of one list so many may be called by a word that it does not know."""
SCHOOLS = ({"小学", "中学"}, {"国小", "国中"}, {"国小", "中学"})
NEAR_SHARE = 8
WHOLE_SHARE = 100


def is_mean(figure: Figure) -> bool:
    """每百名学生拥有…1.1人: not a number of things, so it has no parts."""
    return figure.thing != "元" and MEAN.search(figure.clause) is not None


TEACHERS, PUPILS = re.compile(r"(?:教师|教职工|教职员工?)$"), re.compile(r"(?:学生|在校生|在校学生数?|幼儿|在园幼儿)$")


def names_another_thing(part: Figure, whole: Figure) -> bool:
    """设36个教学班 is no part of 14个项目: 个 counts whatever is named after it; 在校学生62576人 none of 专任教师4011人."""
    if TEACHERS.search(whole.before) and PUPILS.search(part.before):
        return True
    noun, named = NOUN.match(part.after), NOUN.match(whole.after)
    if part.thing not in ("个", "项", "件", "处", "种") or noun is None or TOLD_OF.match(noun[0]):
        return False
    of_the_whole = named[0] if named else whole.before[-2:]
    return bool(of_the_whole) and not set(noun[0]) & set(of_the_whole)


def cover_less(items: Sequence[Figure], shares: Sequence[Figure]) -> bool:
    """公办园…占52%，普惠性民办园…占40%: the shares printed behind the parts leave something over or overlap."""
    printed = [
        next((s.amount for s in shares if s.thing == "%" and 0 <= s.at - item.to <= NEAR_SHARE), None) for item in items
    ]
    told = [share for share in printed if share is not None]
    return len(told) == len(items) and abs(sum(told, Fraction(0)) - WHOLE_SHARE) > len(told)


def shut_each_other_out(items: Sequence[Figure]) -> bool:
    """塑胶运动场12个、硬化球场6个: one thing is of one kind, where one person may be of several."""
    return len(items) > 1 and all(item.thing in OBJECTS and item.is_plain for item in items) and is_repeated(items)


def of_one_family(items: Sequence[Figure]) -> bool:
    """Whether all parts are named from one list of kinds that exclude each other."""
    names = [item.before + item.after[:6] for item in items]
    some = MOST_STRANGE if len(names) >= MANY else 0
    told = [family for family in IN_FAMILY if _outside(family, names) <= some and _are_kinds_of(family, names)]
    return any(TITLES not in family.pattern or any(map(LOWEST_TITLE.search, names)) for family in told)


def _outside(family: re.Pattern[str], names: Sequence[str]) -> int:
    """How many names are of no kind of a list; the last one has to be, or it is told of something else."""
    if family.search(names[-1]) is None:
        return len(names)
    return sum(1 for name in names if family.search(name) is None)


def _are_kinds_of(family: re.Pattern[str], names: Sequence[str]) -> bool:
    """高级教师 and 一级教师 are not two kinds by their 教师."""
    return len(names) == 1 or len({match[0] for name in names if (match := family.search(name)) is not None}) > 1


def has_rest(items: Sequence[Figure]) -> bool:
    """Whether the last part is 其他 or 其余."""
    return REST.search(items[-1].before) is not None and len(items) > 1


def complementary(items: Sequence[Figure], head: Figure) -> bool:
    """Whether two parts leave nothing over by their names, two are the stages of 义务教育, or ages go from … to …."""
    if len(items) > 2:
        return BELOW.search(items[0].clause) is not None and ABOVE.search(items[-1].clause) is not None
    if len(items) != 2:
        return False
    one, other = (item.before + item.after for item in items)
    if "普惠" in one + other and "普惠" not in head.before:
        return False  # 公办园与普惠性民办园之外，还有其他民办园
    for left, right in PAIRS:
        if right not in one and right not in other:
            continue
        if _names(left, right, one, other) or _names(left, right, other, one):
            return True
    if {NAMED_BY.sub("", item.before) for item in items} in SCHOOLS:
        return True
    return "义务教育" in head.clause + head.after and "小学" in one and "初中" in other


def are_of_one_view(items: Sequence[Figure]) -> bool:
    """集中供养23人、分散供养41人; 结题21个、在研16个; 来9名、去9名: two or more values of one view by which the whole is divided.

    They share all of their names but the word that tells them apart, are stages of one work, or ways there and back.
    """
    names = [NAMED_BY.sub("", item.before) or item.after[:LONGEST_VIEW] for item in items]
    if len(items) < 2 or not all(names) or len(set(names)) < len(names):
        return False
    if len(items) == 2 and any({*names} == {*pair} for pair in THERE_AND_BACK):
        return True
    if any(BEGUN.search(name) for name in names) and any(DONE.search(name) for name in names):
        return all(BEGUN.search(name) or DONE.search(name) for name in names)
    head, tail = _shared(names), _shared([name[::-1] for name in names])
    kinds = [name[head : len(name) - tail] for name in names]
    if any(map(OF_SEVERAL.search, kinds)):
        return False
    if len(items) > SHARED and all(map(OF_A_SIDE.search, names)) and all(kinds):
        return True
    if tail >= SHARED and max(map(len, names)) <= LONGEST_VIEW:
        return all(kinds) or min(map(len, names)) > SHARED or any(kind in LESS for kind in kinds)
    return head >= SHARED and all(kinds)


def _shared(names: Sequence[str]) -> int:
    """How many signs all names begin with."""
    return sum(1 for _ in takewhile(lambda signs: len(set(signs)) == 1, zip(*names, strict=False)))


def are_opposites(head: Figure, other: Figure) -> bool:
    """民办学校6所 is no part of 公办学校356所."""
    whole, part = head.clause + head.after, other.before + other.after
    return any((a in whole and b in part) or (b in whole and a in part) for a, b in PAIRS if len(a) > 1 and len(b) > 1)


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


def shut_out_by_name(items: Sequence[Figure]) -> bool:
    """Whether nothing can be of two of the kinds: amounts and objects, years, ages, places, kinds from one list."""
    names = [
        re.sub(r"^(?:其中|和|与|及|以及|有|：)+|[为有共达约是]+$", "", item.before) or item.after[:8] for item in items
    ]
    if may_be_both(items) or len(set(names)) < len(names):
        return False
    if items[0].thing in APART or of_one_family(items):
        return True
    return any(all(pattern.search(name) for name in names) for pattern in (YEARLY, AGED, PLACED)) or (
        all(names) and len({name[-1] for name in names}) == 1 and names[0][-1] in KINDS
    )


def are_of_places(items: Sequence[Figure]) -> bool:
    """甲校126人、乙校72人、丙校41人: nobody is at two of them."""
    names = [re.sub(r"^(?:其中|和|与|及|以及|有|：)+|[为有共达约是]+$", "", item.before) for item in items]
    return len(set(names)) == len(names) and all(PLACED.search(name) for name in names) and not may_be_both(items)


def may_be_both(items: Sequence[Figure]) -> bool:
    """脱贫家庭学生…人、残疾学生…人: one person may be of several of these kinds."""
    return sum(1 for item in items if OF_SEVERAL.search(item.before + item.after[:6])) > 1
