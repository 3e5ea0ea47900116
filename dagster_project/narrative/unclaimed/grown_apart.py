"""Growth whose new figure stands a sentence before: 全县办理1936笔，金额2613.6万元。去年是1760笔，今年增长10%.

What it was is said to be last year's and stands right before the rate; what it is, is the only figure of that unit in the
sentences before, or bears the same name a year earlier (2022年末，藏书18.6万册；2023年末，藏书20.1万册，增长8.1%).

Belongs here: rates of growth that no claim works out; all are asked about, none fails. Does not belong here: changes whose
figures stand in their sentence in the usual order (``changes``), steps in amounts (``steps``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.grown import is_down
from dagster_project.narrative.reckoning.arithmetic import compare, minus, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, rounded_for, written
from dagster_project.narrative.reckoning.naming import stems, words_of
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.unclaimed.trials import worked_out

OLD = re.compile(r"(?:去年|上年|上一?[年届次期]|上[半]?学[期年]|上季度|上月|同期)[^，。；\d]{0,12}$")
NOW = re.compile(
    r"[，（]?(?:今年|本年|本[届次期月季]度?|同比|[比较]?上年(?:同期)?|[比较]?去年(?:同期)?)?(?:相比)?，?(?:实际|共|净)?(?:增长|下降|减少|增加|上升|提高|降低|上涨|回落|增幅|降幅)(?:率|了|约|达|为)*$"
)
YEAR = re.compile(r"(?:19|20)\d\d(?=年)|去年|上年|今年|本年")
NUMBERED = re.compile(r"(?:19|20)\d\d(?=年)")
SAID_SO = re.compile(r"(?:(?:19|20)\d\d年|去年|上年|今年|本年)[末底初度]?|[，、的为是达到共]")
OF_ONE = {"去年": 0, "上年": 0, "今年": 1, "本年": 1}
BACK, NEAR, FEW, NAME = 2, 20, 8, 2
GOOD = (HOLDS, ROUNDING)


def find_grown_apart(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> Iterator[Relation]:
    """Each rate that no claim works out."""
    known: set[int] | None = None
    for index, sentence in enumerate(sentences):
        for position, rate in enumerate(sentence.figures):
            if rate.thing != "%" or not position or not rate.is_plain or not is_change(rate):
                continue
            old = sentence.figures[position - 1]
            gap = sentence.words(old, rate)
            if len(gap) > NEAR or not NOW.fullmatch(gap) or GOAL.search(rate.clause) or not _may(old):
                continue
            known = worked_out(claims) if known is None else known
            if rate.at in known:
                continue
            before = [f for one in sentences[max(0, index - BACK) : index] for f in one.figures]
            relation = _of_last_year(sentence, before, position) or _of_two_years(sentence, before, position)
            if relation is not None:
                yield relation


def _of_last_year(sentence: Sentence, before: Sequence[Figure], position: int) -> Relation | None:
    old, rate = sentence.figures[position - 1], sentence.figures[position]
    years = NUMBERED.findall(old.clause)
    next_year = f"{int(years[-1]) + 1}年" if years else ""
    if not OLD.search(old.clause) and not next_year:
        return None
    said = [f for f in (*before, *sentence.figures[: position - 1]) if f.thing == old.thing and _may(f)]
    said = [f for f in said if not OLD.search(f.clause)]
    said = [f for f in said if next_year in f.clause] if next_year and not OLD.search(old.clause) else said
    shared = stems(old.before) - stems("去年上年今年同期")
    named = [f for f in said if shared & stems(words_of(f))] or said
    tried = [one for f in reversed(named[-FEW:]) if (one := _between(old, f, rate)) is not None]
    sole = len({f.amount for f in named}) == 1
    if not tried or any(one.verdict in GOOD for one in tried):
        return None
    slipped = [one for one in tried if is_slip(_given(one), rate)]
    return slipped[0] if slipped else tried[0] if sole else None


def _of_two_years(sentence: Sentence, before: Sequence[Figure], position: int) -> Relation | None:
    """The same name told of the year before, in the clause or sentence before."""
    new, rate = sentence.figures[position - 1], sentence.figures[position]
    name = _name(new)
    if len(name) < NAME or OLD.search(new.clause):
        return None
    said = [f for f in (*before, *sentence.figures[: position - 1]) if f.thing == new.thing and _may(f)]
    old = said[-1] if said and _name(said[-1]) == name else None
    if old is None:
        return None
    led = YEAR.findall(sentence.plain[max(0, old.at - NEAR - len(name)) : old.at])
    told = YEAR.findall(sentence.plain[old.to : new.at])
    if not led or not told or not _is_earlier(led[-1], told[-1]):
        return None
    relation = _between(old, new, rate)
    return relation if relation is not None and relation.verdict not in GOOD else None


def _name(figure: Figure) -> str:
    return SAID_SO.sub("", figure.before)


def _is_earlier(one: str, other: str) -> bool:
    if one.isdigit() and other.isdigit():
        return int(one) < int(other)
    return OF_ONE.get(one, 0) < OF_ONE.get(other, 1)


def _may(figure: Figure) -> bool:
    return is_counted(figure) and figure.is_plain


def _given(relation: Relation) -> Fraction:
    return Fraction(relation.computed)


def _between(old: Figure, new: Figure, rate: Figure) -> Relation | None:
    down = is_down(rate)
    change = minus(value_of(old), value_of(new)) if down else minus(value_of(new), value_of(old))
    ratio = quotient(change, value_of(old))
    if ratio is None or ratio.nominal <= 0:
        return None
    made = scaled(ratio, 100)
    verdict = compare(made, rate)
    verdict = verdict if verdict in GOOD else ASK
    more, less = (old, new) if down else (new, old)
    given = number(rate) if verdict in GOOD else f"{rounded_for(made.nominal, rate)} (= {number(rate)})"
    worked = (
        f"({number(more)} - {digits(less.amount / more.scale)}) / {digits(old.amount / more.scale)} * 100 = {given}"
    )
    return written("growth", [old, new], rate, worked, made.nominal, verdict)
