"""Count × standard = amount where one of the three stands in another clause or sentence.

Belongs here: 发放标准不变, 年均1.26万元/人 with the count before, 每生每天3元、全年200天, the whole of a year of months.
Does not belong here: the three in one clause (``products``), lists read side by side (``respective``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.factors import MONTHS, Factor, factors_of
from dagster_project.narrative.products.products import is_standard
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, written
from dagster_project.narrative.reckoning.naming import GENERIC, stems
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS

UNCHANGED = re.compile(
    r"标准(?:不变|同上|相同|与[^，。；]{1,10}(?:相同|一致)|未变)|按(?:照)?(?:同样|同一|相同|上述|原|原有)标准"
)
MONTH = re.compile("月")
MADE = re.compile(r"共|为|增支|减支|收|付|合计|总计|累计|需|应|计|发放|拨付|支出|落实|兑现|安排|补助|补贴|资金")
PAID = re.compile(
    r"^，?[^，；]{0,6}(?:共|合计|总计|累计|需|应|计|发放|拨付|支出|落实|兑现|安排|补助|补贴)[^，；]{0,8}$"
)
BRACKET = re.compile(r"（(?:均?按|每|标准|执行)[^（）]{0,40}）")
NEAR_COUNT = 16
ANOTHER = re.compile(r"另|项目|投入|建设|维修|购置|争取")
EACH = re.compile(r"[人生]均|每[人生名位]|/[人生]|(?<![全当本上下\d个])(?:月|年(?=薪))(?:工资|薪|补贴|补助|津贴|标准)")
MEAN = re.compile(r"[人生户校笔]均[^，。；：年月]{0,6}$")
"""人均1.2万元 is what these came to, and no standard for others."""
PEOPLE = frozenset({"人", "人次"})
DAYS = frozenset({"天", "日"})
FEW, MANY = 8, 40
FOR_A_MONTH, FOR_ONE = 24, 120
OF_PAYING = frozenset(
    {
        "资助",
        "发放",
        "补助",
        "补贴",
        "标准",
        "每生",
        "每人",
        "学期",
        "生活",
        "助学",
        "学金",
        "家庭",
        "困难",
        "春季",
        "秋季",
    }
)
RISE = re.compile("增加|提高|补差|新增|增[发资]")
NEAR = 60
FOUR_DIGITS, THREE_DIGITS = 4, 3
SLIPS = tuple(Fraction(10) ** power for power in (-3, -2, -1, 1, 2, 3))
YEAR = Factor(Fraction(12), "12个月", "12 months", False)
HALF_YEAR = Factor(Fraction(6), "6个月", "6 months", False)
QUARTER = Factor(Fraction(3), "3个月", "3 months", False)
ONCE = Factor(Fraction(1), "一次", "once", True)


def find_products_beside(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], known: Collection[int]
) -> Iterator[Relation]:
    """The amounts not yet told (``known`` are the places of those that are)."""
    for amount in sentence.figures:
        if not _is_amount(amount) or amount.at in known:
            continue
        if MADE.search(amount.clause) is None and _right_before(sentence, amount) is None:
            continue
        relation = (
            _of_what_one_costs(sentence, earlier, amount)
            or _in_brackets(sentence, amount)
            or _unchanged(sentence, earlier, amount)
            or _from_afar(sentence, earlier, said, amount)
        )
        if relation is not None:
            yield relation


def _is_amount(figure: Figure) -> bool:
    return figure.thing == "元" and figure.is_plain and not is_standard(figure) and figure.value > 0


def _is_count(figure: Figure) -> bool:
    return figure.thing in PEOPLE and not figure.per and not is_change(figure) and figure.is_plain and figure.value > 1


def _of_what_one_costs(sentence: Sentence, earlier: Sequence[Figure], amount: Figure) -> Relation | None:
    """每辆车年运营成本为：…，合计11.7万元。64辆校车全年共需748.8万元."""
    counts = [f for f in sentence.figures if f.at < amount.at and is_counted(f) and f.thing not in ("元", *PEOPLE)]
    count = counts[-1] if counts and amount.at - counts[-1].to <= 2 * NEAR_COUNT and counts[-1].is_plain else None
    if count is None or count.value <= 1:
        return None
    for one in reversed([f for f in earlier if f.thing == "元" and f.value > 0 and not is_change(f)][-FEW:]):
        led = sentence.plain[max(0, one.at - FOR_ONE) : one.at]
        if f"每{count.thing}" in led and one.amount * count.amount == amount.amount:
            return _tried(count, one, amount, ONCE)
    return None


def _in_brackets(sentence: Sentence, amount: Figure) -> Relation | None:
    """多报学生36人、多领资金1.296万元（按每生每天4元计90天）."""
    match = BRACKET.match(sentence.plain, amount.to, sentence.to)
    before = [f for f in sentence.figures if f.at < amount.at][-1:]
    if match is None or not before or not _is_count(before[0]) or amount.at - before[0].to > NEAR_COUNT:
        return None
    inside = sentence.between(match.start(), match.end())
    standards = [f for f in inside if is_standard(f)]
    others = [f for f in inside if f not in standards and f.thing not in DURATIONS]
    if len(standards) != 1 or others or "；" in sentence.words(before[0], amount):
        return None
    days = [Factor(f.value, f.quote, f"for {f.quote}", True) for f in inside if f.thing in DURATIONS]
    factors = days or [factor for factor in factors_of(sentence, standards[0]) if factor.sure]
    tried = [_tried(before[0], standards[0], amount, factor) for factor in factors]
    return next((one for one in tried if one.verdict in (HOLDS, ROUNDING)), tried[0] if tried else None)


def _unchanged(sentence: Sentence, earlier: Sequence[Figure], amount: Figure) -> Relation | None:
    """享受对象308人，发放标准不变，共发放资金19.25万元: the standard is the one said last."""
    match = UNCHANGED.search(sentence.plain, max(sentence.at, amount.at - NEAR), amount.at)
    standards = [f for f in earlier if is_standard(f)]
    counts = [f for f in sentence.figures if _is_count(f) and match is not None and f.at < match.start()]
    if match is None or not standards or not counts or sentence.between(match.end(), amount.at):
        return None
    tried = [
        _tried(count, standards[-1], amount, factor)
        for count in counts[-2:]
        for factor in _factors(sentence, [], standards[-1])
    ]
    holding = [one for one in tried if one.verdict in (HOLDS, ROUNDING)]
    words = sentence.plain[match.end() : amount.at]
    sole = (
        PAID.match(words) is not None
        and ANOTHER.search(words) is None
        and len(counts) == 1
        and len({s.amount for s in standards}) == 1
    )
    return holding[0] if holding else tried[0] if sole else None


def _from_afar(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], amount: Figure
) -> Relation | None:
    """A count, a standard and a period that make exactly the digits of the amount."""
    known = len(number(amount).replace(".", "").strip("0"))
    own = [f for f in sentence.figures if _is_for_each(f, amount)]
    standards = own[-FEW:] or [f for f in earlier if _is_for_each(f, amount)][-FEW:]
    beside = [f for f in (*earlier, *sentence.figures) if _is_count(f) and f is not amount][-FEW:]
    right_before = _right_before(sentence, amount)
    if (span := MONTHS.search(amount.clause)) is not None and known >= THREE_DIGITS:
        months = Factor(Fraction(int(span[2]) - int(span[1]) + 1), f"{span[0]}", f"{span[0]}", True)
        monthly = [f for f in standards if MONTH.search(f.clause[-FOR_A_MONTH:] + f.per)]
        tried = [_tried(c, s, amount, months) for c in beside for s in monthly if c.at < amount.at and s.at < amount.at]
        slip = next((one for one in tried if is_slip(Fraction(one.computed) * amount.scale, amount)), None)
        if slip is not None and not any(one.verdict == HOLDS for one in tried):
            return replace(slip, verdict=ASK)
    if known < THREE_DIGITS - (right_before is not None):
        return _by_its_name(sentence, earlier, said, right_before, amount) if right_before and not own else None
    beside.sort(key=lambda f: (f is right_before, f.at < amount.at, f.at))
    for count in reversed(beside):
        for standard in reversed(standards):
            found = _exactly(sentence, earlier, count, standard, amount)
            if found is not None:
                return found
    if known < FOUR_DIGITS and right_before is None:
        return None
    return _from_further(sentence, earlier, said, amount, own, beside, known)


def _from_further(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], amount: Figure,
    own: Sequence[Figure], beside: Sequence[Figure], known: int,
) -> Relation | None:  # fmt: skip
    """The count of an own standard, or the standard of a count right before, from anywhere in the passage."""
    if known >= FOUR_DIGITS:
        counts = [f for f in said if _is_count(f)][-MANY:]
        for standard in own[-2:]:
            for count in reversed(counts):
                if (found := _exactly(sentence, earlier, count, standard, amount)) is not None:
                    return found
    paid = _right_before(sentence, amount)
    if paid is not None and not own:
        for standard in reversed([f for f in said if _is_for_each(f, amount)][-FEW:]):
            if (found := _exactly(sentence, earlier, paid, standard, amount)) is not None:
                return found
        return _by_its_name(sentence, earlier, said, paid, amount)
    if paid is not None and len(own) == 1 and own[0].at < paid.at:
        return _at_the_only_rate(sentence, own[0], paid, amount)
    before = [f for f in beside if own and f.at < own[-1].at]
    ahead = [f for f in own if f.at < amount.at]
    if ahead and (told := _count_by_name(sentence, earlier, said, ahead[-1], amount)) is not None:
        return told
    return _slipped(sentence, own[-1], before, amount) if own and known >= FOUR_DIGITS else None


def _at_the_only_rate(sentence: Sentence, standard: Figure, count: Figure, amount: Figure) -> Relation | None:
    """按每生每学期1500元的标准，春季学期发放1136人、170.4万元，秋季学期发放1089人、…: one rate for all; a question."""
    goal = GOAL.search(standard.clause.replace("标准为", "")) or ANOTHER.search(sentence.words(standard, amount))
    raised = re.search("提高|调整|上调|[由从]", standard.clause + sentence.words(standard, count))
    if goal or raised or not standard.is_plain or "；" in sentence.words(standard, amount) or is_change(amount):
        return None
    monthly = re.search("月", standard.clause[-FOR_A_MONTH:] + standard.per) is not None
    tried = [_tried(count, standard, amount, factor) for factor in _factors(sentence, [], standard)]
    if monthly and tried[0].verdict == FAILS and len(tried) == 1:
        return None
    return next((one for one in tried if one.verdict in (HOLDS, ROUNDING)), replace(tried[0], verdict=ASK))


def _is_for_each(figure: Figure, amount: Figure) -> bool:
    """A standard for each person; one of a rise only where the amount is a rise too."""
    if not is_standard(figure) or not EACH.search(figure.clause + "/" + figure.per):
        return False
    return not is_change(amount) or RISE.search(figure.clause) is not None


def _right_before(sentence: Sentence, amount: Figure) -> Figure | None:
    """120人、36万元; 孤儿12人22.32万元: the count that the amount is for."""
    before = [f for f in sentence.figures if f.at < amount.at][-1:]
    if not before or not _is_count(before[0]) or amount.at - before[0].to > NEAR_COUNT:
        return None
    return before[0] if "；" not in sentence.words(before[0], amount) else None


def _exactly(
    sentence: Sentence, earlier: Sequence[Figure], count: Figure, standard: Figure, amount: Figure
) -> Relation | None:
    """The product of the three where it is the amount, once rounded only where they stand in one sentence."""
    if MEAN.search(standard.clause) and min(count.at, standard.at) < sentence.at:
        return None
    monthly = re.search("月", standard.clause[-FOR_A_MONTH:] + standard.per) is not None
    close = standard.at >= sentence.at and amount.places > 1
    close = close and (count.at >= sentence.at or len(number(amount).replace(".", "")) > FOUR_DIGITS)
    for factor in (*_factors(sentence, earlier, standard), *((YEAR, HALF_YEAR, QUARTER) if monthly else ())):
        computed = count.amount * standard.amount * factor.times
        rounded = close and compare(Value(computed, computed, computed), amount) == ROUNDING
        if computed == amount.amount or rounded:
            return _tried(count, standard, amount, factor)
    return None


def _by_its_name(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], count: Figure, amount: Figure
) -> Relation | None:
    """散居孤儿74人93.24万元 where one standard said before is the one for 散居孤儿: a question if it does not make it."""
    standards = [f for f in said[-MANY:] if _is_for_each(f, amount) and f.is_plain and not GOAL.search(f.clause)]
    name = count.before.strip("、，； ")
    pointed = _most_alike(stems(name) - OF_PAYING, standards)
    if len({f.amount for f in pointed}) != 1 or not amount.is_plain or is_change(amount):
        return None
    monthly = re.search("月", pointed[-1].clause[-FOR_A_MONTH:] + pointed[-1].per) is not None
    factor = YEAR if monthly else _factors(sentence, earlier, pointed[-1])[0]
    tried = _tried(count, pointed[-1], amount, factor)
    return replace(tried, verdict=ASK) if tried.verdict == FAILS else tried


def _count_by_name(
    sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure], standard: Figure, amount: Figure
) -> Relation | None:
    """初中按每生每年940元需967.19万元, with one number of 初中 pupils before: a question if it does not make it."""
    before = [f for f in sentence.figures if f.at < standard.at]
    if not 0 <= amount.at - standard.to <= NEAR_COUNT or sentence.between(standard.to, amount.at):
        return None
    if before and before[-1].thing != "元" and standard.at - before[-1].to <= NEAR_COUNT:
        return None
    name = re.split("按|每", standard.clause)[0]
    counts = [f for f in said[-MANY:] if _is_count(f)] + [f for f in before if _is_count(f)]
    shared = _most_alike(stems(name) - OF_PAYING, counts) if len(name) > 1 else []
    if (
        len({f.amount for f in shared}) != 1
        or GOAL.search(standard.clause.replace("标准为", ""))
        or not amount.is_plain
    ):
        return None
    tried = [_tried(shared[-1], standard, amount, factor) for factor in _factors(sentence, earlier, standard)]
    holding = [one for one in tried if one.verdict in (HOLDS, ROUNDING)]
    return holding[0] if holding else replace(tried[0], verdict=ASK)


def _most_alike(names: set[str], standards: Sequence[Figure]) -> list[Figure]:
    """The standards whose words share most with those of a count."""
    shared = [(len(names & stems(f.clause)), f) for f in standards if names & stems(f.clause) - GENERIC]
    most = max((many for many, _ in shared), default=0)
    return [f for many, f in shared if many == most]


def _slipped(sentence: Sentence, standard: Figure, counts: Sequence[Figure], amount: Figure) -> Relation | None:
    """年均1.26万元/人，全年共需32.634万元: 259 people are told by the digits, only the point is wrong."""
    if GOAL.search(standard.clause.replace("标准为", "")) or amount.at < standard.at or amount.at - standard.to > NEAR:
        return None
    words = sentence.words(standard, amount)
    if ANOTHER.search(words) or any(
        f.thing in PEOPLE or f.thing == "元" for f in sentence.between(standard.to, amount.at)
    ):
        return None
    for count in reversed(counts):
        if any(amount.amount * slip == count.amount * standard.amount for slip in SLIPS):
            return _tried(count, standard, amount, ONCE)
    return None


def _factors(sentence: Sentence, earlier: Sequence[Figure], standard: Figure) -> list[Factor]:
    factors = [factor for factor in factors_of(sentence, standard) if factor.sure] or [ONCE]
    if re.search("[天日餐]", standard.per + standard.clause[-8:]):
        days = [f for f in (*earlier, *sentence.figures) if f.thing in DAYS and f.value > 1]
        factors = [factor for factor in factors if factor is not ONCE]
        factors += [Factor(f.value, f.quote, f"for {f.quote}", True) for f in days]
    return factors


def _tried(count: Figure, standard: Figure, amount: Figure, factor: Factor) -> Relation:
    computed = count.amount * standard.amount * factor.times
    verdict = compare(Value(computed, computed, computed), amount)
    worked = f"{digits(count.amount)} * {digits(standard.amount)}"
    if factor.times != 1:
        whole = factor.times.denominator == 1
        worked += f" * {digits(factor.times)}" if whole else f" / {factor.times.denominator}"
    scale = f" / {amount.scale}" if amount.scale != 1 else ""
    expression = f"{worked}{scale} = {number(amount)}"
    return written("product", [count, standard], amount, expression, computed, verdict)
