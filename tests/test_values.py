"""Value parsers: many written forms, one meaning; and silence where a text could mean two things."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.contracts import code_tables
from dagster_project.readers.values import PARSERS, parse, parse_distinct, value_kind
from dagster_project.readers.values.numbers import chinese_integer, plain_digits

CANONICAL = {
    "number": r"-?\d+(\.\d*[1-9])?",
    "date": r"\d{4}-\d{2}-\d{2}",
    "month": r"\d{4}-\d{2}",
    "term": r"\d{4}-(spring|autumn)",
    "school_year": r"\d{4}-\d{4}",
    "boolean": r"true|false",
    "phone": r"\d{10,12}",
    "card": r"\d{9,25}",
}
WRITTEN = st.text(alphabet="0123456789.-/年月日春秋学第一二三十百千万亿零元整,，()￥% eE+无√", max_size=14) | st.text(
    max_size=10
)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
AMOUNTS = st.decimals(Decimal("-999999999"), Decimal("999999999"), places=2)


def _chinese(number: int) -> str:
    """The number in words as a person writes it, for 0 to 99,999,999."""
    if number >= 10_000:
        rest = number % 10_000
        return _chinese(number // 10_000) + "万" + (("零" if rest < 1000 else "") + _chinese(rest) if rest else "")
    words, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + sign
        gap = not digit
    return words or "零"


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("5000", "5000", "as_is"),
        (" 500", "500", "trimmed"),
        ("５００", "500", "fullwidth"),
        ("1,234.50", "1234.5", "thousands"),
        ("壹万贰仟元整", "12000", "scaled"),
        ("5000元", "5000", "scaled"),
        ("五百", "500", "chinese_numeral"),
        ("壹佰元伍角叁分", "100.53", "scaled"),
        ("六万五千", "65000", "scaled"),
        ("壹万贰仟", "12000", "scaled"),  # written out, so yuan in a column of 万元 too
        ("伍佰", "500", "scaled"),
        ("1.5万元", "15000", "scaled"),
        ("3人", "3", "with_unit"),
        ("￥300.00", "300", "with_unit"),
        ("(5.00)", "-5", "accounting"),
        ("85%", "85", "percent"),
        ("5E+3", "5000", "exponent"),
        ("暂无", None, "placeholder"),
        ("约500", None, "unknown"),
        ("500-800", None, "unknown"),
        ("一千二", None, "unknown"),
        ("12,34", None, "unknown"),
        ("990101201001011234", None, "unknown"),
        ("1e999999", None, "unknown"),
    ],
)
def test_numbers(text: str, value: str | None, how: str) -> None:
    assert parse("money", text) == (value, how)


@pytest.mark.parametrize(
    "text",
    [
        "20200901",
        "2020-9-1",
        "2020/09/01",
        "2020.9.1",
        "2020年9月1日",
        "44075",
        "44075.5",
        "2020-09-01 00:00:00",
        "2020年09月01日 08:30",
        "二〇二〇年九月一日",
        "２０２０年９月１日",
        "1-Sep-2020",
        "2020 9 1",
        "20200901.0",
    ],
)
def test_dates_in_many_forms(text: str) -> None:
    assert parse("date", text)[0] == "2020-09-01"


@pytest.mark.parametrize(
    "text", ["2020-02-30", "20-9-1", "3/4/2020", "2020", "9月1日", "12345", "2020.1", "1899-01-01", "约2020年9月"]
)
def test_dates_that_could_be_two_things_are_unknown(text: str) -> None:
    assert parse("date", text) == (None, "unknown")


def test_a_month_as_a_date_is_its_first_day_and_says_so() -> None:
    assert {parse("date", text) for text in ("2020.09", "202009", "2020年9月", "2020-9")} == {
        ("2020-09-01", "month_start")
    }
    assert parse("month", "2020年9月") == ("2020-09", "separators")
    assert parse("month", "9月") == (None, "unknown")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2020春", "2020-spring"),
        ("2020年秋季学期", "2020-autumn"),
        ("2019-2020学年第二学期", "2020-spring"),
        ("2020-2021学年第一学期", "2020-autumn"),
        ("2019—2020学年度下学期", "2020-spring"),
        ("2020-2021-1", "2020-autumn"),
        ("2020学年第一学期", "2020-autumn"),
        ("二〇二〇年春季学期", "2020-spring"),
        ("2020-autumn", "2020-autumn"),
        ("秋季", None),
        ("2020-2022学年第一学期", None),
        ("20201", None),
        ("2020年上学期", None),
    ],
)
def test_terms(text: str, term: str | None) -> None:
    assert parse("term", text)[0] == term


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2020-2021", "2020-2021"),
        ("2020—2021学年", "2020-2021"),
        ("2020学年", "2020-2021"),
        ("20-21学年", "2020-2021"),
        ("2020-2022", None),
        ("2020", None),
    ],
)
def test_school_years(text: str, year: str | None) -> None:
    assert parse("school_year", text)[0] == year


def test_yes_no_and_not_answered() -> None:
    assert {parse("boolean", text)[0] for text in ("√", "是", "有", "1", "TRUE", "Y")} == {"true"}
    assert {parse("boolean", text)[0] for text in ("×", "否", "无", "0", "没有", "暂无")} == {"false"}
    assert {parse("boolean", text)[0] for text in ("-", "/", "或许")} == {None}


def test_codes_by_synonym_without_notes_and_never_two() -> None:
    tables = code_tables()
    assert parse("code:gender", " 女 ", tables) == ("female", "synonym")
    assert parse("code:difficulty", "A.低保", tables) == ("dibao", "without_notes")
    assert parse("code:difficulty", "低保、孤儿", tables) == (None, "several")
    assert parse("code:gender", "不详", tables) == (None, "placeholder")


@pytest.mark.parametrize("table", sorted(code_tables()))
def test_every_synonym_of_a_code_table_means_its_code(table: str) -> None:
    words = code_tables()[table]
    assert {word: parse(f"code:{table}", word, code_tables())[0] for word in words} == words


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+86 138-0013-8000", ("13800138000", "decoration_dropped")),
        ("0791-8888123", ("07918888123", "decoration_dropped")),
        ("13800138000/13900139000", (None, "several")),
        ("1380013800", (None, "unknown")),
        ("00000000000", (None, "unknown")),
    ],
)
def test_phones(text: str, phone: tuple[str | None, str]) -> None:
    assert parse("phone", text) == phone


def test_a_card_in_exponent_form_has_lost_its_digits() -> None:
    assert parse("card", "6228 4800 1234 5678 901") == ("6228480012345678901", "decoration_dropped")
    assert parse("card", "6.2284E+18") == (None, "truncated")


def test_distinct_texts_become_rows_of_the_value_map() -> None:
    assert parse_distinct("money", ["1,000"]) == [("number", "1,000", "1000", "thousands")]
    assert parse_distinct("code:gender", ["男"], code_tables()) == [("code:gender", "男", "male", "synonym")]
    assert value_kind("code", "stage") == "code:stage"


@given(kind=st.sampled_from(sorted(PARSERS)), text=WRITTEN)
@settings(max_examples=400)
def test_any_text_is_read_or_refused_and_what_is_read_stays_read(kind: str, text: str) -> None:
    value, how = parse(kind, text)
    if value is None:
        assert how in ("unknown", "placeholder", "several", "truncated")
    else:
        assert re.fullmatch(CANONICAL[kind], value)
        assert parse(kind, value) == (value, "as_is")


@given(
    day=DAYS,
    form=st.sampled_from(
        [
            "{0:%Y%m%d}",
            "{0:%Y-%m-%d}",
            "{0:%Y/%m/%d}",
            "{0.year}年{0.month}月{0.day}日",
            "{0.year}.{0.month}.{0.day}",
            "{0:%Y-%m-%d} 00:00:00",
            " {0.year}-{0.month}-{0.day} ",
        ]
    ),
)
@settings(max_examples=200)
def test_every_day_in_every_form_is_that_day(day: date, form: str) -> None:
    assert parse("date", form.format(day))[0] == day.isoformat()


@given(day=st.dates(date(1950, 1, 1), date(2049, 12, 31)))
@settings(max_examples=50)
def test_excel_serials_are_their_day(day: date) -> None:
    assert parse("date", str((day - (date(1899, 12, 31) - timedelta(days=1))).days)) == (
        day.isoformat(),
        "excel_serial",
    )


@given(amount=AMOUNTS, form=st.sampled_from(["{}", "{:,}", "￥{:,}", "{}元", " {} "]))
@settings(max_examples=200)
def test_an_amount_survives_its_dress(amount: Decimal, form: str) -> None:
    assert parse("money", form.format(amount))[0] == plain_digits(amount)


@given(number=st.integers(0, 99_999_999))
@settings(max_examples=200)
def test_numbers_in_words_are_their_number(number: int) -> None:
    words = _chinese(number)
    assert chinese_integer(words) == number
    assert (
        chinese_integer(words.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")))
        == number
    )
