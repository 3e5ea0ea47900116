"""Numbers as counties write them: 1,234.50, ￥300, 五百, 壹万贰仟元整, 1.5万元, (5.00), 3人.

Belongs here: one text to one decimal number in plain digits.
Does not belong here: the unit of a column, which its header tells (``intake``).
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from dagster_project.readers.values.shape import (
    BLANKS,
    PLACEHOLDER,
    SEVERAL,
    UNKNOWN,
    Reading,
    compact,
    is_placeholder,
    label,
    plain,
)

TOO_LARGE = Decimal(10) ** 10
"""From here on it is a card or an identity number in the wrong column, not an amount."""
PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
SEVERAL_NUMBERS = re.compile(r"\d\s+[+-]?[\d.]")
GROUPED = re.compile(r"^\D*(?:\d{1,2}(?: \d{3})+|\d{3}(?: \d{3}){2,})(?:\.\d+)?(?: ?\D*)?$")
"""1 234.50 is one number; 500 500 and two lines of a cell are two, which nobody must join."""
EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")
ACCOUNTING = re.compile(r"(?:\((?P<bracket>\d[\d,]*(?:\.\d+)?)\)|[△负](?P<mark>\d[\d,]*(?:\.\d+)?))")
UNIT_IN_BRACKETS = re.compile(r"\((元|万元|亿元|人|人次)\)$")
CURRENCY = re.compile(r"^(?:(?:人民币|金额)?:?\(?大写\)?|人民币|rmb|cny|[¥￥$])[:]?", re.IGNORECASE)
UNITS = re.compile(
    r"(?:元/[人生月年学期·.]+|元|圆|人次|人|个月|月|年|学时|课时|小时|天|户|口人|口|台|套|件|册|份|个|间|层|栋|幢|所|次|名|平方米|平米|㎡|m2|m²|岁)?(?:整|正)?$"
)
SAYS_YUAN = re.compile(r"[元圆]")
"""5000元 is 5,000 yuan in a column of 万元 too: the unit in the cell wins, so the reading says ``scaled``."""
SCALE = {"百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
SCALED = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)(百万|千万|百|千|万|亿)")
SCALED_STEPS = re.compile(r"(?:\d{1,4}[亿万千百]){2,4}")
STEP = re.compile(r"(\d{1,4})([亿万千百])")

DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **dict(zip("貳參陸兩两弍", (2, 3, 6, 2, 2, 2), strict=True)),
    "○": 0,
    "O": 0,
}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHINESE = re.compile(
    r"(负)?([零〇○一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖两兩弍十拾百佰千仟万萬亿億]+)(?:点([零〇一二三四五六七八九]+))?"
)
WRITTEN_OUT = re.compile("[万萬亿億]|[壹贰貳叁參肆伍陆陸柒捌玖][拾佰仟]")
"""壹万贰仟 and 伍佰 in a column of 万元 are yuan: who writes an amount out writes all of it."""
MONEY_TAIL = re.compile(
    r"(.*?)[元圆](?:零)?(?:([零一二三四五六七八九壹贰叁肆伍陆柒捌玖\d])角)?(?:零)?(?:([零一二三四五六七八九壹贰叁肆伍陆柒捌玖\d])分)?(?:整|正)?"
)


def parse_number(text: str) -> Reading:
    """The number as plain decimal digits. What may mean several numbers (约500, 500-800, 一千二) is unknown."""
    tidy = plain(text)
    if is_placeholder(tidy):
        return PLACEHOLDER
    if SEVERAL_NUMBERS.search(tidy) and not GROUPED.search(tidy):
        return SEVERAL
    value, how = _read(UNIT_IN_BRACKETS.sub(r"\1", compact(text)))
    if value is None or abs(value) >= TOO_LARGE or not value.is_finite():
        return UNKNOWN
    shown = plain_digits(value)
    how = "blanks_dropped" if how.endswith("_zeros") and BLANKS.search(tidy) else how
    return shown, label(text, shown, how)


def plain_digits(value: Decimal) -> str:
    """
    >>> plain_digits(Decimal("1234.500")), plain_digits(Decimal("1E+3")), plain_digits(Decimal("-0.0"))
    ('1234.5', '1000', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _read(text: str) -> tuple[Decimal | None, str]:
    for reader in (_plain, _percent, _unit_or_currency, _scaled, _chinese_money, _chinese_number):
        value, how = reader(text)
        if value is not None:
            return value, how
    return None, "unknown"


def _plain(text: str) -> tuple[Decimal | None, str]:
    if PLAIN.fullmatch(text):
        return _decimal(text), "trailing_zeros" if "." in text else "sign" if text[0] == "+" else "leading_zeros"
    if THOUSANDS.fullmatch(text):
        return _decimal(text.replace(",", "")), "thousands"
    if EXPONENT.fullmatch(text):
        return _decimal(text), "exponent"
    match = ACCOUNTING.fullmatch(text)
    amount = (match["bracket"] or match["mark"]) if match else ""
    if amount and (PLAIN.fullmatch(amount) or THOUSANDS.fullmatch(amount)):
        return _decimal("-" + amount.replace(",", "")), "accounting"
    return None, ""


def _percent(text: str) -> tuple[Decimal | None, str]:
    if text.endswith("%"):
        value, _ = _plain(text[:-1])
        return value, "percent"
    return None, ""


def _unit_or_currency(text: str) -> tuple[Decimal | None, str]:
    bare = CURRENCY.sub("", text)
    bare = UNITS.sub("", bare, count=1)
    if bare == text or not bare:
        return None, ""
    value, _ = _plain(bare)
    return value, "scaled" if SAYS_YUAN.search(text) else "with_unit"


def _scaled(text: str) -> tuple[Decimal | None, str]:
    """1.5万元, 3百. The scale is written in the cell, so it is applied; the label says so."""
    bare = UNITS.sub("", CURRENCY.sub("", text), count=1)
    if SCALED_STEPS.fullmatch(bare):
        return _in_steps(bare)
    match = SCALED.fullmatch(bare)
    if not match:
        return None, ""
    value, _ = _plain(match[1])
    return (value * SCALE[match[2]], "scaled") if value is not None else (None, "")


def _in_steps(text: str) -> tuple[Decimal | None, str]:
    """1亿2000万, 12万5千: each step is smaller than one of the step before."""
    total, before = 0, 10**12
    for digits, sign in STEP.findall(text):
        step = int(digits) * SCALE[sign]
        if step >= before:
            return None, ""
        total, before = total + step, SCALE[sign]
    return Decimal(total), "scaled"


def _chinese_money(text: str) -> tuple[Decimal | None, str]:
    match = MONEY_TAIL.fullmatch(CURRENCY.sub("", text))
    if not match or not (match[1] or match[2] or match[3]):
        return None, ""
    whole = chinese_integer(match[1]) if match[1] else 0
    if whole is None and PLAIN.fullmatch(match[1]):
        whole = int(match[1]) if match[1].isdigit() else None
    if whole is None:
        return None, ""
    tenths, hundredths = _digit(match[2]), _digit(match[3])
    return Decimal(whole * 100 + tenths * 10 + hundredths) / 100, "scaled"


def _digit(text: str | None) -> int:
    return 0 if not text else int(text) if text.isdigit() else DIGITS[text]


def _chinese_number(text: str) -> tuple[Decimal | None, str]:
    match = CHINESE.fullmatch(UNITS.sub("", text, count=1))
    if not match:
        return None, ""
    whole = chinese_integer(match[2])
    if whole is None:
        return None, ""
    fraction = "".join(str(DIGITS[char]) for char in match[3] or "")
    how = "scaled" if WRITTEN_OUT.search(match[2]) else "chinese_numeral"
    return _decimal(("-" if match[1] else "") + str(whole) + ("." + fraction if fraction else "")), how


def chinese_integer(text: str) -> int | None:
    """壹万贰仟 → 12000, 二〇二〇 → 2020; None where the words do not make one number (一千二, 十五百).

    >>> chinese_integer("壹万贰仟"), chinese_integer("十五"), chinese_integer("二〇二〇"), chinese_integer("一千二")
    (12000, 15, 2020, None)
    """
    if text and all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text)) if len(text) == 1 or len(text) >= 4 else None
    total, rest = 0, text
    for signs in (("亿", "億"), ("万", "萬")):
        head, sign, tail = _cut(rest, signs)
        if sign:
            section = chinese_integer(head) if signs[0] == "亿" and _has(head, ("万", "萬")) else _section(head)
            if section is None or section == 0:
                return None
            total += section * LARGE[sign]
            rest = tail
            if not rest:
                return total
            if rest[0] not in "零〇" and len(rest) == 1:
                return None
    last = _section(rest)
    return None if last is None else total + last


def _cut(text: str, signs: tuple[str, ...]) -> tuple[str, str, str]:
    for sign in signs:
        if sign in text:
            return text.rpartition(sign)
    return "", "", text


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)


def _section(text: str) -> int | None:
    """A number below 10,000: units must fall, and a digit after 百 or 千 without 零 is colloquial, so not read."""
    if not text:
        return None
    total, digit, lowest, after_zero, started = 0, None, 10_000, False, False
    for char in text:
        if char in SMALL:
            unit = SMALL[char]
            if unit >= lowest or (digit is None and (unit != 10 or started)):
                return None
            total += (1 if digit is None else digit) * unit
            digit, lowest, after_zero = None, unit, False
        elif char in DIGITS:
            if DIGITS[char] == 0:
                if digit is not None:
                    return None
                after_zero = True
                started = True
                continue
            if digit is not None:
                return None
            digit = DIGITS[char]
        else:
            return None
        started = True
    if digit is not None:
        if lowest > 10 and lowest != 10_000 and not after_zero:
            return None
        total += digit
    return total


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
