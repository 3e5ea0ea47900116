"""What is said about a claim and about a document, in Chinese and English, to the person who wrote it.

Belongs here: sentences for people. Does not belong here: verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.diagnosis import WORDS

KINDS = {
    "sum": ("分项之和", "the parts add up to"),
    "product": ("数量乘标准", "count times rate gives"),
    "ratio": ("比例", "the ratio is"),
    "difference": ("差额", "the difference is"),
    "growth": ("增幅", "the growth is"),
    "subset": ("部分", "the part is"),
    "partition": ("列出的项目合起来", "what is listed makes"),
    "conflict": ("另一处写的", "elsewhere it says"),
    "table": ("表内复算", "the table gives"),
}
SAID_ZH = {
    HOLDS: "与文中的{stated}一致",
    ROUNDING: "与文中的{stated}在取舍误差内一致",
    FAILS: "与文中的{stated}不符",
    ASK: "与文中的{stated}不同，请核实口径",
}
SAID_EN = {
    HOLDS: "agrees with the {stated} printed",
    ROUNDING: "agrees with the {stated} printed, once rounded",
    FAILS: "does not agree with the {stated} printed",
    ASK: "differs from the {stated} printed; please say what it covers",
}
SUBSET = {
    HOLDS: ("部分{computed}不超过总数{stated}", "the part {computed} is within the whole {stated}"),
    FAILS: ("部分{computed}大于总数{stated}", "the part {computed} exceeds the whole {stated}"),
    ASK: ("部分{computed}大于{stated}，请核实口径", "the part {computed} exceeds {stated}; please say what they cover"),
}
MOST_NAMED = 5


def said(relation: Relation) -> Relation:
    """The relation with its sentences."""
    stated, computed = _as_printed(relation), _shortly(relation.computed) + relation.unit
    if relation.kind == "subset" and relation.verdict in SUBSET:
        zh, en = (text.format(stated=stated, computed=computed) for text in SUBSET[relation.verdict])
    elif relation.kind == "ratio" and _is_bound(relation):
        told = relation.readings[0] if relation.readings else None
        zh = told.name_zh if told else f"平均{computed}，未超过文中的上限{stated}"
        en = told.name_en if told else f"the average of {computed} is within the limit {stated}"
    else:
        kind_zh, kind_en = KINDS[relation.kind]
        zh = f"{kind_zh}为{computed}，{SAID_ZH[relation.verdict].format(stated=stated)}"
        en = f"{kind_en} {computed}: {SAID_EN[relation.verdict].format(stated=stated)}"
    if relation.diagnosis in WORDS:
        zh, en = zh + f"；{WORDS[relation.diagnosis][0]}", en + f"; {WORDS[relation.diagnosis][1]}"
    return replace(relation, message_zh=zh + "。", message_en=en[0].upper() + en[1:] + ".")


def _is_bound(relation: Relation) -> bool:
    """Whether a ratio is told as an inequality that holds, or as a value beside its level."""
    beside = relation.expression.count(" ") == 2 and relation.readings != ()
    return ("<=" in relation.expression and relation.verdict == HOLDS) or beside


def _as_printed(relation: Relation) -> str:
    """The figure that was checked, with its 约 or 以上."""
    same = (f for f in relation.checked if f.unit == relation.unit)
    return next((f.quote for f in same if f.hedge), relation.stated + relation.unit)


def _shortly(value: str) -> str:
    """Three decimals are enough for a sentence where a quotient never ends."""
    decimals = value.partition(".")[2]
    return digits(round(Fraction(value), 3)) if len(decimals) > 5 else value


def summary(relations: Sequence[Relation], figures: int) -> tuple[str, str]:
    """One paragraph for the author, in Chinese and English."""
    wrong = [r for r in relations if r.verdict == FAILS]
    doubtful = [r for r in relations if r.verdict == ASK]
    zh = f"本文共有数字{figures}处，可复算的关系{len(relations)}处，其中{len(relations) - len(wrong) - len(doubtful)}处相符"
    en = f"{figures} figures, {len(relations)} claims that can be recomputed, of which {len(relations) - len(wrong) - len(doubtful)} agree"
    if not wrong and not doubtful:
        return zh + "，未发现不符之处。", en + "; nothing is wrong."
    zh += f"，{len(wrong)}处不符，{len(doubtful)}处请核实。" + _named(wrong, "不符") + _named(doubtful, "请核实")
    return zh, en + f", {len(wrong)} do not, {len(doubtful)} need an answer."


def _named(relations: Sequence[Relation], word: str) -> str:
    if not relations:
        return ""
    named = "".join(
        f"（{number}）“{_short(relation.quote)}”：{relation.message_zh.rstrip('。')}；"
        for number, relation in enumerate(relations[:MOST_NAMED], 1)
    )
    rest = f"等{len(relations)}处" if len(relations) > MOST_NAMED else ""
    return f"{word}的是：{named.rstrip('；')}{rest}。"


def _short(quote: str) -> str:
    plain = " ".join(quote.split())
    return plain if len(plain) <= 60 else plain[:40] + "……" + plain[-18:]
