"""The forms in which people write days, terms, amounts, yes and no, numbers and names: one line for each."""

from __future__ import annotations

import pytest

from dagster_project.identity.names import read_name
from dagster_project.identity.numbers import read_id
from dagster_project.readers.values import parse

DAYS = [
    "2020.9.1",
    "2020.09.01",
    "20200901",
    "2020/9/1",
    "2020/09/01",
    "2020-9-1",
    "2020-09-01",
    "2020年9月1日",
    "2020年09月01日",
    "2020年9月1号",
    "2020年9月1",
    "二〇二〇年九月一日",
    "二零二零年九月一日",
    "二○二○年九月一日",
    "二0二0年九月一日",
    "贰零贰零年玖月壹日",
    "2020年九月一日",
    "２０２０年９月１日",
    "44075",
    "44075.0",
    "44075.5",
    "2020-09-01T08:00:00",
    "2020年9月1日上午8时",
    "2020、9、1",
    "2020，9，1",
    "2020.9.1.",
    "2020_9_1",
    "2020\\9\\1",
    "20200901.0",
    "'20200901",
    "1-Sep-2020",
    "Sep.1,2020",
    "20年9月1日",
    "公元2020年9月1日",
    "2020年9月1日（星期二）",
    "[2020年]9月1日",
    "2020—9—1",
    "2020．9．1",
    "2020年9月1日周二",
    "2020年9月1日上午",
    "2020.9.1。",
    "2020·9·1",
    "2020-Sep-01",
    "20200901123000",
]
SPACED_DAYS = [
    "2020 09 01",
    "2020年 9 月 1 日",
    "2020-09-01 00:00:00",
    "2020-9-1 8:30",
    "2020/9/1 星期二",
    "Sep 1, 2020",
    "2020/9/1 上午 8:00:00",
    "2020-09-01 08:30:00 AM",
]
MONTHS = [
    "2020.9",
    "2020.09",
    "202009",
    "2020-09",
    "2020/9",
    "2020年9月",
    "2020年9月份",
    "2020年09月",
    "二〇二〇年九月",
    "二零二零年九月份",
]
AUTUMN_2020 = [
    "2020年秋",
    "2020秋",
    "20秋",
    "20年秋",
    "2020年秋季",
    "2020年秋季学期",
    "2020秋季学期",
    "2020年秋学期",
    "2020下半年",
    "2020年下半年",
    "2020-2021学年第一学期",
    "2020-2021学年度第一学期",
    "2020-2021学年上学期",
    "2020—2021学年第1学期",
    "2020～2021学年第一学期",
    "2020/2021学年第一学期",
    "2020至2021学年第一学期",
    "2020-2021-1",
    "2020-2021(1)",
    "2020-2021（上）",
    "2020学年第一学期",
    "2020学年度上学期",
    "2020-2021学年秋季学期",
    "2020-2021学年秋",
    "20202021学年第一学期",
    "20-21学年第一学期",
    "2020-21学年第一学期",
    "2020—21学年第一学期",
    "二〇二〇年秋季学期",
    "二0二0年秋",
    "二〇二〇至二〇二一学年第一学期",
    "２０２０年秋季",
    "2020年(秋)",
    "2020(秋季)",
    "2020.秋",
    "2020/秋",
    "秋季2020",
    "2020-autumn",
    "2020秋.",
    "2020年秋季（9-12月）",
    "2020年秋季学期（2020.9-2021.1）",
    "[2020年]秋季",
    "2020年秋期",
    "(2020年秋季)",
    "2020年秋季学期（补发）",
    "2020年秋季第二批",
]
NOT_TOLD = {
    "date": [
        "9月1日",
        "9.1",
        "2020.1",
        "3/4/2020",
        "200901",
        "20-9-1",
        "2020.9.31",
        "2020.9.1-2020.9.30",
        "2020年9月上旬",
        "2020年秋",
        "9月",
    ],
    "term": [
        "秋季",
        "第一学期",
        "20201",
        "2020年上学期",
        "2020年度",
        "2020-2021学年",
        "2020-2022学年第一学期",
        "2020年春、秋",
        "2020年9月",
    ],
    "school_year": ["2020", "2020年", "2020年秋季学期", "2020-2022", "20-22学年"],
    "number": ["500①", "①500", "½", "▲500", "约500", "500-800", "2万5", "500-", "#REF!", "一千二"],
    "boolean": ["○", "□", "是否", "√×", "可能", "2"],
}
AMOUNTS = {
    "1,234.50": "1234.5", "１，２３４．５０": "1234.5", "￥1,234.50元": "1234.5", "1 234.50": "1234.5", "500元": "500",
    "500（元）": "500", "500元整": "500", "0.5万元": "5000", "1.2亿元": "120000000", "757.74025万元": "7577402.5",
    "叁仟贰佰元整": "3200", "人民币叁仟贰佰元整": "3200", "叁仟贰佰元零伍分": "3200.05", "伍佰圆": "500",
    "壹佰贰拾叁元肆角伍分": "123.45", "壹亿贰仟万元整": "120000000", "(500)": "-500", "（1,234.50）": "-1234.5",
    "△500": "-500", "△1,234.5": "-1234.5", "－500": "-500", "−500": "-500", "负500": "-500", "0": "0", "0.00": "0",
}  # fmt: skip
YES = ["是", "有", "√", "✓", "✔", "1", "1.0", "Y", "yes", "已", "享受", "是√", "√是", "是（低保）"]
NO = ["否", "无", "没有", "×", "✗", "0", "0.0", "N", "no", "未", "不享受", "否×", "否（已脱贫）"]


