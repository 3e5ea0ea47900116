"""Identity numbers: brought into one form, judged, and read for birth date, sex and region.

Belongs here: resident identity numbers (18 and the old 15 digits) and the disability certificates built on
them (20 and 22 characters).
Does not belong here: tokens (``tokens``), whether two records name the same person (the rules, in SQL).

Statuses: ok, legacy15 (15 digits, expanded), cert (a certificate whose first 18 are a good number), length,
checksum (also an impossible birth date), truncated (Excel has lost its last digits), placeholder, cert_invalid,
missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from dagster_project.readers.values.shape import compact, is_placeholder

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}")
WHOLE_ZERO = re.compile(r"(\d{15,22})\.0+")
LIKE_AN_X = re.compile(r"(?<!\d)(\d{17})[×✕✖╳ХΧ]")
"""A sign of multiplication, a Cyrillic or a Greek letter where the check digit stands."""
CERTIFICATE_TAIL = re.compile(r"[1-7][1-4](?:[A-Z0-9]{2})?")
DIGITS = frozenset("0123456789")
FIRST_YEAR, LAST_YEAR = 1880, 2100
DAYS_IN_MONTH = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)


class IdReading(NamedTuple):
    """``id_number`` is the person's number where there is one (of a certificate, its first 18 characters)."""

    id_text: str
    id_number: str | None
    status: str
    birth_on: date | None
    gender: str | None
    region_code: str | None


def normal_form(text: str) -> str:
    """Half-width capitals without blanks, dashes, quotes or trailing dots."""
    if len(text) == 18 and text.isalnum() and text.isascii():
        return text.upper()
    tidy = compact(text).upper().strip("'\"`’‘“”.,;:。、*")
    tidy = LIKE_AN_X.sub(r"\1X", tidy)
    whole = WHOLE_ZERO.fullmatch(tidy)
    tidy = whole[1] if whole else tidy
    joined = tidy.replace("-", "").replace("_", "")
    return joined if len(joined) in (15, 18, 20, 22) and any(char in DIGITS for char in joined) else tidy


def read_ids(texts: Iterable[str]) -> list[IdReading]:
    """One reading for each text, in order. Vectorised over the 18-character numbers, which are nearly all."""
    originals = list(texts)
    forms = [normal_form(text) for text in originals]
    full = [_eighteen(form) for form in forms]
    good, births = _judge([number for number in full if number])
    readings: list[IdReading] = []
    position = 0
    for text, form, number in zip(originals, forms, full, strict=True):
        is_good, birth = False, None
        if number:
            is_good, birth = good[position], births[position]
            position += 1
        readings.append(_reading(text, form, number, is_good, birth))
    return readings


def read_id(text: str) -> IdReading:
    """The reading of one text."""
    return read_ids([text])[0]


def _eighteen(form: str) -> str | None:
    """The 18 characters to judge: the number itself, an old one expanded, or the head of a certificate."""
    length = len(form)
    if length == 15 and form.isascii() and form.isdigit():
        return with_check_digit(form[:6] + "19" + form[6:])
    if length in (18, 20, 22) and form.isascii() and form[:17].isdigit() and (form[17].isdigit() or form[17] == "X"):
        return form[:18]
    return None


def with_check_digit(seventeen: str) -> str:
    """
    >>> with_check_digit("99010120100101001")
    '990101201001010019'
    """
    digits = np.frombuffer(seventeen.encode("ascii"), dtype=np.uint8).astype(np.int32) - 48
    return seventeen + chr(CHECK[int((digits * WEIGHTS).sum()) % 11])


def _judge(numbers: list[str]) -> tuple[list[bool], list[date | None]]:
    """For each 18-character number: whether check digit and birth date are right, and the birth date."""
    if not numbers:
        return [], []
    codes = np.array(numbers, dtype="S18").view(np.uint8).reshape(-1, 18)
    digits = codes[:, :17].astype(np.int32) - 48
    check_ok = CHECK[(digits @ WEIGHTS) % 11] == codes[:, 17]
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1], dtype=np.int32)
    month, day = digits[:, 10] * 10 + digits[:, 11], digits[:, 12] * 10 + digits[:, 13]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = DAYS_IN_MONTH[np.where((month >= 1) & (month <= 12), month, 0)]
    last = np.where((month == 2) & ~leap, 28, last)
    born = (year >= FIRST_YEAR) & (year < LAST_YEAR) & (day >= 1) & (day <= last)
    births = [
        date(y, m, d) if ok else None
        for y, m, d, ok in zip(year.tolist(), month.tolist(), day.tolist(), born.tolist(), strict=True)
    ]
    return (check_ok & born).tolist(), births


def _reading(text: str, form: str, number: str | None, is_good: bool, birth: date | None) -> IdReading:
    if not form:
        return IdReading(text, None, "missing", None, None, None)
    if _is_placeholder(form):
        return IdReading(text, None, "placeholder", None, None, None)
    status = _status(form, number, is_good)
    if status not in ("ok", "legacy15", "cert") or number is None:
        return IdReading(text, form, status, None, None, None)
    gender = "male" if number[16] in "13579" else "female"
    return IdReading(text, number, status, birth, gender, number[:6])


def _is_placeholder(form: str) -> bool:
    return is_placeholder(form) or form.startswith("999999") or (len(form) >= 6 and len(set(form)) == 1)


def _status(form: str, number: str | None, is_good: bool) -> str:
    length = len(form)
    if EXPONENT.fullmatch(form):
        return "truncated"
    if length in (20, 22):
        return "cert" if is_good and CERTIFICATE_TAIL.fullmatch(form[18:]) else "cert_invalid"
    if length == 15 and number:
        return "legacy15" if is_good else "checksum"
    if length != 18:
        return "length"
    if is_good:
        return "ok"
    return "truncated" if form.endswith("000") and form.isdigit() else "checksum"
