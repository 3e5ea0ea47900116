"""Telephone numbers and bank cards.

Belongs here: one text to one number in plain digits, or the word ``several``.
Does not belong here: whose number it is.
"""

from __future__ import annotations

import re

from dagster_project.readers.values.shape import (
    BLANKS,
    PLACEHOLDER,
    SEVERAL,
    UNKNOWN,
    Reading,
    is_placeholder,
    label,
    plain,
)

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
COUNTRY = re.compile(r"^(?:\+86|0086|\+0086|86(?=1[3-9]\d{9}$))")
MOBILES_IN_WORDS = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
BETWEEN_NUMBERS = re.compile(r"[/、,;|\\\n]+|或|和|及")
DECORATION = re.compile(r"[\s\-()（）.]")
WHOSE = re.compile(r"[(（][\u4e00-\u9fff]{1,6}[)）]|^[\u4e00-\u9fff]{1,4}[:：]?|[\u4e00-\u9fff]{1,4}$")
CARD = re.compile(r"\d{9,25}")
EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
EXTENSION = re.compile(r"0\d{2,3}[\s)-]*\d{7,8}[\s-]+\d{1,5}$")
WHOLE_ZERO = re.compile(r"(\d+)\.0+")


def parse_phone(text: str) -> Reading:
    """A mobile or landline number in digits only; two numbers in one cell: (None, ``several``)."""
    tidy = plain(text)
    if is_placeholder(tidy):
        return PLACEHOLDER
    number = _number(tidy)
    if number:
        return number, label(text, number, "decoration_dropped")
    parts = [part for part in BETWEEN_NUMBERS.split(tidy) if part.strip()]
    if len(parts) < 2:
        parts = tidy.split()
    numbers = [number for part in parts if (number := _number(part))]
    if len(parts) > 1 and len(numbers) > 1:
        is_one = len(set(numbers)) == 1 and len(numbers) == len(parts)
        return (numbers[0], "repeated") if is_one else SEVERAL
    bare = WHOSE.sub("", tidy)
    number = _number(bare) if bare != tidy else None
    if number:
        return number, "without_notes"
    inside = {match[0] for match in MOBILES_IN_WORDS.finditer(tidy)}
    return SEVERAL if len(inside) > 1 else UNKNOWN


def _number(text: str) -> str | None:
    if EXTENSION.search(text):
        return None
    whole = WHOLE_ZERO.fullmatch(text.strip())
    digits = COUNTRY.sub("", DECORATION.sub("", whole[1] if whole else text))
    if len(set(digits)) <= 2 and digits:
        return None
    return digits if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits) else None


def parse_card(text: str) -> Reading:
    """A card or passbook number in digits only. A number in exponent form has lost its digits: unknown."""
    tidy = plain(text)
    if is_placeholder(tidy):
        return PLACEHOLDER
    if EXPONENT.fullmatch(tidy):
        return None, "truncated"
    digits = BLANKS.sub("", tidy).replace("-", "").rstrip(".")
    if not CARD.fullmatch(digits) or len(set(digits)) == 1:
        return UNKNOWN
    return digits, label(text, digits, "decoration_dropped")
