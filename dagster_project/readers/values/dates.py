"""Dates and months as counties write them: 20200901, 2020年9月1日, 2020.09, 44075, 二〇二〇年九月一日.

A year in brackets, [2020年]9月1日, was not in the cell: the intake supplied it from the period (``intake.years_told``).

Belongs here: one text to one day (YYYY-MM-DD) or one month (YYYY-MM).
Does not belong here: terms and school years (``terms``).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dagster_project.readers.values.numbers import chinese_integer
from dagster_project.readers.values.shape import PLACEHOLDER, UNKNOWN, Reading, is_placeholder, label, plain

FIRST_YEAR, LAST_YEAR = 1900, 2099
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(18264, 54790)
"""Excel serials from 1950 to 2049: outside, five digits are not taken for a date."""
YEAR_RUN_ON = re.compile(r"(?:19|20)\d{2}[1-9]\.\d{1,2}")
"""20209.1 is 2020.9.1 without a dot to one reader and a time of day in 1955 to another."""
SEPARATOR = r"\s*[-/.,年、·・。_\\~]\s*"
YMD = re.compile(
    rf"(\d{{4}})(?:{SEPARATOR}|\s+)(\d{{1,2}})(?:\s*[-/.,月、·・。_\\~]\s*|\s+)(\d{{1,2}})\s*[日号]?[.。]?"
)
YM = re.compile(rf"(\d{{4}})(?:{SEPARATOR}|\s+)(\d{{1,2}})\s*(?:月份?)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
COMPACT_TIME = re.compile(r"((?:19|20)\d{6})(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?")
AMBIGUOUS_MONTH = re.compile(r"20(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-2])")
"""200901 in a column of days is January 2009 to one clerk and 1 September 2020 to another."""
YMD_NAME = re.compile(r"(\d{4})[-/ ]([A-Za-z]{3})[a-z]*[-/ ](\d{1,2})")
DMY_NAME = re.compile(r"(\d{1,2})[-/ ]([A-Za-z]{3})[a-z]*[-/, ]+(\d{4})")
MDY_NAME = re.compile(r"([A-Za-z]{3})[a-z]*\.? ?(\d{1,2}),? ?(\d{4})")
MDY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
TIME = re.compile(
    r"(?:\s*[T日]?\s*)(?:上午|下午|早上|晚上|中午)?\s*(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}| ?[AaPp][Mm])?|\d{1,2}[时点](?:\d{1,2}分?)?(?:\d{1,2}秒)?)$"
)
CHINESE_DATE = re.compile(
    r"([〇零○O0一二三四五六七八九]{4}|\d{4})年([〇零]?[一二三四五六七八九十]{1,3}|\d{1,2})月"
    r"(?:份|([〇零]?[一二三四五六七八九十廿卅]{1,3}|\d{1,2})[日号])?"
)
FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾", "一二二三三四五六六七八九十")
SHORT_YEAR = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号]?")
SUPPLIED = re.compile(r"\[(\d{4})年\]\s*(\d{1,2})月\s*(\d{1,2})[日号]?")
SUPPLIED_MONTH = re.compile(r"\[(\d{4})年\]\s*(\d{1,2}|[一二三四五六七八九十]{1,2})(?:月份?)?")
AROUND = re.compile(r"^公元|\s*[上下]午$|\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$")
LATEST_SHORT_YEAR = 35
"""20年 is 2020, 98年 is 1998: nobody in these tables was born in 1936 or will be paid in 2036."""
MONTHS = {
    name: i
    for i, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
LOST_ZERO = re.compile(r"\d{4}\.1")
"""2020.1 is January to a person and what Excel leaves of the number 2020.10."""
NO_DAY = frozenset(
    [
        "长期",
        "长期有效",
        "永久",
        "至今",
        "未回",
        "未回函",
        "未回复",
        "未反馈",
        "待回函",
        "暂未回函",
        "未开工",
        "未完工",
        "未竣工",
        "未到期",
        "未发放",
        "在建",
        "在岗",
        "在读",
    ]
)
"""What people write where the day has not come or never will: nothing, not something misunderstood."""
WHOLE_ZERO = re.compile(r"(\d{5,8})\.0+")


def parse_date(text: str) -> Reading:
    """A day. A month alone is given as its first day and labelled ``month_start``. 3/4/2020 and 20-9-1 are unknown."""
    tidy = _tidy(text)
    if is_placeholder(tidy) or tidy in NO_DAY:
        return PLACEHOLDER
    day, how = _day(tidy)
    if day is None:
        month, how = (None, "") if AMBIGUOUS_MONTH.fullmatch(tidy) else _month(tidy)
        return (f"{month}-01", "month_start") if month else UNKNOWN
    return day, label(text, day, how)


def parse_month(text: str) -> Reading:
    """A month. The day of a full date is dropped (``from_date``); a month without a year is unknown."""
    tidy = _tidy(text)
    if is_placeholder(tidy) or tidy in NO_DAY:
        return PLACEHOLDER
    month, how = _month(tidy)
    if month:
        return month, label(text, month, how)
    day, _ = _day(tidy)
    return (day[:7], "from_date") if day else UNKNOWN


def _tidy(text: str) -> str:
    tidy = AROUND.sub("", plain(text).strip('"“”'))
    whole = WHOLE_ZERO.fullmatch(tidy)
    return whole[1] if whole else tidy


def _day(text: str) -> tuple[str | None, str]:
    untimed = TIME.sub("", text) if ":" in text or "时" in text or "点" in text else text
    how = "separators" if untimed == text else "time_dropped"
    match = YMD.fullmatch(untimed)
    if match:
        return _iso(match[1], match[2], match[3]), how
    match = COMPACT_DAY.fullmatch(untimed)
    if match:
        return _iso(*match.groups()), "digits"
    match = COMPACT_TIME.fullmatch(untimed)
    if match:
        return _iso(match[1][:4], match[1][4:6], match[1][6:]), "time_dropped"
    match = SERIAL.fullmatch(untimed)
    if match and int(match[1]) in SERIALS and not YEAR_RUN_ON.fullmatch(untimed):
        return (EXCEL_EPOCH + timedelta(days=int(match[1]))).isoformat(), "excel_serial"
    match = CHINESE_DATE.fullmatch(untimed.translate(FORMAL))
    if match and match[3]:
        return _chinese_day(match), "chinese_numeral"
    match = SUPPLIED.fullmatch(untimed)
    if match:
        return _iso(match[1], match[2], match[3]), "year_supplied"
    match = SHORT_YEAR.fullmatch(untimed)
    if match:
        century = "20" if int(match[1]) <= LATEST_SHORT_YEAR else "19"
        return _iso(century + match[1], match[2], match[3]), "short_year"
    return _english_day(untimed)


def _chinese_day(match: re.Match[str]) -> str | None:
    year, month, day = _figure(match[1]), _figure(match[2]), _figure(match[3])
    return _iso(str(year), str(month), str(day)) if year and month and day else None


def _figure(text: str) -> int | None:
    """A number in digits or words; the year may mix both (二0二0), the day may say 廿 for 二十."""
    if text.isdigit() and text.isascii():
        return int(text)
    text = text if len(text) == 4 else text.lstrip("〇零")  # 零壹日, as on cheques
    return chinese_integer(text.replace("0", "〇").replace("廿", "二十").replace("卅", "三十"))


def _english_day(text: str) -> tuple[str | None, str]:
    match = YMD_NAME.fullmatch(text)
    if match and match[2].lower() in MONTHS:
        return _iso(match[1], str(MONTHS[match[2].lower()]), match[3]), "english"
    match = DMY_NAME.fullmatch(text)
    if match and match[2].lower() in MONTHS:
        return _iso(match[3], str(MONTHS[match[2].lower()]), match[1]), "english"
    match = MDY_NAME.fullmatch(text)
    if match and match[1].lower() in MONTHS:
        return _iso(match[3], str(MONTHS[match[1].lower()]), match[2]), "english"
    match = MDY.fullmatch(text)
    if match and (int(match[1]) > 12) != (int(match[2]) > 12):
        first, second = int(match[1]), int(match[2])
        month, day = (second, first) if first > 12 else (first, second)
        return _iso(match[3], str(month), str(day)), "english"
    return None, ""


def _month(text: str) -> tuple[str | None, str]:
    match = YM.fullmatch(text)
    if match and not LOST_ZERO.fullmatch(text):
        return _year_month(match[1], match[2]), "separators"
    match = COMPACT_MONTH.fullmatch(text)
    if match:
        return _year_month(match[1], match[2]), "digits"
    match = CHINESE_DATE.fullmatch(text.translate(FORMAL))
    if match and not match[3]:
        year, month = _figure(match[1]), _figure(match[2])
        return _year_month(str(year), str(month)) if year and month else None, "chinese_numeral"
    match = SUPPLIED_MONTH.fullmatch(text)
    if match and (month := _figure(match[2])):
        return _year_month(match[1], str(month)), "year_supplied"
    return None, ""


def _year_month(year: str, month: str) -> str | None:
    day = _iso(year, month, "1")
    return day[:7] if day else None


def _iso(year: str, month: str, day: str) -> str | None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
