"""A percentage of an amount as another amount: 按贷款发放额的5%计提235万元, 支付95%的货款559万元, 承担60%，即9256万元.

Belongs here: which amount the percentage is taken of, and the product.
Does not belong here: how much of a whole a part is (``shares``), growth (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, scaled, value_of
from dagster_project.narrative.reckoning.claims import is_change, number, rounded_for, written
from dagster_project.narrative.text.sentences import Sentence

TAKEN = re.compile(
    r"按照?|依照|支付|付款?|剩余|余下|承担|分担|负担|计提|提取|预留|扣除|扣留|返还|缴纳|安排|配套|折合|留存|上缴|补贴"
)
SHARE = re.compile(r"占|率|完成|[达降升提]|同比|比上年|较上年|满意")
OF = re.compile(r"按照?(?:不低于|不少于|年|月)?(?P<base>[^，。；：\d]{2,24}?)的?(?:不低于|不少于)?$")
MADE = re.compile(
    r"计提|提取|应提|安排|预留|扣留|缴纳|即|为|应付|支付|质保金|保证金|发放|承担|补助|配套|货款|工程款|计|合"
)
TIED = re.compile(r"）?的")
OF_IT = re.compile(r"按照?|依照|提取|计提|安排")
SAID = re.compile(r"，?(?:即|计|为|合)")
AT_LEAST = re.compile(r"不低于|不少于")
NEAR = 26
NAME = 3
MOST_BASES = 40
MANY_DIGITS, SOME_DIGITS = 4, 3
SLIPS = tuple(Fraction(10) ** power for power in (-4, -3, -2, -1, 1, 2, 3, 4))


def find_percentages(sentence: Sentence, earlier: Sequence[Figure], said: Sequence[Figure]) -> Iterator[Relation]:
    """Each percentage that is taken of an amount and makes the amount behind it."""
    if not any(figure.thing == "%" for figure in sentence.figures) or not TAKEN.search(sentence.text):
        return
    for position, share in enumerate(sentence.figures):
        if share.thing != "%" or share.value >= 100:
            continue
        for made in sentence.figures[position + 1 : position + 3]:
            relation = _product(sentence, share, made, earlier, said) if _makes(sentence, share, made) else None
            if relation is not None:
                yield relation
                break


def _makes(sentence: Sentence, share: Figure, made: Figure) -> bool:
    words = sentence.words(share, made)
    between = sentence.between(share.to, made.at)
    if any(f.thing != "元" for f in between) or (between and "总" not in between[0].clause):
        return False
    words = words[-NEAR:] if between else words
    if made.thing != "元" or made.per or is_change(made) or is_change(share) or len(words) > NEAR:
        return False
    if SHARE.search(share.clause[-8:]) or "；" in words or share.hedge == "范围":
        return False
    return (
        TAKEN.search((share.clause if len(share.clause) > 1 else share.wider)[-24:]) is not None
        and MADE.search(words) is not None
    )


def _product(
    sentence: Sentence, share: Figure, made: Figure, earlier: Sequence[Figure], said: Sequence[Figure]
) -> Relation | None:
    beside = [f for f in (*earlier, *sentence.figures) if _is_base(f) and f is not made][-MOST_BASES:]
    beside.sort(key=lambda base: abs(base.at - share.at))
    tied = _right_before(sentence, share)
    for base in [tied] if tied is not None else beside:
        verdict = _verdict(share, base, made)
        if verdict in (HOLDS, ROUNDING):
            return _written(share, base, made, verdict)
    elsewhere = [f for f in said if _is_base(f)][-MOST_BASES:]
    named = tied or _thereof(sentence, share, made) or _named(share, [*beside, *elsewhere])
    if named is not None:
        if AT_LEAST.search(share.clause) and made.amount > named.amount * share.value / 100:
            return None
        doubtful = share.hedge or named.hedge or made.hedge
        verdict = _verdict(share, named, made)
        return _written(share, named, made, ASK if verdict == FAILS and doubtful else verdict)
    return _slipped(share, made, beside, SOME_DIGITS) or _slipped(share, made, elsewhere, MANY_DIGITS)


def _is_base(figure: Figure) -> bool:
    return figure.thing == "元" and not figure.per and not is_change(figure) and figure.value > 0


def _verdict(share: Figure, base: Figure, made: Figure) -> str:
    """The percentage itself is exact: 5% is not 4.6%."""
    return compare(scaled(value_of(base), share.value / 100), made)


def _right_before(sentence: Sentence, share: Figure) -> Figure | None:
    """按预算总额（4000万元）的5%安排200万元: of the amount it follows."""
    before = [f for f in sentence.figures if f.at < share.at][-1:]
    tied = before and _is_base(before[0]) and TIED.fullmatch(sentence.words(before[0], share)) is not None
    return before[0] if tied and OF_IT.search(before[0].clause + share.wider) else None


def _thereof(sentence: Sentence, share: Figure, made: Figure) -> Figure | None:
    """共拨付1489.7万元，其中县级承担20%，即297.94万元: of the amount right before 其中."""
    before = [f for f in sentence.figures if f.at < share.at][-1:]
    if not before or not _is_base(before[0]) or not SAID.match(sentence.words(share, made)):
        return None
    words = sentence.words(before[0], share)
    return before[0] if "其中" in words and "；" not in words and len(words) <= NEAR else None


def _named(share: Figure, bases: Sequence[Figure]) -> Figure | None:
    """The one amount that has the name of what the percentage is taken of."""
    match = OF.search(share.clause)
    said = match["base"] if match else ""
    stems = {said[i : i + NAME] for i in range(len(said) - NAME + 1)}
    named = [
        base for base in bases if len(said) > NAME and sum(stem in base.clause for stem in stems) > len(stems) // 2
    ]
    return named[0] if len({base.amount for base in named}) == 1 else None


def _slipped(share: Figure, made: Figure, bases: Sequence[Figure], enough: int) -> Relation | None:
    """All digits are right and the point is not: the base is told by its digits, surely by more than ``enough``."""
    known = len(number(made).replace(".", "").strip("0"))
    for base in bases if known >= enough and made.is_plain and share.is_plain else ():
        exact = base.amount * share.value / 100
        if any(made.amount * slip == exact for slip in SLIPS):
            return _written(share, base, made, FAILS if known > enough else ASK)
    return None


def _written(share: Figure, base: Figure, made: Figure, verdict: str) -> Relation:
    computed = base.amount * share.value / 100
    expression = f"{digits(base.amount / made.scale)} * {number(share)} / 100 = {number(made)}"
    told = Reading(
        f"{base.quote}×{share.quote}", f"{share.quote} of {base.quote}", expression, rounded_for(computed, made)
    )
    return written("product", [base, share], made, expression, computed, verdict, readings=[told])
