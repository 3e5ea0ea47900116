"""Grades from one on: A级21个，B级58个，C级5个。B级及以上79个; 优秀9%、良好33%、及格51%、不及格7%，优良率42%.

Belongs here: a figure of the best grades together, where all grades are told before it. Does not belong here: whether the
grades make up their whole (``bare_lists``, ``sums``), shares of a count (``rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.text.sentences import Sentence

SCALES = (
    ("优秀", "良好", "及格", "不及格"), ("优秀", "良好", "合格", "不合格"), ("优秀", "良好", "一般", "较差"),
    ("优", "良", "中", "差"), ("优秀", "合格", "基本合格", "不合格"), ("好", "较好", "一般", "差"),
    ("非常满意", "满意", "基本满意", "不满意"), ("很满意", "满意", "基本满意", "不满意"),
    ("A级", "B级", "C级", "D级"), ("A类", "B类", "C类", "D类"), ("A等", "B等", "C等", "D等"), ("甲级", "乙级", "丙级"),
    ("一级", "二级", "三级", "四级"), ("一类", "二类", "三类"), ("一等", "二等", "三等"), ("特级", "一级", "二级", "三级"),
)  # fmt: skip
FROM = re.compile(
    r"(?P<grade>[一-鿿A-D]{1,4}?)(?:等级|等次)?(?:（含）)?(?:及其?|和|或)?以上(?:的|等级|等次)?[^，。；：、\d（）]{0,6}$"
)
BOTH = re.compile(r"(?:优良|优秀和良好|优秀及良好|优良等次)(?:率|比例|比率|人数)?(?:为|是|达|达到|合计|共)?$")
NAMED = r"(?:^|[、，。；：（]|其中|为|评定|评为|达到|有)"
BACK, LEAST, FAR = 24, 3, 400
HUNDRED, ABOUT = 100, 1


class _Named(NamedTuple):
    figure: Figure
    name: str


def find_grades(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each figure of the best grades, against those told before it."""
    said: list[_Named] = []
    for sentence in sentences:
        for position, whole in enumerate(sentence.figures):
            both, some = BOTH.search(whole.clause), FROM.search(whole.clause)
            if (both is None and some is None) or not whole.is_plain or whole.per:
                continue
            known = [one for one in (*said, *_named(sentence)[:position]) if one.figure.thing == whole.thing]
            known = [one for one in known if whole.at - one.figure.to < FAR]
            for scale in SCALES:
                last = (
                    1
                    if both
                    else next((n for n, grade in enumerate(scale) if some and some["grade"].endswith(grade)), 0)
                )
                relation = (
                    _from_grade(scale, last, whole, known) if last and (not both or scale[1][0] == "良") else None
                )
                if relation is not None:
                    yield relation
                    break
        said = [*said, *_named(sentence)][-BACK:]


def _named(sentence: Sentence) -> list[_Named]:
    """Each figure with its name; 优秀3420人（9.5%）: the share in brackets has the name before them."""
    named: list[_Named] = []
    for figure in sentence.figures:
        beside = figure.thing == "%" and named and figure.at - named[-1].figure.to <= len("，占")
        named.append(_Named(figure, named[-1].name if beside and len(figure.clause) <= 1 else figure.clause))
    return named


def _from_grade(scale: Sequence[str], last: int, whole: Figure, known: Sequence[_Named]) -> Relation | None:
    told: list[Figure | None] = []
    for grade in scale:
        pattern = re.compile(rf"{NAMED}{grade}(?![及或和以])[^，。；：、\d]{{0,6}}$")
        told.append(next((one.figure for one in reversed(known) if pattern.search(one.name)), None))
    parts = [f for f in told[: last + 1] if f is not None]
    grades = [f for f in told if f is not None]
    if len(parts) <= last or len(grades) < LEAST or len({f.at for f in grades}) < len(grades):
        return None
    if whole.thing == "%" and abs(sum((f.value for f in grades), Fraction(0)) - HUNDRED) > ABOUT:
        return None
    if makes_up(parts, whole):
        return replace(added_up(parts, whole, HOLDS), opened=True)
    exact = all(f.is_plain for f in grades) and len(grades) == len(scale)
    return added_up(parts, whole, FAILS if exact or whole.thing != "%" else ASK, opened=True)
