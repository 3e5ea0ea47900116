"""Rates whose name says what they are of: 应检25000人，实检24650人，参检率98.6%; 计划2500人次，实际2415人次，完成率96.6%.

The name gives two roles: who was examined of those due, what was found of what was examined, what was spent of what was
given. The nearest figure in each role is meant, however far off the rate is.

Belongs here: which roles a rate's name has, and the figures that stand in them.
Does not belong here: rates told by a figure beside them (``rates``, ``shares``), 占 (``by_name``), definitions (``defined``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, Figure, Relation
from dagster_project.narrative.rates.ratios import BOUNDS, CERTAIN, Pair, first_that_gives, ratio_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS


class Roles(NamedTuple):
    """The words of the part and of its whole, for the rates that go by ``name``."""

    name: re.Pattern[str]
    part: re.Pattern[str]
    whole: re.Pattern[str]


def _roles(name: str, part: str, whole: str) -> Roles:
    return Roles(re.compile(f"(?:{name})$"), re.compile(part), re.compile(whole))


DUE = "应|需|须|计划|任务|目标|拟"
ROLES = (
    _roles("(?:整改|办结|化解|销号|解决|处[理置]|答复|回复)(?:完成|到位)?", "整改|办结|化解|销号|解决|处[理置]|答复|回复", "发现|排查|问题|隐患|受理|收到|接到|接办|交办|反馈|反映|移交|涉及|查出|摸排|应|需"),
    _roles("执行|支出|支付|使用", "支出|支付|使用|执行|列支|已用", f"{DUE}|预算|下达|到位|安排|拨入|收到|总投资|指标"),
    _roles("到位|拨付|发放|兑付|兑现|落实", "到位|实到|已到|拨付|已拨|发放|实发|兑付|兑现|落实", f"{DUE}|预算|下达|安排|核定|总投资|资金总额"),
    _roles("完成|达成", "完成|实[际现]?|已", f"{DUE}|预算|下达|安排|核定|分解|总投资"),
    _roles("配备|配置|配齐", "已配|实配|实有|现有|配备|配置", f"{DUE}|核定|编制"),
    _roles("参检|受检|体检|筛查", "实检|参检|受检|体检|实际|筛查|检查", f"{DUE}|在校|在籍|适龄"),
    _roles("参训|参会|参评|参考|参赛|参与|参保|参培|到会|到课|出勤|到校|到岗|报到", "实[到训考检参有际]|已|参[训会评考赛与保培加]|到[会课校岗]|报到|出勤", f"{DUE}|在校|在籍|在编|符合|录取"),
    _roles("检出|异常|阳性|近视|不良|超重|肥胖", "检出|查出|发现|异常|阳性|近视|不良|超重|肥胖", "实检|参检|受检|检[查测]|筛查|监测"),
    _roles("合格|达标|及格|优秀|优良|通过|良好", "合格|达标|及格|优秀|优良|通过|良好", "抽[检查测样]|检[查测验]|送检|参加|参[考检测评]|实考|实测|报名|受检|测试|应[考测]"),
    _roles("劝返|返校|复学", "劝返|返校|复学", "辍学|失学|未入学|应返|需劝返|应劝返|排查"),
    _roles("回收|收回", "收回|回收", "发[放出]|印发|下发"),
    _roles("满意|满意度", "(?<!不)满意", "收回|回收|有效|受访|访[问谈]|调查|参评"),
    _roles("入学|升学|录取|上线|就业|升入", "入学|升[入学]|录取|上线|就业|实际", "应|适龄|报名|报考|参[加考]|毕业|考生"),
    _roles("巩固", "毕业|在校|现有|巩固", "入学|招生|招收"),
    _roles("上座|乘坐|满载|实载", "乘[车坐客]|实载|实乘", "座位|核[定载]|座席"),
    _roles("入住|住宿|床位使用|寄宿", "入住|住宿|实住|在住|寄宿", "床位|学位|应住|核定"),
    _roles("核减|审减", "核减|审减", "送审|报审|申报|上报"),
    _roles("节约|节支|下浮", "节约|节支|下浮", "预算|控制价|概算|限价|估算|计划"),
    _roles("精简|淘汰|撤并|整合|取消", "精简|淘汰|撤并|整合|取消", "原有|原|共有|现有|计划|应|需|总数|年初"),
    _roles("成活", "成活", "种植|栽[种植]"),
)  # fmt: skip
RATE = re.compile(
    r"(?P<name>[一-鿿]{2,12}?)(?:率|面|满意度(?<=度))(?:均|已|也|只|仅|约)?(?:达到?了?|为|是|约|在|有|：)*$"
)
SATISFIED = re.compile(r"满意度(?:均|已|也|只|仅|约)?(?:达到?了?|为|是|约|在|：)*$")
INCLUDING = re.compile(r"（含[^（）]*）$")
OF_TWO = re.compile(r"(?:座|张|个|套)")
IDLE = re.compile(
    r"[一二三四五六九]年|预算|资金|经费|投资|任务|问题|项目|年度|计划|整体|总体|总|全[县市区校镇乡]|问卷|有效|平均|目前|学生|教师|人员|本?次|累计|实际|综合|已|其"
)
NO_COUNTS = DURATIONS | {"%", "‰"}
THEREOF = re.compile(r"其中")
NOT_YET = re.compile(r"未|尚|不(?!良|足)|还[有差剩]|其余|剩余|没有|正在|限期|长期")
OTHERS = re.compile(r"全[省国市]|目标|要求|上年|去年|同期|高于|低于|[比较]")
SAID, ITEM, TAIL, NEAR, BACK = 14, 12, 6, 160, 2


def find_named_rates(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each rate whose roles are both filled; it fails where each has one figure, in one sentence or the next."""
    for index, sentence in enumerate(sentences):
        if "%" not in sentence.text and "百分" not in sentence.text:
            continue
        earlier = [f for one in sentences[max(0, index - BACK) : index] for f in one.figures]
        for position, rate in enumerate(sentence.figures):
            if rate.thing != "%" or not rate.value or rate.hedge == "范围" or GOAL.search(rate.clause):
                continue
            roles = roles_of(sentence, rate)
            if roles is None or "分别" in rate.clause:
                continue
            told = _told(sentence, rate, roles, [*earlier, *sentence.figures[:position]])
            if told is not None:
                yield told


