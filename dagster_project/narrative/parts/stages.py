"""Stages that partition a number of projects: 已完工6个，在建5个，正在招标1个, of the 12 named before or behind.

Belongs here: the words for the stages of a project. Does not belong here: other parts of a whole (``sums``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.sentences import Sentence

DONE = re.compile(r"(?<!主体)完工|竣工|建成|完成(?!招标|投资|前期)|投入使用|验收")
GOING_ON = re.compile(r"主体完工|主体已?完成|在建|续建|正在建设|正在施工|已开工|开工建设|推进中|正在实施")
TO_COME = re.compile(r"未开工|前期|招标|招投标|拟建|筹建|待建|尚未|未启动|规划|即将开工|待开工|计划开工|停工")
STAGES = (TO_COME, GOING_ON, DONE)
OPENED = re.compile(r"(?<!未)(?<!待)(?<!将)(?<!划)开工(?!建设中)")
UNNUMBERED = re.compile(r"；[^；。\d]{2,40}(?:项目|工程)[^；。\d]{0,10}(?:招标|前期|开工|建设|施工|筹建)")
TOLD_BEHIND = re.compile(r"已|正在|在建|完工|开工|未|尚|推进|前期|竣工")
BESIDE, LEAST = 20, 3
WORK = re.compile(r"项目|工程|学校|幼儿园|校舍|食堂|厕所")


def find_stages(sentence: Sentence, earlier: Sequence[Figure]) -> Iterator[Relation]:
    """The stages one sentence counts, against the number of projects said before or in it."""
    staged = [(stage, f) for f in sentence.figures if f.is_plain and (stage := _stage(f, sentence)) is not None]
    things = {f.thing for _, f in staged}
    if (
        len(staged) < 2
        or not _are_in_turn([stage for stage, _ in staged])
        or len(things) != 1
        or not things <= {"个", "所", "项", "处"}
    ):
        return
    parts = [f for _, f in staged]
    before = [
        f
        for f in (*earlier, *sentence.figures)
        if f.at < parts[0].at and f.thing in things and WORK.search(f.after + f.before)
    ]
    for whole in [f for f in reversed(before) if f.amount > max(p.amount for p in parts) and not f.per][:1]:
        unnumbered = len(UNNUMBERED.findall(sentence.plain[parts[-1].to : sentence.to]))
        computed = sum((p.amount for p in parts), Fraction(0)) + unnumbered
        told = len({stage for stage, _ in staged}) == len(STAGES) and not unnumbered
        if computed != whole.amount and any(OPENED.search(f.before + f.after[:6]) for f in parts):
            return
        if computed == whole.amount or told or _too_many(computed, whole, parts, sentence):
            expression = " + ".join([*map(number, parts), *["1"] * unnumbered]) + f" = {number(whole)}"
            yield written("partition", parts, whole, expression, computed, HOLDS if computed == whole.amount else FAILS)


def _are_in_turn(stages: Sequence[int]) -> bool:
    """11个已完工，1个主体完工，1个正在施工，2个正在招标: two kinds of one stage beside each other, and no stage again later."""
    changes = [stage for n, stage in enumerate(stages) if n == 0 or stage != stages[n - 1]]
    return len(changes) > 1 and len(set(changes)) == len(changes)


def find_stages_before_their_count(sentence: Sentence) -> Iterator[Relation]:
    """1个项目已完工、3个已开工、4个正在推进，8个项目: told where they make it up."""
    counted = [f for f in sentence.figures if is_part(f) and f.is_plain and f.thing]
    for position in range(LEAST, len(counted)):
        whole, items = counted[position], counted[position - LEAST : position]
        listed = all(f.thing == whole.thing and TOLD_BEHIND.search(f.after) for f in items)
        if listed and "，" in sentence.words(items[-1], whole) and sum(f.amount for f in items) == whole.amount:
            yield added_up(items, whole, HOLDS)


def _too_many(computed: Fraction, whole: Figure, parts: Sequence[Figure], sentence: Sentence) -> bool:
    """8个项目已完工6个，正在施工3个: the whole opens the clause, and no project is both."""
    beside = (
        whole.at >= sentence.at and parts[0].at - whole.to <= BESIDE and "；" not in sentence.words(whole, parts[0])
    )
    return beside and computed > whole.amount and not any("其中" in part.clause for part in parts)


def _stage(figure: Figure, sentence: Sentence) -> int | None:
    """By the words before a figure, or those after it that do not lead on to the next."""
    end = figure.to + len(figure.after)
    leads_on = any(other.at == end for other in sentence.figures) and figure.after
    words = figure.before + ("" if leads_on else figure.after[:6])
    return next((number for number, stage in enumerate(STAGES) if stage.search(words)), None)
