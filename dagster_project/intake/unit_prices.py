"""The price of one in a header: 生活补助(1250元/人), 小学 500元/生·学期 人数, 走读生(四类学生,每生每学期250元).

What belongs here: finding the price in a header's text, and the header without it.
What does not: whether amounts agree with it (``own_figures``), the unit of a column (``headers``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_SPAN = r"(?:学期|学年|期|年|个?月|天|日)"
_WHOM = r"(?:人次|学生|幼儿|生|人|户|名|位|套|台|件|册)"
_AMOUNT = r"(?P<{0}>\d[\d,]*(?:\.\d+)?)(?P<{0}_unit>万?元)"
_PRICE = re.compile(
    rf"[,，;；:：]?(?:标准|按|单价)?[:：]?(?:每{_WHOM}(?:每?(?P<before>{_SPAN}))?)"
    + _AMOUNT.format("first")
    + rf"(?:/{_SPAN})?|[,，;；:：]?(?:标准|按|单价)?[:：]?"
    + _AMOUNT.format("second")
    + rf"[/每](?:{_WHOM}(?:[·.•・、/-]?每?(?P<after>{_SPAN}))?|(?P<only>{_SPAN})(?:[·.•・、/-]?每?{_WHOM})?)"
)
_EMPTY_BRACKET = re.compile(r"[(\[【][,，;；:：、]*[)\]】]")
_PER = {
    "学期": "term",
    "期": "term",
    "学年": "year",
    "年": "year",
    "月": "month",
    "个月": "month",
    "天": "day",
    "日": "day",
}


class UnitPrice(NamedTuple):
    """Yuan for one; ``per`` is term, year, month, day or None; ``text`` as the header writes it."""

    yuan: Decimal
    per: str | None
    text: str


@lru_cache(maxsize=16_384)
def unit_price(plain: str) -> UnitPrice | None:
    """The one price in a header's normal form; None where there is none, or more than one.

    >>> unit_price("小学500元/生·学期人数").yuan, unit_price("走读生(每生每学期250元)").per, unit_price("金额(元)")
    (Decimal('500'), 'term', None)
    """
    found = list(_PRICE.finditer(plain))
    if len(found) != 1:
        return None
    (match,) = found
    amount, unit = match["first"] or match["second"], match["first_unit"] or match["second_unit"]
    factor = 10_000 if unit == "万元" else 1
    per = _PER.get(match["before"] or match["after"] or match["only"] or "")
    return UnitPrice(Decimal(amount.replace(",", "")) * factor, per, match[0].lstrip(",，;；:："))


@lru_cache(maxsize=16_384)
def without_price(plain: str) -> str:
    """A header's normal form without its prices.

    >>> without_price("小学500元/生·学期人数"), without_price("生活补助(1250元/人)")
    ('小学人数', '生活补助')
    """
    return _EMPTY_BRACKET.sub("", _PRICE.sub("", plain)) if "元" in plain else plain