def roles_of(sentence: Sentence, rate: Figure) -> Roles | None:
    """The roles that the name of a rate gives."""
    clause = rate.clause if len(rate.clause) > 1 else rate.wider
    if INCLUDING.search(sentence.plain[max(sentence.at, rate.at - TAIL * 2) : rate.at]):
        return None
    if SATISFIED.search(clause):
        name = "满意"
    elif (match := RATE.search(clause)) is not None and not OTHERS.search(match["name"]):
        name = match["name"]
    else:
        return None
    return next((roles for roles in ROLES if roles.name.search(name)), None)


def words_about(figure: Figure) -> str:
    """What a figure is called: the words since the figure before it, and a few behind."""
    return figure.before[-SAID:] + "|" + figure.after[:TAIL]


def _told(sentence: Sentence, rate: Figure, roles: Roles, said: Sequence[Figure]) -> Relation | None:
    near = [f for f in said if rate.at - f.to <= NEAR and f.thing not in NO_COUNTS and f.value > 0 and not f.per]
    near = [f for f in near if is_counted(f) or roles.part.search(words_about(f))]
    parts = [f for f in near if roles.part.search(words_about(f)) and not NOT_YET.search(f.before[-SAID:])]
    if not parts or rate.hedge in BOUNDS:
        return None
    part = parts[-1]
    if part.at < sentence.at:
        return None
    before = [f for f in near if f.at < part.at and _may_hold(f, part, roles)]
    wholes = [f for f in before if roles.whole.search(words_about(f))]
    if not wholes:
        return None
    whole = wholes[-1]
    if not _is_of(sentence, rate, roles, part, whole):
        return None
    own = [Pair(p, w) for p in reversed(parts) for w in reversed(wholes) if w.at < p.at]
    found = first_that_gives(rate, own)
    if found is not None:
        return found
    others = [f for f in near if f is not part and f.thing == part.thing]
    wide = [*(Pair(part, f) for f in others), *(Pair(f, whole) for f in others if f is not whole)]
    if first_that_gives(rate, wide) is not None or not (part.is_plain and whole.is_plain):
        return None
    return _doubted(sentence, rate, part, whole, parts, wholes)


def _is_of(sentence: Sentence, rate: Figure, roles: Roles, part: Figure, whole: Figure) -> bool:
    """重大隐患整改率, 按期办结率, 小学近视率: what else a rate is called must be said of its part or its whole."""
    clause = rate.clause if len(rate.clause) > 1 else rate.wider
    match = RATE.search(clause)
    name = match["name"] if match is not None else ""
    scope = IDLE.sub("", roles.name.sub("", name))
    words = sentence.plain[max(0, whole.at - SAID) : rate.at - len(clause)]
    return all(scope[at : at + 2] in words for at in range(len(scope) - 1)) and len(scope) != 1


def _may_hold(whole: Figure, part: Figure, roles: Roles) -> bool:
    alike = whole.thing == part.thing or (OF_TWO.match(whole.thing) is not None and "座" in roles.whole.pattern)
    alike = (
        alike or {whole.thing, part.thing} == {"人", "人次"} or (whole.thing == "张" and "床位" in roles.whole.pattern)
    )
    return alike and not is_change(whole)


def _doubted(
    sentence: Sentence, rate: Figure, part: Figure, whole: Figure, parts: Sequence[Figure], wholes: Sequence[Figure]
) -> Relation | None:
    between = [f for f in sentence.between(whole.to, part.at) if f.thing == part.thing]
    words = sentence.plain[whole.to : rate.at]
    beside = whole.at >= sentence.at and not between and "；" not in words and not THEREOF.search(words)
    sole = len({f.amount for f in wholes}) == 1 and len({f.amount for f in parts if f.at >= whole.at}) == 1
    passed = [
        f
        for f in sentence.between(part.to, rate.at)
        if f.thing not in NO_COUNTS and not NOT_YET.search(f.before[-SAID:])
    ]
    near = "\n" not in words and not passed
    told = ratio_of(part, whole, rate, CERTAIN if sole else ASK) if near or (beside and sole) else None
    if told is None or (beside and sole) or told.verdict != FAILS:
        return told if told is None else replace(told, opened=told.verdict == FAILS)
    return replace(told, verdict=ASK, diagnosis=None)
