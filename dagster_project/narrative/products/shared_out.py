"""How many lots something makes: 学生床320张，每间宿舍8张，可布置40间; 96人，每组6人，分成16个小组.

Belongs here: a whole, so much of it for each, and the number of those told behind. Does not belong here: rates that make a
total behind them (``told_chains``), what is in each of several places (``each_of_them``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import GOAL, is_counted, number, written
from dagster_project.narrative.reckoning.for_each import counts, each_in
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS

INTO = re.compile(
    r"[，、）]?(?:共|可|需|须|能|应|约|拟|计)*(?:分|编|设|布置|安排|安放|摆|组|需|成|开设|划分|建|要|派)[^，。；：\d]{0,6}$"
)
BREAK = re.compile(r"[。；\n]")
OTHERS = re.compile(r"其中|另|至少|不少于|不超过|最多|以上|以内|标准|平均")
NEAR, GAP, SEVERAL = 60, 16, 1


def find_shared_out(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each number of lots; it is asked about unless the whole fills them, the last one not quite."""
    for sentence in sentences:
        if "每" not in sentence.text:
            continue
        for whole, each, lots in zip(sentence.figures, sentence.figures[1:], sentence.figures[2:], strict=False):
            if _is_so(sentence, whole, each, lots):
                made = whole.amount / each.amount
                up = -(-whole.amount // each.amount)
                filled = HOLDS if made == lots.amount else ROUNDING if lots.amount == up else ASK
                expression = f"{digits(whole.amount)} / {digits(each.amount)} = {number(lots)}"
                yield written("ratio", [whole, each], lots, expression, made, filled)


def _is_so(sentence: Sentence, whole: Figure, each: Figure, lots: Figure) -> bool:
    gap, led = sentence.words(each, lots), sentence.words(whole, each)
    if len(gap) > GAP or len(led) > NEAR or BREAK.search(led + gap) or OTHERS.search(led + gap + whole.clause):
        return False
    plain = all(f.is_plain for f in (whole, each, lots)) and not GOAL.search(lots.before.replace("拟", ""))
    alike = whole.thing == each.thing and whole.amount > each.amount > SEVERAL and lots.amount > SEVERAL
    if not (plain and alike) or not is_counted(whole) or not is_counted(lots) or whole.thing in (*DURATIONS, "元"):
        return False
    told = each_in(each.before)
    return bool(told) and counts(lots, told[-1]) and INTO.search(lots.before) is not None
