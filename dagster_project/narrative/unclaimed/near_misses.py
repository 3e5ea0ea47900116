"""What the words beside a figure say it should be, and it nearly is: asked, because nothing else explains the figure.

合计51.89万元，全年12个月需662.68万元; 17项 … 完成13项，基本完成2项，推进3项; 32件，其中轮椅38辆.

Belongs here: figures that no claim works out, beside neighbours whose words leave one working. Does not belong here:
workings that come out right (``searched``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import takewhile

from dagster_project.narrative.model import ASK, FAILS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, rounded_for, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

STAGE = re.compile(r"完成|推进|整改|在建|正在|销号|开工|竣工|启动|办结|受理|答复")
OWED = re.compile(r"(?:^|[，。；])(?:全[县市区校])?应[一-鿿]")
DONE_OF_IT = re.compile(r"^(?:实际)?[已实][一-鿿]{0,4}$")
RATE = re.compile(r"(?P<of>[一-鿿]{1,8})率(?:已?达到?了?|为|是|约)?$")
THEREOF = re.compile(r"其中[^，。；\d]{0,10}$")
SHARE_OF = re.compile(r"占(?P<name>[一-鿿]{4,16})的$")
PAID = re.compile(r"发放|补助|支出|安排|资金|拨付|需|计|共|合计|金额|经费|减免|资助")
NOT_COUNTED = frozenset({"人", "人次", "户", "元", "%", "米", "公里", "千米", "㎡", "平方米", "亩", "公斤", "吨"})
"""运动场5片，其中400米跑道2片: a length is no part."""
NEAR = Fraction(1, 5)
CLOSE = Fraction(3, 20)
FAR, FAR_BACK = 40, 500
MONTHS_APART = 8


def find_near_misses(
    sentences: Sequence[Sentence], figures: Sequence[Figure], claims: Collection[Relation]
) -> Iterator[Relation]:
    """Claims about figures that ``claims`` say nothing of."""
    known = {at for claim in claims for at in claim.checked_at}
    claimed = {figure.at for claim in claims for figure in claim.figures}
    at = {figure.at: index for index, figure in enumerate(figures)}
    for index, sentence in enumerate(sentences):
        unknown = [f for f in sentence.figures if f.at not in known and not GOAL.search(f.clause)]
        for rate in unknown:
            yield from _rate_of_due(rate, figures[max(0, at[rate.at] - 2) : at[rate.at]])
        own = [f for f in unknown if not f.hedge]
        for figure in own:
            yield from _months(figure, figures[max(0, at[figure.at] - 2) : at[figure.at]])
            yield from _part(figure, figures[max(0, at[figure.at] - 1) : at[figure.at]])
            yield from _share_of_a_name(figure, figures[max(0, at[figure.at] - 40) : at[figure.at]])
        if index and not claimed & {f.at for f in sentence.figures[:3]}:
            yield from _stages(sentence, sentences[index - 1])


def _rate_of_due(rate: Figure, before: Sequence[Figure]) -> Iterator[Relation]:
    """应配校医的学校126所，已配121所，配备率达到98%以上: what was due, what is done, and their rate."""
    match = RATE.search(rate.clause)
    if len(before) < 2 or rate.thing != "%" or is_change(rate) or match is None:
        return
    due, done = before
    told = due.thing == done.thing and is_counted(due) and is_counted(done) and not due.hedge and not done.hedge
    named = OWED.search(due.clause) and DONE_OF_IT.search(done.clause) and set(match["of"]) & set(done.clause[1:])
    share = quotient(value_of(done), value_of(due))
    if told and named and share is not None and done.amount <= due.amount and rate.at - due.to < 2 * FAR:
        share = scaled(share, 100)
        verdict = compare(share, rate)
        if verdict == FAILS:
            sign = {"以上": ">=", "以下": "<="}.get(rate.hedge, "=")
            given = f"{rounded_for(share.nominal, rate)} ({sign} {number(rate)})"
            working = f"{number(done)} / {number(due)} * 100 = {given}"
            yield written("ratio", before, rate, working, share.nominal, verdict)


def _months(figure: Figure, before: Sequence[Figure]) -> Iterator[Relation]:
    """An amount of one month, how many months, and nearly what they make: 合计51.89万元，全年12个月需662.68万元."""
    if len(before) < 2 or figure.thing != "元" or figure.per or not PAID.search(figure.clause):
        return
    month, months = before
    if months.thing not in ("个月", "月") or month.thing != "元" or month.per or month.hedge or months.value < 2:
        return
    given = scaled(value_of(month), months.value)
    off = abs(given.nominal - figure.amount)
    if figure.at - months.to < MONTHS_APART and month.at > figure.at - 2 * FAR and 0 < off <= given.nominal * CLOSE:
        verdict = compare(given, figure)
        if verdict == FAILS:
            working = f"{digits(month.amount / figure.scale)} * {digits(months.value)}"
            working += f" = {rounded_for(given.nominal, figure)} (= {number(figure)})"
            yield written("product", before, figure, working, given.nominal, ASK)


def _part(figure: Figure, before: Sequence[Figure]) -> Iterator[Relation]:
    """A part counted in another measure word: 32件，其中轮椅38辆."""
    for whole in before:
        counted = is_counted(figure) and is_counted(whole) and not {figure.thing, whole.thing} & NOT_COUNTED
        if counted and THEREOF.search(figure.clause) and figure.amount > whole.amount and figure.at - whole.to < FAR:
            yield written("subset", [whole], figure, f"{number(figure)} <= {number(whole)}", whole.amount, ASK)


def _share_of_a_name(figure: Figure, before: Sequence[Figure]) -> Iterator[Relation]:
    """占一般公共预算支出的82.0%, where one figure before is called just that."""
    match = SHARE_OF.search(figure.clause)
    if figure.thing != "%" or match is None or not before:
        return
    part, name = before[-1], match["name"]
    named = [f for f in before[:-1] if name in f.clause and f.thing == part.thing and figure.at - f.to < FAR_BACK]
    if not named or figure.at - part.to > FAR or not is_counted(part) or is_change(part):
        return
    whole = named[-1]
    ratio = quotient(value_of(part), value_of(whole))
    if ratio is not None and part.amount < whole.amount:
        share = scaled(ratio, 100)
        verdict = compare(share, figure)
        working = f"{digits(part.amount / whole.scale)} / {number(whole)} * 100"
        shown = f"{rounded_for(share.nominal, figure)} (= {number(figure)})" if verdict == FAILS else number(figure)
        yield written("ratio", [part, whole], figure, f"{working} = {shown}", share.nominal, verdict)


def _stages(sentence: Sentence, earlier: Sentence) -> Iterator[Relation]:
    """All figures of a sentence are stages of the things counted in the sentence before, and nearly add up to them."""
    counted = [f for f in sentence.figures if is_counted(f)]
    parts = list(takewhile(lambda f: f.thing == counted[0].thing, counted))
    things = {f.thing for f in parts}
    if len(parts) < 3 or any(f.hedge for f in parts):
        return
    if sum(1 for f in parts if STAGE.search(f.clause + f.after)) < 2:
        return
    wholes = [f for f in earlier.figures if f.thing in things and not f.hedge]
    added = sum((f.amount for f in parts), Fraction(0))
    near = wholes and 0 < abs(added - wholes[-1].amount) <= max(Fraction(1), wholes[-1].amount * NEAR)
    if wholes and (near or (added != wholes[-1].amount and is_slip(added, wholes[-1]))):
        whole = wholes[-1]
        working = " + ".join(number(f) for f in parts) + f" = {digits(added / whole.scale)} (= {number(whole)})"
        yield written("partition", parts, whole, working, added, ASK)
