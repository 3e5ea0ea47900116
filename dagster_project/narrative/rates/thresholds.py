"""Values against the level they are said to reach: 回收率98.2%，高于省定97%的考核线; 生均2150元…。标准分别为2000元以上、2500元以上，达标.

Belongs here: a value and the level beside it, several values and their standards in turn, and posts by a ratio of staff.
Does not belong here: how far a value is from a level (``series``), shares that are themselves bounds (``shares``, ``rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.naming import named
from dagster_project.narrative.text.sentences import Sentence

VERB = re.compile(
    r"(?P<not>未能?|没有?|尚未|不)?(?P<verb>高于|超过|超出|优于|大于|多于|好于|达到|达|实现|完成|符合|满足|低于|小于|少于|控制在)"
)
DOWN = ("低于", "小于", "少于", "控制在")
TO_A_SHARE = ("完成", "达到", "达", "实现", "超过", "超出")
BETWEEN = re.compile(
    r"[^，。；：\d（）]{0,6}[，（]?[^，。；：\d（）]{0,10}?(?:未能?|没有?|尚未|不)?(?:高于|超过|超出|优于|大于|多于|好于|达到|达|实现|完成|符合|满足|低于|小于|少于|控制在)[^，。；：\d（）]{0,14}"
)
LEVEL_BEHIND = re.compile(
    r"的?[^，。；：\d]{0,8}(?:目标|标准|要求|规定|指标|任务|[考警红底]\S{0,2}线|限额|上限|下限|水平)"
)
LEVEL_BEFORE = re.compile(r"(?:规定|要求|省定|国定|市定|核定|国家|省|市|部颁|标准|目标)[^，。；：\d]{0,6}$")
STANDARDS = re.compile(
    r"(?:标准|要求|规定|指标)(?P<in_turn>分别)?(?P<all>均|都)?(?:为|是|不低于|不少于|不高于|不超过)?$"
)
REACHED = re.compile(
    r"[，；]?(?:[^，。；：\d]{0,6})(?P<not>未|不|没有?)?(?:全部|均|都|已)*(?:达标|达到(?:标准|要求|规定)|符合(?:标准|要求|规定))"
)
ALL_REACH = re.compile(r"(?:均|都|全部)(?:已|能)?(?:在|达到?|保持在|稳定在|控制在|为)?$")
EACH_IS = re.compile(r"(?:均|都|全部)(?:已|能)?(?:在|达到?了?|保持在|稳定在|控制在|超过|高于|低于|不低于|不少于)?$")
FIRST_ITEM = re.compile(
    r"(?:的?(?:水平|标准|要求|目标))?[，：（；]?(?:其中|分别(?:是|为)|具体(?:是|为))?[，：]?[^，。；：\d]{1,10}"
)
ITEM = re.compile(r"[、，；和及][^，。；：\d]{1,10}")
TURN = re.compile(
    r"(?:分别|依次)(?:均|都|已)?(?P<not>未|没有|不)?(?P<verb>高于|超过|优于|大于|多于|达到|达|实现|完成|符合|满足|低于|小于|少于|控制在)[^，。；：\d]{0,10}(?:\d[\d.,]*[^，。；：\d]{0,3})?$"
)
FEW_WORDS = 12
JOINED = re.compile("[、和，及与](?:初中|小学|高中)?")
BY_RATIO = re.compile(
    r"每(?P<of>\d{1,4})[名位个人](?P<whom>[^，。；：\d每]{1,8}?)(?:应|须|需|至少)?(?:配备|配置|配|安排|设置?)[^，。；：\d]{0,6}(?P<one>\d{1,3})[名位个人]"
)
DUE = re.compile(r"(?:应当?|需要?|须|共需)(?:配备?|配置|安排|设置?|有)?[^，。；：\d]{0,8}$")
PART_OF_A_TASK = re.compile(r"(?:任务|目标|计划|指标|预算|进度|水平|规模)[数量值]?的$")
"""完成省定任务的102% is a share of the task, no level."""
DIGIT = re.compile(r"[\d一二三四五六七八九十百]")
LED, ROW = 8, 24
COMPARED_WITH = re.compile(r"[比较][^，。；]{0,16}$")
TO_ONE = re.compile(r"^[:：∶]1(?!\d)")
FEW, NEAR, SAID, MOST = 8, 40, 120, 30
WHO_REACH = re.compile(r"[^，。；：\n]{0,8}的[^，。；：\n]{0,10}")
NAMED_LEVEL = re.compile(
    r"(?P<name>[一-鿿]{2,10}率)(?:均|也|都)?(?:已经?|全部)?(?:达到|达|超过|高于)了?[^，。；：\d]{0,8}"
)


def find_thresholds(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each value with its level, told where it is reached and failing where it is said to be and is not."""
    said: list[Figure] = []
    for index, sentence in enumerate(sentences):
        for position in range(1, len(sentence.figures)):
            relation = _beside(sentence, position)
            if relation is not None:
                yield relation
        yield from _by_its_name(sentence, said)
        yield from _standards(sentence, sentences[index - 1] if index else None)
        yield from _all_of_a_row(sentence)
        yield from _all_of_the_row_behind(sentence)
        yield from _in_turn(sentence)
        yield from _by_ratio(sentence, said)
        said += sentence.figures