def test_there_are_more_than_sixty_forms_of_days_and_terms() -> None:
    assert len({*DAYS, *SPACED_DAYS, *MONTHS, *AUTUMN_2020}) >= 90


@pytest.mark.parametrize("text", [*DAYS, *SPACED_DAYS])
def test_first_of_september(text: str) -> None:
    value, how = parse("date", text)
    assert value == "2020-09-01" and (how == "as_is") == (text == value)


@pytest.mark.parametrize("text", MONTHS)
def test_september(text: str) -> None:
    assert parse("month", text)[0] == "2020-09" and parse("date", text) == ("2020-09-01", "month_start")


@pytest.mark.parametrize("text", AUTUMN_2020)
def test_autumn_term(text: str) -> None:
    value, how = parse("term", text)
    assert value == "2020-autumn" and (how == "as_is") == (text == value)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in NOT_TOLD.items() for text in texts])
def test_what_may_mean_two_things_is_not_guessed(kind: str, text: str) -> None:
    assert parse(kind, text) == (None, "unknown")


@pytest.mark.parametrize(("text", "value"), AMOUNTS.items())
def test_amounts(text: str, value: str) -> None:
    assert parse("money", text)[0] == value


@pytest.mark.parametrize(("text", "value"), [*((text, "true") for text in YES), *((text, "false") for text in NO)])
def test_yes_and_no(text: str, value: str) -> None:
    assert parse("boolean", text)[0] == value


@pytest.mark.parametrize("text", ["500 500", "500\n500", "3 4", "500 500.00"])
def test_two_numbers_in_a_cell_are_never_joined(text: str) -> None:
    assert parse("number", text) == (None, "several")


def test_a_raised_digit_of_a_unit_is_no_digit() -> None:
    assert parse("decimal", "100m²")[0] == parse("decimal", "100㎡")[0] == "100"


@pytest.mark.parametrize(
    ("text", "value"), [("☑是□否", "true"), ("□是 ☑否", "false"), ("□是□否", None), ("1.是", "true"), ("否。", "false")]
)
def test_boxes_ticked_and_numbered_answers(text: str, value: str | None) -> None:
    assert parse("boolean", text)[0] == value


def test_blank_no_and_zero_are_three_things() -> None:
    assert parse("boolean", "") == parse("boolean", "-") == (None, "placeholder")
    assert parse("boolean", "否")[0] == parse("boolean", "0")[0] == "false"
    assert parse("number", "0") == ("0", "as_is") and parse("number", "否") == (None, "unknown")
    assert parse("number", "") == parse("number", "#N/A") == (None, "placeholder")


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("13900000011/13900000012", (None, "several")),
        ("13900000011 13900000012", (None, "several")),
        ("13900000011、0990-1234567", (None, "several")),
        ("13900000011;13900000011", ("13900000011", "repeated")),
        ("13900000011（父）", ("13900000011", "without_notes")),
        ("+86 139 0000 0011", ("13900000011", "decoration_dropped")),
        ("13900000011.0", ("13900000011", "decoration_dropped")),
        ("1390000001", (None, "unknown")),
        ("13900000011(父)13900000012(母)", (None, "several")),
        ("0990-1234567-8", (None, "unknown")),
    ],
)
def test_phones(text: str, reading: tuple[str | None, str]) -> None:
    assert parse("phone", text) == reading


