"""Amounts beside their quantity and price: 大米38500公斤，5.2元/公斤，200200元; 课桌凳6800套，每套280元，190.4万元.

Belongs here: three figures side by side, the price for one of what the quantity counts, whatever that is.
Does not belong here: standards for persons and terms (``products``), chains of rates (``told_chains``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dagster_project.narrative.model import ASK, FAILS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare, value_of
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.text.sentences import Sentence

PRICED = re.compile(r"每(?P<unit>[一-鿿㎡]{1,3}?)(?:单价|造价|价格|投资|约|补助|均价|价)*$")
BEHIND = re.compile(r"/(?P<unit>[一-鿿㎡]{1,3})")
GAP = re.compile(
    r"[，、：（\s]*(?:单价|造价|价格|按|每[一-鿿㎡]{1,3}|/[一-鿿㎡]{1,3}|计|合计|共计|共|金额|小计|投资|需|价|）|约|=|为)*[，、：（）\s]*(?:合计|共计|共|计|金额|小计|投资|需|为)*"
)
BARE = re.compile(
    r"[，、：\s]*(?:(?:单价|造价)|每[一-鿿㎡]{1,3}(?:造价|单价)?|/[一-鿿㎡]{1,3}|计|共|合计|金额|投资)*[，、：\s]*(?:计|共|合计|金额|投资)?"
)


def find_priced(sentence: Sentence) -> Iterator[Relation]:
    """Every quantity, price and amount told side by side; a wrong one fails where nothing else stands between."""
    figures = sentence.figures
    for count, price, amount in zip(figures, figures[1:], figures[2:], strict=False):
        if price.thing != "元" or amount.thing != "元" or count.thing == "元" or not count.value > 0:
            continue
        gaps = sentence.words(count, price), sentence.words(price, amount)
        unit = _unit(sentence, price)
        if not unit or not all(map(GAP.fullmatch, gaps)) or not _counts(sentence, count, unit):
            continue
        if not (count.is_plain and price.is_plain and amount.value > 0):
            continue
        yield _told(count, price, amount, all(map(BARE.fullmatch, gaps)))


def _unit(sentence: Sentence, price: Figure) -> str:
    """What the price is for one of: 元/公斤, 每套."""
    behind = BEHIND.match(sentence.plain, price.to) or BEHIND.search(price.unit)
    led = PRICED.search(price.clause)
    return behind["unit"] if behind else led["unit"] if led else ""


def _counts(sentence: Sentence, count: Figure, unit: str) -> bool:
    """Whether the quantity is counted in what the price is for: 412000盒 and 元/盒."""
    said = sentence.plain[count.at : count.to + len(unit)]
    return count.thing == unit or said.endswith(unit) or (count.unit.endswith(unit) and count.scale == 1)


def _told(count: Figure, price: Figure, amount: Figure, bare: bool) -> Relation:
    made = count.amount * price.amount
    play = value_of(price)
    verdict = compare(Value(made, made, made), amount)
    if verdict == FAILS:
        in_play = Value(made, count.amount * play.low, count.amount * play.high)
        roughly = compare(in_play, amount) != FAILS and price.places > 0
        verdict = ASK if not bare or not amount.is_plain or roughly else FAILS
    scale = f" / {amount.scale}" if amount.scale != 1 else ""
    worked = f"{digits(count.amount)} * {digits(price.amount)}{scale}"
    given = f" = {number(amount)}"
    return replace(written("product", [count, price], amount, worked + given, made, verdict), opened=True)
