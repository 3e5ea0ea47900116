"""Periods: how people write them, and which terms each one touches.

What belongs here: texts such as 2020年秋季学期 → 2020-autumn, and a folder's period seen as a term, year or day.
What does not: dates inside cells (``readers.values``), what is due when (``due_dates``).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

SPRING_FIRST_DAY = (3, 1)
AUTUMN_FIRST_DAY = (9, 1)
YEAR_RANGE = range(1990, 2100)

_DASHES = re.compile(r"[—–－~至到_/]+")
_DAY = re.compile(r"(?<!\d)(20\d{2}|19\d{2})(?:[-.年])(\d{1,2})(?:[-.月])(\d{1,2})日?(?!\d)")
_COMPACT_DAY = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_SCHOOL_YEAR_TERM = re.compile(r"(\d{4})-(\d{4})(?:学年度?)?-?第?([一二12上下])(?:学期|学年)?")
_SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{4})(?:学年度?)?")
_TERM = re.compile(r"(\d{4})年?度?-?(春|秋|上半年|下半年|spring|autumn|fall)季?(?:学期)?")
_YEAR = re.compile(r"(\d{4})(?:年度?|全年)?")
_NAMED_SCHOOL_TERM = re.compile(r"(?<!\d)\d{4}-\d{4}学年度?-?第?[一二12上下]学期")
_NAMED_SCHOOL_YEAR = re.compile(r"(?<!\d)\d{4}-\d{4}学年度?")
_NAMED_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d{2}(?:年度|全年|年(?!\d|以[来前后]|[级届起至-]))")
_DOCUMENT = re.compile(
    r"[〔\[【(（](?:19|20)\d{2}[〕\]】)）]\s*\d*\s*号?|(?:填报|填表|制表|打印|上报|报送|截[至止]).{0,6}[:：].*"
)
_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年|学年|-|$)")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_WHAT_FOR = re.compile(
    r"(?:学生|教师|资助|教育|扶贫|脱贫|乡村振兴|专项|检查|审计|材料|数据|上报|报送|报表|台账|资料|附件|统计|的|\([^)]*\))+$|^截[-止]*"
)
_TERM_WORD = {
    "春": "spring",
    "上半年": "spring",
    "下半年": "autumn",
    "spring": "spring",
    "秋": "autumn",
    "autumn": "autumn",
    "fall": "autumn",
}


def compact(text: str) -> str:
    """``text`` in half-width letters, without blanks, dashes made one."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return _DASHES.sub("-", re.sub(r"\s+", "", plain))


def parse_period(text: str) -> str | None:
    """The canonical period a whole text names, or None: 2020春 → 2020-spring, 2020年 → 2020, 2020年报送材料 → 2020."""
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), compact(text))
    plain = _WHAT_FOR.sub("", plain)
    for reader in (_read_day, _read_school_year_term, _read_school_year, _read_term, _read_year):
        period = reader(plain)
        if period:
            return period
    return None


def _read_day(text: str) -> str | None:
    match = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    return _day(match) if match else None


def _day(match: re.Match[str]) -> str | None:
    try:
        return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        return None


def _read_school_year_term(text: str) -> str | None:
    match = _SCHOOL_YEAR_TERM.fullmatch(text)
    if not match or int(match[2]) != int(match[1]) + 1:
        return None
    return f"{match[1]}-autumn" if match[3] in "一1上" else f"{match[2]}-spring"


def _read_school_year(text: str) -> str | None:
    match = _SCHOOL_YEAR.fullmatch(text)
    return f"{match[1]}-{match[2]}" if match and int(match[2]) == int(match[1]) + 1 else None


def _read_term(text: str) -> str | None:
    match = _TERM.fullmatch(text)
    return f"{match[1]}-{_TERM_WORD[match[2]]}" if match and int(match[1]) in YEAR_RANGE else None


def _read_year(text: str) -> str | None:
    match = _YEAR.fullmatch(text)
    return match[1] if match and int(match[1]) in YEAR_RANGE else None


def period_kind(period: str) -> str:
    """term, year, school_year or snapshot: what a canonical period is."""
    if period.endswith(("-spring", "-autumn")):
        return "term"
    return {4: "year", 9: "school_year", 10: "snapshot"}[len(period)]


def find_day(texts: list[str]) -> str | None:
    """The one day that file names or titles mention, or None when there is none or more than one."""
    days: set[str | None] = set()
    for text in texts:
        plain = compact(text)
        for match in (*_DAY.finditer(plain), *_COMPACT_DAY.finditer(plain)):
            days.add(_day(match))
    return days.pop() if len(days) == 1 else None


def find_term(texts: list[str]) -> str | None:
    """The one term that file names or titles mention, or None when there is none or more than one."""
    terms: set[str | None] = set()
    for text in texts:
        plain = compact(text)
        terms.update(_read_school_year_term(match[0]) for match in _SCHOOL_YEAR_TERM.finditer(plain))
        terms.update(_read_term(match[0]) for match in _TERM.finditer(plain))
    terms.discard(None)
    return terms.pop() if len(terms) == 1 else None


