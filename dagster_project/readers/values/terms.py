"""Terms and school years as counties write them: 2020年秋季学期, 2019-2020学年第二学期, 2020-2021.

Belongs here: one text in a cell to one term (2020-autumn) or one school year (2020-2021).
Does not belong here: the period of a folder or a file (``intake.periods``).

The first term of the school year 2020-2021 is the autumn of 2020, its second the spring of 2021.
"""

from __future__ import annotations

import re

from dagster_project.readers.values.numbers import DIGITS
from dagster_project.readers.values.shape import PLACEHOLDER, UNKNOWN, Reading, compact, is_placeholder, label

YEARS = range(1990, 2100)
SEASON = {
    "春": "spring",
    "秋": "autumn",
    "spring": "spring",
    "autumn": "autumn",
    "fall": "autumn",
    "上半年": "spring",
    "下半年": "autumn",
}
FIRST = {"一": 1, "1": 1, "上": 1, "ⅰ": 1, "i": 1, "二": 2, "2": 2, "下": 2, "ⅱ": 2, "ii": 2}
SEASONED = re.compile(r"(\d{4})(?:年度?|-)?\(?(春|秋|spring|autumn|fall|上半年|下半年)\)?季?(?:学期|学年|季)?")
SEASON_FIRST = re.compile(r"(spring|autumn|fall)-?(\d{4})")
BETWEEN = r"(\d{4})[-/~至]+(\d{4})"
NUMBERED = re.compile(BETWEEN + r"(?:学年度?)?[-,(]?第?(一|二|1|2|上|下|ii|i)(?:学期|期|学年)?\)?")
NUMBERED_SHORT = re.compile(r"(\d{4})学年度?第?(一|二|1|2|上|下)(?:学期|期)")
SEASON_IN_YEAR = re.compile(BETWEEN + r"学年度?(春|秋)季?(?:学期)?")
PAIR = re.compile(BETWEEN + r"(?:学年度?|年度?)?")
SHORT_PAIR = re.compile(r"(\d{2})[-/](\d{2})学年度?")
ONE_YEAR = re.compile(r"(\d{4})学年度?")
CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}")


def parse_term(text: str) -> Reading:
    """A term. A code such as 20201 and 2020年上学期 mean different terms in different systems: unknown."""
    tidy = _tidy(text)
    if is_placeholder(tidy):
        return PLACEHOLDER
    term = _seasoned(tidy) or _numbered(tidy)
    if term is None:
        return UNKNOWN
    return term, label(text, term, "term_words")


def parse_school_year(text: str) -> Reading:
    """A school year, written as two years that follow each other, or as 2020学年. A year alone is unknown."""
    tidy = _tidy(text)
    if is_placeholder(tidy):
        return PLACEHOLDER
    match = PAIR.fullmatch(tidy)
    if match:
        pair = _pair(match[1], match[2])
        return (pair, label(text, pair, "school_year_words")) if pair else UNKNOWN
    match = SHORT_PAIR.fullmatch(tidy)
    if match and (pair := _pair("20" + match[1], "20" + match[2])):
        return pair, "short_years"
    match = ONE_YEAR.fullmatch(tidy)
    if match and int(match[1]) in YEARS:
        return f"{match[1]}-{int(match[1]) + 1}", "first_year"
    return UNKNOWN


def _tidy(text: str) -> str:
    tidy = compact(text).lower().replace("—", "-")
    return CHINESE_YEAR.sub(lambda match: "".join(str(DIGITS[char]) for char in match[0]), tidy)


def _pair(first: str, second: str) -> str | None:
    return f"{first}-{second}" if int(first) in YEARS and int(second) == int(first) + 1 else None


def _seasoned(text: str) -> str | None:
    match = SEASONED.fullmatch(text)
    if match and int(match[1]) in YEARS:
        return f"{match[1]}-{SEASON[match[2]]}"
    match = SEASON_FIRST.fullmatch(text)
    if match and int(match[2]) in YEARS:
        return f"{match[2]}-{SEASON[match[1]]}"
    match = SEASON_IN_YEAR.fullmatch(text)
    if match and _pair(match[1], match[2]):
        return f"{match[1]}-autumn" if match[3] == "秋" else f"{match[2]}-spring"
    return None


def _numbered(text: str) -> str | None:
    match = NUMBERED.fullmatch(text)
    if match and _pair(match[1], match[2]):
        return f"{match[1]}-autumn" if FIRST[match[3]] == 1 else f"{match[2]}-spring"
    match = NUMBERED_SHORT.fullmatch(text)
    if match and int(match[1]) in YEARS:
        return f"{match[1]}-autumn" if FIRST[match[2]] == 1 else f"{int(match[1]) + 1}-spring"
    return None
