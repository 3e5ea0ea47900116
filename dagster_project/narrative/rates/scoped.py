"""Rates that fail only because they are of something else than the figures before them: 整改215处，…，重大隐患整改率100%.

Belongs here: what a rate's name says that none of its figures is, and savings measured by what was planned.
Does not belong here: finding rates (every other module of this room).
"""

from __future__ import annotations

import re

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, quotient, scaled, total, value_of

NAMED = re.compile(r"(?P<name>[一-鿿]{2,14})(?:率|面|度)(?:均|已|也|只|仅|约)?(?:达到?了?|为|是|约|在|有|：)*$")
SCOPE = re.compile(
    r"户籍|按[期时]|及时|准时|如期|当[场日天]|限期|重大|重点|首次|一次性?|小学|初中|高中|中职|学前|幼儿园|公办|民办|普惠|城区|城镇|农村|乡村|女|男|"
    r"困难|残疾|脱贫|低保|留守|寄宿|省级|市级|县级|国家|优质|群众|家长|骨干|新任|全程|闭环|动态|跟踪"
)
ASKED = frozenset({"群众", "家长"})
SAVED = re.compile(r"(?:节约|节支|节省|结余|核减|审减|压减|下浮)率")
SAID = 24


def is_of_something_else(plain: str, claim: Relation) -> bool:
    """Whether the claim is a doubt about a rate that its words or its base make another one."""
    if claim.kind != "ratio" or claim.verdict not in (FAILS, ASK):
        return False
    rate = next((f for f in claim.checked if f.thing == "%"), None)
    others = [f for f in claim.figures if f is not rate]
    if rate is None or not others or others[-1].at > rate.at:
        return False
    clause = rate.clause if len(rate.clause) > 1 else rate.wider
    match = NAMED.search(clause)
    if match is None:
        return False
    words = plain[max(0, others[0].at - SAID) : max(0, rate.at - len(clause))]
    scopes = {scope[0] for scope in SCOPE.finditer(match["name"])}
    if others[0].thing == "份" and "满意" in words:
        scopes -= ASKED  # 发放问卷1200份，满意的1128份，家长满意度: who filled them in is said there
    if any(scope not in words for scope in scopes):
        return True
    return SAVED.search(clause) is not None and len(others) == 2 and _is_of_both(others, rate)


def _is_of_both(figures: list[Figure], rate: Figure) -> bool:
    """列支500万元，比预算节约20万元，节约率3.8%: of the 520 that both make."""
    saved = min(figures, key=lambda f: f.amount)
    share = quotient(value_of(saved), total(map(value_of, figures)))
    return share is not None and compare(scaled(share, 100), rate) in (HOLDS, ROUNDING)