def _beside(sentence: Sentence, position: int) -> Relation | None:
    """98.24%，高于省定97%的考核线: the value, a verb, and a level that is called one."""
    value, level = sentence.figures[position - 1 : position + 1]
    since = value
    if position > 1 and value.thing == "个百分点" and is_change(value) and level.thing == "%":
        value = sentence.figures[position - 2]  # 提高到95.3%，提高了0.9个百分点，实现了达到95%以上的目标
        if position > 2 and COMPARED_WITH.search(value.clause):
            value = sentence.figures[position - 3]  # 95.7%，比上一届的94.1%提高1.6个百分点，达到了95%以上的目标
    numeral = DIGIT.search(sentence.plain, level.at, level.to)
    words = sentence.plain[since.to : numeral.start() if numeral else level.at]
    if (
        value.thing != level.thing
        or not (value.thing or _are_ratios(value, level))
        or is_change(value)
        or is_change(level)
        or value.hedge
    ):
        return None
    words = TO_ONE.sub("", words)
    verb = VERB.search(words)
    if (since is not value and GOAL.search(words)) or counts_who_reach(sentence, position):
        return None
    if verb is None or BETWEEN.fullmatch(words) is None or level.hedge not in ("", "以上", "以下"):
        return None
    if LEVEL_BEHIND.match(TO_ONE.sub("", level.after)) is None and LEVEL_BEFORE.search(words) is None:
        return None
    behind = level.quote.endswith(("以上", "以下", "以内"))
    down = level.hedge == "以下" if behind else verb["verb"] in DOWN
    inverse = bool(verb["not"])
    if verb["verb"] == "完成" and value.thing != "%":
        return None
    if verb["verb"] in TO_A_SHARE and level.thing == "%" and PART_OF_A_TASK.search(words):
        return None
    strict = not behind and verb["verb"] not in ("达", "达到", "实现", "完成", "符合", "满足", "控制在")
    found = told(value, level, down is not inverse, strict is not inverse)
    # A ratio of 16:1 may be called better, and so higher, than one of 19:1.
    return replace(found, verdict=ASK) if found.verdict == FAILS and not value.thing else found


def counts_who_reach(sentence: Sentence, position: int) -> bool:
    """完成率92.71%，达到95%以上要求的只有15个单位; 达到95%以上的学校12所: how many reach it, not that this one does."""
    level = sentence.figures[position]
    counted = sentence.figures[position + 1] if position + 1 < len(sentence.figures) else None
    if counted is None or counted.thing in ("", "%", "个百分点"):
        return False
    return WHO_REACH.fullmatch(sentence.words(level, counted)) is not None


def _by_its_name(sentence: Sentence, said: Sequence[Figure]) -> Iterator[Relation]:
    """安置率为98.9%，…。安置率达到省定95%以上的要求: the last value that was told by the name."""
    for level in sentence.figures[:1]:
        match = NAMED_LEVEL.fullmatch(level.clause) if level.thing == "%" else None
        if GOAL.search(sentence.plain[sentence.at : level.at]):
            continue
        if match is None or LEVEL_BEHIND.match(level.after) is None or level.hedge not in ("", "以上"):
            continue
        values = [f for f in said[-MOST:] if f.thing == "%" and f.is_plain and not is_change(f)]
        value = next((f for f in reversed(values) if match["name"] in f.clause), None)
        if value is not None and (value.clause + "|").partition(match["name"])[2][:2] != "由":
            found = told(value, level, False, False)
            yield replace(found, verdict=ASK) if found.verdict == FAILS else found


