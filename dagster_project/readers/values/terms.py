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
SEASONED = re.compile(
    r"(\d{4})(?:年度?|[-./])?\(?(春|秋|spring|autumn|fall|上半年|下半年)季?\)?季?(?:学期|学年|季|期)?"
)
SHORT_SEASONED = re.compile(r"(\d{2})年?(春|秋)季?(?:学期|学年)?")
SUPPLIED = re.compile(r"\[(\d{4})年\](春|秋)季?(?:学期|学年)?")
SEASON_FIRST = re.compile(r"(spring|autumn|fall|春|秋)季?(?:学期)?-?(\d{4})年?")
BETWEEN = r"(\d{4})年?[-/~至]*(\d{4})"
SHORT_BETWEEN = r"((?:20)?\d{2})[-/~至]+(\d{2})"
NUMBERED = re.compile(BETWEEN + r"(?:学年度?|年(?=第))?[-,(]?第?(一|二|1|2|上|下|ii|i)(?:学期|期|学年)?\)?")
NUMBERED_SHORT_YEARS = re.compile(SHORT_BETWEEN + r"(?:学年度?)[-,(]?第?([一二12上下])(?:学期|期)?\)?")
NUMBERED_SHORT = re.compile(r"(\d{4})学年度?第?(一|二|1|2|上|下)(?:学期|期)")
SEASON_IN_YEAR = re.compile(BETWEEN + r"学年度?(春|秋)季?(?:学期)?")
PAIR = re.compile(BETWEEN + r"(?:学年度?|年学年|年度?)?")
SHORT_PAIR = re.compile(r"(?:20)?(\d{2})[-/](\d{2})学年度?")
ONE_YEAR = re.compile(r"(\d{4})学年度?")
CHINESE_YEAR = re.compile(
    r"(?![0]{4})(?=[〇零○0-9]*[一二三四五六七八九])[〇零○0一二三四五六七八九]{4}(?=年|学年|春|秋|[-/~至]|$)"
)
TWICE = re.compile(r"(.+)\(([^()]+)\)")
"""2020年秋季学期(2020-2021学年第一学期) says one term in two ways; where the two differ it is unknown."""
IN_BRACKETS = re.compile(r"\(([^()]+)\)")
NOTE = re.compile(
    r"\([^()]*\d[^()]*月[^()]*\)$|\((?:补发?|补报|第[一二三四五\d]批|含[^()]*)\)$|(?<=[季期])第[一二三四五\d]批$|\(\d{4}\.\d{1,2}-\d{4}\.\d{1,2}\)$"
)


def parse_term(text: str) -> Reading:
    """A term. A code such as 20201 and 2020年上学期 mean different terms in different systems: unknown."""
    tidy = _tidy(text)
    if is_placeholder(tidy):
        return PLACEHOLDER
    term = _seasoned(tidy) or _numbered(tidy)
    if term:
        return term, label(text, term, "term_words")
    for pattern, how in ((SUPPLIED, "year_supplied"), (SHORT_SEASONED, "short_year")):
        match = pattern.fullmatch(tidy)
        if match:
            year = match[1] if len(match[1]) == 4 else f"20{match[1]}"
            return f"{year}-{SEASON[match[2]]}", how
    match = NUMBERED_SHORT_YEARS.fullmatch(tidy)
    pair = _pair(f"20{match[1][-2:]}", f"20{match[2]}") if match else None
    if match and pair:
        return (f"{pair[:4]}-autumn" if FIRST[match[3]] == 1 else f"{pair[5:]}-spring"), "short_year"
    twice = TWICE.fullmatch(tidy)
    term = _seasoned(twice[1]) if twice else None
    if twice and term and term in (_numbered(twice[2]), _seasoned(twice[2]), f"{term[:4]}-{SEASON.get(twice[2])}"):
        return term, "said_twice"
    bare = NOTE.sub("", tidy).rstrip(".")
    return (term, "without_notes") if bare != tidy and (term := _seasoned(bare) or _numbered(bare)) else UNKNOWN


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
    tidy = compact(text).lower().replace("—", "-").replace("學", "学")
    inside = IN_BRACKETS.fullmatch(tidy)
    tidy = inside[1] if inside else tidy
    return CHINESE_YEAR.sub(lambda match: "".join(str(DIGITS.get(char, char)) for char in match[0]), tidy)


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
