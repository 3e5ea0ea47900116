"""A number told again by its own name: 限期整改71个 … 限期整改的74个问题; 全县幼儿园87所 … 全县89所幼儿园全部….

Belongs here: a figure that points back with 的 to one of its name, and totals of the whole county told by one name, where
the two differ. Does not belong here: numbers that agree, and those told with the same words on both sides (``repeats``).

Both numbers may be true, of two days or by two counts; so it is asked and never fails.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.parts.sums import PLACES, is_beside, is_part
from dagster_project.narrative.reckoning.claims import GOAL, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

POINTS = re.compile(r"(?:^|[对将把给向为，、；。：]|[一二三四五六七八九]是)(?P<name>[一-鿿]{3,10})的$")
NO_NAME = re.compile(
    r"[比较超]|以上|不足|新增|增加|减少|今年|去年|上年|每|其中|其他|其余|所有|全部|部分|规定|要求|标准|剩"
)
WIDE = r"(?:全[县市区镇校乡旗]|我[县市区校]|本县)"
COUNTED = re.compile(
    rf"^(?:截至[^，]{{0,12}}，?)?{WIDE}?(?:目前|现)?(?:共?有|现有|共有|共|总)?(?P<name>[一-鿿]{{2,10}}?)(?:总数|总计|共计|共有|共|有|达|为)*$"
)
ALL = re.compile(rf"{WIDE}|现有|共有|总数")
BEHIND = re.compile(r"(?P<name>[一-鿿]{2,10}?)(?=全部|全都|均|都|已|实现|全面|中|的|[，。；、（）]|$)")
ONLY_WIDE = re.compile(rf"^{WIDE}(?:目前|现)?(?:的|共有|现有|有|共)?$")
TIME = re.compile(
    r"(?:19|20)\d{2}|去年|上年|年初|期初|以前|当时|原|春季|秋季|上半年|下半年|\d+月|增|减|到\d{4}|计划|规划|届|累计"
)
TENTH, LEAST, BACK, FAR = 10, 10, 200, 6000


def find_told_again(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Pairs of unlike numbers by one name, over the document."""
    said: list[tuple[Figure, Sentence]] = []
    of_all: dict[tuple[str, str], list[tuple[Figure, Sentence]]] = defaultdict(list)
    for sentence in sentences:
        own = [f for f in sentence.figures if _is_counted(f)]
        for figure in own:
            yield from _pointing_back(figure, said)
            name = _name_of_all(figure)
            if name:
                yield from _told_otherwise(figure, sentence, of_all[name, _thing(figure)])
                of_all[name, _thing(figure)].append((figure, sentence))
        said = [*said, *((f, sentence) for f in own)][-BACK:]


def _is_counted(figure: Figure) -> bool:
    plain = figure.is_plain and bool(figure.thing) and figure.amount >= LEAST and is_part(figure)
    return plain and not is_beside(figure) and not GOAL.search(figure.clause)


def _thing(figure: Figure) -> str:
    return "所" if figure.thing in PLACES else figure.thing


def _pointing_back(figure: Figure, said: Sequence[tuple[Figure, Sentence]]) -> Iterator[Relation]:
    """The last figure whose words end with the name; silent where any figure of that name is the same number."""
    match = POINTS.search(figure.clause)
    if match is None or NO_NAME.search(match["name"]):
        return
    named = [f for f, _ in said if _thing(f) == _thing(figure) and _bears(f, match["name"], figure.after)]
    if not named or any(f.amount == figure.amount for f in named) or figure.at - named[-1].to > FAR:
        return
    if _is_near(named[-1], figure) and len({f.amount for f in named}) == 1:
        yield _asked(named[-1], figure)


def _bears(figure: Figure, name: str, noun: str) -> bool:
    """限期整改71个 and 限期整改问题71个 of 限期整改的71个问题."""
    rest = figure.before.removeprefix(name)
    return figure.before.endswith(name) or (rest != figure.before and noun.startswith(rest))


def _name_of_all(figure: Figure) -> str:
    """幼儿园 of 全县现有幼儿园87所 and of 全县89所幼儿园全部达标."""
    if ONLY_WIDE.match(figure.clause):
        behind = BEHIND.match(figure.after)
        return behind["name"] if behind is not None and not NO_NAME.search(behind["name"]) else ""
    if not ALL.search(figure.clause):
        return ""
    match = COUNTED.match(figure.before)
    return match["name"] if match is not None and not NO_NAME.search(match["name"]) else ""


def _told_otherwise(figure: Figure, sentence: Sentence, told: Sequence[tuple[Figure, Sentence]]) -> Iterator[Relation]:
    others = [f for f, _ in told]
    if not others or any(f.amount == figure.amount for f in others) or len({f.amount for f in others}) > 1:
        return
    one, where = told[-1]
    timed = any(
        TIME.search(s.plain[max(s.at, f.at - FAR // BACK) : f.at]) for f, s in ((one, where), (figure, sentence))
    )
    if where is not sentence and not timed and _are_of_one_place(one, figure) and _is_near(one, figure):
        yield _asked(one, figure)


def _are_of_one_place(one: Figure, other: Figure) -> bool:
    return one.place == other.place or not (one.place and other.place)


def _is_near(one: Figure, other: Figure) -> bool:
    return abs(one.amount - other.amount) * TENTH <= one.amount or is_slip(one.amount, other)


def _asked(one: Figure, other: Figure) -> Relation:
    expression = f"{digits(one.amount / other.scale)} = {number(other)}"
    return written("conflict", [one, other], other, expression, one.amount, ASK)