def _are_ratios(value: Figure, level: Figure) -> bool:
    """13.1:1 and 13.5:1."""
    return TO_ONE.match(value.after) is not None and TO_ONE.match(level.after) is not None


def told(value: Figure, level: Figure, down: bool, strict: bool) -> Relation:
    """A value beside its level: 7.6 >= 7.5, failing where the level is not met."""
    one, other = value.amount, level.amount
    fits = (one < other if strict else one <= other) if down else (one > other if strict else one >= other)
    sign = ("<" if down else ">") + ("" if strict else "=")
    expression = f"{digits(value.amount / level.scale)} {sign} {number(level)}"
    return _worded(value, level, expression, HOLDS if fits else FAILS)


def _told_of_all(row: Sequence[Figure], level: Figure, down: bool, strict: bool) -> Relation:
    """One claim about all of a row: the value that misses its level, else all of them."""
    each = [told(value, level, down, strict) for value in row]
    missed = [one for one in each if one.verdict == FAILS]
    if missed:
        return replace(missed[0], figures=tuple(sorted((*row, level), key=lambda f: f.at)))
    sign = each[0].expression.split(" ")[1]
    listed = "、".join(digits(value.amount / level.scale) for value in row)
    zh = f"{'、'.join(value.quote for value in row)}与所说的标准{level.quote}相符"
    en = f"{', '.join(value.quote for value in row)} meet the level of {level.quote} as said"
    expression = f"{listed} {sign} {number(level)}"
    last = max(row, key=lambda f: f.amount) if down else min(row, key=lambda f: f.amount)
    reading = Reading(zh, en, expression, number(last))
    return replace(
        written("ratio", row, level, expression, last.amount, HOLDS, readings=[reading]), opened=True, diagnosis=None
    )


def _worded(value: Figure, level: Figure, expression: str, verdict: str) -> Relation:
    reached = verdict == HOLDS
    zh = f"{value.quote}与所说的标准{level.quote}{'相符' if reached else '不符'}"
    en = f"{value.quote} {'meets' if reached else 'does not meet'} the level of {level.quote} as said"
    readings = [Reading(zh, en, expression, number(value))]
    relation = written("ratio", [value], level, expression, value.amount, verdict, readings=readings)
    return replace(relation, opened=True, diagnosis=None)


def _standards(sentence: Sentence, before: Sentence | None) -> Iterator[Relation]:
    """…5.07人；初中…6.03人。标准分别为4.2人以上、5.3人以上，达标: the means said before, in their order."""
    for position, level in enumerate(sentence.figures):
        match = STANDARDS.search(level.clause)
        if match is None or is_change(level):
            continue
        levels = [level]
        for other in sentence.figures[position + 1 :]:
            if other.thing != level.thing or not re.fullmatch("[、和，及]", sentence.words(levels[-1], other)):
                break
            levels.append(other)
        reached = REACHED.match(sentence.plain, levels[-1].to)
        if reached is None:
            continue
        values = [f for f in sentence.figures[:position] if _is_value(f, level)]
        values = values or [f for f in (before.figures if before is not None else ()) if _is_value(f, level)]
        means = [f for f in values if f.per]
        values = (means or values)[-FEW:]
        if len(values) == len(levels) or (len(levels) == 1 and match["in_turn"] is None and values):
            for n, value in enumerate(values):
                own = levels[n] if len(levels) > 1 else level
                down = (
                    own.hedge == "以下" or "不高于" in own.quote + level.clause or "不超过" in own.quote + level.clause
                )
                yield told(value, own, down is not bool(reached["not"]), bool(reached["not"]))


def _all_of_a_row(sentence: Sentence) -> Iterator[Relation]:
    """入园率95.2%、巩固率98.1%、毛入学率93.4%，均达到95%以上: each of the row right before."""
    for position, level in enumerate(sentence.figures):
        led = ALL_REACH.search(sentence.plain[max(sentence.at, level.at - LED) : level.at])
        if led is None or level.hedge not in ("以上", "以下") or is_change(level):
            continue
        row: list[Figure] = []
        for value in reversed(sentence.figures[:position]):
            if not row and value.thing in ("个", "项", "类") and level.at - value.to <= FEW_WORDS:
                continue  # 三个学段都在10%以上
            words = sentence.words(value, row[-1] if row else level)
            near = len(words) <= ROW and "。" not in words and (not row or "；" not in words)
            if value.thing != level.thing or value.hedge or is_change(value) or not near:
                break
            row.append(value)
        if len(row) > 1:
            behind = level.quote.endswith(("以上", "以下", "以内"))
            yield _told_of_all(row[::-1], level, level.hedge == "以下", not behind)


