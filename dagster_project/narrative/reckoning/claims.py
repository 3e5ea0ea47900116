"""A claim on its way to becoming a relation: the figures, the working, the span it stands in.

Belongs here: what every kind of claim needs to be written down, and words that several kinds look for.
Does not belong here: finding claims (``sums``, ``shares``, ``products`` …), the sentences said about them (``wording``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from dagster_project.narrative.model import ASK, FAILS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import last_place
from dagster_project.narrative.reckoning.diagnosis import diagnose
from dagster_project.narrative.reckoning.slips import is_slip_beside_round_ones, is_too_far_for_rounding
from dagster_project.narrative.reckoning.whole_measures import is_within_their_last_place
from dagster_project.narrative.text.units import DURATIONS, is_rate

LONGEST_QUOTE = 1500
CHANGE = re.compile(
    r"(?:增支|减支|增收|减收|超收|短收|增加额?|减少|增长|下降|净增|净减|提高|降低|上升|同比[增减降]?|环比|多|增|减|降|成长|增幅|降幅|增速|涨幅|上涨|回升|压减|下浮|上浮|提升|压缩|缩减|回落|(?<![至不缺减])少)(?:率|比例)?(?:了|约|近|为|达到|达|到)?$"
)
BY_SO_MUCH = re.compile(r"(?:[增降涨跌]幅|增速|增长率)(?:已|均)?达?到$")
"""增幅达到33% is by how much, 增长到33% up to how much."""
MOVED = "办理?|发放?|收|支出?|招收?|录?招|报|拨付?|资助|安排|投入|完成|培训|建|安置|惠及|受理|争取|筹措?|征收|录取|派|选派|开设?|配备?|购置?|服务|接待|救助"
MORE_DONE = re.compile(
    rf"(?:[比较](?:(?:19|20)\d\d年)?|今年|本[年期月]|本学[年期]|同比)[^，。；：\d]{{0,14}}?(?P<way>[多少])(?:{MOVED})(?:了|出|金额)?$"
)
"""去年同期2876笔，今年多办342笔."""
INTO = re.compile(r"(?:压减|减少|增加|提高|降低|缩减|压缩|调减|调增|精简)为$")
"""由31家压减为4家 tells what there is."""
BESIDE = re.compile(r"\d[\d,.]*[万亿]?[一-鿿]{1,2}[、和]?$")
GOAL = re.compile(
    r"力争|确保|目标|(?<!改善)(?<!雨露)(?<!行动)(?<!特岗)(?<!银龄)(?<!强师)(?<!国培)计划|预计|要求|不得|应当|必须|拟|将|规定|争取|完成时限|以内|控制在|规划|标准为|原则上"
)


@lru_cache(maxsize=1 << 16)
def is_change(figure: Figure) -> bool:
    """Whether the figure is by how much something grew or fell, also the second of 净减少86户285人 and 增加58人、8.7万元."""
    if not figure.before and (beside := BESIDE.search(figure.clause)) is not None:
        led = figure.clause[: beside.start()]
        return CHANGE.search(led) is not None and not led.endswith("到")
    if (figure.before.endswith("到") and not BY_SO_MUCH.search(figure.before)) or INTO.search(figure.before):
        return False
    return CHANGE.search(figure.before) is not None or MORE_DONE.search(figure.clause) is not None


def is_downward(figure: Figure) -> bool:
    """Whether a change is told as what there is less of: 今年少招15人."""
    told = MORE_DONE.search(figure.clause)
    return told is not None and told["way"] == "少"


@lru_cache(maxsize=1 << 16)
def is_countable(figure: Figure) -> bool:
    """Whether the figure says how many or how much, changes included: no share, mean or time."""
    return figure.value > 0 and not (is_rate(figure.thing) or figure.per or figure.thing in DURATIONS)


@lru_cache(maxsize=1 << 16)
def is_counted(figure: Figure) -> bool:
    """Whether the figure says how many or how much of something there is: no share, mean, time or change."""
    return is_countable(figure) and not is_change(figure)


def number(figure: Figure) -> str:
    """The figure's digits, as printed."""
    return figure.digits


def common_digits(figures: Sequence[Figure], unit_of: Figure) -> list[str]:
    """Each figure's digits in the printed unit of ``unit_of``."""
    return [digits(figure.amount / unit_of.scale) for figure in figures]


def rounded_for(value: Fraction, figure: Figure) -> str:
    """A computed value in the printed unit of ``figure``, to at most six places."""
    return digits(value / figure.scale)


def written(
    kind: str,
    figures: Sequence[Figure],
    stated: Figure,
    expression: str,
    computed: Fraction,
    verdict: str,
    *,
    parts: Sequence[Fraction] = (),
    readings: Sequence[Reading] = (),
    diagnosis: str | None = None,
) -> Relation:
    """The relation over ``figures``, of which ``stated`` is the one that is checked; ``computed`` in base units."""
    ordered = sorted({figure.at: figure for figure in (*figures, stated)}.values(), key=lambda figure: figure.at)
    start, end = ordered[0].start, max(figure.end for figure in ordered)
    if end - start > LONGEST_QUOTE:
        start, end = stated.start, stated.end
    added = kind in ("sum", "difference") and verdict in (FAILS, ASK)
    if added and is_within_their_last_place(computed - stated.amount, ordered):
        verdict = ROUNDING
    elif verdict == ROUNDING and kind in ("sum", "partition", "difference"):
        far = kind == "sum" and is_too_far_for_rounding(computed, stated, ordered)
        verdict = ASK if far or is_slip_beside_round_ones(computed, stated, ordered) else ROUNDING
    if verdict == FAILS and diagnosis is None:
        diagnosis = diagnose(computed, stated.amount, parts) if last_place(stated) <= stated.amount else None
    return Relation(
        kind=kind, expression=expression, computed=rounded_for(computed, stated), stated=number(stated),
        unit=stated.unit, verdict=verdict, start=start, end=end, diagnosis=diagnosis, readings=tuple(readings),
        figures=tuple(ordered),
    )  # fmt: skip
