"""The sentence about a table that is none of the known ones: what it looks like, and what to do.

What belongs here: shapes that people know and this program does not take apart (a column for each month of nobody knows what, fields down the
side, a form for one person, rows without any header). What does not: recognising a table (``recognition``), headers nobody
knows (``unclaimed``).
"""

from __future__ import annotations

import re

from dagster_project.intake.headers import HeaderIndex, normal
from dagster_project.intake.recognition import Unrecognised, column_letter
from dagster_project.readers.grid import Row, Sheet

LOOKED_AT = 60
LEAST_MONTHS, LEAST_FIELDS, LEAST_RECORDS, LEAST_CELLS = 4, 3, 2, 3
MOST_IN_A_FORM = 8
_MONTH = re.compile(r"(?:20\d\d年)?(?:1[0-2]|0?[1-9]|[一二三四五六七八九十]|十[一二])月份?")
_NUMBER_OF_A_PERSON = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{9}[\dXx]")
WHAT_TO_DO = (
    "请保留表头行，一行一条记录，表头照模板填写（county-warehouse template）后重报。",
    "Keep the row of headers, one record a row, headers as in the template (county-warehouse template); send it again.",
)
_BY_MONTH = (
    "从 {0} 列起每个月一列，看不出是哪张表，没有拆分。是乡村教师生活补助的，请在标题里写明；是考勤的，请在各月下面写明应出勤、"
    "实际出勤天数；是营养餐的，请在标题里写明供餐天数、就餐人次或就餐人数（只有金额的，照营养餐供餐月报的模板填）。改好后重报，系统会按月拆开；其他表没有月份一栏，"
    "请照模板（county-warehouse template）填全期合计，一人一行。",
    "From column {0} on each month has a column, and nothing says which table it is. Teachers' allowances: say so in the "
    "title; attendance: days due and days present below each month; school meals: 供餐天数, 就餐人次 or 就餐人数 in the title (money only: the template of meal_month). "
    "Such tables are taken apart. Other tables know no months: write the total, a row a person, as in the template "
    "(county-warehouse template).",
)
_TURNED = (
    "表头竖着写在 {0} 列，一人一列。请把行和列对调（选中复制后，选择性粘贴，勾选“转置”），使表头在第一行、一人一行，再重报。",
    "The headers stand in column {0}, a record a column. Turn it (copy, paste special, transpose) so that the headers are "
    "the first row; send it again.",
)
_FORM = (
    "这是一人（一项）一张的表格，不逐张读取。请汇总成花名册：表头在第一行、一行一条记录，照模板填写（county-warehouse template）后报送。",
    "This is a form for one person or item, which is not read. Send a list: headers in the first row, one record a row, "
    "as in the template (county-warehouse template).",
)
_NO_HEADER = (
    "没有表头行，第 {0} 行就是数据，看不出各列是什么。请在最上面补一行表头（姓名、身份证号……，照 county-warehouse template 的模板）后重报。",
    "There is no row of headers, row {0} is data already: nothing says what the columns are. Add headers as in the template "
    "(county-warehouse template) and send it again.",
)


def what_to_do(sheet: Sheet, index: HeaderIndex, reason: Unrecognised) -> tuple[str, str, bool]:
    """What to tell in Chinese and English, and whether it helps to list the headers nobody knows."""
    rows = [row for row in sheet.rows[:LOOKED_AT] if any(row.cells)]
    at = _first_month(rows)
    for told, pair, lists in (
        (at is not None and column_letter(at), _BY_MONTH, False),
        (_turned(rows, index), _TURNED, False),
        (_is_form(rows, index) and "-", _FORM, False),
        (_first_record(rows, index), _NO_HEADER, False),
    ):
        if told:
            return pair[0].format(told), pair[1].format(told), lists
    if reason.dataset is None:
        return f"没有找到任何已知的表头。{WHAT_TO_DO[0]}", f"No known header was found. {WHAT_TO_DO[1]}", True
    contract = index.contracts[reason.dataset]
    lacks = "、".join(reason.missing) or "有特征的列"
    return (
        f"不是任何已知的表；最接近“{contract.name_zh}”，缺少：{lacks}。{WHAT_TO_DO[0]}",
        f"This is none of the known tables; the closest is {contract.name_en}, which has other columns. {WHAT_TO_DO[1]}",
        True,
    )


def _first_month(rows: list[Row]) -> int | None:
    """Where the first of several columns headed by months stands."""
    for row in rows:
        months = [at for at, cell in enumerate(row.cells) if cell and _MONTH.fullmatch(normal(cell[:20]))]
        if len({normal(row.cells[at] or "") for at in months}) >= LEAST_MONTHS:
            return months[0]
    return None


def _turned(rows: list[Row], index: HeaderIndex) -> str | None:
    """The column of headers, where each row behind its header holds several values and none of them is a header."""
    for column in range(2):
        headed = [row for row in rows if _is_header(row, column, index)]
        others = [sum(1 for cell in row.cells[column + 1 :] if cell) for row in headed]
        strange = sum(1 for row in headed for at in range(column + 1, len(row.cells)) if _is_header(row, at, index))
        if len(headed) >= LEAST_FIELDS and not strange and sum(n >= LEAST_RECORDS for n in others) * 2 > len(headed):
            return column_letter(column)
    return None


def _is_form(rows: list[Row], index: HeaderIndex) -> bool:
    """Whether headers and values stand side by side, all over the sheet."""
    pairs = [
        (row.number, at)
        for row in rows
        for at in range(len(row.cells) - 1)
        if len(row.cells) <= MOST_IN_A_FORM and _is_header(row, at, index) and _is_value(row, at + 1, index)
    ]
    lines = {number for number, _ in pairs}
    return len(pairs) > LEAST_FIELDS and len(lines) > 1 and len(pairs) > len(lines)


def _first_record(rows: list[Row], index: HeaderIndex) -> int | None:
    """The number of the first row with somebody's number, where no header stands above it and all rows have one."""
    with_number = [
        row for row in rows if any(cell and _NUMBER_OF_A_PERSON.fullmatch(cell.strip()) for cell in row.cells)
    ]
    if len(with_number) < LEAST_RECORDS or any(
        _is_header(row, at, index) for row in rows for at in range(len(row.cells))
    ):
        return None
    is_first = sum(1 for row in rows if row.number < with_number[0].number and sum(map(bool, row.cells)) >= LEAST_CELLS)
    return None if is_first else with_number[0].number


def _is_header(row: Row, at: int, index: HeaderIndex) -> bool:
    text = row.cells[at] if at < len(row.cells) else None
    return bool(text) and len(text or "") < LOOKED_AT and index.knows(text or "")


def _is_value(row: Row, at: int, index: HeaderIndex) -> bool:
    return bool(row.cells[at]) and not _is_header(row, at, index)