def _all_of_the_row_behind(sentence: Sentence) -> Iterator[Relation]:
    """三个年级的及格率都在八成以上，七年级83%，八年级81%，九年级79%: each of the row that follows as its working."""
    for position, level in enumerate(sentence.figures):
        led = EACH_IS.search(sentence.plain[max(sentence.at, level.at - LED) : level.at])
        if led is None or level.hedge not in ("以上", "以下") or is_change(level) or level.per:
            continue
        row: list[Figure] = []
        for value in sentence.figures[position + 1 :]:
            words = sentence.words(row[-1] if row else level, value)
            item = (ITEM if row else FIRST_ITEM).fullmatch(words)
            if item is None or value.thing != level.thing or value.hedge or is_change(value):
                break
            row.append(value)
        if len(row) > 1 and not row[-1].after.startswith("的"):
            behind = level.quote.endswith(("以上", "以下", "以内"))
            yield _told_of_all(row, level, level.hedge == "以下", not behind)


def _in_turn(sentence: Sentence) -> Iterator[Relation]:
    """小学0.38、初中0.31，分别低于0.50和0.45的规定标准: each value with the level in its place."""
    for position, first in enumerate(sentence.figures):
        verb = TURN.search(sentence.plain[max(sentence.at, first.at - LED) : first.to])
        if verb is None or is_change(first):
            continue
        levels = [first]
        for other in sentence.figures[position + 1 :]:
            if other.thing != first.thing or not JOINED.fullmatch(sentence.words(levels[-1], other)):
                break
            levels.append(other)
        values = list(sentence.figures[max(0, position - len(levels)) : position])
        if len(levels) < 2 or len(values) != len(levels) or not LEVEL_BEHIND.match(levels[-1].after):
            continue
        row = [*values, first]
        apart = any("；" in sentence.words(a, b) or len(sentence.words(a, b)) > ROW for a, b in pairwise(row))
        if apart or any(f.thing != first.thing or f.hedge or is_change(f) for f in values):
            continue
        down, inverse = verb["verb"] in DOWN, bool(verb["not"])
        strict = verb["verb"] not in ("达", "达到", "实现", "完成", "符合", "满足", "控制在")
        yield from (
            told(value, level, down is not inverse, strict is not inverse)
            for value, level in zip(values, levels, strict=True)
        )


def _is_value(figure: Figure, level: Figure) -> bool:
    return (
        figure.thing == level.thing
        and not figure.hedge
        and not is_change(figure)
        and not STANDARDS.search(figure.clause)
    )


def _by_ratio(sentence: Sentence, said: Sequence[Figure]) -> Iterator[Relation]:
    """按每50名寄宿生配备1名的要求，应配278名: one more wherever a group is begun."""
    for match in BY_RATIO.finditer(sentence.plain, sentence.at, sentence.to):
        due = next((f for f in sentence.figures if f.at >= match.end() and DUE.search(f.clause)), None)
        if due is None or due.thing != "人" or due.hedge or due.at - match.end() > NEAR:
            continue
        pool = [
            f
            for f in (*said[-SAID:], *sentence.between(sentence.at, match.start()))
            if f.thing == "人" and not is_change(f)
        ]
        pointed = [f for f in named(match["whom"], pool) if f.is_plain and not f.per]
        posts_for = [(f, f.amount * int(match["one"]) / int(match["of"])) for f in pointed if int(match["of"])]
        exact = [(f, posts) for f, posts in posts_for if due.value in (ceil(posts), int(posts))]
        chosen = exact or (posts_for if len({f.amount for f in pointed}) == 1 else [])
        for whom, posts in chosen[:1]:
            groups = f" * {match['one']}" if match["one"] != "1" else ""
            sign = "<=" if exact else f"= {digits(posts, 2)}, not"
            expression = f"{number(whom)} / {match['of']}{groups} {sign} {number(due)}"
            zh = f"{whom.quote}按每{match['of']}人{match['one']}名应配{ceil(posts)}名"
            en = f"{whom.quote} at {match['one']} for every {match['of']} need {ceil(posts)}"
            readings = [Reading(zh, en, expression, digits(posts, 2))]
            yield written("ratio", [whom], due, expression, posts, HOLDS if exact else ASK, readings=readings)
