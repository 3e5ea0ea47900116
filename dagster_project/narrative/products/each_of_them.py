"""So much in each of several places: 在12所学校各举办2场，共24场; 8个乡镇各设2个服务点，合计16个.

Belongs here: a count, what 各 says there is of something in each, and the total behind it. Does not belong here: rates told
by 每 (``told_chains``, ``products``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, times, value_of
from dagster_project.narrative.reckoning.claims import common_digits, is_counted, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS

EACH = re.compile(r"(?<![其每])各(?![类级项种方地界])[^，。；：\d]{0,12}$")
NAMES = re.compile(r"、[^，。；：]{0,16}各|其中")
"""小学、初中各2场 is told of two names, not of a count before them."""
TOTAL = re.compile(r"(?:共计?|合计|总计|累计|一共|总共)[^，。；：\d]{0,8}$")
AT_ONCE = re.compile(r"[^。；]{0,16}")
MORE = re.compile(r"另|此外|加上|连同|原有")
AHEAD, APART, NEAR = 3, 24, 30


def find_each_of_them(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each total behind 各: it fails where nothing stands between, else it is asked about."""
    for sentence in sentences:
        if "各" not in sentence.text:
            continue
        count: Figure | None = None
        for position, each in enumerate(sentence.figures):
            if position and EACH.search(each.before) and _may(each):
                count = _count(sentence, sentence.figures[position - 1], each)
            elif count is None or not sentence.plain.startswith(("、", "和"), sentence.figures[position - 1].to):
                count = None
            if count is not None and _may(each):
                yield from _told(sentence, count, position)


def _count(sentence: Sentence, count: Figure, each: Figure) -> Figure | None:
    gap = sentence.words(count, each)
    apart = len(gap) > APART or re.search("[。；]", gap) or NAMES.search(gap)
    return count if _may(count) and count.value > 1 and not apart else None


def _told(sentence: Sentence, count: Figure, position: int) -> Iterator[Relation]:
    each = sentence.figures[position]
    for total in sentence.figures[position + 1 : position + 1 + AHEAD]:
        words = sentence.words(each, total)
        if (
            total.thing != each.thing
            or not TOTAL.search(_led(sentence, each, total))
            or re.search("[。；]|" + MORE.pattern, words)
        ):
            continue
        made = times(value_of(count), value_of(each))
        verdict = compare(made, total)
        if verdict not in (HOLDS, ROUNDING):
            beside = AT_ONCE.fullmatch(words) is not None and not sentence.between(each.to, total.at)
            plain = all(f.is_plain for f in (count, each, total)) and total.at - each.to <= NEAR
            verdict = verdict if beside and plain else ASK
        expression = f"{number(count)} * {common_digits([each], total)[0]} = {number(total)}"
        yield written("product", [count, each], total, expression, made.nominal, verdict)
        return


def _led(sentence: Sentence, each: Figure, total: Figure) -> str:
    """共计桌椅18台、计算机240台: 共计 stands before the first of the list."""
    name = each.before.rpartition("各")[2].lstrip("、和")
    named = len(name) > 1 and total.before.endswith(name[-2:])
    words = sentence.words(each, total)
    return "共计" if named and re.search(r"共计?|合计|总计|累计", words) else total.before


def _may(figure: Figure) -> bool:
    return is_counted(figure) and figure.thing not in DURATIONS and figure.hedge not in ("范围", "以上", "以下")
