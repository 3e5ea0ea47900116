"""Numbers as reports print them, Arabic and Chinese, to exact fractions and back.

Belongs here: the value of one numeral. Does not belong here: what it counts (``units``, ``figures``).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from dagster_project.narrative.exact import Exact
from dagster_project.readers.values.numbers import DIGITS, SMALL

CHINESE_DIGITS = "零〇一二两三四五六七八九"
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
SCALES["万亿"] = 10**12
SHOWN_PLACES = 6


def chinese_value(text: str) -> Fraction | None:
    """
    >>> chinese_value("六万五千"), chinese_value("二十"), chinese_value("一点五"), chinese_value("二〇二〇")
    (Exact(65000, 1), Exact(20, 1), Exact(3, 2), Exact(2020, 1))
    """
    whole, _, decimals = text.partition("点")
    value = _spelled(whole) if len(whole) > 1 and all(c in DIGITS for c in whole) else _composed(whole)
    if value is None or (decimals and not all(c in DIGITS for c in decimals)):
        return None
    if decimals:
        value += Exact(int("".join(str(DIGITS[c]) for c in decimals)), 10 ** len(decimals))
    return value


def _spelled(text: str) -> Fraction | None:
    return Exact(int("".join(str(DIGITS[c]) for c in text))) if len(text) < 12 else None


def _composed(text: str) -> Fraction | None:
    """Units fall within a section; 万 and 亿 close one. 一千二 is 1200, as people say it."""
    total, section, digit, last = 0, 0, None, 1
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
            last = 1 if digit == 0 else last
        elif char in SMALL:
            section += (1 if digit is None else digit) * SMALL[char]
            digit, last = None, SMALL[char]
        elif char in ("万", "亿"):
            base = 10**4 if char == "万" else 10**8
            total = (total + section + (digit or 0)) * base if char == "亿" else total + (section + (digit or 0)) * base
            section, digit, last = 0, None, base
        else:
            return None
    if digit:
        section += digit * (last // 10 if last > 10 else 1)
    return Exact(total + section)


def arabic_value(text: str) -> tuple[Fraction, int]:
    """The value and how many decimals are printed."""
    plain = text.replace(",", "").replace(" ", "")
    whole, _, decimals = plain.partition(".")
    return Exact(int(whole + decimals), 10 ** len(decimals)), len(decimals)


def step_of(value: Fraction, places: int) -> Fraction:
    """What one in the last digit that says something is worth: 280 → 10, 1.26 → 0.01.

    >>> step_of(Fraction(280), 0), step_of(Fraction(126, 100), 2)
    (Exact(10, 1), Exact(1, 100))
    """
    if places:
        return Exact(1, 10**places)
    step, whole = 1, int(value)
    while whole and whole % 10 == 0:
        whole //= 10
        step *= 10
    return Exact(step)


@lru_cache(maxsize=1 << 16)
def digits(value: Fraction, places: int = SHOWN_PLACES) -> str:
    """Plain decimal digits; a fraction that never ends is shown to six places.

    >>> digits(Fraction(1106375, 1000)), digits(Fraction(1, 3)), digits(Fraction(-3, 1))
    ('1106.375', '0.333333', '-3')
    """
    if value.denominator == 1:
        return str(value.numerator)
    exact = _exact_places(value.denominator)
    shown = places if exact is None else exact
    scaled = round(abs(value) * 10**shown)
    text = str(scaled).rjust(shown + 1, "0")
    sign = "-" if value < 0 and scaled else ""
    return sign + f"{text[:-shown]}.{text[-shown:]}".rstrip("0").rstrip(".")


def _exact_places(denominator: int) -> int | None:
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 and max(twos, fives) <= 12 else None