def find_periods(text: str) -> list[str]:
    """Every term, school year and calendar year a title names; days, 届, 级 and numbers of documents are none.

    >>> find_periods("青禾县2020年秋季学期资助汇总"), find_periods("2019-2020学年教师培训"), find_periods("2016级新生名单")
    (['2020-autumn'], ['2019-2020'], [])
    """
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), compact(_DOCUMENT.sub("", text)))
    found: list[str] = []
    for pattern, reader in (
        (_DAY, None),
        (_COMPACT_DAY, None),
        (_NAMED_SCHOOL_TERM, _read_school_year_term),
        (_NAMED_SCHOOL_YEAR, _read_school_year),
        (_TERM, _read_term),
        (_NAMED_YEAR, _read_year),
    ):
        for match in pattern.finditer(plain):
            period = reader(match[0]) if reader else None
            found += [period] if period else []
        plain = pattern.sub("|", plain)
    return list(dict.fromkeys(found))


def term_of(day: date) -> str:
    """The term a day lies in: spring from March to August, autumn from September to February."""
    if (day.month, day.day) < SPRING_FIRST_DAY:
        return f"{day.year - 1}-autumn"
    return f"{day.year}-spring" if (day.month, day.day) < AUTUMN_FIRST_DAY else f"{day.year}-autumn"


def terms_touched(period: str) -> list[str]:
    """Every term a period touches; a term touches itself."""
    kind = period_kind(period)
    if kind == "term":
        return [period]
    if kind == "year":
        return [f"{period}-spring", f"{period}-autumn"]
    if kind == "school_year":
        return [f"{period[:4]}-autumn", f"{period[5:]}-spring"]
    return [term_of(date.fromisoformat(period))]


def first_and_last_day(period: str) -> tuple[date, date]:
    """The days a period runs from and to."""
    kind, year = period_kind(period), int(period[:4])
    if kind == "year":
        return date(year, 1, 1), date(year, 12, 31)
    if kind == "school_year":
        return date(year, 9, 1), date(year + 1, 8, 31)
    if kind == "snapshot":
        return date.fromisoformat(period), date.fromisoformat(period)
    if period.endswith("spring"):
        return date(year, *SPRING_FIRST_DAY), date(year, 8, 31)
    return date(year, *AUTUMN_FIRST_DAY), date(year + 1, *SPRING_FIRST_DAY) - timedelta(days=1)


def school_year_of(term: str) -> str:
    """The school year a term lies in."""
    year = int(term[:4])
    return f"{year}-{year + 1}" if term.endswith("autumn") else f"{year - 1}-{year}"


def fit_period(folder_period: str, wanted_kind: str, texts: list[str]) -> str | None:
    """The period of a table whose dataset is for ``wanted_kind``, found in a folder for ``folder_period``.

    ``texts`` are the file name and the title lines; None when they do not tell which of several periods it is.
    """
    kind = period_kind(folder_period)
    if kind == wanted_kind:
        return folder_period
    if wanted_kind == "snapshot":
        day = find_day(texts)
        return day if day and _is_inside(day, folder_period) else folder_period
    term = folder_period if kind == "term" else None
    if kind == "snapshot":
        term = term_of(date.fromisoformat(folder_period))
    if wanted_kind == "term":
        named = term or find_term(texts)
        return named if named in terms_touched(folder_period) else None
    told = {period for text in texts for period in find_periods(text) if period_kind(period) == wanted_kind}
    fitting = {period for period in told if set(terms_touched(period)) & set(terms_touched(folder_period))}
    if wanted_kind == "year" and kind in ("term", "snapshot"):
        return folder_period[:4]
    if wanted_kind == "school_year" and term:
        return school_year_of(term)
    return fitting.pop() if len(fitting) == 1 else None


def _is_inside(day: str, period: str) -> bool:
    first, last = first_and_last_day(period)
    return first <= date.fromisoformat(day) <= last


_DIGITS = {"spring": "春季学期", "autumn": "秋季学期"}


def period_names(period: str) -> tuple[str, str]:
    """A period's name in Chinese and in English."""
    kind = period_kind(period)
    if kind == "term":
        year, season = period.split("-")
        return f"{year}年{_DIGITS[season]}", f"{season.capitalize()} term {year}"
    if kind == "year":
        return f"{period}年", period
    if kind == "school_year":
        return f"{period}学年", f"School year {period}"
    day = date.fromisoformat(period)
    return f"{day.year}年{day.month}月{day.day}日", period


def period_named(text: str, wanted_kind: str) -> tuple[str, str]:
    """The period somebody names, as a dataset for ``wanted_kind`` has it, and its Chinese name; both empty where it
    leaves open which one. Raises ValueError with a sentence for what is no period.
    """
    period = parse_period(text)
    if period is None:
        raise ValueError(
            f"看不懂时期“{text}”，请写成 2020-spring、2020年秋季学期、2020、2020-2021 或 2020-09-30。/ “{text}” is no "
            "period; write 2020-spring, 2020, 2020-2021 or 2020-09-30."
        )
    fitting = fit_period(period, wanted_kind, [])
    return (fitting, period_names(fitting)[0]) if fitting else ("", "")