@pytest.mark.parametrize(
    ("text", "number", "status"),
    [
        ("990101201001010019", "990101201001010019", "ok"),
        (" 990101 20100101 0019", "990101201001010019", "ok"),
        ("９９０１０１２０１００１０１００１９", "990101201001010019", "ok"),
        ("'990101201001010019.", "990101201001010019", "ok"),
        ("99010120100101002x", "99010120100101002X", "checksum"),
        ("990101100101001", "990101191001010012", "legacy15"),
        ("99010120100101001942", "990101201001010019", "cert"),
        ("9901012010010100194201", "990101201001010019", "cert"),
        ("99010120100101001992", "99010120100101001992", "cert_invalid"),
        ("9.90101E+17", "9.90101E+17", "truncated"),
        ("99010120100101OO19", "99010120100101OO19", "checksum"),
    ],
)
def test_identity_numbers(text: str, number: str, status: str) -> None:
    assert read_id(text)[1:3] == (number, status)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("䶮雪", "\ue863雪"),
        ("㭎明", "\ue82d明"),
        ("䓖丽", "\ue840丽"),
        ("\U0002298f王", "\ue83b王"),
        ("李墨", "李\ufa3a"),
        ("郎平", "\uf92c平"),
        ("门兵", "\u2ed4兵"),
        ("张三", "张\U000e0100三"),
        ("艾力·买买提", "艾力•买买提"),
        ("王小明", "王 小　明"),
    ],
)
def test_one_name_in_two_forms_of_code_points(one: str, other: str) -> None:
    assert read_name(one).name == read_name(other).name == one


@pytest.mark.parametrize("text", ["2020。9。1", "2020・9・1", '"2020-09-01"', "“2020年9月1日”", "贰零贰零年玖月零壹日"])
def test_days_typed_with_another_dot_quoted_or_as_on_a_cheque(text: str) -> None:
    assert parse("date", text)[0] == "2020-09-01"


def test_december_as_on_a_cheque() -> None:
    assert parse("date", "贰零贰零年壹拾贰月零壹拾日") == ("2020-12-10", "chinese_numeral")


def test_a_missing_dot_is_no_time_of_day_in_1955() -> None:
    assert parse("date", "20209.1") == parse("date", "202011.5") == (None, "unknown")
    assert parse("date", "44075.5") == ("2020-09-01", "excel_serial")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2020年秋季学期(2020-2021学年第一学期)", "2020-autumn"),
        ("2020年春季学期（上半年）", "2020-spring"),
        ("2020年秋季學期", "2020-autumn"),
        ("2019年-2020年第二学期", "2020-spring"),
        ("2020年秋季学期（2020-2021学年第二学期）", None),  # the two differ
        ("2020年秋季学期（上半年）", None),
    ],
)
def test_a_term_said_twice_counts_where_both_agree(text: str, term: str | None) -> None:
    assert parse("term", text)[0] == term


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("人民币（大写）：壹仟元整", "1000", "scaled"),
        ("大写：伍佰元零角零分", "500", "scaled"),
        ("1亿2000万元", "120000000", "scaled"),
        ("12万5千", "125000", "scaled"),
        ("12万5", None, "unknown"),  # 12.5万 or 120,005
        ("5千12万", None, "unknown"),
        ("1 250.50", "1250.5", "blanks_dropped"),
        ("+500", "500", "sign"),
    ],
)
def test_amounts_in_steps_and_in_formal_words(text: str, value: str | None, how: str) -> None:
    assert parse("money", text) == (value, how)


@pytest.mark.parametrize(("text", "value"), [("已签", "true"), ("未签", "false"), ("✅", "true"), ("❌", "false")])
def test_signed_or_ticked_in_colour(text: str, value: str) -> None:
    assert parse("boolean", text)[0] == value


@pytest.mark.parametrize("mark", "×хΧ")
def test_what_looks_like_the_check_digit_x(mark: str) -> None:
    assert read_id("99010120100101006" + mark)[1:3] == ("99010120100101006X", "ok")
    assert read_id("99010120100101001" + mark)[2] == "checksum"
