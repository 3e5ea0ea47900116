"""Counted lists of names: 3个项目：A、B、C; A、B两所学校; 已完工项目6个，分别是…; 五年（2016-2020年）.

Belongs here: how many names a list holds and how many the text says. Does not belong here: lists of amounts (``sums``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Reading, Relation
from dagster_project.narrative.parts.list_marks import end_of_its_line
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence

COUNTABLE = frozenset(
    [
        "个",
        "所",
        "家",
        "处",
        "项",
        "条",
        "种",
        "类",
        "座",
        "名",
        "位",
        "人",
        "门",
        "点",
        "支",
        "对",
        "期",
        "大",
        "场",
        "部",
        "本",
        "级",
        "村",
        "镇",
        "乡",
        "县",
        "市",
        "次",
        "批",
        "套",
        "幢",
        "栋",
        "校",
    ]
)
AFTER_COUNT = re.compile(
    r"(?P<noun>[^，。；：（）\d]{0,24}?)(?:(?P<cue>，?(?:分别(?:是|为|有)|即|包括|依次(?:是|为))[：，]?|：)|(?P<open>（(?:即|分别(?:是|为)|包括)?[：，]?))"
)
MORE = re.compile(r"等")
SEPARATORS = re.compile(r"、|；|，|和(?=[^，。；、]{1,20}$)|以及|及(?=[^，。；、]{1,20}$)|\n|”“|》《")
COMMA_ONLY = re.compile(r"[、”》]")
NAME = re.compile(r"[一-鿿A-Za-z“《]")
NO_NAME = re.compile(
    r"^(?:其中|新增|减少|增加|共|占|同时|并|且|已|为|以|对|在|要|使|让|把|从|其余|剩余|总|目前|截至)|%|万元|亿元"
)
AMOUNT = re.compile(r"[：:]?(?:共|投资|资金|金额|计)?\d[\d.]*(?:万|亿)?(?:元|人次?|名|户|平方米|㎡|台|套)$")
COUNTED = re.compile(r"\d(?:所|个|处|家|座|栋|幢|间|项|条|套|块|片|门|场|期)$")
LAST_NAME = re.compile(r"、[^、，。；\n]+，([一-鿿]{2,8})$")
"""办公室、学生发展中心，校工会: a comma before the last name."""
TITLE = re.compile(r"《[^《》\n]*》")
"""《困难学生等资助项目》 is one name, whatever stands in it."""
LONGEST_NAME = 30
MOST = 40
BEFORE_COUNT = re.compile(r"(?P<names>(?:[^，。；：、（）\n\d]{1,16}、){1,20}[^，。；：、（）\n\d]{1,16}?)(?:等)?$")
QUOTED = re.compile(r"(?:“[^”\n]{2,30}”[、，和]?){2,}$")
YEARS = re.compile(r"(?:(?:19|20)\d{2}年[、，和及]?){2,}[^，。；：\d]{0,12}$")
YEAR = re.compile(r"(?:19|20)\d{2}年")
SPAN = re.compile(r"[（(]?((?:19|20)\d{2})[-~至到年]+((?:19|20)\d{2})年?")
PLAN = re.compile(
    r"([一二两三四五六七八九十]|\d)年[^，。；：）\d]{0,10}（((?:19|20)\d{2})[-~至到年]+((?:19|20)\d{2})年?）"
)
LEVELS = re.compile(r"(?P<names>(?:[一-鿿]{1,6}、){1,6}[一-鿿]{1,6}?)(?P<count>[两二三四五六])(?P<unit>级|方|位一体)")
KINDS = re.compile(r"([三四五六七八九十])大(?=[一-鿿])")
SMALL = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def find_lists(sentence: Sentence) -> list[Relation]:
    """Lists of names whose length the sentence states."""
    relations = []
    for figure in sentence.figures:
        if figure.thing in COUNTABLE and figure.is_plain and 2 <= figure.value <= MOST and not figure.per:
            relation = _after(sentence, figure) or _before(sentence, figure)
            if relation is not None:
                relations.append(relation)
    return relations


def _after(sentence: Sentence, figure: Figure) -> Relation | None:
    """3个项目：A、B、C and 3个项目（A、B、C）."""
    match = AFTER_COUNT.match(sentence.plain, figure.to, sentence.to)
    if match is None or (match["cue"] in ("：",) and len(match["noun"]) > 16):
        return None
    last = end_of_its_line(sentence.plain, match.end(), sentence.to)
    end = sentence.closing(match.end()) if match["open"] else _end_of_list(sentence.plain, match.end(), last)
    names = _names(sentence.plain[match.end() : end])
    counts = [other for other in sentence.between(match.end(), end) if other.thing == figure.thing]
    if len(counts) > 1 and names is not None and len(counts) >= len(names):
        return None
    if names is None or len(names) < 2:
        return None
    last_name = LAST_NAME.search(sentence.plain[match.end() : end].strip("。\n"))
    if last_name is not None and len(names) + 1 == figure.value:
        names = [*names, last_name[1]]
    relation = _counted(figure, names, _are_alike(names))
    if relation is not None and relation.verdict == FAILS and not match["cue"]:
        return replace(relation, verdict=ASK) if len(names) > 2 else None
    return relation


def _end_of_list(plain: str, at: int, to: int) -> int:
    match = re.search(r"[。！？]|；(?=在|已|正|另|未|尚|计划|其)", plain[at:to])
    return at + match.start() if match else to


def _names(text: str) -> list[str] | None:
    """The names of a list; None where it is open (等) or no list of names."""
    text = TITLE.sub("《名》", re.sub(r"（[^（）]*）", "", text.strip("。，；\n")))
    if MORE.search(text) or not text:
        return None
    if "；" in text:
        parts = text.split("；")
    elif re.search(r"[、]", text):
        parts = re.split(r"、|和(?=[^、]{1,20}$)|以及", text.split("，")[0] if _tail_is_prose(text) else text)
        parts = [piece for part in parts for piece in ([part] if "，" not in part else part.split("，"))]
    else:
        parts = re.split(r"，|\n", text)
    if sum(1 for part in parts if COUNTED.search(part.strip())) > 1:
        return None
    names = [AMOUNT.sub("", part.strip(" \n，；。")) for part in parts if part.strip(" \n，；。")]
    if any(len(name) > 2 * LONGEST_NAME or not NAME.search(name) for name in names):
        return None
    return names


def _tail_is_prose(text: str) -> bool:
    """A、B、C，并… : what follows the comma is no item, because items are parted by 、."""
    head, comma, tail = text.partition("，")
    return bool(comma) and "、" in head and "、" not in tail


def _are_alike(names: list[str]) -> bool:
    """Names, not clauses: short, without a verb that tells of something else, alike in length."""
    lengths = sorted(len(name) for name in names)
    if lengths[-1] > LONGEST_NAME or any(NO_NAME.search(name) for name in names):
        return False
    return lengths[-1] <= 4 * max(lengths[0], 4)


def _before(sentence: Sentence, figure: Figure) -> Relation | None:
    """A、B、C三所学校; 2012年、2013年两次."""
    text = sentence.plain[max(sentence.at, figure.at - 160) : figure.at]
    years = YEARS.search(text)
    if years is not None and figure.thing in ("个", "次", "年", "期", "批", "届"):
        return _counted(figure, YEAR.findall(years[0]), False)
    quoted = QUOTED.search(text)
    if quoted is not None:
        return _counted(figure, re.findall(r"“[^”]+”", quoted[0]), False)
    match = BEFORE_COUNT.search(text)
    if match is None:
        return None
    return _counted(figure, _listed_before(match["names"]), False)


def _listed_before(text: str) -> list[str]:
    parts = re.split(r"、", text)
    last = re.split(r"和|及|以及", parts[-1])
    return [*parts[:-1], *last] if len(last) == 2 and all(last) else parts


def _counted(figure: Figure, names: list[str], strong: bool) -> Relation | None:
    count, stated = len(names), int(figure.value)
    if count != stated and not strong:
        return None
    expression = " + ".join(["1"] * count) + f" = {number(figure)}"
    verdict = HOLDS if count == stated else FAILS if abs(count - stated) <= 2 and count > 2 else ASK
    listed = Reading(
        "逐一点数列出的名称", "counting the names listed", "、".join(name[:LONGEST_NAME] for name in names), str(count)
    )
    diagnosis = None if verdict == HOLDS else "omitted_item" if count < stated else None
    relation = written("partition", [figure], figure, expression, figure.value * 0 + count, verdict, readings=[listed])
    return relation if verdict == HOLDS else _with(relation, diagnosis)


def _with(relation: Relation, diagnosis: str | None) -> Relation:
    return replace(relation, diagnosis=diagnosis)


def find_kinds(script: Script) -> Iterator[Relation]:
    """蔬菜、林果、茶叶、畜禽四大产业: told where as many are named."""
    for match in KINDS.finditer(script.plain):
        names = BEFORE_COUNT.search(script.plain[max(0, match.start() - 120) : match.start()])
        count, stated = len(_listed_before(names["names"])) if names else 0, SMALL[match[1]]
        if names is not None and count == stated:
            expression = " + ".join(["1"] * count) + f" = {stated}"
            start, end = script.span(match.start() - len(names["names"]), match.end())
            yield Relation("partition", expression, str(count), str(stated), "大", HOLDS, start, end)


def find_plans(script: Script) -> Iterator[Relation]:
    """五年行动计划（2016-2020年）: the years stated and the years spanned."""
    for match in PLAN.finditer(script.plain):
        stated, spanned = SMALL.get(match[1]) or int(match[1]), int(match[3]) - int(match[2]) + 1
        start, end = script.span(*match.span())
        if abs(stated - spanned) <= 1:
            expression = f"{match[3]} - {match[2]} + 1 = {stated}"
            verdict = HOLDS if stated == spanned else ASK
            yield Relation("difference", expression, str(spanned), str(stated), "年", verdict, start, end)
