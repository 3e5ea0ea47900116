"""What is left, lacking, saved or changed, by whatever word, of figures told some clauses before or behind.

尚差3600平方米 of 45000 and 41400; 两相抵减，净减少58人 of 100, 137 and 21; 教师由3058人降到… once 净减少58人 is said. Few figures
of the same thing stand around one; a pair of them that gives it exactly is what was meant, as far as a reader can tell.
A number of four digits needs no word for that, a short one needs its word.

Belongs here: exact differences by their numbers, nets whose figures say by their own words whether they came or went.
Does not belong here: remainders named by two words (``rates.remainders``) or off by a slip (``rests``), other workings (``searched``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.reckoning.whole_measures import is_measured

CUE = re.compile(
    r"(?:尚|还|仍)(?:[有差缺欠需剩]|未[一-鿿]{1,4})|另有|其余|[剩余结](?:余|下)?|节余|结余|未[^，。；\d]{1,8}|[相差]差|差[额距]|缩短|压[缩减]|提[前高]"
    r"|[增减](?:加|少|长)|净[增减]|[新增]增|抵[减扣]|[缺缩]口?|空编|空缺|多出?|少|超出?|高[于出]|低于|扩[大建]|延长|扣除|下降|上升|节[约省]|[欠差空]|不足"
)
CUE_BEFORE = re.compile(rf"(?:{CUE.pattern})[^，。；：\d]{{0,10}}$")
INTO = re.compile(
    r"(?:增[加长]?|减少?|提高|上升|下?降低?|扩大|压[缩减]|缩[短减]|发展|延长|升)(?:到|至|为)[^，。；：\d]{0,4}$"
)
BESIDE = re.compile(r"\d[\d,.]*[万亿]?[^\d，。；：]{1,3}[和、及]$")
STRICT = re.compile(r"(?:[尚还仍][差缺欠剩]|未支付|未[拨付][付款]?|剩余|相差|缩短|净[增减][加少]?)[^，。；：\d]{0,6}$")
NOW = re.compile(r"(?:目前|现有|现为|现在|[年期月]末|年底|实有)(?:共?有|共|为|达)?$")
NET = re.compile(r"净[增减]|抵[减扣销]|相抵|冲抵")
WENT = re.compile(
    r"辞退|退休|调出|调离|辞[职退]|流出|退出|减少|转出|支出|死亡|毕业|离职|核减|流失|报废|退回|注销|撤|脱贫|迁出"
)
CAME = re.compile(
    r"新聘|招聘|招录|补充|引进|调入|接收|增加|新增|转入|选调|收入|新建|购|纳入|流入|新进|选派|分配|入职|考录|迁入|净增"
)
BACK, FAR_BACK, AHEAD, REACH, FAR, SHORT_REACH = 10, 24, 2, 700, 1600, 260
LONG, MOST_NET = 4, 8
MOST_CELLS, MOST_SAID = 8, 14


def find_differences_around(
    plain: str,
    figures: Sequence[Figure],
    cells: Sequence[Figure],
    claims: Collection[Relation],
    known: Collection[int],
) -> Iterator[Relation]:
    """Differences that ``claims`` do not tell; ``known`` are the places of figures some claim works out."""
    told = {at for c in claims if c.kind == "difference" for at in c.checked_at}
    rows = _rows(cells)
    by_thing: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.is_plain and figure.size > 0:
            by_thing["%" if figure.thing == "个百分点" else figure.thing].append(figure)
    for thing, alike in by_thing.items():
        for index, figure in enumerate(alike):
            if not thing or (thing == "%" and figure.thing != "个百分点"):
                continue
            if (net := _net(plain, alike, index)) is not None:
                yield net
            if figure.at in told:
                continue
            relation = _of_pair(plain, alike, index) or _of_a_row(rows, figure)
            if net is not None and relation is None:
                continue
            if relation is not None:
                yield relation


def _rows(cells: Sequence[Figure]) -> dict[str, list[list[Figure]]]:
    """The rows of tables by the pairs of characters in their names."""
    rows: dict[str, list[Figure]] = defaultdict(list)
    for cell in cells:
        if cell.before and cell.value > 0:
            rows[cell.before].append(cell)
    named: dict[str, list[list[Figure]]] = defaultdict(list)
    for name, row in rows.items():
        for pair in {name[i : i + 2] for i in range(len(name) - 1)} if len(row) > 1 else ():
            named[pair].append(row[:MOST_CELLS])
    return named


def _of_a_row(rows: dict[str, list[list[Figure]]], figure: Figure) -> Relation | None:
    """校舍尚差3600平方米, where the row 新建校舍（平方米） has 45000 and 41400."""
    if not rows or STRICT.search(figure.clause) is None:
        return None
    said = figure.clause[-MOST_SAID:]
    seen = [row for i in range(len(said) - 1) for row in rows.get(said[i : i + 2], ())][:MOST_CELLS]
    for row in seen:
        unit = figure.thing in row[0].before or any(cell.thing == figure.thing for cell in row) or "名" in row[0].before
        for more, less in pairwise(row):
            if unit and more.amount - less.amount == figure.amount:
                return _written([more, less], "-", figure, more.amount - less.amount)
    return None


def _is_cued(plain: str, figure: Figure) -> bool:
    clause = BESIDE.sub("", figure.clause)
    return CUE_BEFORE.search(clause) is not None or INTO.search(clause) is not None


def _length(figure: Figure) -> int:
    return len(number(figure).replace(".", "").lstrip("0"))


def _of_pair(plain: str, alike: Sequence[Figure], index: int) -> Relation | None:
    """The nearest pair around a figure that gives it: one less another, or for 增加到 one and a change."""
    figure = alike[index]
    cued = _is_cued(plain, figure)
    long = _length(figure) >= LONG
    if not cued and not (long and is_change(figure)):
        return None
    before = [f for f in alike[max(0, index - FAR_BACK) : index] if figure.at - f.to < FAR]
    near = [f for f in before[-BACK:] if figure.at - f.to < REACH]
    ahead = [f for f in alike[index + 1 : index + 1 + AHEAD] if f.at - figure.to < SHORT_REACH]
    least = figure.amount * LONG
    around = near if not (long or figure.thing == "%") else before
    # 净减少58人 of 3058 and 3000 said pages apart: two numbers so long do not differ by just that by chance.
    far = [f for f in before if _length(f) >= LONG and f.amount > least]
    measured = {Fraction(0)} | ({Fraction(1), Fraction(-1)} if is_measured(figure) and long else set())
    for pool in (
        [*ahead[:1], *reversed(near)],
        [*reversed(near), *ahead],
        [*ahead, *reversed(around)],
        [*ahead, *reversed(far)],
    ):
        amounts = {f.amount: f for f in reversed(pool)}
        for less in pool:
            for off in measured:
                more = amounts.get(less.amount + figure.amount + off)
                sound = more is not None and more is not less and less.amount != figure.amount
                if more is not None and sound and _may_differ(more, less, figure):
                    return _written([more, less], "-", figure, more.amount - less.amount)
    if INTO.search(figure.clause):
        return _raised(near, ahead, figure)
    return None


def _may_differ(more: Figure, less: Figure, figure: Figure) -> bool:
    """Rates differ by rates, and a change is not told of two changes unless it is long."""
    if bool(more.per) != bool(less.per) and figure.per != "每":
        return False
    return not (is_change(more) and is_change(less)) or _length(figure) >= LONG


def _raised(near: Sequence[Figure], ahead: Sequence[Figure], figure: Figure) -> Relation | None:
    """由1184.5公里增加到1206.5公里, where 22公里 were built."""
    around = [*near, *ahead]
    amounts = {f.amount: f for f in around}
    for base in reversed(near):
        change = amounts.get(figure.amount - base.amount)
        if change is not None and change is not base and change.amount < base.amount:
            return _written([base, change], "+", figure, base.amount + change.amount)
        change = amounts.get(base.amount - figure.amount)
        if change is not None and change is not base:
            return _written([base, change], "-", figure, base.amount - change.amount)
    return None


def _net(plain: str, alike: Sequence[Figure], index: int) -> Relation | None:
    """补充教师100名，退休137人、调出21人，两相抵减，净减少58人: every figure says by its word whether it came or went."""
    figure = alike[index]
    netted = NET.search(plain, max(0, figure.at - 24), figure.at) is not None
    if not netted and NOW.search(figure.clause) is None:
        return None
    before = [f for f in alike[max(0, index - MOST_NET) : index] if figure.at - f.to < SHORT_REACH]
    signed = _folded([(f, _sign(f)) for f in before])
    for count in range(len(signed), 1 if netted else 2, -1):
        some = signed[-count:]
        if not netted and some[0][1] == 0:
            some = [(some[0][0], 1), *some[1:]]
        value = sum((f.amount * sign for f, sign in some), Fraction(0))
        if all(sign for _, sign in some) and abs(value) == figure.amount and len({sign for _, sign in some}) == 2:
            return _balanced(some, figure, HOLDS)
    first = max((n + 1 for n, (_, sign) in enumerate(signed) if not sign), default=0)
    signed = signed[first:]
    full = netted and len({sign for _, sign in signed}) == 2 and all(sign for _, sign in signed)
    value = sum((f.amount * sign for f, sign in signed), Fraction(0))
    return _balanced(signed, figure, ASK) if full and is_slip(abs(value), figure) else None


def _folded(signed: Sequence[tuple[Figure, int]]) -> list[tuple[Figure, int]]:
    """招聘48名、选派17名，补充65名: the total stands for its parts."""
    for last in range(2, len(signed)):
        total = signed[last][0].amount
        for first in range(last - 1):
            if sum((f.amount for f, _ in signed[first:last]), Fraction(0)) == total:
                return [*signed[:first], *signed[last:]]
    return list(signed)


def _sign(figure: Figure) -> int:
    went, came = WENT.search(figure.before), CAME.search(figure.before)
    if went and came:
        return -1 if went.start() > came.start() else 1
    return -1 if went else 1 if came else 0


def _balanced(signed: Sequence[tuple[Figure, int]], figure: Figure, verdict: str) -> Relation:
    value = sum((f.amount * sign for f, sign in signed), Fraction(0))
    turn = 1 if value >= 0 else -1
    ordered = sorted(signed, key=lambda one: -one[1] * turn)
    terms = " ".join(f"{'+' if sign == turn else '-'} {digits(f.amount / figure.scale)}" for f, sign in ordered)
    expression = f"{terms.removeprefix('+ ')} = {number(figure)}"
    return written("difference", [f for f, _ in signed], figure, expression, abs(value), verdict)


def _written(pair: Sequence[Figure], sign: str, figure: Figure, computed: Fraction, verdict: str = "") -> Relation:
    verdict = verdict or (HOLDS if computed == figure.amount else ASK)
    one, other = (digits(f.amount / figure.scale) for f in pair)
    expression = f"{one} {sign} {other} = {number(figure)}"
    kind = "difference" if sign == "-" else "sum"
    return written(kind, pair, figure, expression, computed, verdict, parts=[f.amount for f in pair])
